import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeJournalFile, type JournalFile } from '../../main/ports/journal-file.ts';
import { MemoryJournalFile } from '../fakes/journal-file.ts';
import { makeFolder, type PrivateFolder } from '../peers/folder.ts';

let folder: PrivateFolder;
beforeEach(async () => {
  folder = await makeFolder('journal');
});
afterEach(() => folder.remove());

const path = () => folder.file('new/history.jsonl');

async function linesOf(file: JournalFile): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of file.lines()) lines.push(line);
  return lines.filter((line) => line !== '');
}

async function* these(...lines: string[]): AsyncIterable<string> {
  await Promise.resolve();
  yield* lines;
}

describe.each([
  ['the journal in memory', () => new MemoryJournalFile()],
  ['the journal on disk', () => new NodeJournalFile(path())],
])('%s', (_name, make) => {
  it('has nothing in it at first', async () => {
    const file = make();
    expect(await linesOf(file)).toEqual([]);
    expect(await file.size()).toBe(0);
  });

  it('grows at its end', async () => {
    const file = make();
    await file.append('one\ntwo');
    await file.append('\nthree');
    expect(await linesOf(file)).toEqual(['one', 'two', 'three']);
    expect(await file.size()).toBe(13);
  });

  it('has lines of every length', async () => {
    const file = make();
    const lines = [1, 65_535, 65_536, 65_537, 200_000].map((length) => 'x'.repeat(length));
    await file.append(lines.join('\n'));
    expect(await linesOf(file)).toEqual(lines);
  });

  it('is replaced by a draft once that is committed, and not before', async () => {
    const file = make();
    await file.append('one\ntwo');
    const draft = await file.draft(these('one', 'three'));
    expect(draft.bytes).toBe(10);
    expect(await linesOf(file)).toEqual(['one', 'two']);
    await draft.commit();
    expect(await linesOf(file)).toEqual(['one', 'three']);
    await file.append('four');
    expect(await linesOf(file)).toEqual(['one', 'three', 'four']);
  });

  it('stays as it is when a draft is discarded, or fails half-way', async () => {
    const file = make();
    await file.append('one');
    await (await file.draft(these('two'))).discard();
    async function* failing(): AsyncIterable<string> {
      yield* these('three');
      throw new Error('half-way');
    }
    await expect(file.draft(failing())).rejects.toThrow('half-way');
    expect(await linesOf(file)).toEqual(['one']);
  });
});

describe('the journal on disk', () => {
  it('is its owner’s alone, and leaves nothing behind', async () => {
    const file = new NodeJournalFile(path());
    await file.append('one');
    await (await file.draft(these('two'))).commit();
    await (await file.draft(these('three'))).discard();
    expect(readdirSync(folder.file('new'))).toEqual(['history.jsonl']);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  it('writes over a draft that somebody who was killed left behind', async () => {
    const file = new NodeJournalFile(path());
    await file.append('one');
    writeFileSync(`${path()}.new`, 'a long draft that was never finished');
    await (await file.draft(these('two'))).commit();
    expect(await linesOf(file)).toEqual(['two']);
  });

  it('tells when it can’t be read', async () => {
    await expect(linesOf(new NodeJournalFile(folder.path))).rejects.toThrow(/EISDIR|ENOTFILE/);
  });
});
