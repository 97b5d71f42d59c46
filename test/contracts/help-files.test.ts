import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ownBlockingCalls } from '../../main/ports/blocking-calls.ts';
import { SystemHelpFiles } from '../../main/ports/help-files.ts';
import { makeFolder, type PrivateFolder } from '../peers/folder.ts';

let folder: PrivateFolder;
beforeAll(async () => {
  folder = await makeFolder('help');
  await mkdir(folder.file('app/out/main'), { recursive: true });
  await mkdir(folder.file('resources'));
});
afterAll(() => folder.remove());

const logFile = '/home/nell/.config/Causeway/logs/causeway.log';

function help(showItemInFolder = vi.fn()): SystemHelpFiles {
  const places = { program: folder.file('app/out/main'), resources: folder.file('resources'), logFile };
  return new SystemHelpFiles(places, ownBlockingCalls, { showItemInFolder });
}

describe('what lies beside the app', () => {
  it('is nothing in a checkout', async () => {
    expect(await help().facts()).toEqual({ commit: null, licences: null, logFile });
  });

  it('is what packaging wrote', async () => {
    await writeFile(folder.file('resources/licences.txt'), 'ws 8.23.0\nMIT\n');
    const said = async (commit: unknown) => {
      await writeFile(folder.file('app/package.json'), JSON.stringify({ commit }));
      return help().facts();
    };
    const commit = 'ad19113e5197abc401372d54f2cf448e7aa905b8';
    expect(await said(commit)).toEqual({ commit, licences: 'ws 8.23.0\nMIT\n', logFile });
    for (const odd of [7, 'main', `${commit}<b>`, null])
      expect(await said(odd)).toMatchObject({ commit: null });
  });

  it('is shown in its folder, and not opened', () => {
    const show = vi.fn();
    help(show).showLog();
    expect(show.mock.calls).toEqual([[logFile]]);
  });
});
