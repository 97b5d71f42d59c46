import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { announce, runScript, SetupError } from '../setup/announce.js';
import { cacheFolder, inRoot } from '../setup/places.js';
import { ABOUT } from './identity.js';

/*
 * `node scripts/package/update-manifest.js --news "What is new" [--news-de …] [--channel beta] [--rollout 10] [--days 30]`:
 * the signed manifest of what is in release/, and the files it speaks of, in release/feed, to be put on a web server as
 * they are. The format is in main/updates/signed-manifest.ts. The private key is in the file that CAUSEWAY_UPDATE_KEY
 * names (PEM); without it one of this computer is made, which no installed app believes.
 */

/** What a signature is over, before the manifest's own bytes. */
const TITLE = 'causeway-update 1';
const DAY_MS = 24 * 60 * 60_000;

/**
 * @typedef {object} ManifestOptions
 * @property {string} version
 * @property {Readonly<Record<string, string>>} news by language; English always
 * @property {'stable' | 'beta'} [channel]
 * @property {number} [rollout] per cent of all computers
 * @property {number} [days] until it expires
 * @property {string} [from] where the artefacts are
 * @property {string} [to]
 * @property {string} [keyFile]
 * @property {number} [now] milliseconds since 1970
 */

/**
 * Writes `<channel>.update` and the files that it names. Errors: SetupError.
 * @param {ManifestOptions} options
 * @returns {string} the manifest's path
 */
export function writeUpdateManifest(options) {
  const { version, news, channel = 'stable', rollout = 100, days = 30, now = Date.now() } = options;
  const { from = inRoot('release'), to = path.join(from, 'feed') } = options;
  if (!news['en']) throw new SetupError('Say in English what is new: --news "…".');
  if (!(rollout >= 0 && rollout <= 100)) throw new SetupError('--rollout is a share of a hundred.');
  if (!(days >= 1 && days <= 90))
    throw new SetupError('--days is 1 to 90: what is older is not to be believed.');
  const { key, isLocal } = signingKey(options.keyFile ?? process.env['CAUSEWAY_UPDATE_KEY']);
  mkdirSync(path.join(to, version), { recursive: true });
  const artefacts = Object.fromEntries(
    artefactsIn(from, version).map(({ system, name }) => [system, laidOut(from, to, version, name)]),
  );
  const expiresAt = now + days * DAY_MS;
  const manifest = { formatVersion: 1, channel, version, issuedAt: now, expiresAt, rollout, news, artefacts };
  const file = path.join(to, `${channel}.update`);
  writeFileSync(file, signed(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), key));
  const whose = isLocal ? 'a key of this computer, which no installed app believes' : 'the configured key';
  announce(
    `${file}: ${version} for ${rollout} % of ${channel}, with ${Object.keys(artefacts).length} files, signed with ${whose}.`,
  );
  return file;
}

/**
 * The apps that bring updates themselves, on Windows and macOS; for Linux a manifest only tells.
 * @param {string} folder
 * @param {string} version
 */
function artefactsIn(folder, version) {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return names.flatMap((name) => {
    const system = name.includes(version) ? systemOf(name) : null;
    return system === null ? [] : [{ system, name }];
  });
}

/**
 * Which system an artefact is for, by its name; null where it is none that an app installs.
 * @param {string} name
 */
export function systemOf(name) {
  const architecture = /(^|[^a-z0-9])(arm64|aarch64)([^a-z0-9]|$)/i.test(name) ? 'arm64' : 'x64';
  if (/\.exe$/i.test(name)) return `win32-${architecture}`;
  return /(mac|darwin).*\.zip$/i.test(name) ? `darwin-${architecture}` : null;
}

/**
 * @param {string} from
 * @param {string} to
 * @param {string} version
 * @param {string} name
 */
function laidOut(from, to, version, name) {
  const served = name.replaceAll(' ', '-');
  copyFileSync(path.join(from, name), path.join(to, version, served));
  const bytes = readFileSync(path.join(from, name));
  const sha512 = createHash('sha512').update(bytes).digest('hex');
  return { path: `${version}/${served}`, size: bytes.length, sha512 };
}

/**
 * @param {Buffer} body
 * @param {import('node:crypto').KeyObject} key
 */
function signed(body, key) {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  const id = createHash('sha256').update(Buffer.from(x, 'base64url')).digest('hex').slice(0, 16);
  const signature = sign(null, Buffer.concat([Buffer.from(`${TITLE}\n`), body]), key).toString('base64');
  return Buffer.concat([Buffer.from(`${TITLE} ${id} ${signature}\n`), body]);
}

/** @param {string | undefined} file */
function signingKey(file) {
  const isLocal = !file;
  const place = file || path.join(cacheFolder(), 'update-key.pem');
  if (isLocal && !existsSync(place)) makeLocalKey(place);
  try {
    const key = createPrivateKey(readFileSync(place));
    if (key.asymmetricKeyType === 'ed25519') return { key, isLocal };
  } catch {
    // Said below, without what stands in the file.
  }
  throw new SetupError(`${place} holds no private key of ed25519 (PEM).`);
}

/** @param {string} place */
function makeLocalKey(place) {
  announce(`No key is configured (CAUSEWAY_UPDATE_KEY): making one for this computer, ${place}.`);
  mkdirSync(path.dirname(place), { recursive: true });
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(place, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
}

/**
 * @param {readonly string[]} args
 * @returns {ManifestOptions}
 */
function optionsIn(args) {
  const text = /** @type {const} */ ({ type: 'string' });
  const { values } = parseArgs({
    args: [...args],
    options: { news: text, 'news-de': text, channel: text, rollout: text, days: text, from: text, to: text },
  });
  const { channel = 'stable', from, to } = values;
  if (channel !== 'stable' && channel !== 'beta') throw new SetupError('--channel is stable or beta.');
  const { version } = ABOUT;
  const german = values['news-de'];
  return {
    version,
    channel,
    news: { en: values.news ?? '', ...(german === undefined ? {} : { de: german }) },
    rollout: Number(values.rollout ?? 100),
    days: Number(values.days ?? 30),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

const [, script] = process.argv;
if (script !== undefined && import.meta.url === pathToFileURL(script).href)
  await runScript(() =>
    Promise.resolve(process.argv.slice(2)).then((args) => void writeUpdateManifest(optionsIn(args))),
  );
