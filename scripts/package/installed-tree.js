import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { writeCommandLineDocs } from '../command-line-docs.js';
import { inRoot } from '../setup/places.js';
import { ABOUT, INSTALLED } from './identity.js';
import { runTool } from './run.js';
import { evenOut } from './same-bytes.js';

/** @typedef {'deb' | 'rpm'} System */

/** What the desktop reads of us, and where. @type {Readonly<Record<string, string>>} */
const DESKTOP = {
  'causeway.desktop': 'usr/share/applications/causeway.desktop',
  'causeway.xml': 'usr/share/mime/packages/causeway.xml',
  'io.causeway.app.metainfo.xml': 'usr/share/metainfo/io.causeway.app.metainfo.xml',
};

/** Where the systems look for zsh's completions. @type {Readonly<Record<System, string>>} */
const ZSH = {
  deb: 'usr/share/zsh/vendor-completions/_causeway',
  rpm: 'usr/share/zsh/site-functions/_causeway',
};

/** @param {Buffer} content */
const compressed = (content) => promisify(gzip)(content, { level: 9 });

/** @param {string} target @param {string | Buffer} content */
async function put(target, content) {
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, content);
}

/**
 * Who holds the rights in what is installed, as Debian wants it: the own licence and those of all that is bundled.
 * @param {string} tree the unpacked app
 */
async function copyrightOf(tree) {
  const [own, others] = await Promise.all([
    readFile(inRoot('LICENSE'), 'utf8'),
    readFile(path.join(tree, 'resources', 'licences.txt'), 'utf8'),
  ]);
  return [
    `${ABOUT.productName} is licensed as follows:`,
    '',
    own.trim(),
    '',
    `Chromium's licences are in ${INSTALLED}/LICENSES.chromium.html, those of the Node.js that runs the command line in`,
    `${INSTALLED}/resources/LICENSE.node.txt. All else that is bundled:`,
    '',
    others,
  ].join('\n');
}

/** @param {string} root */
async function addDesktop(root) {
  for (const [name, place] of Object.entries(DESKTOP)) {
    await put(path.join(root, place), await readFile(inRoot('resources', 'linux', name)));
  }
  for (const name of await readdir(inRoot('resources', 'icon'))) {
    const [, size] = /^(\d+x\d+)\.png$/.exec(name) ?? [];
    if (size === undefined) continue;
    const place = path.join(root, 'usr', 'share', 'icons', 'hicolor', size, 'apps', `${ABOUT.name}.png`);
    await put(place, await readFile(inRoot('resources', 'icon', name)));
  }
}

/**
 * The manual and what shells complete.
 * @param {string} root
 * @param {System} system
 * @param {import('./identity.js').Identity} identity
 */
async function addCommandLineDocs(root, system, { version, epochSeconds }) {
  const made = await mkdtemp(`${root}-docs-`);
  await writeCommandLineDocs(made, version, String(epochSeconds));
  /** @param {string} name */
  const read = (name) => readFile(path.join(made, name));
  const share = path.join(root, 'usr', 'share');
  await put(path.join(share, 'man', 'man1', 'causeway.1.gz'), await compressed(await read('causeway.1')));
  await put(path.join(share, 'bash-completion', 'completions', 'causeway'), await read('causeway.bash'));
  await put(path.join(share, 'fish', 'vendor_completions.d', 'causeway.fish'), await read('causeway.fish'));
  await put(path.join(root, ZSH[system]), await read('_causeway'));
  await rm(made, { recursive: true });
}

/**
 * Everything as it lies on a computer where a .deb or .rpm is installed.
 * @param {Pick<import('./kinds.js').Making, 'tree' | 'identity'>} making
 * @param {System} system
 * @param {string} root made anew; on the same file system as the tree, whose files are linked
 */
export async function layOut({ tree, identity }, system, root) {
  await rm(root, { recursive: true, force: true });
  const app = path.join(root, INSTALLED);
  await mkdir(path.dirname(app), { recursive: true });
  await runTool('cp', ['-al', tree, app]);
  await addDesktop(root);
  await addCommandLineDocs(root, system, identity);
  const doc = path.join(root, 'usr', 'share', 'doc', ABOUT.name);
  await put(path.join(doc, 'copyright'), await copyrightOf(tree));
  await put(path.join(doc, 'changelog.gz'), await compressed(await readFile(inRoot('CHANGELOG.md'))));
  await mkdir(path.join(root, 'usr', 'bin'), { recursive: true });
  await symlink(`${INSTALLED}/bin/${ABOUT.name}`, path.join(root, 'usr', 'bin', ABOUT.name));
  // A file of its own, not the linked one: only here it belongs to root.
  const helper = path.join(app, 'chrome-sandbox');
  await rm(helper);
  await copyFile(path.join(tree, 'chrome-sandbox'), helper);
  await evenOut(root, identity.epochSeconds);
  // Chromium takes it where ordinary users get no namespaces, and asks then that it be root's. That is a setting which
  // can change any day after the app was installed, so it isn't asked for now (ADR 40).
  await chmod(helper, 0o4755);
}
