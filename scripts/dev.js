import { runInForeground } from './electron-process.js';
import { setUp } from './setup.js';
import { runScript } from './setup/announce.js';
import { isRoot } from './setup/commands.js';
import { inRoot, ROOT } from './setup/places.js';

// `npm run dev`: the window follows the sources as they are edited.
await runScript(async () => {
  const electron = await setUp({ forTests: false });
  const bundler = inRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const sandbox = isRoot() ? ['--noSandbox'] : [];
  return runInForeground(process.execPath, [bundler, 'dev', ...sandbox, '--', ...process.argv.slice(2)], {
    cwd: ROOT,
    env: { ...process.env, ELECTRON_EXEC_PATH: electron.executable },
  });
});
