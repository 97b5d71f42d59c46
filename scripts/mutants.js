import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { importsIn } from './imports/graph.js';
import { mutated, MUTANTS, testsReaching } from './mutants/list.js';
import { announce, runScript, SetupError } from './setup/announce.js';
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

/** A process that tries mutants, until one keeps it busy for ever. */
class Lane {
  /** @type {Promise<import('node:child_process').ChildProcess> | null} */
  #started = null;

  /** @param {string} mutant @param {readonly string[]} tests @returns {Promise<boolean>} whether all of them pass */
  async pass(mutant, tests) {
    const lane = await (this.#started ??= started());
    lane.send({ mutant, tests });
    const answer = await nextMessage(lane, mutant === '' ? unchangedDeadlineMs : deadlineMs);
    if (answer.ended === 'late') {
      announce(`Tests didn’t end: ${mutant}`);
      this.stop();
    } else if (answer.ended === 'broken')
      throw new SetupError(`${mutant}: no test failed, the run did: ${answer.why}`);
    return answer.ended === 'passed';
  }

  stop() {
    void this.#started?.then((lane) => lane.kill('SIGKILL'));
    this.#started = null;
  }
}

async function started() {
  const lane = fork(inRoot('scripts', 'mutants', 'lane.js'), {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1' },
    // What tests and mutants print is no news.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { ended, why } = await nextMessage(lane, deadlineMs);
  if (ended !== 'ready') throw new SetupError(`Vitest doesn’t start: ${why}`);
  return lane;
}

/** @typedef {import('./mutants/lane.js').Answer} Answer */

/**
 * @param {import('node:child_process').ChildProcess} lane
 * @param {number} withinMs
 * @returns {Promise<Answer>}
 */
async function nextMessage(lane, withinMs) {
  const timer = new AbortController();
  const { signal } = timer;
  /** @type {Promise<Answer>} */
  const answered = once(lane, 'message', { signal }).then(
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the lane sends nothing else
    ([answer]) => /** @type {Answer} */ (answer),
  );
  /** @type {Promise<Answer>} */
  const gone = once(lane, 'exit', { signal }).then(() => ({ ended: 'broken', why: 'its process ended' }));
  /** @type {Promise<Answer>} */
  const late = setTimeout(withinMs, { ended: 'late', why: '' }, { signal });
  try {
    return await Promise.race([answered, gone, late]);
  } finally {
    timer.abort();
    await Promise.allSettled([answered, gone, late]);
  }
}

/** @param {string} file @param {number} number @param {import('./mutants/list.js').Mutant} mutant @param {Lane} lane @returns {Promise<Tried>} */
async function tryMutant(file, number, mutant, lane) {
  const [nearest = [], ...others] = testsReaching(graph, file);
  const id = `${file}#${number}`;
  const rings = [nearest, others.flat()].filter(({ length }) => length > 0);
  for (const tests of rings) if (!(await lane.pass(id, tests))) return tried(file, number, mutant, true);
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

/**
 * The tests have to pass without a mistake: else everything looks killed.
 * @param {readonly string[]} files
 * @param {Lane} lane
 */
async function passUnchanged(files, lane) {
  const tests = [...new Set(files.flatMap((file) => testsReaching(graph, file).flat()))];
  if (!(await lane.pass('', tests))) throw new SetupError('The tests fail even without a mutant.');
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
  const lanes = Array.from({ length: atATime }, () => new Lane());
  try {
    return report(await tryAll(queue, lanes));
  } finally {
    for (const lane of lanes) lane.stop();
  }
});

/** @param {ReturnType<typeof chosen>} queue @param {readonly Lane[]} lanes */
async function tryAll(queue, lanes) {
  const [first] = lanes;
  if (first === undefined) throw new SetupError('There is nothing that tries mutants.');
  announce('Unit tests as they are…');
  await passUnchanged([...new Set(queue.map(({ file }) => file))], first);
  announce(`${queue.length} mutants…`);
  /** @type {Tried[]} */
  const results = [];
  /** @param {Lane} lane */
  const work = async (lane) => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      results.push(await tryMutant(next.file, next.number, next.mutant, lane));
      if (results.length % 20 === 0) announce(`${results.length} tried, ${queue.length} to go`);
    }
  };
  await Promise.all(lanes.map(work));
  return results;
}
