import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { build } from './fresh-build.js';
import { ABOUT, epochOf, identityOf } from './package/identity.js';
import { chosenKinds, UnknownKind } from './package/kinds.js';
import { makeTree } from './package/tree.js';
import { setUp } from './setup.js';
import { announce, runScript, SetupError } from './setup/announce.js';
import { ensureKerberos } from './setup/kerberos.js';
import { inRoot, ROOT } from './setup/places.js';

const RELEASE = '--release';

/** @param {readonly string[]} args */
function readArguments(args) {
  return { isRelease: args.includes(RELEASE), kinds: chosenKinds(args.filter((arg) => arg !== RELEASE)) };
}

/** @param {ReturnType<typeof readArguments>} asked */
async function makePackages({ isRelease, kinds }) {
  const electron = await setUp({ forTests: false, forPackages: true });
  const isLocal = electron.kind !== 'official';
  if (isLocal && isRelease) {
    throw new SetupError(
      `This is Electron ${electron.version} (${electron.kind}): only what has the official one is given away. Nothing was made.`,
    );
  }
  if (isLocal)
    announce(
      `With Electron ${electron.version} (${electron.kind}): for a local trial, not to be given away.`,
    );
  await ensureKerberos();
  await build(['main', 'renderer']);
  const release = inRoot('release');
  await mkdir(release, { recursive: true });
  const { arch, env } = process;
  const identity = identityOf({ version: ABOUT.version, isLocal, arch, epochSeconds: epochOf(env) });
  const tree = await makeTree({ electron, identity, release });
  for (const kind of kinds) {
    announce(`${kind.name}…`);
    const files = await kind.make({ identity, tree, release, isRelease });
    for (const file of files) process.stdout.write(`${path.relative(ROOT, file)}\n`);
  }
}

// `npm run package -- KIND…`: packages in release/, none named: the app as it would be installed, unpacked. What is made
// with another Electron than the official one is for a local trial, and says so in its name and version; `--release`
// makes no such one.
await runScript(async () => {
  try {
    await makePackages(readArguments(process.argv.slice(2)));
    return 0;
  } catch (error) {
    if (!(error instanceof UnknownKind)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
});
