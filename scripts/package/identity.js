import { readFileSync } from 'node:fs';
import { outputOf } from '../setup/commands.js';
import { inRoot } from '../setup/places.js';

/**
 * Who the app is, for every kind of package.
 *
 * @typedef {object} Identity
 * @property {string} version as the app tells it: that of package.json, with `-local` where it is not for others
 * @property {string} packageVersion for dpkg and rpm, to which a local one is older than the one that is given away
 * @property {boolean} isLocal whether it was made with an Electron that is not the official one
 * @property {NodeJS.Architecture} arch of the processor, by Node's name
 * @property {number} epochSeconds the time of everything in it: that of the commit
 */

/** As long as there is no commit to ask, and the earliest that a zip can say. */
const EARLIEST_SECONDS = 315_532_800;

/** What stands in every package, from package.json and nowhere else. */
export const ABOUT = (() => {
  /** @type {Record<'name' | 'productName' | 'version' | 'description' | 'license' | 'homepage', string> & {author: {name: string, email: string}}} */
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- our own file
  const manifest = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const { name, email } = manifest.author;
  return { ...manifest, maintainer: `${name} <${email}>` };
})();

/** Where it is installed on Linux. */
export const INSTALLED = `/opt/${ABOUT.productName}`;

/**
 * The time of the commit, or what SOURCE_DATE_EPOCH says (reproducible-builds.org/specs/source-date-epoch).
 * @param {NodeJS.ProcessEnv} env
 */
export function epochOf(env) {
  const said = env['SOURCE_DATE_EPOCH'] ?? outputOf('git', ['-C', inRoot(), 'log', '-1', '--format=%ct']);
  const seconds = Number.parseInt(said.trim(), 10);
  return Number.isFinite(seconds) ? Math.max(seconds, EARLIEST_SECONDS) : EARLIEST_SECONDS;
}

/**
 * @param {{version: string, isLocal: boolean, arch: NodeJS.Architecture, epochSeconds: number}} facts
 * @returns {Identity}
 */
export function identityOf({ version, isLocal, arch, epochSeconds }) {
  return {
    version: isLocal ? `${version}-local` : version,
    // `~` comes before everything (Debian policy, 5.6.12): a beta and a local package are older than their release.
    packageVersion: `${version.replace('-', '~')}${isLocal ? '~local' : ''}`,
    isLocal,
    arch,
    epochSeconds,
  };
}

/** Debian's and RPM's names for a processor. @type {Readonly<Partial<Record<NodeJS.Architecture, {deb: string, rpm: string}>>>} */
const ARCHITECTURES = {
  x64: { deb: 'amd64', rpm: 'x86_64' },
  arm64: { deb: 'arm64', rpm: 'aarch64' },
};

/** @param {NodeJS.Architecture} arch */
export const packageArch = (arch) => ARCHITECTURES[arch] ?? { deb: arch, rpm: arch };
