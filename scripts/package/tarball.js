import path from 'node:path';
import { ABOUT } from './identity.js';
import { runTool } from './run.js';

/**
 * A .tar.gz to be unpacked anywhere: one folder with the app in it.
 * @param {import('./kinds.js').Making & {level?: number}} making `level`: of gzip, for tests that are in a hurry
 * @returns {Promise<string>} the file
 */
export async function makeTarball({ identity, tree, release, isRelease, level = isRelease ? 9 : 6 }) {
  const name = `${ABOUT.name}-${identity.version}-linux-${identity.arch}`;
  const file = path.join(release, `${name}.tar.gz`);
  await runTool('tar', [
    ...['--create', '--file', file, `--use-compress-program=gzip -n -${level}`],
    ...['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--format=gnu'],
    ...[`--mtime=@${identity.epochSeconds}`, `--transform=s,^\\.,${name},`, '-C', tree, '.'],
  ]);
  return file;
}
