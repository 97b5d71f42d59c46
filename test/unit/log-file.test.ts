import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LogFile } from '../../main/ports/log-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = async (file: LogFile, lines: readonly string[]): Promise<void> => {
  for (const line of lines) file.write(line);
  await file.flushed();
};
const long = 'x'.repeat(700 * 1024);

it('keeps lines in order, for its owner alone, and goes on where it was left', async () => {
  const path = join(folder, 'logs', 'causeway.log');
  await write(new LogFile(path), ['one', 'two']);
  await write(new LogFile(path), ['three']);
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nthree\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('never holds more than two files of little over a megabyte, however long it runs', async () => {
  await write(
    new LogFile(join(folder, 'causeway.log')),
    Array.from({ length: 9 }, (_, index) => `${index}${long}`),
  );
  expect(readdirSync(folder).sort()).toEqual(['causeway.log', 'causeway.log.1']);
  const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8').slice(0, 1));
  expect(kept.sort()).toEqual(['6', '8']);
});

it('does without a file that can’t be written', async () => {
  writeFileSync(join(folder, 'taken'), '');
  const file = new LogFile(join(folder, 'taken', 'causeway.log'));
  await expect(write(file, ['one'])).resolves.toBeUndefined();
});
