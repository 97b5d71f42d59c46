import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from '../setup/announce.js';
import { ensureNodeRuntime } from '../setup/node-runtime.js';
import { inRoot } from '../setup/places.js';
import { builtPart, nativeModulesIn, withImports } from './bundled-modules.js';
import { epochOf } from './identity.js';
import { licencesOf } from './licences.js';
import { systemOfLibrary } from './native-library.js';
import { sbomOf } from './sbom.js';

/** Where the command line begins, and the processes that it starts. */
const ENTRIES = ['cli.js', 'blocking.js', 'keychain.js'];

/** @param {string} text @param {string} file */
async function writeProgram(file, text) {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  await chmod(file, 0o755);
}

/**
 * The command line as files, for a Node that reads no asar: laid out beside the native modules as in a checkout, so that
 * each finds the other where it looks for it. The window's program doesn't load these.
 * @param {string} resources
 */
async function layOutCommandLine(resources) {
  const { extractFile } = await import('@electron/asar');
  const unpacked = path.join(resources, 'app.asar.unpacked');
  const target = path.join(unpacked, 'out', 'main');
  for (const file of withImports(builtPart('main').imports, ENTRIES)) {
    await mkdir(path.dirname(path.join(target, file)), { recursive: true });
    await copyFile(inRoot('out', 'main', file), path.join(target, file));
  }
  await writeFile(
    path.join(unpacked, 'package.json'),
    extractFile(path.join(resources, 'app.asar'), 'package.json'),
  );
}

/**
 * A Node for the command line, and what calls both or the window.
 * @param {string} platform
 * @param {string} arch
 * @param {{app: string, resources: string}} places
 * @returns {Promise<string | undefined>} Node's version; undefined where there is none for this system
 */
async function addNode(platform, arch, { app, resources }) {
  const node = await ensureNodeRuntime(platform, arch);
  if (node === undefined) {
    process.stderr.write(`› No Node for ${platform} ${arch} to be had: this package has no command line.\n`);
    return undefined;
  }
  await copyFile(node.program, path.join(resources, path.basename(node.program)));
  await chmod(path.join(resources, path.basename(node.program)), 0o755);
  await copyFile(node.licence, path.join(resources, 'LICENSE.node.txt'));
  const wrapper = platform === 'win32' ? 'causeway.cmd' : 'causeway';
  await writeProgram(
    path.join(app, 'bin', wrapper),
    await readFile(inRoot('scripts', 'package', 'command', wrapper), 'utf8'),
  );
  return node.version;
}

/**
 * @param {string} resources
 * @param {{version: string, electron: string, node: string | undefined}} versions
 */
async function describe(resources, { version, electron, node }) {
  const bundled = /** @type {const} */ (['main', 'preload', 'renderer']).flatMap(
    (part) => builtPart(part).modules,
  );
  const native = nativeModulesIn(path.join(resources, 'app.asar.unpacked', 'node_modules'));
  const modules = [...new Map([...bundled, ...native].map((module) => [module.folder, module])).values()];
  modules.sort((a, b) => (a.name < b.name ? -1 : 1));
  await writeFile(path.join(resources, 'licences.txt'), licencesOf(modules));
  const frameworks = [
    { name: 'electron', version: electron, licence: 'MIT' },
    ...(node === undefined ? [] : [{ name: 'node', version: node, licence: 'MIT' }]),
  ];
  const epochSeconds = epochOf(process.env);
  await writeFile(
    path.join(resources, 'sbom.cdx.json'),
    sbomOf({ version, epochSeconds, frameworks, modules }),
  );
}

/**
 * A native module of another system would be found out only by the person whose keychain is missing.
 * @param {string} resources
 * @param {string} platform
 */
function checkNativeModules(resources, platform) {
  const folder = path.join(resources, 'app.asar.unpacked', 'node_modules');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.node')) continue;
    const system = systemOfLibrary(readFileSync(path.join(folder, name)));
    if (system !== platform)
      throw new SetupError(`${name} is for ${system}, and would be packed for ${platform}.`);
  }
}

/**
 * What electron-builder calls once the app is unpacked, before it sets the fuses and signs.
 * @param {import('electron-builder').AfterPackContext} context
 */
export default async function afterPack({ appOutDir, packager, electronPlatformName: platform, arch }) {
  const { Arch } = await import('electron-builder');
  const isMac = platform === 'darwin';
  const app = isMac ? path.join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents') : appOutDir;
  const resources = path.join(app, isMac ? 'Resources' : 'resources');
  // Electron's own, for a folder as an argument: the fuse keeps it from being loaded.
  await rm(path.join(resources, 'default_app.asar'), { force: true });
  checkNativeModules(resources, platform);
  await layOutCommandLine(resources);
  const node = await addNode(platform, Arch[arch], { app: isMac ? resources : app, resources });
  const { version } = packager.appInfo;
  await describe(resources, { version, electron: packager.config.electronVersion ?? 'unknown', node });
  if (platform === 'linux') {
    await copyFile(
      inRoot('resources', 'linux', 'apparmor-profile'),
      path.join(resources, 'apparmor-profile'),
    );
  }
}
