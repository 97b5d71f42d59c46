import type { AppUpdates } from '../../main/app.ts';
import type { UpdateFile, UpdateFiles } from '../../main/ports/update-files.ts';
import type { UpdateInstaller } from '../../main/ports/update-installer.ts';
import { createHash } from 'node:crypto';
import { MemoryDocuments } from './documents.ts';

/** Files in memory, with the names that they have on a disk. */
export class MemoryUpdateFiles implements UpdateFiles {
  readonly files = new Map<string, Buffer>();
  /** A disk with no room left. */
  isFull = false;

  begin(name: string): Promise<UpdateFile> {
    this.files.clear();
    const parts: Buffer[] = [];
    return Promise.resolve({
      write: (chunk) => {
        if (this.isFull) return Promise.reject(new Error('no space left on device'));
        parts.push(chunk);
        return Promise.resolve();
      },
      keep: () => {
        this.files.set(name, Buffer.concat(parts));
        return Promise.resolve(`/memory/${name}`);
      },
      discard: () => Promise.resolve(),
    });
  }

  find(name: string, { size, sha512 }: { readonly size: number; readonly sha512: string }) {
    const bytes = this.files.get(name);
    const isIt = bytes?.length === size && createHash('sha512').update(bytes).digest('hex') === sha512;
    return Promise.resolve(isIt ? `/memory/${name}` : null);
  }
}

/** Notes what it was to install. */
export class FakeUpdateInstaller implements UpdateInstaller {
  readonly installed: string[] = [];
  isBroken = false;

  install(file: string, version: string): Promise<void> {
    if (this.isBroken) return Promise.reject(new Error('broken'));
    this.installed.push(`${file} ${version}`);
    return Promise.resolve();
  }
}

/** An app that asks nothing, for it has no feed. */
export const quietUpdates = (own: Partial<AppUpdates> = {}): AppUpdates => ({
  version: '0.2.0',
  system: 'linux-x64',
  bringer: 'apt',
  ownFeed: null,
  keys: [],
  documents: new MemoryDocuments(),
  files: new MemoryUpdateFiles(),
  installer: null,
  installed: null,
  quit: () => undefined,
  restart: () => undefined,
  ...own,
});
