import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SetupError } from './announce.js';
import { npm, run } from './commands.js';
import { cacheFolder } from './places.js';

/**
 * What is fetched from the npm registry outside of node_modules: large, and the same for every checkout.
 *
 * @typedef {object} Archive
 * @property {string} spec package and version, `name@1.2.3`
 * @property {string} sha512 of the package's tarball, base64: what the registry calls its integrity
 */

const UNFINISHED = 'unfinished-';

/** @param {string} file */
async function sha512Of(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return hash.digest('base64');
}

/**
 * Fetches a package by the person's own npm settings, and takes out what is wanted.
 * @param {Archive} archive
 * @param {readonly string[]} entries such as `package/LICENSE`
 * @param {string} folder where they go
 * @throws {SetupError} when it can't be fetched, or is not what it was
 */
export async function fetchArchive({ spec, sha512 }, entries, folder) {
  const { program, args, shell } = npm();
  const pack = [...args, 'pack', spec, '--silent', '--pack-destination', folder];
  const packed = await run(program, pack, { cwd: folder, shell });
  const tarball = path.join(
    folder,
    spec.replace('@', spec.startsWith('@') ? '' : '-').replace(/[/@]/g, '-') + '.tgz',
  );
  if (packed.status !== 0) throw new SetupError(`${packed.output}\nnpm could not fetch ${spec}.`);
  if ((await sha512Of(tarball)) !== sha512) {
    throw new SetupError(
      `What npm fetched as ${spec} is not what it was when this was written. Not using it.`,
    );
  }
  const unpacked = await run('tar', ['-xzf', tarball, '-C', folder, ...entries]);
  if (unpacked.status !== 0) throw new SetupError(`${unpacked.output}\ntar could not unpack ${tarball}.`);
  await rm(tarball);
}

/** What killed runs left behind; a run takes seconds, so after an hour it is over. */
async function sweep() {
  for (const name of await readdir(cacheFolder())) {
    const folder = path.join(cacheFolder(), name);
    if (!name.startsWith(UNFINISHED) || Date.now() - (await stat(folder)).mtimeMs < 3600_000) continue;
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {string} unpacked @param {string} folder */
async function moveIntoPlace(unpacked, folder) {
  try {
    await rename(unpacked, folder);
  } catch (error) {
    // Another process was quicker: its result is the same.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY')) throw error;
  }
}

/**
 * Makes a folder of the cache. It appears whole or not at all, whenever this is interrupted.
 * @param {string} folder absolute, in the cache
 * @param {(place: {work: string, unpacked: string}) => Promise<void>} make fills `unpacked`; `work` is thrown away
 */
export async function makeInCache(folder, make) {
  await mkdir(cacheFolder(), { recursive: true });
  await sweep();
  const work = await mkdtemp(path.join(cacheFolder(), UNFINISHED));
  try {
    const unpacked = path.join(work, 'unpacked');
    await mkdir(unpacked);
    await make({ work, unpacked });
    await moveIntoPlace(unpacked, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
