import { ownBlockingCalls, type BlockingCalls } from './blocking-calls.ts';

const longestBytes = 1024 * 1024;

/** So many lines are kept while the disk takes none; the oldest go first. */
const mostPending = 5_000;

/**
 * Writes lines to a file only its owner can read. Past a megabyte it starts anew and keeps the one before as `.1`: the
 * app runs for weeks, so that also holds while it runs.
 */
export class LogFile {
  readonly #path: string;
  readonly #calls: BlockingCalls;
  #pending: string[] = [];
  #writing: Promise<void> | null = null;
  /** Null until it was looked at. */
  #bytes: number | null = null;

  constructor(path: string, calls: BlockingCalls = ownBlockingCalls) {
    this.#path = path;
    this.#calls = calls;
  }

  /** In order, off the hot path. A log that can't be written is no reason to stop. */
  readonly write = (line: string): void => {
    this.#pending.push(`${line}\n`);
    if (this.#pending.length > mostPending) this.#pending.shift();
    this.#writing ??= this.#writeAll();
  };

  /** Resolves when all that was written is on disk. */
  flushed(): Promise<void> {
    return this.#writing ?? Promise.resolve();
  }

  async #writeAll(): Promise<void> {
    for (let line = this.#pending.shift(); line !== undefined; line = this.#pending.shift()) {
      await this.#append(line).catch(() => undefined);
    }
    this.#writing = null;
  }

  async #append(text: string): Promise<void> {
    this.#bytes ??= await this.#calls.sizeOf(this.#path).catch(() => 0);
    if (this.#bytes > longestBytes) {
      await this.#calls.rename(this.#path, `${this.#path}.1`);
      this.#bytes = 0;
    }
    await this.#calls.append(this.#path, text);
    this.#bytes += Buffer.byteLength(text);
  }
}
