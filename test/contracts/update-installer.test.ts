import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nsisInstaller, squirrelInstaller, type UpdateInstaller } from '../../main/ports/update-installer.ts';
import { FakeUpdateInstaller } from '../fakes/updates.ts';
import { eventually } from './clause.ts';

let folder = '';
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'cw-installer-'))));
afterEach(() => rm(folder, { recursive: true }));

/** Squirrel.Mac, as Electron tells of it; the real one runs on a Mac only. */
class ScriptedSquirrel extends EventEmitter {
  feed = '';
  quits = 0;
  readonly #outcome: 'update-downloaded' | 'update-not-available' | 'error';
  constructor(outcome: ScriptedSquirrel['outcome']) {
    super();
    this.#outcome = outcome;
  }
  get outcome() {
    return this.#outcome;
  }
  setFeedURL({ url }: { readonly url: string }): void {
    this.feed = url;
  }
  checkForUpdates(): void {
    setImmediate(() => this.emit(this.outcome, new Error('as scripted')));
  }
  quitAndInstall(): void {
    this.quits += 1;
  }
}

const squirrel = (outcome: ScriptedSquirrel['outcome']) =>
  squirrelInstaller(new ScriptedSquirrel(outcome) as unknown as Parameters<typeof squirrelInstaller>[0]);

/** A program in the installer's place: it notes what it was started with. */
async function program(): Promise<string> {
  const file = join(folder, 'setup.exe');
  await writeFile(file, `#!/bin/sh\necho "$@" > "${folder}/started"\n`);
  await chmod(file, 0o755);
  return file;
}

const kinds: readonly (readonly [string, (starts: boolean) => UpdateInstaller])[] = [
  ['of electron-builder for Windows', () => nsisInstaller],
  ['of Electron for macOS', (starts) => squirrel(starts ? 'update-downloaded' : 'error')],
  ['of the fake', (starts) => Object.assign(new FakeUpdateInstaller(), { isBroken: !starts })],
];

describe.each(kinds)('the installer %s', (_name, make) => {
  it('is done once what installs has begun', async () => {
    await expect(make(true).install(await program(), '0.3.0')).resolves.toBeUndefined();
  });

  it('fails where that doesn’t begin', async () => {
    await expect(make(false).install(join(folder, 'gone.exe'), '0.3.0')).rejects.toThrow();
  });
});

describe('the installer for Windows', () => {
  it('is silent, knows that it updates, and opens the app afterwards', async () => {
    await nsisInstaller.install(await program(), '0.3.0');
    const started = () => readFile(join(folder, 'started'), 'utf8').catch(() => '');
    await eventually(started, '--updated /S --force-run\n');
  });
});

describe('the installer for macOS', () => {
  it('hands Squirrel a list with the verified file alone, and ends the app', async () => {
    const updater = new ScriptedSquirrel('update-downloaded');
    const installer = squirrelInstaller(updater as unknown as Parameters<typeof squirrelInstaller>[0]);
    const file = await program();
    await installer.install(file, '0.3.0');
    expect([updater.feed, updater.quits]).toEqual([`file://${file}.json`, 1]);
    const list: unknown = JSON.parse(await readFile(`${file}.json`, 'utf8'));
    expect(list).toMatchObject({
      currentRelease: '0.3.0',
      releases: [{ version: '0.3.0', updateTo: { url: `file://${file}` } }],
    });
  });

  it('fails where Squirrel finds nothing in it', async () => {
    await expect(squirrel('update-not-available').install(await program(), '0.3.0')).rejects.toThrow();
  });
});
