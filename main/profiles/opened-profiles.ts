import { basename } from 'node:path';
import { mostFileBytes, type OpenedFiles } from '../../shared/interchange/opened-files.ts';
import { readProfileFile } from '../../shared/interchange/profile-files.ts';
import type { Clock } from '../ports/clock.ts';
import { openedText, type OpenedFileCalls } from '../ports/opened-file.ts';

/**
 * What the profiles in these files are, for the person to look at. They are read as profile files only, never as code,
 * and what goes to the window is profiles and flaws: of a file that is something else (a link to a file of passwords)
 * nothing gets there but its name. Never fails.
 */
export async function readOpenedProfiles(
  paths: readonly string[],
  calls: OpenedFileCalls,
  clock: Pick<Clock, 'after'>,
): Promise<OpenedFiles> {
  const all = await Promise.all(
    paths.map(async (path) => {
      const file = basename(path);
      const read = await openedText(path, mostFileBytes, calls, clock);
      return read.ok
        ? { found: readProfileFile(file, read.value), unread: [] }
        : { found: [], unread: [{ file, flaw: read.problem }] };
    }),
  );
  return { found: all.flatMap(({ found }) => found), unread: all.flatMap(({ unread }) => unread) };
}
