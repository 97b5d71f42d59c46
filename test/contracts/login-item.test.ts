import { chmod, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { autostartEntry } from '../../main/ports/autostart-entry.ts';
import { AutostartFile, loginItem, SystemLoginItem, type LoginItem } from '../../main/ports/login-item.ts';
import { FakeLoginItem } from '../fakes/desktop.ts';
import { makeFolder, runsAsRoot, type PrivateFolder } from '../peers/folder.ts';

let folder: PrivateFolder;
let count = 0;
beforeAll(async () => {
  folder = await makeFolder('login');
});
afterAll(() => folder.remove());

const command = ['/opt/Cause way/causeway', '/home/a$b/`c`/"d"/e\\f/100%', '--hidden'];

/** In a folder that doesn't exist yet. */
function autostart(): { file: string; item: AutostartFile } {
  count += 1;
  const file = folder.file(`${count}/autostart/causeway.desktop`);
  return { file, item: new AutostartFile(file, command) };
}

/** What macOS and Windows are asked for. */
function systemList(): LoginItem {
  let openAtLogin = false;
  const app = {
    getLoginItemSettings: () => ({ openAtLogin }) as never,
    setLoginItemSettings: (settings: { openAtLogin?: boolean }) =>
      void (openAtLogin = settings.openAtLogin === true),
  };
  return new SystemLoginItem(app, ['--hidden']);
}

const makers = [
  ['the fake', () => new FakeLoginItem()],
  ['the autostart file', () => autostart().item],
  ['the list of the system', systemList],
] as const satisfies readonly (readonly [string, () => LoginItem])[];

describe.each(makers)('%s', (_name, make) => {
  it('is off until it is switched on, and off again', async () => {
    const item = make();
    const states = [await item.isOn()];
    for (const isOn of [true, true, false, false, true]) {
      await item.set(isOn);
      states.push(await item.isOn());
    }
    expect(states).toEqual([false, true, true, false, false, true]);
  });
});

describe('the autostart file', () => {
  it('starts the very command, whatever characters it has', async () => {
    count += 1;
    const place = folder.file(`${count} $HOME "a" \\b`);
    const [program, heard] = [`${place}/causeway`, `${place}/heard`];
    await mkdir(place);
    await writeFile(program, '#!/bin/sh\nprintf "%s\\n" "$@" > "$(dirname "$0")/heard"\n', { mode: 0o700 });
    const words = ['/home/a$b/`c`/"d"/e\\f/100%', '--hidden'];
    const file = `${place}/causeway.desktop`;
    await new AutostartFile(file, [program, ...words]).set(true);
    // By GLib, as GNOME, Xfce and others do it.
    const launch =
      'import sys; from gi.repository import Gio; Gio.DesktopAppInfo.new_from_filename(sys.argv[1]).launch([])';
    const { status, stderr } = spawnSync('/usr/bin/python3', ['-c', launch, file], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    const said = () => readFile(heard, 'utf8').catch(() => '');
    await expect.poll(said, { timeout: 5_000 }).toBe(`${words.join('\n')}\n`);
  });

  it('escapes as the specification says: quotes first, then the value', () => {
    expect(autostartEntry(['/a$b', '`"\\%'])).toContain('Exec="/a\\\\$b" "\\\\`\\\\"\\\\\\\\%%"\n');
  });

  it('is passed over once the program is gone', async () => {
    count += 1;
    const place = folder.file(`${count} a\\b é`);
    const program = `${place}/causeway`;
    await mkdir(place);
    await writeFile(program, '#!/bin/sh\n', { mode: 0o700 });
    const file = `${place}/causeway.desktop`;
    await new AutostartFile(file, [program]).set(true);
    // GLib answers no entry where TryExec names nothing that can be run.
    const look =
      'import sys; from gi.repository import Gio\ntry: Gio.DesktopAppInfo.new_from_filename(sys.argv[1]); print("there")\nexcept TypeError: print("gone")';
    const found = () => spawnSync('/usr/bin/python3', ['-c', look, file], { encoding: 'utf8' }).stdout;
    expect(found()).toBe('there\n');
    await rm(program);
    expect(found()).toBe('gone\n');
  });

  it('is written whole or not at all, and leaves no draft', async () => {
    const { file, item } = autostart();
    await item.set(true);
    expect(await readFile(file, 'utf8')).toBe(autostartEntry(command));
    expect(await readdir(file.replace('/causeway.desktop', ''))).toEqual(['causeway.desktop']);
  });

  it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])(
    'is off where the desktop says %s',
    async (line) => {
      const { file, item } = autostart();
      await item.set(true);
      await writeFile(file, `${(await readFile(file, 'utf8')).replace(/^X-GNOME.*\n/m, '')}${line}\n`);
      expect(await item.isOn()).toBe(false);
      await item.set(true);
      expect(await item.isOn()).toBe(true);
    },
  );

  it('keeps what the person added, and follows the program when it moves', async () => {
    const { file, item } = autostart();
    await item.set(true);
    const added = `${await readFile(file, 'utf8')}X-GNOME-Autostart-Delay=20\n`;
    await writeFile(file, added);
    await item.set(true);
    expect(await readFile(file, 'utf8')).toBe(added);
    const moved = ['/elsewhere/causeway', '--hidden'];
    await new AutostartFile(file, moved).set(true);
    expect(await readFile(file, 'utf8')).toBe(autostartEntry(moved));
  });

  it('fails where it may not be written', async () => {
    count += 1;
    const closed = folder.file(String(count));
    await mkdir(closed);
    // Root may write anywhere: there a file stands where the folder has to be.
    if (runsAsRoot()) await writeFile(`${closed}/autostart`, '');
    else await chmod(closed, 0o500);
    await expect(
      new AutostartFile(`${closed}/autostart/causeway.desktop`, command).set(true),
    ).rejects.toThrow();
  });
});

describe('this computer’s way', () => {
  const app = (isPackaged: boolean, switches: readonly string[] = []) =>
    ({
      isPackaged,
      getAppPath: () => '/src/causeway',
      commandLine: { hasSwitch: (name: string) => switches.includes(name) },
    }) as never;
  const entryOf = async (item: LoginItem, place: string): Promise<string> => {
    await item.set(true);
    return readFile(`${place}/autostart/causeway.desktop`, 'utf8');
  };

  it.each([
    ['an installed app', app(true), {}, '"/opt/causeway" "--hidden"'],
    ['a checkout', app(false), {}, '"/opt/causeway" "/src/causeway" "--hidden"'],
    ['an AppImage', app(true), { APPIMAGE: '/home/a/C.AppImage' }, '"/home/a/C.AppImage" "--hidden"'],
    ['root', app(true, ['no-sandbox']), {}, '"/opt/causeway" "--hidden" "--no-sandbox"'],
  ])('starts %s', async (_what, of, env, exec) => {
    count += 1;
    const place = folder.file(String(count));
    const running = {
      platform: 'linux',
      execPath: '/opt/causeway',
      env: { ...env, XDG_CONFIG_HOME: place },
    } as const;
    expect(await entryOf(loginItem(of, running), place)).toContain(`Exec=${exec}\n`);
  });
});
