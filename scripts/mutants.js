import { readFileSync } from 'node:fs';
import { importsIn } from './imports/graph.js';
import { mutated, MUTANTS, testsReaching } from './mutants/list.js';
import { announce, runScript, SetupError } from './setup/announce.js';
import { run } from './setup/commands.js';
import { inRoot, ROOT } from './setup/places.js';

/**
 * `npm run mutants [-- PART_OF_A_PATH…]`: tries each mutant against the unit tests that reach its file, the nearest
 * first, and names those that no test noticed. Ends with 1 where fewer than nine of ten are.
 *
 * @typedef {object} Tried
 * @property {string} file
 * @property {number} number
 * @property {import('./mutants/list.js').Mutant} mutant
 * @property {boolean} isKilled
 */

const leastShare = 0.9;
const atATime = 2;
/** A mutant may keep a test busy for ever. As they are, the tests are done in a fraction of it on a busy machine, too. */
const deadlineMs = 300_000;
const unchangedDeadlineMs = 900_000;

const graph = importsIn(ROOT, ['main', 'shared', 'test']);

/** @param {readonly string[]} tests @param {string} mutant @returns {Promise<boolean>} whether they all pass */
async function pass(tests, mutant) {
  const vitest = inRoot('node_modules', 'vitest', 'vitest.mjs');
  const config = inRoot('test', 'mutants.config.ts');
  const { status, output } = await run(
    process.execPath,
    [vitest, 'run', '--config', config, '--reporter=dot', '--silent=true', ...tests],
    {
      cwd: ROOT,
      env: { ...process.env, CAUSEWAY_MUTANT: mutant, NO_COLOR: '1' },
      deadlineMs: mutant === '' ? unchangedDeadlineMs : deadlineMs,
    },
  );
  if (status !== 0 && !/Test(s| Files) .*\d+ failed/.test(output) && !output.includes('was ended by'))
    throw new SetupError(`${mutant}: no test failed, the run itself did:\n${output}`);
  return status === 0;
}

/** @param {string} file @param {number} number @param {import('./mutants/list.js').Mutant} mutant @returns {Promise<Tried>} */
async function tryMutant(file, number, mutant) {
  const [nearest = [], ...others] = testsReaching(graph, file);
  const id = `${file}#${number}`;
  const rings = [nearest, others.flat()].filter(({ length }) => length > 0);
  for (const tests of rings) if (!(await pass(tests, id))) return tried(file, number, mutant, true);
  return tried(file, number, mutant, false);
}

/** @param {string} file @param {number} number @param {import('./mutants/list.js').Mutant} mutant @param {boolean} isKilled */
function tried(file, number, mutant, isKilled) {
  if (!isKilled || mutant.equivalent !== undefined)
    announce(`${isKilled ? 'killed' : 'survived'}: ${file}#${number}: ${mutant.why}`);
  return { file, number, mutant, isKilled };
}

/** @param {readonly string[]} parts */
function chosen(parts) {
  const all = Object.entries(MUTANTS).flatMap(([file, mutants]) => {
    const text = readFileSync(inRoot(...file.split('/')), 'utf8');
    return mutants.map((mutant, number) => {
      mutated(text, mutant);
      return { file, number, mutant };
    });
  });
  /** @param {string} id */
  const isMeant = (id) =>
    parts.length === 0 || parts.some((part) => (part.includes('#') ? id.endsWith(part) : id.includes(part)));
  return all.filter(({ file, number }) => isMeant(`${file}#${number}`));
}

/** The tests have to pass without a mistake: else everything looks killed. @param {readonly string[]} files */
async function passUnchanged(files) {
  const tests = [...new Set(files.flatMap((file) => testsReaching(graph, file).flat()))];
  if (!(await pass(tests, ''))) throw new SetupError('The tests fail even without a mutant.');
}

/** @param {readonly Tried[]} results */
function report(results) {
  const counted = results.filter(({ isKilled, mutant }) => mutant.equivalent === undefined || isKilled);
  const killed = counted.filter(({ isKilled }) => isKilled);
  for (const { file, number, mutant } of counted.filter(({ isKilled }) => !isKilled))
    console.log(`survived  ${file}#${number}: ${mutant.why}\n          ${mutant.find} → ${mutant.replace}`);
  for (const { file, number, mutant, isKilled } of results)
    if (mutant.equivalent !== undefined)
      console.log(`${isKilled ? 'NOT equivalent' : 'equivalent'}  ${file}#${number}: ${mutant.equivalent}`);
  const share = killed.length / counted.length;
  console.log(`${killed.length} of ${counted.length} killed (${(share * 100).toFixed(1)} %)`);
  return share >= leastShare ? 0 : 1;
}

await runScript(async () => {
  const queue = chosen(process.argv.slice(2));
  if (queue.length === 0) throw new SetupError('There is no such mutant.');
  announce('Unit tests as they are…');
  await passUnchanged([...new Set(queue.map(({ file }) => file))]);
  announce(`${queue.length} mutants…`);
  /** @type {Tried[]} */
  const results = [];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      results.push(await tryMutant(next.file, next.number, next.mutant));
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return report(results);
});
