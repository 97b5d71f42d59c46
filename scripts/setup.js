import { pathToFileURL } from 'node:url';
import { announce, runScript } from './setup/announce.js';
import { ensureDependencies } from './setup/dependencies.js';
import { ensureElectron } from './setup/electron.js';
import { ensureKerberos } from './setup/kerberos.js';
import { ensureSystemPackages } from './setup/system-packages.js';

/**
 * Everything that Causeway needs on this machine, brought there or checked: run it as often as you like.
 * `node scripts/setup.js` prepares for `npm start`, with `--tests` also for `npm test`.
 * @param {{forTests: boolean, forPackages?: boolean}} purpose
 * @returns {Promise<import('./setup/electron.js').Electron>}
 */
export async function setUp(purpose) {
  await ensureSystemPackages(purpose);
  await ensureDependencies();
  if (purpose.forTests) await ensureKerberos();
  return ensureElectron();
}

async function main() {
  const { kind, version, dist } = await setUp({ forTests: process.argv.includes('--tests') });
  announce(`Ready. Electron ${version} (${kind}), ${dist}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runScript(main);
