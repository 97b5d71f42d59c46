import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { announce, SetupError } from './announce.js';
import { outputOf, run } from './commands.js';
import { inRoot } from './places.js';

const FOLDER = inRoot('node_modules', 'kerberos');
const LIBRARY = path.join(FOLDER, 'build', 'Release', 'kerberos.node');

/** node-gyp comes with npm. */
function nodeGyp() {
  const script = process.env['npm_execpath'] ?? realpathSync(outputOf('which', ['npm']).trim());
  return path.resolve(script, '..', '..', 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
}

/** The headers of this Node lie beside it, or node-gyp fetches them. */
function headers() {
  const folder = path.dirname(path.dirname(realpathSync(process.execPath)));
  return existsSync(path.join(folder, 'include', 'node', 'node_api.h')) ? [`--nodedir=${folder}`] : [];
}

/**
 * Compiles the optional `kerberos` package, which brings no binary: without it the app does not offer Negotiate, but
 * its tests must. On Linux only, where the tests run.
 * @throws {SetupError} when it can't be compiled
 */
export async function ensureKerberos() {
  if (process.platform !== 'linux' || existsSync(LIBRARY) || !existsSync(FOLDER)) return;
  announce('Compiling the kerberos package…');
  const args = [nodeGyp(), 'rebuild', ...headers()];
  const { status, output } = await run(process.execPath, args, { cwd: FOLDER });
  if (status !== 0) throw new SetupError(`${output}\nThe kerberos package could not be compiled, see above.`);
}
