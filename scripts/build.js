import { build } from './fresh-build.js';
import { runScript } from './setup/announce.js';
import { ensureDependencies } from './setup/dependencies.js';

// `npm run build`: everything, fresh or not.
await runScript(async () => {
  await ensureDependencies();
  await build(['main', 'renderer']);
});
