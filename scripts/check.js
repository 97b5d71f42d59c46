import { announce, runScript, SetupError } from './setup/announce.js';
import { ensureDependencies } from './setup/dependencies.js';
import { CHECKS, runChecks } from './test/checks.js';

// `npm run lint`, `npm run typecheck`: one of the checks that `npm test` runs.
await runScript(async () => {
  const [name] = process.argv.slice(2);
  const chosen = CHECKS.filter((check) => check.name === name);
  if (chosen.length === 0) throw new SetupError(`There is no check named ${name}.`);
  await ensureDependencies();
  announce(`${name}…`);
  return (await runChecks(chosen)).failures.length;
});
