import { StringDecoder } from 'node:string_decoder';
import { codeOf, ownBlockingCalls, type BlockingCalls } from './blocking-calls.ts';

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

const readBytes = 256 * 1024;

/** Readable by its owner only. */
export class NodeJournalFile implements JournalFile {
  readonly path: string;
  readonly #calls: BlockingCalls;

  constructor(path: string, calls: BlockingCalls = ownBlockingCalls) {
    this.path = path;
    this.#calls = calls;
  }

  append(text: string): Promise<void> {
    return this.#calls.append(this.path, text);
  }

  async *lines(): AsyncIterable<string> {
    let rest = '';
    for await (const text of this.#pieces()) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    yield rest;
  }

  async *#pieces(): AsyncIterable<string> {
    const decoder = new StringDecoder('utf8');
    for (let position = 0; ;) {
      const bytes = await this.#calls.readAt(this.path, position, readBytes).catch(noneIfMissing);
      if (bytes.length === 0) break;
      position += bytes.length;
      yield decoder.write(Buffer.from(bytes));
    }
    yield decoder.end();
  }

  size(): Promise<number> {
    return this.#calls.sizeOf(this.path).catch((error: unknown) => noneIfMissing(error).length);
  }

  async draft(lines: AsyncIterable<string>): Promise<JournalDraft> {
    const calls = this.#calls;
    const path = `${this.path}.new`;
    const discard = () => calls.remove(path);
    // One that was left behind by a process that was killed is written over.
    await calls.write(path, '');
    try {
      for await (const text of gathered(lines)) await calls.append(path, text);
      // It must be on the disk before it stands in the place of what was.
      await calls.sync(path);
      return {
        bytes: await calls.sizeOf(path),
        discard,
        commit: () => calls.rename(path, this.path),
      };
    } catch (error) {
      await discard();
      throw error;
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

function noneIfMissing(error: unknown): Uint8Array {
  if (codeOf(error) !== 'ENOENT') throw error;
  return new Uint8Array();
}
