import { cleanup, configure } from '@testing-library/svelte';
import { afterEach, beforeAll, vi } from 'vitest';
import { loadAll } from '../../../renderer/ui/later.ts';
import { quickenStyles } from './quick-style.ts';

/** The page that components are drawn on in tests: that of the window, as far as jsdom has one. */
document.documentElement.lang = 'en';
document.title = 'Causeway';

// jsdom has no layout; what scrolls or watches sizes finds nothing to do.
Element.prototype.scrollIntoView = () => undefined;
globalThis.ResizeObserver = class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};

quickenStyles(window);

// A busy machine takes its time; who waits for a state sees it as soon as it is there.
configure({ asyncUtilTimeout: 10_000 });

// What the window loads in a quiet moment is there, as it is for a person by the time of a press.
beforeAll(() => loadAll(), 120_000);

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});
