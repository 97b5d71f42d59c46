import { ensureBuilt } from './fresh-build.js';
import { openApp } from './open-app.js';
import { setUp } from './setup.js';
import { runScript } from './setup/announce.js';

// `npm start`, `npm start -- --demo`: everything from a fresh clone to an open window.
await runScript(async () => {
  const electron = await setUp({ forTests: false });
  await ensureBuilt();
  return openApp(electron);
});
