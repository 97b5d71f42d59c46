import { watch } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureBuilt } from './fresh-build.js';
import { openApp } from './open-app.js';
import { setUp } from './setup.js';
import { announce, runScript, SetupError } from './setup/announce.js';
import { inRoot } from './setup/places.js';

/** Editors write a file in several steps, and people save several files at once. */
const quietMs = 200;

/** A signal that fires once sources have changed. */
function changeOfSources() {
  const controller = new AbortController();
  const noticed = () => controller.abort();
  const watchers = ['main', 'renderer', 'shared'].map((folder) =>
    watch(inRoot(folder), { recursive: true }, noticed),
  );
  controller.signal.addEventListener('abort', () => watchers.forEach((watcher) => watcher.close()));
  return controller.signal;
}

/** Whether the sources could be built; if not, what is wrong with them has been said. */
async function isBuilt() {
  try {
    await ensureBuilt();
    return true;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    announce(error.message);
    return false;
  }
}

/** @param {AbortSignal} signal */
const firing = (signal) =>
  new Promise((resolve) => (signal.aborted ? resolve(null) : signal.addEventListener('abort', resolve)));

// `npm run dev`: as `npm start`, and anew whenever a source changes. There is no server for the page: its policy lets
// it talk to none, and what is developed is what is shipped.
await runScript(async () => {
  const electron = await setUp({ forTests: false });
  for (;;) {
    const changed = changeOfSources();
    if (await isBuilt()) {
      const status = await openApp(electron, changed);
      if (!changed.aborted) return status;
    } else await firing(changed);
    await pause(quietMs);
  }
});
