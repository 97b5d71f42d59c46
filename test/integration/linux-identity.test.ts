import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { desktopName, version } from '../../package.json';
import { inRoot } from '../../scripts/setup/places.js';
import { makeFolder } from '../peers/folder.ts';

/** What the system is told of the app, as the system's own programs read it. */

const run = promisify(execFile);
const resource = (name: string): string => inRoot('resources', 'linux', name);
const mimeType = 'application/vnd.causeway.profile+json';

test('the desktop entry is one, without a hint', async () => {
  const { stdout, stderr } = await run('desktop-file-validate', [resource('causeway.desktop')]);
  expect([stdout, stderr]).toEqual(['', '']);
});

test('the desktop entry opens profile files, and only by their type', async () => {
  // By this name Wayland and the launcher's badge know the window.
  expect(desktopName).toBe('causeway.desktop');
  const entry = await readFile(resource(desktopName), 'utf8');
  expect(entry).toContain(`\nMimeType=${mimeType};\n`);
  expect(entry).toMatch(/^Exec=\/opt\/Causeway\/causeway %F$/m);
  expect(entry).toMatch(/^TryExec=\/opt\/Causeway\/causeway$/m);
});

test('software centres take what is told of it', async () => {
  const file = resource('io.causeway.app.metainfo.xml');
  const { stdout } = await run('appstreamcli', ['validate', '--no-net', '--pedantic', file]);
  expect(stdout).toContain('successful');
  expect(await readFile(file, 'utf8')).toContain(`<release version="${version}"`);
});

test('a profile file is known by its name, and is JSON', async () => {
  const folder = await makeFolder('mime');
  onTestFinished(() => folder.remove());
  await mkdir(folder.file('mime/packages'), { recursive: true });
  await cp(resource('causeway.xml'), folder.file('mime/packages/causeway.xml'));
  await run('update-mime-database', [folder.file('mime')]);
  const profile = folder.file('berlin.causeway');
  await writeFile(profile, '{"formatVersion":1}');
  const ask =
    'import sys; from gi.repository import Gio; t=Gio.content_type_guess(sys.argv[1], None)[0]; print(t, Gio.content_type_is_a(t, "application/json"), Gio.content_type_get_description(t))';
  const env = {
    ...process.env,
    XDG_DATA_HOME: folder.path,
    XDG_DATA_DIRS: '/usr/share',
    LANGUAGE: 'de',
    LC_ALL: 'C.UTF-8',
  };
  const { stdout } = await run('/usr/bin/python3', ['-c', ask, profile], { env });
  expect(stdout.trim()).toMatch(new RegExp(`^${mimeType.replace('+', '\\+')} True Causeway[ -][Pp]rofile?$`));
});
