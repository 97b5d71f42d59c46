import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { announce, SetupError } from '../setup/announce.js';
import { isOnPath } from '../setup/commands.js';
import { cacheFolder } from '../setup/places.js';

/*
 * The key that an apt repository is signed with. A configured one (CAUSEWAY_ARCHIVE_KEY: its fingerprint, in the keyring
 * that GNUPGHOME names) is for releases; without one a key of this computer is made, in a keyring of its own.
 */

const LOCAL_OWNER = 'Causeway local archive, not for release <local@causeway.invalid>';

/** @typedef {{home: string | undefined, key: string, isLocal: boolean}} ArchiveKey */

/**
 * @param {{isRelease?: boolean, keyring?: string, env?: NodeJS.ProcessEnv}} [options] `keyring`: where the key of this
 *   computer lies
 * @returns {ArchiveKey}
 */
export function archiveKey({ isRelease = false, keyring, env = process.env } = {}) {
  if (!isOnPath('gpg')) throw new SetupError('gpg signs the repository; on Debian: apt-get install gnupg');
  const configured = env['CAUSEWAY_ARCHIVE_KEY'];
  if (configured) return { home: env['GNUPGHOME'], key: configured, isLocal: false };
  if (isRelease)
    throw new SetupError(
      'A repository for others is signed with our own key: set CAUSEWAY_ARCHIVE_KEY to its fingerprint, and GNUPGHOME to the keyring that has it.',
    );
  return localKey(keyring ?? path.join(cacheFolder(), 'archive-keyring'));
}

/**
 * @param {string} home
 * @returns {ArchiveKey}
 */
function localKey(home) {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const found = fingerprintIn(home);
  if (found !== null) return { home, key: found, isLocal: true };
  announce(`No key is configured (CAUSEWAY_ARCHIVE_KEY): making one for this computer in ${home}.`);
  const parameters = ['--quick-generate-key', LOCAL_OWNER, 'ed25519', 'sign', 'never'];
  gpg(home, ['--passphrase', '', ...parameters]);
  const made = fingerprintIn(home);
  if (made === null) throw new SetupError(`gpg made no key in ${home}.`);
  return { home, key: made, isLocal: true };
}

/**
 * @param {string} home
 * @returns {string | null} of its first secret key
 */
function fingerprintIn(home) {
  const listed = gpg(home, ['--with-colons', '--list-secret-keys']).toString();
  return /^fpr:{9}([0-9A-F]{40}):/m.exec(listed)?.[1] ?? null;
}

/**
 * What gpg makes of an input, with a key.
 * @param {ArchiveKey} key
 * @param {readonly string[]} args
 * @param {Buffer | string} input
 */
export const gpgWith = ({ home, key }, args, input = '') =>
  gpg(home, ['--local-user', key, '--digest-algo', 'SHA512', ...args], input);

/**
 * The key's public half, as apt's `signed-by` takes it: in binary, or armoured.
 * @param {ArchiveKey} key
 */
export const publicHalf = ({ home, key }) => ({
  binary: gpg(home, ['--export', key]),
  armoured: gpg(home, ['--armor', '--export', key]),
});

/**
 * Ends the agent that gpg has started for a keyring of this computer.
 * @param {ArchiveKey} key
 */
export function release({ home, isLocal }) {
  if (isLocal) spawnSync('gpgconf', ['--kill', 'gpg-agent'], { env: gpgEnvironment(home), stdio: 'ignore' });
}

/** @param {string | undefined} home */
const gpgEnvironment = (home) => ({ ...process.env, LC_ALL: 'C', ...(home ? { GNUPGHOME: home } : {}) });

/**
 * @param {string | undefined} home
 * @param {readonly string[]} args
 * @param {Buffer | string} [input]
 * @returns {Buffer}
 */
function gpg(home, args, input = '') {
  const common = ['--batch', '--yes', '--no-tty', '--quiet', '--pinentry-mode', 'loopback'];
  const { status, stdout, stderr } = spawnSync('gpg', [...common, ...args], {
    input,
    env: gpgEnvironment(home),
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new SetupError(`gpg ended with status ${status}: ${stderr.toString().trim()}`);
  return stdout;
}
