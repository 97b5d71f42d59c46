import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { announce, SetupError } from './announce.js';
import { npm, run } from './commands.js';
import { inRoot, ROOT } from './places.js';

const LOCK = inRoot('package-lock.json');
const STAMP = inRoot('node_modules', '.causeway-stamp');
// npm writes this at the very end of an install: an interrupted one does not have it.
const INSTALLED = inRoot('node_modules', '.package-lock.json');

/** @typedef {{version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean}} Entry */

/** @param {string} file @returns {string | undefined} */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string} lock */
function stampFor(lock) {
  return createHash('sha256').update(`${process.platform} ${process.arch}\n${lock}`).digest('hex');
}

/** @param {string} text @returns {Map<string, Entry>} */
function entriesOf(text) {
  /** @type {{packages?: Record<string, Entry>}} */
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- npm wrote it; missing fields are allowed for
  const parsed = JSON.parse(text);
  return new Map(Object.entries(parsed.packages ?? {}).filter(([place]) => place !== ''));
}

/**
 * Whether what npm says it installed is what the lock asks for. Optional packages may be absent: most of them are
 * for other platforms.
 * @param {string} lock
 * @param {string} installed
 */
export function isInstalledAsLocked(lock, installed) {
  const wanted = entriesOf(lock);
  const present = entriesOf(installed);
  for (const [place, { version }] of present) {
    if (wanted.get(place)?.version !== version) return false;
  }
  for (const [place, { optional, devOptional }] of wanted) {
    if (optional !== true && devOptional !== true && !present.has(place)) return false;
  }
  return true;
}

/** @param {string} lock */
function isUpToDate(lock) {
  if (textOf(STAMP) === stampFor(lock)) return true;
  const installed = textOf(INSTALLED);
  if (installed === undefined || !isInstalledAsLocked(lock, installed)) return false;
  writeFileSync(STAMP, stampFor(lock));
  return true;
}

/** @throws {SetupError} when this Node is older than `engines` in package.json asks for */
function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupError(`Causeway needs Node 20.19 or newer; this is ${process.versions.node}.`);
}

/**
 * Makes node_modules what the lock says. Nothing to do, and about a millisecond, when it already is.
 * @throws {SetupError} when npm fails, or Node is too old
 */
export async function ensureDependencies() {
  checkNode();
  const lock = readFileSync(LOCK, 'utf8');
  if (isUpToDate(lock)) return;
  announce('Installing the dependencies (about a minute the first time)…');
  const { program, args, shell } = npm();
  // No package of ours needs its install script, and Electron is fetched on its own.
  const ci = [...args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, output } = await run(program, ci, { cwd: ROOT, shell });
  if (status !== 0) {
    throw new SetupError(
      `${output}\nThe dependencies could not be installed: npm ci failed (${status}), see above.`,
    );
  }
  writeFileSync(STAMP, stampFor(lock));
}
