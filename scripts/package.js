import { runInForeground } from './electron-process.js';
import { build } from './fresh-build.js';
import { setUp } from './setup.js';
import { announce, runScript } from './setup/announce.js';
import { inRoot, ROOT } from './setup/places.js';

// `npm run package`: the app as it would be installed, unpacked in release/. For people only what was built with the
// official Electron.
await runScript(async () => {
  const { kind, dist, version } = await setUp({ forTests: false });
  await build(['main', 'renderer']);
  if (kind !== 'official')
    announce(`With Electron ${version} (${kind}): for a local trial, not to be given away.`);
  const builder = inRoot('node_modules', 'electron-builder', 'cli.js');
  const electron = [`-c.electronDist=${dist}`, `-c.electronVersion=${version}`];
  return runInForeground(process.execPath, [builder, '--dir', '--publish', 'never', ...electron], {
    cwd: ROOT,
  });
});
