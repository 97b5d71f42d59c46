import type { FoundProfile } from './profile-files.ts';

/** Why a file that a person handed over, or had the system open, is of no use. */
export type FileFlaw =
  | 'missing'
  | 'denied'
  /** A folder, a pipe, a device. */
  | 'notAFile'
  | 'empty'
  | 'tooLarge'
  | 'notText'
  /** It doesn't answer, as one on a network drive whose server is gone. */
  | 'silent'
  | 'unreadable';

/** A file that can't be used as anything. */
export interface UnreadFile {
  readonly file: string;
  readonly flaw: FileFlaw;
}

/** What is in profile files that the system had the app open: read, and no more; nothing of another file is in it. */
export interface OpenedFiles {
  readonly found: readonly FoundProfile[];
  readonly unread: readonly UnreadFile[];
}

/** Enough for thousands of profiles, and little enough to be read at once. */
export const mostFileBytes = 8 * 1024 * 1024;

/** How a file is named that holds a profile: its type is known by it. */
export const profileFileEnding = 'causeway';

/** Whether a file means to hold profiles, by its name. Older versions of Causeway wrote `.json`. */
export const isNamedAsProfileFile = (file: string): boolean => /\.(causeway|json)$/i.test(file);
