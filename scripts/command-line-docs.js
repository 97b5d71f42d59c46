import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bashCompletion } from './command-line-docs/bash.js';
import { fishCompletion } from './command-line-docs/fish.js';
import { manPage } from './command-line-docs/man-page.js';
import { verbOf } from './command-line-docs/verbs.js';
import { zshCompletion } from './command-line-docs/zsh.js';
import { runScript, SetupError } from './setup/announce.js';
import { inRoot } from './setup/places.js';

/**
 * The manual of `causeway` and its completions, made of the verbs' own tables:
 *
 *     node scripts/command-line-docs.js FOLDER [VERSION]
 *
 * or `await writeCommandLineDocs(folder, version)`. Into the folder go, and a package installs them as
 *
 *     causeway.1      /usr/share/man/man1/causeway.1.gz
 *     causeway.bash   /usr/share/bash-completion/completions/causeway
 *     _causeway       /usr/share/zsh/vendor-completions/_causeway (Debian), /usr/share/zsh/site-functions (Fedora, macOS)
 *     causeway.fish   /usr/share/fish/vendor_completions.d/causeway.fish
 *
 * The same sources give the same bytes; the date in the manual is that of SOURCE_DATE_EPOCH, or none. Nothing has to be
 * built before. The completions call `causeway` by that name for the names of saved profiles.
 */

/**
 * @typedef {object} Docs
 * @property {string} man
 * @property {string} bash
 * @property {string} zsh
 * @property {string} fish
 */

/** @typedef {typeof import('../main/commands/commands.ts')} Verbs */
/** @typedef {typeof import('../main/command-line/usage.ts')} Usage */

/** The tables, as they stand in the sources. @returns {Promise<Pick<Verbs, 'commands'> & Usage>} */
async function tables() {
  const { runnerImport } = await import('vite');
  const load = (/** @type {string} */ path) =>
    runnerImport(inRoot('main', path), { configFile: false, logLevel: 'error' });
  const [verbs, usage] = await Promise.all([load('commands/commands.ts'), load('command-line/usage.ts')]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- those two modules of ours
  return /** @type {Verbs & Usage} */ ({ ...verbs.module, ...usage.module });
}

/** @param {string} version @param {string} epochSeconds @returns {Promise<Docs>} */
export async function commandLineDocs(version, epochSeconds = process.env['SOURCE_DATE_EPOCH'] ?? '') {
  const { commands, exitStatuses, general } = await tables();
  const date = epochSeconds === '' ? '' : new Date(Number(epochSeconds) * 1000).toISOString().slice(0, 10);
  const verbs = commands.map(verbOf);
  return {
    man: manPage({ commands, general, exitStatuses, version, date }),
    bash: bashCompletion(verbs),
    zsh: zshCompletion(verbs),
    fish: fishCompletion(verbs),
  };
}

/** @param {string} folder made where there is none @param {string} version @param {string} [epochSeconds] */
export async function writeCommandLineDocs(folder, version, epochSeconds) {
  const { man, bash, zsh, fish } = await commandLineDocs(version, epochSeconds);
  mkdirSync(folder, { recursive: true });
  const files = { 'causeway.1': man, 'causeway.bash': bash, _causeway: zsh, 'causeway.fish': fish };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
}

function ownVersion() {
  /** @type {{readonly version: string}} */
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- our own file
  const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  return version;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runScript(async () => {
    const [folder, version = ownVersion()] = process.argv.slice(2);
    if (folder === undefined)
      throw new SetupError('Say into which folder: node scripts/command-line-docs.js FOLDER [VERSION]');
    await writeCommandLineDocs(folder, version);
  });
}
