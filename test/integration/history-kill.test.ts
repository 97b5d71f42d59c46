import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Journal } from '../../main/history/journal.ts';
import { decode } from '../../main/history/records.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { NodeJournalFile } from '../../main/ports/journal-file.ts';
import { makeFolder, type PrivateFolder } from '../peers/folder.ts';
import { bundleForOwnProcess, type OwnProgram } from '../peers/own-process.ts';

export interface WriteOrder {
  readonly path: string;
  /** Where outages are noted of which the journal says that they are written. */
  readonly safePath: string;
  readonly first: number;
}

let folder: PrivateFolder;
let writer: OwnProgram;
beforeAll(async () => {
  folder = await makeFolder('history-kill');
  writer = await bundleForOwnProcess(new URL('history-writer.process.ts', import.meta.url));
});
afterAll(async () => {
  await writer.remove();
  await folder.remove();
});

const kills = 25;
const path = (): string => folder.file('history.jsonl');
const safePath = (): string => folder.file('safe');

/** A note that was torn is none. */
function safeOutages(): readonly number[] {
  const notes = existsSync(safePath()) ? readFileSync(safePath(), 'utf8') : '';
  return notes.split(';').slice(0, -1).map(Number);
}

/** The codes of all outages in the file, each once. */
async function outages(): Promise<ReadonlySet<number>> {
  const journal = new Journal(new NodeJournalFile(path()), systemClock, () => undefined);
  const records = await journal.read(() => true);
  const codes = records.flatMap((record) => (record.type === 'failed' ? [record.cause.code ?? 0] : []));
  expect(new Set(codes).size).toBe(codes.length);
  return new Set(codes);
}

test(`a history survives ${kills} times kill -9 of whoever writes and tidies it`, async () => {
  let first = 1;
  for (let kill = 1; kill <= kills; kill += 1) {
    const child = await writer.start<null, WriteOrder>();
    void child.order({ path: path(), safePath: safePath(), first });
    // Not always after the same number of lines: somewhere in the middle of its work.
    const enough = safeOutages().length + 1 + (kill % 7) * 3;
    await expect.poll(() => safeOutages().length, { interval: 1, timeout: 10_000 }).toBeGreaterThan(enough);
    await child.stop();

    const found = await outages();
    expect(safeOutages().filter((code) => !found.has(code))).toEqual([]);
    const torn = readFileSync(path(), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && decode(line) === null);
    expect(torn.length).toBeLessThanOrEqual(kill);
    first = Math.max(...found) + 1;
  }
});
