import { success, failure, type Result } from '../../shared/result.ts';
import type { FileFlaw } from '../../shared/interchange/opened-files.ts';
import { codeOf, type BlockingCalls } from './blocking-calls.ts';
import type { Clock } from './clock.ts';
import { fileDeadlineMs } from './files.ts';

/** The calls that a file is read by; they are to be another process's, since any file may never answer. */
export type OpenedFileCalls = Pick<BlockingCalls, 'sizeOf' | 'readAt' | 'ready'>;

/**
 * The text of a file that the system had the app open. It may be anything by any name: a folder, a pipe and a device are
 * told apart without opening them, one that is too large is not read at all. Never fails.
 */
export async function openedText(
  path: string,
  mostBytes: number,
  calls: OpenedFileCalls,
  clock: Pick<Clock, 'after'>,
): Promise<Result<string, FileFlaw>> {
  // What it takes to start the process that reads is no time that the file takes.
  await calls.ready?.();
  return new Promise((resolve) => {
    const timer = clock.after(fileDeadlineMs, () => resolve(failure('silent')));
    const settle = (result: Result<string, FileFlaw>) => {
      timer.cancel();
      resolve(result);
    };
    read(path, mostBytes, calls).then(settle, (error: unknown) => settle(failure(flawOf(error))));
  });
}

async function read(
  path: string,
  mostBytes: number,
  calls: OpenedFileCalls,
): Promise<Result<string, FileFlaw>> {
  const size = await calls.sizeOf(path);
  if (size > mostBytes) return failure('tooLarge');
  // It may have grown since, or claim less than it has: one byte more than allowed tells.
  const bytes = await calls.readAt(path, 0, mostBytes + 1);
  if (bytes.length > mostBytes) return failure('tooLarge');
  if (bytes.length === 0) return failure('empty');
  return textIn(bytes);
}

/** Binary files, and text in UTF-16, are full of zeros; no other text has one. */
function textIn(bytes: Uint8Array): Result<string, FileFlaw> {
  if (bytes.includes(0)) return failure('notText');
  try {
    return success(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return failure('notText');
  }
}

function flawOf(error: unknown): FileFlaw {
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'missing';
    case 'EACCES':
    case 'EPERM':
      return 'denied';
    case 'ENOTFILE':
    case 'EISDIR':
      return 'notAFile';
    default:
      return 'unreadable';
  }
}
