import { runScript } from './setup/announce.js';
import { ensureDependencies } from './setup/dependencies.js';
import { runChecks, TYPES } from './test/checks.js';

// `npm run typecheck`: every folder against its own rules.
await runScript(async () => {
  await ensureDependencies();
  return (await runChecks([TYPES])).failures.length;
});
