import { mkdir, mkdtemp, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { NotSavedCause } from '../../shared/problem.ts';
import { notSavedCauseOf } from './documents.ts';

/** A folder that doesn't answer for so long is none that an app can live in. */
const deadlineMs = 5_000;

/**
 * Makes the app's own folder if need be. `silent`: it doesn't answer, and no orderly end of the process comes before it.
 * Null if files can be made in it; a full disk can be lived with, for a while.
 */
export async function dataFolderFault(folder: string): Promise<NotSavedCause | 'silent' | null> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<'silent'>((resolve) => {
    timer = setTimeout(() => resolve('silent'), deadlineMs);
  });
  const fault = await Promise.race([probe(folder), silence]);
  clearTimeout(timer);
  return fault === 'full' ? null : fault;
}

async function probe(folder: string): Promise<NotSavedCause | null> {
  try {
    await mkdir(folder, { recursive: true });
    await rmdir(await mkdtemp(join(folder, '.probe-')));
    return null;
  } catch (error) {
    return notSavedCauseOf(error);
  }
}

/** Drafts of files that are replaced whole: of documents, of their last good copies, and of the history. */
const draftNames =
  /^((profiles|settings|window)\.json\.tmp-\w+|(profiles|settings)\.json\.last-good\.new|history\.jsonl\.new|\.probe-\w+)$/;

/**
 * Removes what writers that were killed left behind; by the only process that writes there, before it writes. Never
 * fails: what can't be removed only takes up room.
 */
export async function removeDrafts(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  const drafts = names.filter((name) => draftNames.test(name));
  await Promise.all(
    drafts.map((name) => rm(join(folder, name), { force: true, recursive: true }).catch(() => undefined)),
  );
}
