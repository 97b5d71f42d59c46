import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ensureBuilt } from '../../scripts/fresh-build.js';
import { makeDeb } from '../../scripts/package/deb.js';
import { ABOUT, epochOf, identityOf } from '../../scripts/package/identity.js';
import { makeTree } from '../../scripts/package/tree.js';
import { ensureElectron } from '../../scripts/setup/electron.js';
import { ensureKerberos } from '../../scripts/setup/kerberos.js';
import './provided.ts';

/** Packages what is built, as `npm run package -- deb` does, quickly rather than small. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await ensureKerberos();
  await ensureBuilt();
  const electron = await ensureElectron();
  const release = await mkdtemp(join(tmpdir(), 'cw-package-'));
  // An ordinary user has to come to it, too.
  await chmod(release, 0o755);
  const epochSeconds = epochOf(process.env);
  const { arch } = process;
  const identify = (version: string) => identityOf({ version, isLocal: true, arch, epochSeconds });
  const identity = identify(ABOUT.version);
  const tree = await makeTree({ electron, identity, release });
  const making = { tree, release, isRelease: false, level: 1 };
  const deb = await makeDeb({ ...making, identity });
  const laterDeb = await makeDeb({ ...making, identity: identify(`${ABOUT.version}.1`) });
  project.provide('packages', { tree, deb, laterDeb, version: identity.version, epochSeconds });
  return () => rm(release, { recursive: true, force: true });
}
