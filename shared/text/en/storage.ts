import type { NotSavedCause } from '../../problem.ts';

/** Why a file of ours could not be written, as a sentence that goes on after a colon. */
export const notSaved: Record<NotSavedCause, (file: string) => string> = {
  full: (file) => `there is no room left on the disk that ${file} is on.`,
  denied: (file) => `${file} may not be written.`,
  newerVersion: (file) =>
    `a newer version of Causeway wrote ${file}, and this one would lose what it doesn’t know.`,
  failed: (file) => `${file} could not be written.`,
};

export const notSavedHints: Record<NotSavedCause, string> = {
  full: 'Make room on the disk, then do it again. What you entered is still here.',
  denied:
    'Give yourself write access to the file and its folder, then do it again. What you entered is still here.',
  newerVersion: 'Install the newer version again, or move the file away to begin without it.',
  failed: 'Check the disk, then do it again. What you entered is still here.',
};

/** The app's own folder can't be used. */
const cannotStart = (folder: string, cause: NotSavedCause): string =>
  `Causeway can’t start: ${notSaved[cause](folder)} It keeps profiles, settings and history there. Give yourself write access to it, or name another folder in CAUSEWAY_USER_DATA.`;

export const storageText = { cannotStart };
