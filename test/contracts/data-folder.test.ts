import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dataFolderFault, removeDrafts } from '../../main/ports/data-folder.ts';
import { makeFolder, runsAsRoot, type PrivateFolder } from '../peers/folder.ts';

let folder: PrivateFolder;
beforeEach(async () => {
  folder = await makeFolder('data-folder');
});
afterEach(() => folder.remove());

it('a data folder is made where there is none, and nothing is left in it', async () => {
  const path = join(folder.path, 'not', 'there', 'yet');
  expect(await dataFolderFault(path)).toBeNull();
  expect(await readdir(path)).toEqual([]);
});

it('a data folder that can’t be made is told as such', async () => {
  await writeFile(folder.file('file'), '');
  expect(await dataFolderFault(join(folder.path, 'file', 'below'))).toBe('failed');
});

it('a data folder that may not be written is told as such', async () => {
  const path = join(folder.path, 'read-only');
  await mkdir(path, { mode: 0o500 });
  // Root may write everywhere but where nothing can be written at all.
  expect(await dataFolderFault(runsAsRoot() ? '/sys' : path)).toBe('denied');
  await chmod(path, 0o700);
});

it('drafts of writers that were killed are removed, and nothing else is', async () => {
  const kept = [
    'profiles.json',
    'profiles.json.last-good',
    'profiles.json.damaged-2026-01-01T00-00-00-000Z',
    'settings.json',
    'history.jsonl',
    'notes.tmp-1',
  ];
  const drafts = [
    'profiles.json.tmp-1764484620a1b2c3',
    'settings.json.tmp-1764484620ffffff',
    'window.json.tmp-1764484620000001',
    'profiles.json.last-good.new',
    'history.jsonl.new',
  ];
  for (const name of [...kept, ...drafts]) await writeFile(folder.file(name), 'x');
  await removeDrafts(folder.path);
  expect((await readdir(folder.path)).sort()).toEqual([...kept].sort());
  await removeDrafts('/nonexistent/causeway');
});
