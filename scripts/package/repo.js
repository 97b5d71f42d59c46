import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { pathToFileURL } from 'node:url';
import { announce, runScript, SetupError } from '../setup/announce.js';
import { inRoot } from '../setup/places.js';
import { archiveKey, gpgWith, publicHalf, release } from './signing.js';

/*
 * `npm run package -- repo`: a signed apt repository of the .deb files in release/ (Debian's “DebianRepository/Format”).
 * Suite `stable` has the releases, `beta` these and what leads up to the next one. apt verifies InRelease with the key
 * that `signed-by` names, all indexes by InRelease, and each package by its index.
 */

const COMPONENT = 'main';
const SUITES = /** @type {const} */ (['stable', 'beta']);
const KEYRING = 'causeway-archive-keyring';

/**
 * @typedef {object} RepoOptions
 * @property {string} [from] where the .deb files are
 * @property {string} [to]
 * @property {boolean} [isRelease] for others: no key of this computer
 * @property {string} [keyring] where the key of this computer lies
 * @property {NodeJS.ProcessEnv} [env]
 */

/**
 * A package, and what its index says of it.
 * @typedef {{file: string, control: string, name: string, version: string, architecture: string, bytes: Buffer}} Package
 */

/**
 * Makes the repository anew. Errors: SetupError, with what to do.
 * @param {RepoOptions} [options]
 * @returns {Promise<string>} where it is
 */
export const packageRepo = (options = {}) => Promise.resolve(options).then(makeRepo);

/** @param {RepoOptions} options */
function makeRepo(options) {
  const { from = inRoot('release'), env = process.env } = options;
  const to = options.to ?? path.join(from, 'repo');
  const packages = packagesIn(from);
  const key = archiveKey({ ...options, env });
  try {
    rmSync(to, { recursive: true, force: true });
    for (const one of packages)
      copyInto(path.join(to, path.dirname(one.file)), path.join(from, path.basename(one.file)));
    for (const suite of SUITES)
      writeSuite(
        to,
        suite,
        packages.filter((one) => belongsTo(suite, one)),
        key,
        dateOf(env),
      );
    const { binary, armoured } = publicHalf(key);
    writeFileSync(path.join(to, `${KEYRING}.gpg`), binary);
    writeFileSync(path.join(to, `${KEYRING}.asc`), armoured);
  } finally {
    release(key);
  }
  announce(
    `${packages.length} packages in ${to}${key.isLocal ? ', signed with a key of this computer: not to be given away' : ''}.`,
  );
  return to;
}

/**
 * @param {string} folder
 * @returns {readonly Package[]} in the order of their names
 */
function packagesIn(folder) {
  const files = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.deb'))
        .sort()
    : [];
  if (files.length === 0)
    throw new SetupError(`There is no .deb in ${folder}: make it first, with npm run package -- deb.`);
  return files.map((name) => packageOf(path.join(folder, name)));
}

/**
 * @param {string} file
 * @returns {Package}
 */
function packageOf(file) {
  const { status, stdout, stderr } = spawnSync('dpkg-deb', ['--field', file], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (status !== 0)
    throw new SetupError(`${file} is no Debian package: ${stderr?.trim() ?? 'dpkg-deb is missing'}`);
  const control = stdout.trim();
  const name = fieldOf(control, 'Package');
  const pool = ['pool', COMPONENT, name.slice(0, 1), name, path.basename(file)].join('/');
  return {
    file: pool,
    control,
    name,
    version: fieldOf(control, 'Version'),
    architecture: fieldOf(control, 'Architecture'),
    bytes: readFileSync(file),
  };
}

/**
 * @param {string} control
 * @param {string} name
 */
function fieldOf(control, name) {
  const [, value] = new RegExp(`^${name}: (.+)$`, 'm').exec(control) ?? [];
  if (value === undefined) throw new SetupError(`A package has no ${name}.`);
  return value.trim();
}

/**
 * A version with `~` comes before the one without it (Debian policy, 5.6.12): that is how betas are named.
 * @param {string} suite
 * @param {Package} one
 */
const belongsTo = (suite, { version }) => suite === 'beta' || !/~(alpha|beta|rc)/.test(version);

/**
 * @param {string} folder
 * @param {string} file
 */
function copyInto(folder, file) {
  mkdirSync(folder, { recursive: true });
  copyFileSync(file, path.join(folder, path.basename(file)));
}

/**
 * The date of the commit where it is given, so that the same commit makes the same index.
 * @param {NodeJS.ProcessEnv} env
 */
const dateOf = (env) =>
  env['SOURCE_DATE_EPOCH'] ? new Date(Number(env['SOURCE_DATE_EPOCH']) * 1000) : new Date();

/**
 * @param {string} to
 * @param {string} suite
 * @param {readonly Package[]} packages
 * @param {import('./signing.js').ArchiveKey} key
 * @param {Date} date
 */
function writeSuite(to, suite, packages, key, date) {
  const folder = path.join(to, 'dists', suite);
  const architectures = [...new Set(['amd64', 'arm64', ...packages.map((one) => one.architecture)])].filter(
    (each) => each !== 'all',
  );
  const indexes = architectures.flatMap((architecture) => {
    const of = packages.filter((one) => one.architecture === architecture || one.architecture === 'all');
    const text = Buffer.from(of.map(stanzaOf).join('\n'));
    const place = `${COMPONENT}/binary-${architecture}`;
    return [
      { name: `${place}/Packages`, bytes: text },
      { name: `${place}/Packages.gz`, bytes: gzipSync(text, { level: 9 }) },
    ];
  });
  for (const { name, bytes } of indexes) {
    mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(folder, name), bytes);
  }
  const head = releaseOf(suite, architectures, indexes, date);
  writeFileSync(path.join(folder, 'Release'), head);
  writeFileSync(path.join(folder, 'InRelease'), gpgWith(key, ['--clearsign'], head));
  writeFileSync(path.join(folder, 'Release.gpg'), gpgWith(key, ['--armor', '--detach-sign'], head));
}

/** @param {Package} one */
const stanzaOf = ({ control, file, bytes }) =>
  `${control}\nFilename: ${file}\nSize: ${bytes.length}\nSHA256: ${digest('sha256', bytes)}\nSHA512: ${digest('sha512', bytes)}\n`;

/**
 * @param {string} suite
 * @param {readonly string[]} architectures
 * @param {readonly {name: string, bytes: Buffer}[]} indexes
 * @param {Date} date
 */
function releaseOf(suite, architectures, indexes, date) {
  /** @param {string} algorithm */
  const sums = (algorithm) =>
    indexes.map(({ name, bytes }) => ` ${digest(algorithm, bytes)} ${bytes.length} ${name}`);
  return [
    'Origin: Causeway',
    'Label: Causeway',
    `Suite: ${suite}`,
    `Codename: ${suite}`,
    `Date: ${date.toUTCString().replace('GMT', 'UTC')}`,
    `Architectures: ${architectures.join(' ')}`,
    `Components: ${COMPONENT}`,
    'Description: Sync websockets through corporate proxies and gateways',
    'SHA256:',
    ...sums('sha256'),
    'SHA512:',
    ...sums('sha512'),
    '',
  ].join('\n');
}

/**
 * @param {string} algorithm
 * @param {Buffer} bytes
 */
const digest = (algorithm, bytes) => createHash(algorithm).update(bytes).digest('hex');

// `node scripts/package/repo.js [--release]`: of the packages that are there already, such as those of several computers.
const [, script] = process.argv;
if (script !== undefined && import.meta.url === pathToFileURL(script).href)
  await runScript(async () => void (await packageRepo({ isRelease: process.argv.includes('--release') })));
