import { cleanup } from '@testing-library/svelte';
import { afterEach, vi } from 'vitest';

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

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});
