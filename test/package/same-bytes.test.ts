import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, lstat, mkdir, readlink, rename, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, expect, inject, it } from 'vitest';
import { identityOf } from '../../scripts/package/identity.js';
import { makeDeb } from '../../scripts/package/deb.js';
import type { Making } from '../../scripts/package/kinds.js';
import { makeRpm } from '../../scripts/package/rpm.js';
import { contentOf, evenOut } from '../../scripts/package/same-bytes.js';
import { makeTarball } from '../../scripts/package/tarball.js';
import { makeZip } from '../../scripts/package/zip.js';
import { ROOT } from '../../scripts/setup/places.js';
import { makeFolder, type PrivateFolder } from '../peers/folder.ts';

/** The same sources make the same bytes: in another folder, at another time, whatever ran there before. */

const { tree, epochSeconds } = inject('packages');
const folders: PrivateFolder[] = [];
afterAll(() => Promise.all(folders.map((folder) => folder.remove())));

async function folder(name: string): Promise<PrivateFolder> {
  const made = await makeFolder(name);
  folders.push(made);
  return made;
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** A line for each file: its rights, its content or where it leads, its name. */
async function digestOf(place: string): Promise<string[]> {
  const lines: string[] = [];
  for (const name of await contentOf(place)) {
    const file = join(place, name);
    const stats = await lstat(file);
    const content = stats.isSymbolicLink()
      ? await readlink(file)
      : stats.isFile()
        ? await sha256Of(file)
        : '';
    lines.push(`${stats.mode.toString(8)} ${stats.mtimeMs / 1000} ${content} ${name}`);
  }
  return lines;
}

it('a fresh checkout in another folder packages the same app', async () => {
  const { path } = await folder('another-checkout-with-a-longer-name');
  const sources = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    maxBuffer: 64 * 1024 * 1024,
  });
  const tar = execFileSync('tar', ['--null', '--ignore-failed-read', '-T', '-', '-cf', '-'], {
    cwd: ROOT,
    input: sources,
    maxBuffer: 512 * 1024 * 1024,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  execFileSync('tar', ['-xf', '-', '-C', path], { input: tar });
  // Of the same commit.
  const git = execFileSync('git', ['rev-parse', '--absolute-git-dir'], { cwd: ROOT, encoding: 'utf8' });
  await writeFile(join(path, '.git'), `gitdir: ${git}`);
  execFileSync('cp', ['-a', '--reflink=auto', join(ROOT, 'node_modules'), path]);
  // It compiles its own.
  execFileSync('rm', ['-rf', join(path, 'node_modules', 'kerberos', 'build')]);
  execFileSync('rm', ['-rf', join(path, 'node_modules', '.cache')]);
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(epochSeconds) };
  execFileSync(process.execPath, [join('scripts', 'package.js'), 'dir'], {
    cwd: path,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  expect(await digestOf(join(path, 'release', 'linux-unpacked'))).toEqual(await digestOf(tree));
});

/** In the place of the app, for what is only about packing. */
const files = {
  causeway: 'program',
  'chrome-sandbox': 'helper',
  'locales/de.pak': 'de',
  'resources/licences.txt': 'a 1 (MIT)\n',
  'resources/app.asar': 'asar',
};

async function smallTree(names: readonly string[], mode: number, seconds: number): Promise<Making> {
  const release = (await folder('release')).path;
  const place = join(release, 'app');
  for (const name of names) {
    const file = join(place, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, files[name as keyof typeof files]);
    await chmod(file, name.includes('/') ? mode & 0o666 : mode);
    await utimes(file, seconds, seconds);
  }
  await evenOut(place, epochSeconds);
  const identity = identityOf({ version: '1.2.3', isLocal: false, arch: 'x64', epochSeconds });
  return { identity, tree: place, release, isRelease: false };
}

it.each([
  ['deb', makeDeb],
  ['rpm', makeRpm],
  ['tar.gz', makeTarball],
  ['zip', makeZip],
] as const)('the same app makes the same .%s', async (_kind, make) => {
  const names = Object.keys(files);
  const one = await smallTree(names, 0o755, 1_000_000_000);
  const other = await smallTree(names.toReversed(), 0o700, 1_500_000_000);
  const [first, second] = [await make({ ...one, level: 1 }), await make({ ...other, level: 1 })];
  expect(await sha256Of(second)).toBe(await sha256Of(first));
  // And what is in it is looked at: with another content it is another file.
  await rename(join(other.tree, 'locales', 'de.pak'), join(other.tree, 'locales', 'fr.pak'));
  expect(await sha256Of(await make({ ...other, level: 1 }))).not.toBe(await sha256Of(first));
});
