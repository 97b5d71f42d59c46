import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './fresh-build.js';
import { runScript } from './setup/announce.js';
import { ensureDependencies } from './setup/dependencies.js';
import { inRoot } from './setup/places.js';

const COMMAND_LINE = inRoot('out', 'main', 'cli.js');

// `npm run --silent causeway -- check …`: the command line from the sources as they are now. It needs neither
// Electron nor a display, and standard output is its own: what is said here goes to standard error.
await runScript(async () => {
  await ensureDependencies();
  await ensureBuilt(['main']);
});
if (process.exitCode === 0) {
  process.argv[1] = COMMAND_LINE;
  await import(pathToFileURL(COMMAND_LINE).href);
} else {
  // The contract keeps 1 for nothing; a checkout that does not build is a bug.
  process.exitCode = 70;
}
