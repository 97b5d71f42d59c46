import { run } from '../setup/commands.js';
import { inRoot, ROOT } from '../setup/places.js';

/** @typedef {{name: string, commands: string[][]}} Check */

const bin = (/** @type {string[]} */ ...parts) => inRoot('node_modules', ...parts);
/** What a second run need not look at again; by content, so that a fresh clone may bring it along. */
const cache = (/** @type {string} */ name) => inRoot('node_modules', '.cache', name);

// One thread: on the machines that this is for, more of them check the same types twice.
const tsc = (/** @type {string} */ folder, /** @type {string} */ name) => [
  bin('@typescript', 'native', 'bin', 'tsc'),
  ...['-p', folder, '--singleThreaded', '--incremental'],
  ...['--tsBuildInfoFile', cache(`types-${name}.tsbuildinfo`)],
];

/** @type {readonly Check[]} */
export const CHECKS = [
  {
    name: 'lint',
    commands: [
      [
        bin('eslint', 'bin', 'eslint.js'),
        ...['.', '--max-warnings', '0'],
        ...['--cache', '--cache-strategy', 'content', '--cache-location', cache('eslint/')],
      ],
      [bin('oxlint', 'bin', 'oxlint')],
    ],
  },
  {
    name: 'types',
    commands: [
      tsc('test', 'test'),
      [
        bin('svelte-check', 'bin', 'svelte-check'),
        ...['--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings', '--tsgo-experimental-api'],
      ],
      // All that runs under Node.
      tsc('.', 'node'),
      tsc('shared', 'shared'),
    ],
  },
  {
    name: 'format',
    commands: [
      [
        bin('prettier', 'bin', 'prettier.cjs'),
        ...['--check', '.', '--log-level', 'warn'],
        // Where it is looked for and cleared away by itself: a file of our own in the folder's place breaks other runs.
        ...['--cache', '--cache-strategy', 'content'],
      ],
    ],
  },
];

/**
 * Runs checks, at most two programs at a time, and says of each how it went; of a failed one also why.
 * @param {readonly Check[]} checks
 * @returns {Promise<import('./tally.js').Tally>} each check counts as one test
 */
export async function runChecks(checks) {
  const queue = checks.flatMap((check) => check.commands.map((command) => ({ check, command })));
  /** @type {Map<Check, string[]>} */
  const complaints = new Map(checks.map((check) => [check, []]));
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { status, output } = await run(process.execPath, next.command, { cwd: ROOT, isPolite: true });
      if (status !== 0) complaints.get(next.check)?.push(output.trim());
    }
  };
  await Promise.all([work(), work()]);
  for (const [check, texts] of complaints) {
    console.log([`${texts.length === 0 ? '✓' : '✗'} ${check.name}`, ...texts].join('\n'));
  }
  const failures = checks.filter((check) => complaints.get(check)?.length !== 0).map(({ name }) => name);
  return { passed: checks.length - failures.length, failures, skipped: 0 };
}
