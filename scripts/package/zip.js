import { mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ABOUT } from './identity.js';
import { runTool } from './run.js';
import { contentOf } from './same-bytes.js';

/**
 * A .zip to be unpacked anywhere: one folder with the app in it.
 * @param {import('./kinds.js').Making & {level?: number}} making `level`: of zip, for tests that are in a hurry
 * @returns {Promise<string>} the file
 */
export async function makeZip({ identity, tree, release, isRelease, level = isRelease ? 9 : 6 }) {
  const name = `${ABOUT.name}-${identity.version}-linux-${identity.arch}`;
  const file = path.join(release, `${name}.zip`);
  const work = await mkdtemp(path.join(release, '.zip-'));
  try {
    await runTool('cp', ['-al', tree, path.join(work, name)]);
    // In the order given, without what zip would add of this machine; its times are local ones: let the place be none.
    const draft = path.join(work, 'made.zip');
    await runTool('zip', ['-q', '-X', `-${level}`, draft, ...(await contentOf(work))], {
      cwd: work,
      env: { ...process.env, TZ: 'UTC' },
    });
    await rename(draft, file);
    return file;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
