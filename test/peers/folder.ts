import { spawnSync } from 'node:child_process';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder only this user can enter, removed with everything in it when its peer stops. */
export interface PrivateFolder {
  readonly path: string;
  readonly file: (name: string) => string;
  /** Writes a file readable by its owner only and answers its full path. */
  readonly write: (name: string, content: string) => Promise<string>;
  /** The file's text; empty when the peer has not made it yet. */
  readonly read: (name: string) => Promise<string>;
  /** Something outside that has to go with the folder. */
  readonly claim: (path: string) => void;
  readonly exists: (name: string) => Promise<boolean>;
  readonly remove: () => Promise<void>;
}

const claimed = new Set<string>();

// A test runner that is interrupted runs no clean-up of its own; this is the last chance to leave nothing behind.
process.on('exit', () => {
  for (const path of claimed) rmSync(path, { recursive: true, force: true });
});

/** Names are kept short: a unix socket's path may not exceed 107 bytes. */
export async function makeFolder(name: string): Promise<PrivateFolder> {
  const path = await mkdtemp(join(tmpdir(), `cw-${name}-`));
  const own = new Set([path]);
  const claim = (other: string): void => {
    own.add(other);
    claimed.add(other);
  };
  claim(path);
  const file = (entry: string): string => join(path, entry);
  return {
    path,
    file,
    write: async (entry, content) => {
      await writeFile(file(entry), content, { mode: 0o600 });
      return file(entry);
    },
    read: (entry) => readFile(file(entry), 'utf8').catch(() => ''),
    exists: (entry) =>
      access(file(entry)).then(
        () => true,
        () => false,
      ),
    claim,
    remove: async () => {
      for (const entry of own) {
        await rm(entry, { recursive: true, force: true, maxRetries: 5 });
        claimed.delete(entry);
      }
    },
  };
}

export const runsAsRoot = (): boolean => process.getuid?.() === 0;

/** Hands the folder to another account: some servers give up root and must still write their logs. */
export function giveFolderTo(account: string, folder: PrivateFolder): void {
  const { status, stderr } = spawnSync('chown', ['-R', account, folder.path], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`cannot give ${folder.path} to ${account}: ${stderr}`);
}
