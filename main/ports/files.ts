import { codeOf, ownBlockingCalls, type BlockingCalls } from './blocking-calls.ts';
import { systemClock, type Clock } from './clock.ts';

/** Why a file could not be read. `timeout`: it doesn't answer, as a pipe without a writer or a mount without its server. */
export type FileCause = 'missing' | 'denied' | 'empty' | 'tooLarge' | 'timeout' | 'unreadable';

export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';
  readonly why: FileCause;

  constructor(why: FileCause) {
    super(why);
    this.why = why;
  }
}

/** Files that aren't ours, at a path that was given. */
export interface Files {
  /** The whole text of a file, which has some seconds to answer. Errors: `FileUnreadable`. */
  readText(path: string, mostBytes: number): Promise<string>;
}

/** A file server that has fallen asleep is awake by then. */
export const fileDeadlineMs = 10_000;

/** Files through these calls, which are to be another process's wherever a file may never answer. */
export class TimedFiles implements Files {
  readonly #calls: Pick<BlockingCalls, 'readStart' | 'ready'>;
  readonly #clock: Clock;
  readonly #deadlineMs: number;

  constructor(calls: Pick<BlockingCalls, 'readStart' | 'ready'>, clock: Clock, deadlineMs = fileDeadlineMs) {
    this.#calls = calls;
    this.#clock = clock;
    this.#deadlineMs = deadlineMs;
  }

  async readText(path: string, mostBytes: number): Promise<string> {
    try {
      // One byte more than allowed tells; the size that a file claims may be wrong.
      const bytes = await this.#beforeDeadline(this.#calls.readStart(path, mostBytes + 1));
      if (bytes.length > mostBytes) throw new FileUnreadable('tooLarge');
      return Buffer.from(bytes).toString('utf8');
    } catch (error) {
      throw error instanceof FileUnreadable ? error : new FileUnreadable(causeOf(error));
    }
  }

  /** What it takes to start the process that reads is no time that the file takes. */
  async #beforeDeadline(reading: Promise<Uint8Array>): Promise<Uint8Array> {
    reading.catch(() => undefined); // told below
    await this.#calls.ready?.();
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(this.#deadlineMs, () => reject(new FileUnreadable('timeout')));
      reading.then(resolve, reject).finally(() => timer.cancel());
    });
  }
}

/** In this very process, for what is known to answer. */
export const nodeFiles: Files = new TimedFiles(ownBlockingCalls, systemClock);

function causeOf(error: unknown): FileCause {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
  return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'unreadable';
}
