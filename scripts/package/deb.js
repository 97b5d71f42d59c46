import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { debianDepends, debianRecommends } from './dependencies.js';
import { ABOUT, packageArch } from './identity.js';
import { layOut } from './installed-tree.js';
import { maintainerScript } from './maintainer-scripts.js';
import { runTool } from './run.js';
import { contentOf, evenOut } from './same-bytes.js';

const MOMENTS = /** @type {const} */ (['postinst', 'postrm']);

/**
 * The package's control file (Debian Policy 5.3).
 * @param {import('./identity.js').Identity} identity
 * @param {number} kibibytes what it takes when it is installed
 */
export function controlOf({ packageVersion, arch }, kibibytes) {
  const fields = {
    Package: ABOUT.name,
    Version: packageVersion,
    Architecture: packageArch(arch).deb,
    Maintainer: ABOUT.maintainer,
    'Installed-Size': String(kibibytes),
    Depends: debianDepends.join(', '),
    Recommends: debianRecommends.join(', '),
    Section: 'net',
    Priority: 'optional',
    Homepage: ABOUT.homepage,
    Description: `${ABOUT.description}\n ${ABOUT.productName} says who refused a connection, why, and what to change: forward\n proxies, gateways, certificates, tokens. With a window and a command line.`,
  };
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}

/** @param {string} root */
async function kibibytesOf(root) {
  const sizes = await Promise.all(
    (await contentOf(root)).map(async (name) =>
      Math.ceil((await stat(path.join(root, name)).catch(() => ({ size: 0 }))).size / 1024),
    ),
  );
  return sizes.reduce((all, size) => all + size, 0);
}

/**
 * A .deb. `dpkg-deb` sorts what is in it, and with `SOURCE_DATE_EPOCH` the same tree gives the same bytes.
 * @param {import('./kinds.js').Making & {level?: number}} making `level`: of zstd, for tests that are in a hurry
 * @returns {Promise<string>} the file
 */
export async function makeDeb(making) {
  const { identity, release, isRelease, level = isRelease ? 19 : 9 } = making;
  const work = await mkdtemp(path.join(release, '.deb-'));
  try {
    const root = path.join(work, 'root');
    await layOut(making, 'deb', root);
    const control = path.join(root, 'DEBIAN');
    const size = await kibibytesOf(root);
    await mkdir(control);
    await writeFile(path.join(control, 'control'), controlOf(identity, size));
    for (const name of MOMENTS) {
      await writeFile(path.join(control, name), await maintainerScript('deb', name));
    }
    await evenOut(control, identity.epochSeconds);
    for (const name of MOMENTS) await chmod(path.join(control, name), 0o755);
    const file = path.join(
      release,
      `${ABOUT.name}_${identity.version}_${packageArch(identity.arch).deb}.deb`,
    );
    await runTool('dpkg-deb', ['--root-owner-group', '-Zzstd', `-z${level}`, '--build', root, file], {
      env: { ...process.env, SOURCE_DATE_EPOCH: String(identity.epochSeconds) },
    });
    return file;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
