import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout, absolute, without a slash at its end. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** @param {...string} parts */
export const inRoot = (...parts) => path.join(ROOT, ...parts);

/** Where what is fetched once for all checkouts is kept; the person may delete it at any time. */
export function cacheFolder() {
  const home = os.homedir();
  switch (process.platform) {
    case 'darwin':
      return path.join(home, 'Library', 'Caches', 'causeway');
    case 'win32':
      return path.join(
        process.env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'),
        'causeway',
        'Cache',
      );
    default:
      return path.join(process.env['XDG_CACHE_HOME'] || path.join(home, '.cache'), 'causeway');
  }
}
