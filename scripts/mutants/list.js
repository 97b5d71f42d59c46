import { MACHINES } from './machines.js';
import { MASKING } from './masking.js';
import { NETWORK } from './network.js';
import { UPDATES } from './updates.js';

/**
 * Small mistakes as a person makes them, each of which the unit layer has to notice: `npm run mutants`.
 *
 * @typedef {object} Mutant
 * @property {string} [after] the first occurrence after this text is meant, which stands in the file once
 * @property {string} find the text that is replaced; without `after` it stands in the file once
 * @property {string} replace
 * @property {string} why what goes wrong with it
 * @property {string} [equivalent] why nothing can notice it; such a mutant counts neither as killed nor as survived
 */

/** By the file that they are in. @type {Readonly<Record<string, readonly Mutant[]>>} */
export const MUTANTS = { ...MACHINES, ...NETWORK, ...MASKING, ...UPDATES };

/**
 * A file's text with the mistake in it. Errors: what the mutant looks for isn't there, or isn't unique.
 * @param {string} text
 * @param {Mutant} mutant
 */
export function mutated(text, { after, find, replace }) {
  const start = after === undefined ? 0 : theOnly(text, after) + after.length;
  const at = after === undefined ? theOnly(text, find) : text.indexOf(find, start);
  if (at < 0) throw new Error(`After “${after}” nothing reads “${find}”.`);
  return text.slice(0, at) + replace + text.slice(at + find.length);
}

/** @param {string} text @param {string} part */
function theOnly(text, part) {
  const at = text.indexOf(part);
  if (at < 0) throw new Error(`Nothing reads “${part}”.`);
  if (text.includes(part, at + 1)) throw new Error(`More than one place reads “${part}”.`);
  return at;
}

/**
 * The test files that reach a file by their imports, the nearest first.
 * @param {import('../imports/graph.js').Graph} graph
 * @param {string} file
 * @returns {readonly (readonly string[])[]} those that import it themselves; those that import them; and so on
 */
export function testsReaching(graph, file) {
  const seen = new Set([file]);
  const rings = [];
  for (let ring = [file]; ring.length > 0;) {
    ring = [...graph].flatMap(([from, targets]) =>
      !seen.has(from) && ring.some((target) => targets.has(target)) ? [from] : [],
    );
    for (const each of ring) seen.add(each);
    const tests = ring.filter((each) => /^test\/(unit|contracts)\/.*(?<!\.svelte)\.test\.ts$/.test(each));
    if (tests.length > 0) rings.push(tests);
  }
  return rings;
}
