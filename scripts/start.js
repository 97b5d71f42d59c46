import { openVirtualDisplay } from './display.js';
import { runInForeground, sandboxSwitches } from './electron-process.js';
import { ensureBuilt } from './fresh-build.js';
import { setUp } from './setup.js';
import { announce, runScript } from './setup/announce.js';
import { ROOT } from './setup/places.js';
import { displayIsMissing } from './setup/system-packages.js';

// `npm start`, `npm start -- --demo`: everything from a fresh clone to an open window.
await runScript(async () => {
  const electron = await setUp({ forTests: false });
  await ensureBuilt();
  const args = [ROOT, ...sandboxSwitches(electron), ...process.argv.slice(2)];
  if (!displayIsMissing()) return runInForeground(electron.executable, args, {});
  announce('There is no display: Causeway opens its window in memory, under Xvfb, where nobody sees it.');
  const display = await openVirtualDisplay();
  try {
    return await runInForeground(electron.executable, args, {
      env: { ...process.env, DISPLAY: display.name },
    });
  } finally {
    display.close();
  }
});
