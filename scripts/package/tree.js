import { rm } from 'node:fs/promises';
import path from 'node:path';
import { outputOf } from '../setup/commands.js';
import { inRoot, ROOT } from '../setup/places.js';
import { runTool } from './run.js';
import { evenOut } from './same-bytes.js';

/** The folder that electron-builder unpacks to, below its output. */
const folderFor = () => {
  const arch = process.arch === 'x64' ? '' : `-${process.arch}`;
  switch (process.platform) {
    case 'win32':
      return `win${arch}-unpacked`;
    case 'darwin':
      return `mac${arch}`;
    default:
      return `linux${arch}-unpacked`;
  }
};

/**
 * The app, unpacked: what is built, Electron, and what `after-pack.js` adds.
 * @param {{electron: import('../setup/electron.js').Electron, identity: import('./identity.js').Identity, release: string}} making
 * @returns {Promise<string>} its folder, absolute
 */
export async function makeTree({ electron: { dist, version }, identity, release }) {
  const tree = path.join(release, folderFor());
  await rm(tree, { recursive: true, force: true });
  const commit = outputOf('git', ['-C', inRoot(), 'rev-parse', 'HEAD']).trim();
  const settings = {
    electronDist: dist,
    electronVersion: version,
    'directories.output': release,
    'extraMetadata.version': identity.version,
    // Told in the window, to whoever reports something.
    ...(commit === '' ? {} : { 'extraMetadata.commit': commit }),
  };
  await runTool(
    process.execPath,
    [
      inRoot('node_modules', 'electron-builder', 'cli.js'),
      ...['--dir', '--publish', 'never'],
      ...Object.entries(settings).map(([name, value]) => `-c.${name}=${value}`),
    ],
    { cwd: ROOT, env: { ...process.env, SOURCE_DATE_EPOCH: String(identity.epochSeconds) } },
  );
  await rm(path.join(release, 'builder-debug.yml'), { force: true });
  await rm(path.join(release, 'builder-effective-config.yaml'), { force: true });
  if (process.platform === 'linux') await evenOut(tree, identity.epochSeconds);
  return tree;
}
