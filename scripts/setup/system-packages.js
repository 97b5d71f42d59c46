import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { announce, SetupError } from './announce.js';
import { isOnPath, isRoot, outputOf, run } from './commands.js';
import { TO_PACKAGE, TO_START, TO_TEST, WITHOUT_DISPLAY } from './debian-packages.js';

/** @typedef {import('./debian-packages.js').DebianPackage} DebianPackage */

/** @param {DebianPackage} wanted */
const namesOf = (wanted) => [wanted.name, ...(wanted.or ?? [])];

/**
 * @param {readonly DebianPackage[]} wanted
 * @returns {DebianPackage[]}
 */
function missingOf(wanted) {
  const format = '${Package} ${db:Status-Status}\\n';
  const answer = outputOf('dpkg-query', ['-W', '-f', format, ...wanted.flatMap(namesOf)]);
  const installed = new Set(
    answer.split('\n').flatMap((line) => (line.endsWith(' installed') ? [line.split(' ')[0]] : [])),
  );
  return wanted.filter((one) => !namesOf(one).some((name) => installed.has(name)));
}

/**
 * Which of a package's names this release of the distribution has.
 * @param {readonly DebianPackage[]} missing
 */
function namesToInstall(missing) {
  const policy = outputOf('apt-cache', ['policy', ...missing.flatMap(namesOf)]);
  const offered = new Set(
    [...policy.matchAll(/^(\S+):\n.*\n {2}Candidate: (?!\(none\))/gm)].map(([, name]) => name),
  );
  return missing.map((one) => namesOf(one).find((name) => offered.has(name)) ?? one.name);
}

/**
 * apt starts the services it installs. Squid, nginx and the like are wanted as programs only, so a policy that says
 * no stands there for the time of the installation, unless the machine has one of its own.
 * @template T
 * @param {() => Promise<T>} install
 * @returns {Promise<T>}
 */
async function withoutStartingServices(install) {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return install();
  const remove = () => rmSync(policy, { force: true });
  const leave = () => process.exit(130);
  process.once('exit', remove).once('SIGINT', leave).once('SIGTERM', leave);
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return await install();
  } finally {
    remove();
    process.off('exit', remove).off('SIGINT', leave).off('SIGTERM', leave);
  }
}

/** @param {readonly string[]} args */
function aptGet(args) {
  return run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-qq', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

/** @param {readonly DebianPackage[]} missing */
async function installMissing(missing) {
  announce(`Installing with apt: ${missing.map(({ name }) => name).join(' ')}…`);
  // A broken list of other packages must not stop us; what we need and cannot get, apt names next.
  await aptGet(['update']);
  const names = namesToInstall(missing);
  const { status, output } = await withoutStartingServices(() =>
    aptGet(['install', '-y', '--no-install-recommends', ...names]),
  );
  if (status !== 0) throw new SetupError(`${output}\napt-get could not install: ${names.join(' ')}`);
}

/** @param {readonly DebianPackage[]} missing */
function explainMissing(missing) {
  const width = Math.max(...missing.map(({ name }) => name.length));
  const lines = missing.map(({ name, why }) => `  ${name.padEnd(width)}  ${why}`);
  return [
    'Causeway needs these packages, and only root may install them:',
    ...lines,
    '',
    'Please run this once, then try again:',
    '',
    `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${namesToInstall(missing).join(' ')}`,
  ].join('\n');
}

/** @returns {boolean} whether Linux has no display to show a window on */
export function displayIsMissing() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY;
}

/**
 * Makes sure of the system's libraries, and of the test peers where `forTests`. As root it installs what is missing;
 * as any other user it says what to run. Other systems than Debian's family are only told the names; macOS and Windows
 * have what the app needs.
 * @param {{forTests: boolean, forPackages?: boolean}} purpose
 * @throws {SetupError} when something is missing and cannot be installed
 */
export async function ensureSystemPackages({ forTests, forPackages = forTests }) {
  if (process.platform !== 'linux') return;
  const wanted = [
    ...TO_START,
    ...(forTests || displayIsMissing() ? WITHOUT_DISPLAY : []),
    ...(forTests ? TO_TEST : []),
    ...(forPackages ? TO_PACKAGE : []),
  ];
  if (!isOnPath('dpkg-query')) {
    announce(`Not a Debian: make sure you have the like of ${wanted.map(({ name }) => name).join(' ')}`);
    return;
  }
  const missing = missingOf(wanted);
  if (missing.length === 0) return;
  if (!isRoot()) throw new SetupError(explainMissing(missing));
  await installMissing(missing);
}
