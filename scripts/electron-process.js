import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { announce, SetupError } from './setup/announce.js';
import { isRoot } from './setup/commands.js';

/** @param {string} file */
function settingOf(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/**
 * Some kernels keep user namespaces from ordinary users; then Chromium's sandbox needs its helper to belong to root,
 * and dies without a word of help.
 * @param {import('./setup/electron.js').Electron} electron
 * @throws {SetupError} with the command that mends it
 */
function checkSandboxIsPossible({ dist }) {
  const isRestricted =
    settingOf('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    settingOf('/proc/sys/kernel/unprivileged_userns_clone') === '0';
  const helper = path.join(dist, 'chrome-sandbox');
  const stats = statSync(helper, { throwIfNoEntry: false });
  const isPrivileged = stats?.uid === 0 && (stats.mode & 0o4000) !== 0;
  if (!isRestricted || isPrivileged || stats === undefined) return;
  throw new SetupError(
    [
      "This system lets Electron's sandbox work only if its helper belongs to root. Please run this once:",
      '',
      `  sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
    ].join('\n'),
  );
}

/**
 * The switches that this machine makes necessary.
 * @param {import('./setup/electron.js').Electron} electron
 */
export function sandboxSwitches(electron) {
  if (process.platform !== 'linux') return [];
  if (isRoot()) {
    announce("You are root: Electron runs without the system's sandbox (--no-sandbox).");
    return ['--no-sandbox'];
  }
  checkSandboxIsPossible(electron);
  return [];
}

/**
 * Runs a program in the foreground: its input and output are ours, and so are our signals and its exit status.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv}} options
 * @param {AbortSignal} [until] ends it, as SIGTERM would
 * @returns {Promise<number>} its exit status; 128 plus the signal's number when one ended it
 */
export function runInForeground(program, args, options, until) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { ...options, stdio: 'inherit' });
    /** @param {NodeJS.Signals} signal */
    const pass = (signal) => void child.kill(signal);
    // From a terminal Ctrl-C reaches the child by itself as well; we only have to outlive it.
    process.on('SIGINT', pass).on('SIGTERM', pass).on('SIGHUP', pass);
    until?.addEventListener('abort', () => pass('SIGTERM'));
    if (until?.aborted) pass('SIGTERM');
    child.once('error', reject);
    child.once('exit', (status, signal) => {
      process.off('SIGINT', pass).off('SIGTERM', pass).off('SIGHUP', pass);
      resolve(signal === null ? (status ?? 1) : 128 + constants.signals[signal]);
    });
  });
}
