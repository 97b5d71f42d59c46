import { inRoot } from '../setup/places.js';
import { mutated, MUTANTS } from './list.js';

/**
 * A process that tries one mutant after the other, and keeps what Vitest has compiled: a start for each takes longer than
 * its tests. What is asked arrives as a message, and is answered by one. The tests of each mutant run in a worker of its
 * own, which loads every module anew; a mutant that keeps it busy for ever ends with this process.
 *
 * @typedef {object} Asked
 * @property {string} mutant the file and the number of the mutant, as in `main/sync/machine.ts#3`; empty: the code as it is
 * @property {readonly string[]} tests
 *
 * @typedef {object} Answer
 * @property {'ready' | 'passed' | 'failed' | 'broken' | 'late'} ended `broken`: it was the run that failed, not a test;
 *   `late`: there was no answer in time
 * @property {string} why
 */

let [file = '', number = ''] = [''];

const mistakeIn = () => MUTANTS[file]?.[Number(number)];

/** @param {string} id */
const isMutated = (id) => mistakeIn() !== undefined && id === inRoot(...file.split('/'));

/**
 * Replaces the text on its way into the tests: the file itself is never touched, and what comes of it never kept.
 * @type {import('vitest/config').Plugin}
 */
const mistake = {
  name: 'causeway-mutant',
  enforce: 'pre',
  transform(code, id) {
    const mutant = mistakeIn();
    return mutant !== undefined && isMutated(id) ? mutated(code, mutant) : null;
  },
  configureVitest: ({ experimental_defineCacheKeyGenerator: keyBy }) =>
    keyBy(({ id }) => (isMutated(id) ? false : undefined)),
};

const { createVitest } = await import('vitest/node');
const vitest = await createVitest(
  'test',
  { config: inRoot('test', 'mutants.config.ts'), watch: false, reporters: [{}], silent: true },
  { plugins: [mistake] },
);

/** @param {Asked} asked @returns {Promise<Answer>} */
async function answerTo({ mutant, tests }) {
  forget();
  [file = '', number = ''] = mutant.split('#');
  forget();
  // Else the results of a test that ran for the mutant before would be among these.
  vitest.state.filesMap.clear();
  const wanted = tests.map((test) => vitest.getRootProject().createSpecification(inRoot(...test.split('/'))));
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(wanted);
  const failed = testModules.filter((module) => module.state() === 'failed');
  const names = failed.flatMap((module) =>
    [...module.children.allTests('failed')].map((test) => test.fullName),
  );
  if (failed.length > 0) return { ended: 'failed', why: names.join('\n') };
  const passed = testModules.filter((module) => module.state() === 'passed');
  if (unhandledErrors.length === 0 && passed.length === tests.length) return { ended: 'passed', why: '' };
  return {
    ended: 'broken',
    why: `${passed.length} of ${tests.length} files passed; ${unhandledErrors.map(String).join(', ')}`,
  };
}

/** What the file with the mistake was compiled to, and what it was before. */
function forget() {
  if (file !== '') vitest.invalidateFile(inRoot(...file.split('/')));
}

process.on('message', (/** @type {Asked} */ asked) => {
  void answerTo(asked)
    .catch((/** @type {unknown} */ error) => ({ ended: 'broken', why: String(error) }))
    .then((answer) => process.send?.(answer));
});
process.send?.({ ended: 'ready', why: '' });
