import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { UpdateBringer } from '../../shared/update-status.ts';
import { isVersion } from '../../shared/update-version.ts';

/** Where the app is installed, and by what. */
export interface Installation {
  readonly bringer: UpdateBringer;
  /** A file that says the version of what is installed, now; null where nothing is. */
  readonly versionFile: string | null;
}

interface Surroundings {
  readonly platform: string;
  readonly isPackaged: boolean;
  /** Where a packaged app has its files beside the archive. */
  readonly resources: string;
  readonly exists?: (path: string) => boolean;
}

/** Of a packaged app; an app that is run from its sources is brought by the person. */
export function installationIn({
  platform,
  isPackaged,
  resources,
  exists = existsSync,
}: Surroundings): Installation {
  if (!isPackaged) return { bringer: 'person', versionFile: null };
  // It lies beside the archive for the command line, and is replaced with it.
  const versionFile = join(resources, 'app.asar.unpacked', 'package.json');
  if (platform !== 'linux') return { bringer: 'app', versionFile };
  return { bringer: packageManagerIn(resources, exists), versionFile };
}

/** Of two package managers on one computer, the one that knows of this app. */
function packageManagerIn(resources: string, exists: (path: string) => boolean): UpdateBringer {
  if (!resources.startsWith('/opt/')) return 'person';
  if (exists('/var/lib/dpkg/info/causeway.list')) return 'apt';
  return exists('/usr/bin/dnf') ? 'dnf' : 'person';
}

/** The version that such a file says. Errors: any, while a package is being unpacked. */
export function versionIn(text: string): string {
  const read: unknown = JSON.parse(text);
  const version = typeof read === 'object' && read !== null && 'version' in read ? read.version : null;
  if (typeof version === 'string' && isVersion(version)) return version;
  throw new TypeError('no version in it');
}
