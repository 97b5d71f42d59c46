import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from '../setup/places.js';

/**
 * What the build took out of node_modules, written down while it does: nothing else knows.
 *
 * @typedef {{name: string, version: string, licence: string, folder: string}} Module `folder` relative to the checkout
 *
 * @typedef {object} BuiltPart
 * @property {readonly Module[]} modules that something is bundled of
 * @property {Readonly<Record<string, readonly string[]>>} imports of each file of it, those that it loads
 */

/** What the bundler adds of its own, and which package it is from. */
const HELPERS = [
  { sign: '\0rolldown/', folder: 'node_modules/rolldown' },
  { sign: '\0vite/', folder: 'node_modules/vite' },
];

/**
 * The package that a module is from.
 * @param {string} id as the bundler names it
 * @returns {string | undefined} its folder, relative to the checkout; undefined for one of ours
 */
export function packageFolderOf(id) {
  const helper = HELPERS.find(({ sign }) => id.startsWith(sign));
  if (helper !== undefined) return helper.folder;
  const [, below] =
    /.*(node_modules\/(?:@[^/]+\/)?[^/?]+)/.exec(id.replaceAll('\\', '/').replace(/^\0/, '')) ?? [];
  if (below === undefined) return undefined;
  const before = id.replaceAll('\\', '/').slice(0, id.replaceAll('\\', '/').lastIndexOf(below));
  // A package that another one has for itself.
  const outer = before.indexOf('node_modules/');
  return outer === -1 ? below : before.slice(outer) + below;
}

/** @param {string} folder relative to the checkout @returns {Module} */
export function moduleIn(folder) {
  /** @type {{name: string, version: string, license?: string}} */
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- npm needs these fields, too
  const { name, version, license = '' } = JSON.parse(readFileSync(inRoot(folder, 'package.json'), 'utf8'));
  return { name, version, licence: license, folder };
}

/** @param {string} part */
const listOf = (part) => inRoot('out', `.modules-${part}.json`);

/**
 * A plugin of the bundler that writes the list of a part.
 * @param {string} part
 */
export const listModules = (part) => ({
  name: 'causeway-list-modules',
  /**
   * @param {unknown} _options
   * @param {Record<string, {type: string, fileName: string, moduleIds?: string[], imports?: string[], dynamicImports?: string[]}>} bundle
   */
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter(({ type }) => type === 'chunk');
    const folders = new Set(
      chunks.flatMap(({ moduleIds = [] }) => moduleIds.flatMap((id) => packageFolderOf(id) ?? [])),
    );
    const imports = Object.fromEntries(
      chunks
        .map(
          ({ fileName, imports = [], dynamicImports = [] }) =>
            /** @type {const} */ ([fileName, [...imports, ...dynamicImports].sort()]),
        )
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    /** @type {BuiltPart} */
    const built = { modules: [...folders].sort().map(moduleIn), imports };
    mkdirSync(inRoot('out'), { recursive: true });
    writeFileSync(listOf(part), `${JSON.stringify(built, null, 2)}\n`);
  },
});

/**
 * @param {'main' | 'preload' | 'renderer'} part
 * @returns {BuiltPart}
 */
// oxlint-disable-next-line typescript/no-unsafe-return -- written above
export const builtPart = (part) => JSON.parse(readFileSync(listOf(part), 'utf8'));

/** Those that are not bundled but packed as they are: native modules (ADR 1). @param {string} modulesFolder in the package */
export const nativeModulesIn = (modulesFolder) =>
  ['keytar', 'kerberos']
    .filter((name) => existsSync(path.join(modulesFolder, name)))
    .map((name) => moduleIn(`node_modules/${name}`));

/**
 * Files of a part and all that they load.
 * @param {BuiltPart['imports']} imports
 * @param {readonly string[]} files
 * @returns {string[]} sorted
 */
export function withImports(imports, files) {
  const found = new Set(files);
  // A set that grows while it is gone through is gone through to its end.
  for (const file of found)
    for (const next of imports[file] ?? []) if (imports[next] !== undefined) found.add(next);
  return [...found].sort();
}
