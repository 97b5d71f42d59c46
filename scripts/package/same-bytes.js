import { chmod, lstat, lutimes, readdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * All that is in a folder, its subfolders before what is in them, in the order of their names' code units.
 * @param {string} folder
 * @param {string} [below] a subfolder, relative
 * @param {{markFolders?: boolean}} [options] whether folders' names end with a slash
 * @returns {Promise<string[]>} relative, with forward slashes
 */
export async function contentOf(folder, below = '', options = {}) {
  const mark = options.markFolders === true ? '/' : '';
  const entries = await readdir(path.join(folder, below), { withFileTypes: true });
  const names = entries.map((entry) => ({ name: path.posix.join(below, entry.name), entry }));
  names.sort((a, b) => (a.name < b.name ? -1 : 1));
  const nested = await Promise.all(
    names.map(async ({ name, entry }) =>
      entry.isDirectory() ? [`${name}${mark}`, ...(await contentOf(folder, name, options))] : [name],
    ),
  );
  return nested.flat();
}

/**
 * Gives everything in a folder the time of the commit, and rights that don't depend on who packages: what somebody may
 * execute, everybody may.
 * @param {string} folder
 * @param {number} epochSeconds
 */
export async function evenOut(folder, epochSeconds) {
  // From within: what is changed in a folder changes its time.
  for (const name of [...(await contentOf(folder)).reverse(), '.']) {
    const place = path.join(folder, name);
    const stats = await lstat(place);
    if (!stats.isSymbolicLink())
      await chmod(place, stats.isDirectory() || stats.mode & 0o111 ? 0o755 : 0o644);
    await lutimes(place, epochSeconds, epochSeconds);
  }
}
