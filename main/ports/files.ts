import { open } from 'node:fs/promises';

/** Why a file could not be read. */
export type FileCause = 'missing' | 'denied' | 'empty' | 'tooLarge' | 'unreadable';

export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';
  readonly why: FileCause;

  constructor(why: FileCause) {
    super(why);
    this.why = why;
  }
}

export interface Files {
  /** The whole text of a file. Errors: `FileUnreadable`. */
  readText(path: string, mostBytes: number): Promise<string>;
}

export const nodeFiles: Files = {
  async readText(path, mostBytes) {
    try {
      const file = await open(path, 'r');
      try {
        // One byte more than allowed tells; the size that a file claims may be wrong.
        const { bytesRead, buffer } = await file.read(Buffer.alloc(mostBytes + 1), 0, mostBytes + 1, 0);
        if (bytesRead > mostBytes) throw new FileUnreadable('tooLarge');
        return buffer.toString('utf8', 0, bytesRead);
      } finally {
        await file.close();
      }
    } catch (error) {
      throw error instanceof FileUnreadable ? error : new FileUnreadable(causeOf(error));
    }
  },
};

function causeOf(error: unknown): FileCause {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
  return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'unreadable';
}
