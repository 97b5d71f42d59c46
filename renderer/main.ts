import { mount } from 'svelte';
import App from './App.svelte';
import './ui/tokens.css';
import './ui/base.css';
import './ui/overlays.css';
import './ui/fields.css';
import './interchange/interchange.css';

const target = document.getElementById('app');
if (target === null) throw new TypeError('the page has no place for the app');

mount(App, { target, props: { api: window.causeway } });
