import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

const longestBytes = 1024 * 1024;

/** Writes lines to a file only its owner can read; at a megabyte it starts anew and keeps the one before. */
export class LogFile {
  readonly #path: string;
  #queue: Promise<void>;

  constructor(path: string) {
    this.#path = path;
    this.#queue = this.#open().catch(() => undefined);
  }

  /** In order, off the hot path. A log that can't be written is no reason to stop. */
  readonly write = (line: string): void => {
    this.#queue = this.#queue
      .then(() => appendFile(this.#path, `${line}\n`, { mode: 0o600 }))
      .catch(() => undefined);
  };

  /** Resolves when all that was written is on disk. */
  flushed(): Promise<void> {
    return this.#queue;
  }

  async #open(): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true });
    const size = await stat(this.#path).then(
      (found) => found.size,
      () => 0,
    );
    if (size > longestBytes) await rename(this.#path, `${this.#path}.1`);
  }
}
