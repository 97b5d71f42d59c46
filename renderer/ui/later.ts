/** Everything that is loaded later, in the order in which it was declared. */
const parts: (() => unknown)[] = [];

/**
 * Something that the first sight of the window does without: loaded with its first use, or in a quiet moment before
 * that. Once it is there, it is answered as it is, so that what is opened again is drawn at once.
 */
export function later<Module>(load: () => Promise<Module>): () => Module | Promise<Module> {
  let loaded: Module | null = null;
  const part = (): Module | Promise<Module> => loaded ?? load().then((module) => (loaded = module));
  parts.push(part);
  return part;
}

/** Loads all of it. */
export const loadAll = (): Promise<unknown> => Promise.all(parts.map((part) => part()));

/** The same, as soon as nothing else is to be done. */
export const loadInQuiet = (): void => void globalThis.requestIdleCallback?.(() => void loadAll());
