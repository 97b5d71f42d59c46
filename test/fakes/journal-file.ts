import type { JournalDraft, JournalFile } from '../../main/ports/journal-file.ts';

/** A journal in memory. */
export class MemoryJournalFile implements JournalFile {
  readonly path = '/memory/history.jsonl';
  text: string;
  appends = 0;
  /** A disk with no room left refuses all that is written. */
  isFull = false;

  constructor(text = '') {
    this.text = text;
  }

  async append(text: string): Promise<void> {
    this.#needRoom();
    this.appends += 1;
    this.text += text;
    return Promise.resolve();
  }

  async *lines(): AsyncIterable<string> {
    await Promise.resolve();
    yield* this.text.split('\n');
  }

  size(): Promise<number> {
    return Promise.resolve(this.text.length);
  }

  async draft(lines: AsyncIterable<string>): Promise<JournalDraft> {
    this.#needRoom();
    let text = '';
    for await (const line of lines) text += `${line}\n`;
    const commit = () => {
      this.text = text;
      return Promise.resolve();
    };
    return { bytes: text.length, commit, discard: () => Promise.resolve() };
  }

  #needRoom(): void {
    if (this.isFull) throw new Error('no space left on device');
  }
}
