import { createReadStream } from 'node:fs';
import { appendFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A text file that grows at its end, and is replaced whole or not at all. One call at a time. Errors: the file system's. */
export interface JournalFile {
  readonly path: string;
  append(text: string): Promise<void>;
  /** Its lines, without line feeds; none if there is no file. What was torn off in the middle is a line like any other. */
  lines(): AsyncIterable<string>;
  /** In bytes; 0 if there is none. */
  size(): Promise<number>;
  /** Writes what shall stand in its place, which takes effect once it is committed. */
  draft(lines: AsyncIterable<string>): Promise<JournalDraft>;
}

export interface JournalDraft {
  readonly bytes: number;
  commit(): Promise<void>;
  discard(): Promise<void>;
}

const gatheredBytes = 64 * 1024;

/** Readable by its owner only. */
export class NodeJournalFile implements JournalFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  async append(text: string): Promise<void> {
    try {
      await appendFile(this.path, text, { mode: 0o600 });
    } catch (error) {
      if (!isMissing(error)) throw error;
      await mkdir(dirname(this.path), { recursive: true });
      await appendFile(this.path, text, { mode: 0o600 });
    }
  }

  async *lines(): AsyncIterable<string> {
    let rest = '';
    try {
      for await (const chunk of createReadStream(this.path, { encoding: 'utf8' })) {
        const lines = (rest + String(chunk)).split('\n');
        rest = lines.pop() ?? '';
        yield* lines;
      }
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    yield rest;
  }

  async size(): Promise<number> {
    try {
      return (await stat(this.path)).size;
    } catch (error) {
      if (!isMissing(error)) throw error;
      return 0;
    }
  }

  async draft(lines: AsyncIterable<string>): Promise<JournalDraft> {
    const path = `${this.path}.new`;
    const discard = () => rm(path, { force: true });
    // One that was left behind by a process that was killed is written over.
    const file = await open(path, 'w', 0o600);
    try {
      for await (const text of gathered(lines)) await file.writeFile(text);
      // It must be on the disk before it stands in the place of what was.
      await file.sync();
      const { size } = await file.stat();
      return { bytes: size, discard, commit: () => rename(path, this.path) };
    } catch (error) {
      await discard();
      throw error;
    } finally {
      await file.close();
    }
  }
}

/** Many lines in one go. */
async function* gathered(lines: AsyncIterable<string>): AsyncIterable<string> {
  let text = '';
  for await (const line of lines) {
    text += `${line}\n`;
    if (text.length < gatheredBytes) continue;
    yield text;
    text = '';
  }
  yield text;
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
