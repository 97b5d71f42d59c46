import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The version of the package that this program is part of. It stands in the `package.json` two folders above the built
 * program, in a checkout as in an installed app, where packaging may have added to it (`0.2.0-local`): the command line,
 * the window and the package say the same. `built`: the version when it was built, for a program that lies elsewhere.
 */
export function packageVersion(program: string, built: string): string {
  try {
    const json: unknown = JSON.parse(readFileSync(join(program, '..', '..', 'package.json'), 'utf8'));
    return versionIn(json) ?? built;
  } catch {
    return built;
  }
}

/** Only of a package that is ours: above a program that was moved lies any other. */
function versionIn(json: unknown): string | null {
  if (typeof json !== 'object' || json === null || !('name' in json) || !('version' in json)) return null;
  const { name, version } = json;
  const isOurs = typeof name === 'string' && name === 'causeway';
  return isOurs && typeof version === 'string' && /^[\w.+-]{1,60}$/.test(version) ? version : null;
}
