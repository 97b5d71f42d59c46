import { openVirtualDisplay } from './display.js';
import { runInForeground, sandboxSwitches } from './electron-process.js';
import { announce } from './setup/announce.js';
import { ROOT } from './setup/places.js';
import { displayIsMissing } from './setup/system-packages.js';

/**
 * Opens the built app, with the arguments of this command, and waits for its end.
 * @param {import('./setup/electron.js').Electron} electron
 * @param {AbortSignal} [until] ends it sooner
 * @returns {Promise<number>} its exit status
 */
export async function openApp(electron, until) {
  const args = [ROOT, ...sandboxSwitches(electron), ...process.argv.slice(2)];
  if (!displayIsMissing()) return runInForeground(electron.executable, args, {}, until);
  announce('There is no display: Causeway opens its window in memory, under Xvfb, where nobody sees it.');
  const display = await openVirtualDisplay();
  try {
    const env = { ...process.env, DISPLAY: display.name };
    return await runInForeground(electron.executable, args, { env }, until);
  } finally {
    display.close();
  }
}
