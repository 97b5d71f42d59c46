import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { announce, SetupError } from './setup/announce.js';
import { run } from './setup/commands.js';
import { inRoot, ROOT } from './setup/places.js';

/** @typedef {'main' | 'renderer'} Part */

const CONFIGURATION = ['shared', 'electron.vite.config.ts', 'package-lock.json', 'tsconfig.json'];

/** @type {Readonly<Record<Part, {sources: string[], outputs: string[]}>>} */
const PARTS = {
  main: {
    sources: ['main', ...CONFIGURATION],
    outputs: [
      ...['out/main/index.js', 'out/main/cli.js', 'out/main/keychain.js', 'out/.modules-main.json'],
      ...['out/preload/preload.cjs', 'out/.modules-preload.json'],
    ],
  },
  renderer: {
    sources: ['renderer', ...CONFIGURATION],
    outputs: ['out/renderer/index.html', 'out/.modules-renderer.json'],
  },
};

/** @param {Part} part */
const stampOf = (part) => inRoot('out', `.built-${part}`);

/**
 * A line for each file: what changes when it does, without reading it.
 * @param {string} place relative to the checkout
 * @returns {string[]}
 */
function traitsOf(place) {
  const stats = statSync(inRoot(place), { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory()) return [`${place} ${stats.mtimeMs} ${stats.size}`];
  return readdirSync(inRoot(place))
    .sort()
    .flatMap((name) => traitsOf(path.posix.join(place, name)));
}

/** @param {Part} part */
function fingerprintOf(part) {
  return createHash('sha256').update(PARTS[part].sources.flatMap(traitsOf).join('\n')).digest('hex');
}

/** @param {Part} part */
function isFresh(part) {
  if (!existsSync(stampOf(part)) || !PARTS[part].outputs.every((file) => existsSync(inRoot(file))))
    return false;
  return readFileSync(stampOf(part), 'utf8') === fingerprintOf(part);
}

/**
 * Builds these parts, fresh or not.
 * @param {readonly Part[]} parts
 * @throws {SetupError} with the bundler's own words when the code does not build
 */
export async function build(parts) {
  announce(parts.length === 1 ? `Building ${parts.join()}…` : 'Building…');
  // Taken before the bundler reads: what is edited meanwhile counts as not yet built.
  const fingerprints = parts.map((part) => /** @type {const} */ ([part, fingerprintOf(part)]));
  const only = parts.length === 1 ? { CAUSEWAY_BUILD: parts[0] } : {};
  const bundler = inRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { status, output } = await run(process.execPath, [bundler, 'build', '--logLevel', 'warn'], {
    cwd: ROOT,
    env: { ...process.env, ...only },
  });
  if (status !== 0) throw new SetupError(`${output}\nThe build failed, see above.`);
  for (const [part, fingerprint] of fingerprints) writeFileSync(stampOf(part), fingerprint);
}

/**
 * Builds those of the parts whose sources changed since they were last built.
 * @param {readonly Part[]} [parts] default: all
 * @throws {SetupError} when the code does not build
 */
export async function ensureBuilt(parts = ['main', 'renderer']) {
  const stale = parts.filter((part) => !isFresh(part));
  if (stale.length > 0) await build(stale);
}
