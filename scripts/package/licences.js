import { readdirSync, readFileSync } from 'node:fs';
import { SetupError } from '../setup/announce.js';
import { inRoot } from '../setup/places.js';

/** @typedef {import('./bundled-modules.js').Module} Module */

const NAME_OF_A_LICENCE = /^(licen[cs]e|copying|notice|copyright)(?![\w-]*\.(js|ts|json))/i;

/**
 * The texts that a package brings of its licences and notices, in the order of their names.
 * @param {string} folder relative to the checkout
 */
function textsIn(folder) {
  return readdirSync(inRoot(folder))
    .filter((name) => NAME_OF_A_LICENCE.test(name))
    .sort()
    .map((name) => readFileSync(inRoot(folder, name), 'utf8').replaceAll('\r\n', '\n').trim());
}

/**
 * What has to be said with a program that contains these packages.
 * @param {readonly Module[]} modules
 * @returns {string}
 * @throws {SetupError} with the names of those that bring no text: it has to be found and put in their place
 */
export function licencesOf(modules) {
  const all = modules.map((module) => ({ module, texts: textsIn(module.folder) }));
  const without = all.filter(({ texts }) => texts.length === 0).map(({ module }) => module.name);
  if (without.length > 0) throw new SetupError(`No licence text for what is bundled: ${without.join(', ')}`);
  return all
    .map(({ module, texts }) =>
      [`${module.name} ${module.version} (${module.licence})`, '', ...texts].join('\n'),
    )
    .join(`\n\n${'-'.repeat(80)}\n\n`)
    .concat('\n');
}
