import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

const longestBytes = 1024 * 1024;

/**
 * Writes lines to a file only its owner can read. Past a megabyte it starts anew and keeps the one before as `.1`: the
 * app runs for weeks, so that also holds while it runs.
 */
export class LogFile {
  readonly #path: string;
  #queue: Promise<void>;
  #bytes = 0;

  constructor(path: string) {
    this.#path = path;
    this.#queue = this.#open().catch(() => undefined);
  }

  /** In order, off the hot path. A log that can't be written is no reason to stop. */
  readonly write = (line: string): void => {
    this.#queue = this.#queue.then(() => this.#append(`${line}\n`)).catch(() => undefined);
  };

  /** Resolves when all that was written is on disk. */
  flushed(): Promise<void> {
    return this.#queue;
  }

  async #open(): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true });
    this.#bytes = await stat(this.#path).then(
      (found) => found.size,
      () => 0,
    );
  }

  async #append(text: string): Promise<void> {
    if (this.#bytes > longestBytes) {
      await rename(this.#path, `${this.#path}.1`);
      this.#bytes = 0;
    }
    await appendFile(this.#path, text, { mode: 0o600 });
    this.#bytes += Buffer.byteLength(text);
  }
}
