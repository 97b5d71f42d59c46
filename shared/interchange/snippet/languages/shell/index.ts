import { looksLikeCommand, readCommands } from './command-reading.ts';

/** Commands of curl and wscat, as people keep them in notes and pages. */
export const shell = { isMeant: looksLikeCommand, read: readCommands };
