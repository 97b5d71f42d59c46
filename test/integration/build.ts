import { ensureBuilt } from '../../scripts/fresh-build.js';

/** The tests of the command line run what is built: before any of them, it is built from the sources as they are. */
export const setup = (): Promise<void> => ensureBuilt(['main']);
