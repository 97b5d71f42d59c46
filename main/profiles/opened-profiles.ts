import { basename } from 'node:path';
import { mostFileBytes, type OpenedFiles } from '../../shared/interchange/opened-files.ts';
import { readProfileFile, type FoundProfile } from '../../shared/interchange/profile-files.ts';
import { CallProcess, type StartCallChild } from '../ports/call-process.ts';
import type { Clock } from '../ports/clock.ts';
import { fileDeadlineMs } from '../ports/files.ts';
import { openedText, type OpenedFileCalls } from '../ports/opened-file.ts';

type Timers = Pick<Clock, 'after'>;

/** Whoever mends a file needs no more of them at once. */
const mostIssues = 20;

/**
 * What the profiles in these files are, for the person to look at. They are read as profile files only, never as code,
 * and what goes to the window is profiles and flaws: of a file that is something else (a link to a file of passwords)
 * nothing gets there but its name. Never fails.
 */
export async function readOpenedProfiles(
  paths: readonly string[],
  calls: OpenedFileCalls,
  clock: Timers,
): Promise<OpenedFiles> {
  const all = await Promise.all(
    paths.map(async (path) => {
      const file = basename(path);
      const read = await openedText(path, mostFileBytes, calls, clock);
      return read.ok
        ? { found: readProfileFile(file, read.value).map(shortened), unread: [] }
        : { found: [], unread: [{ file, flaw: read.problem }] };
    }),
  );
  return { found: all.flatMap(({ found }) => found), unread: all.flatMap(({ unread }) => unread) };
}

function shortened(found: FoundProfile): FoundProfile {
  if (found.read.ok) return found;
  const [first, ...rest] = found.read.problem;
  return { ...found, read: { ok: false, problem: [first, ...rest.slice(0, mostIssues - 1)] } };
}

/** Each file has its time; what is made of them all then takes some more. */
const deadlineMs = fileDeadlineMs + 10_000;

/**
 * The same in a process of its own: a file may never answer, and one that is made for it keeps the parser busy for many
 * seconds, in which the main process would hold up every session. Never fails.
 */
export async function openedProfilesBy(
  start: StartCallChild<readonly string[]>,
  paths: readonly string[],
  clock: Timers,
): Promise<OpenedFiles> {
  const process = new CallProcess(start);
  const timer = clock.after(deadlineMs, () => process.end());
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the far side is `readOpenedProfiles`
    return (await process.call(paths)) as OpenedFiles;
  } catch {
    return { found: [], unread: paths.map((path) => ({ file: basename(path), flaw: 'silent' as const })) };
  } finally {
    timer.cancel();
    process.end();
  }
}
