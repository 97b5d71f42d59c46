import { mount } from 'svelte';
import Root from './Root.svelte';
import { languageFor } from '../shared/language.ts';
import { tellStrayErrors } from './stray-errors.ts';
import { spoken } from './language/spoken.svelte.ts';
import './ui/contrast.css';
import './ui/overlays.css';
import './ui/fields.css';
import './interchange/interchange.css';

const target = document.getElementById('app');
if (target === null) throw new TypeError('the page has no place for the app');

// Until the person's choice is known.
await spoken.choose(languageFor(navigator.languages));
tellStrayErrors(window, window.causeway);
target.replaceChildren();
mount(Root, { target, props: { api: window.causeway } });
