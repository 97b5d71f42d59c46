import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { SetupError } from './setup/announce.js';

const START_MS = 10_000;

/**
 * Starts Xvfb on a free display of its own choosing.
 * @returns {Promise<{name: string, close: () => void}>} `name` is for DISPLAY
 * @throws {SetupError} when there is no Xvfb, or it does not start
 */
export async function openVirtualDisplay() {
  // A group of its own: Ctrl-C in the terminal is for the app, which still needs the display to close its windows.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const close = () => void server.kill();
  process.once('exit', close);
  try {
    const numbers = server.stdio[3];
    if (numbers === null || numbers === undefined) throw new Error('no pipe');
    const signal = AbortSignal.timeout(START_MS);
    const gone = once(server, 'exit', { signal }).then(() => Promise.reject(new Error('it ended')));
    gone.catch(() => undefined);
    /** @type {unknown[]} */
    const written = await Promise.race([once(numbers, 'data', { signal }), gone]);
    return { name: `:${String(written[0]).trim()}`, close };
  } catch (error) {
    close();
    throw new SetupError(`Xvfb, the display in memory, could not be started: ${String(error)}`);
  }
}
