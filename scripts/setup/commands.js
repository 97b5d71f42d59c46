import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants as fileModes } from 'node:fs';
import { constants, setPriority } from 'node:os';
import path from 'node:path';

/**
 * @typedef {object} Ended
 * @property {number} status exit status; 128 where a signal ended it or it could not be started
 * @property {string} output what it wrote to stdout and stderr, in order
 */

/**
 * Runs a program to its end and collects what it wrote.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, deadlineMs?: number, shell?: boolean, isPolite?: boolean}} [options]
 *   `isPolite`: it takes only the processor time that others leave
 * @returns {Promise<Ended>}
 */
export function run(program, args, { deadlineMs, isPolite = false, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(deadlineMs === undefined ? {} : { timeout: deadlineMs, killSignal: 'SIGKILL' }),
    });
    if (isPolite && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    let output = '';
    /** @param {Buffer} chunk */
    const collect = (chunk) => (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ status: 128, output: `${output}${error.message}\n` }));
    child.on('close', (status, signal) => {
      const end = signal === null ? '' : `${path.basename(args[0] ?? program)} was ended by ${signal}\n`;
      resolve({ status: status ?? 128, output: output + end });
    });
  });
}

/**
 * Whether a program of that name is on the PATH.
 * @param {string} program
 */
export function isOnPath(program) {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), fileModes.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * How to start npm: the one that started us, so that its version and its settings are the person's own.
 * @returns {{program: string, args: string[], shell: boolean}}
 */
export function npm() {
  const script = process.env['npm_execpath'];
  if (script !== undefined && /npm-cli\.c?js$/.test(script)) {
    return { program: process.execPath, args: [script], shell: false };
  }
  return { program: 'npm', args: [], shell: process.platform === 'win32' };
}

/** @returns {boolean} whether this process is root; never on Windows */
export function isRoot() {
  return process.getuid?.() === 0;
}

/**
 * Runs a quick program and answers its standard output, in English, for any exit status.
 * @param {string} program
 * @param {readonly string[]} args
 */
export function outputOf(program, args) {
  const env = { ...process.env, LC_ALL: 'C' };
  return (
    spawnSync(program, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], env }).stdout ?? ''
  );
}
