import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** What a whole file has to be. */
export interface Expected {
  readonly size: number;
  /** In hexadecimal. */
  readonly sha512: string;
}

/** A file that is being fetched. Nothing but the name tells it from a whole one; so it has another name. */
export interface UpdateFile {
  write(chunk: Buffer): Promise<void>;
  /** It is whole: from now on it has its name. Answers its path. */
  keep(): Promise<string>;
  discard(): Promise<void>;
}

/** Where installers lie until they are started. Errors: the file system's own. */
export interface UpdateFiles {
  /** Begins a file anew, and removes all others. `name`: without a folder. */
  begin(name: string): Promise<UpdateFile>;
  /** The path of a file that is exactly this one; null where it is not, or there is none. */
  find(name: string, expected: Expected): Promise<string | null>;
}

/** In a folder of the app's own, which its owner alone can enter. */
export class NodeUpdateFiles implements UpdateFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async begin(name: string): Promise<UpdateFile> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    for (const other of await readdir(this.#folder))
      await rm(join(this.#folder, other), { recursive: true, force: true });
    const path = this.#pathOf(name);
    return new PartialFile(await open(`${path}.part`, 'wx', 0o600), `${path}.part`, path);
  }

  async find(name: string, { size, sha512 }: Expected): Promise<string | null> {
    const path = this.#pathOf(name);
    const found = await stat(path).catch(() => null);
    if (found?.isFile() !== true || found.size !== size) return null;
    const hash = createHash('sha512');
    const bytes: AsyncIterable<Buffer> = createReadStream(path);
    for await (const chunk of bytes) hash.update(chunk);
    return hash.digest('hex') === sha512 ? path : null;
  }

  #pathOf(name: string): string {
    return join(this.#folder, basename(name));
  }
}

class PartialFile implements UpdateFile {
  readonly #handle: FileHandle;
  readonly #partPath: string;
  readonly #path: string;

  constructor(handle: FileHandle, partPath: string, path: string) {
    this.#handle = handle;
    this.#partPath = partPath;
    this.#path = path;
  }

  async write(chunk: Buffer): Promise<void> {
    await this.#handle.write(chunk);
  }

  async keep(): Promise<string> {
    await this.#handle.sync();
    await this.#handle.close();
    await rename(this.#partPath, this.#path);
    return this.#path;
  }

  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.#partPath, { force: true });
  }
}
