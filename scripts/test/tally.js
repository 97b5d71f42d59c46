import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/**
 * What a layer amounts to, each failure by its name: who reads only the end of the output is to know what failed.
 * @typedef {{passed: number, failures: readonly string[], skipped: number}} Tally
 */

/** @type {Tally} */
export const NOTHING = { passed: 0, failures: [], skipped: 0 };

/** @param {string} name @returns {Tally} */
export const oneFailure = (name) => ({ ...NOTHING, failures: [name] });

/** @param {...Tally} tallies @returns {Tally} */
export function sum(...tallies) {
  return tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failures: [...all.failures, ...one.failures],
      skipped: all.skipped + one.skipped,
    }),
    NOTHING,
  );
}

/** @param {Tally} tally */
export function lineOf({ passed, failures, skipped }) {
  return `${passed} passed, ${failures.length} failed, ${skipped} skipped`;
}

/**
 * @typedef {object} VitestFile
 * @property {string} name its path
 * @property {string} status
 * @property {{status: string, fullName: string}[]} assertionResults
 *
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {VitestFile[]} testResults
 */

/** @param {VitestReport} report @returns {Tally} */
export function tallyVitest(report) {
  return {
    passed: report.numPassedTests,
    failures: report.testResults.flatMap(failuresIn),
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @param {VitestFile} file */
function failuresIn({ name, status, assertionResults }) {
  const file = basename(name);
  // A file that breaks before its first test has failed, though none of its tests has.
  if (status === 'failed' && assertionResults.length === 0) return [file];
  return assertionResults
    .filter((test) => test.status === 'failed')
    .map(({ fullName }) => `${file} › ${fullName}`);
}

/**
 * @typedef {object} PlaywrightSuite
 * @property {{title: string, file: string, tests: {status: string}[]}[]} [specs]
 * @property {PlaywrightSuite[]} [suites]
 *
 * @typedef {object} PlaywrightReport
 * @property {{expected: number, flaky: number, skipped: number}} stats
 * @property {{message?: string}[]} errors those outside of any test
 * @property {PlaywrightSuite[]} suites
 */

/** @param {PlaywrightReport} report @returns {Tally} */
export function tallyPlaywright({ stats, errors, suites }) {
  return {
    passed: stats.expected + stats.flaky,
    failures: [
      ...suites.flatMap(unexpectedIn),
      ...errors.map(({ message }) => message?.split('\n')[0] ?? 'an error outside of any test'),
    ],
    skipped: stats.skipped,
  };
}

/** @param {PlaywrightSuite} suite @returns {string[]} */
function unexpectedIn({ specs = [], suites = [] }) {
  const here = specs.flatMap(({ title, file, tests }) =>
    tests.filter(({ status }) => status === 'unexpected').map(() => `${file} › ${title}`),
  );
  return [...here, ...suites.flatMap(unexpectedIn)];
}

/**
 * What a layer amounts to. One that ended badly without naming a failed test, wrote no report, or ran nothing at all,
 * counts as one failure: silence is not success.
 * @param {number} status the runner's exit status
 * @param {Tally | undefined} reported
 * @returns {Tally}
 */
export function judge(status, reported) {
  const tally = reported ?? NOTHING;
  const { passed, failures, skipped } = tally;
  if (failures.length > 0) return tally;
  if (passed + skipped === 0) return oneFailure(`ran nothing, and ended with ${status}`);
  return status === 0 ? tally : sum(tally, oneFailure(`ended with ${status}, without naming a failed test`));
}

/**
 * @template Report
 * @param {string} file
 * @param {(report: Report) => Tally} tally
 * @returns {Tally | undefined} undefined where the runner did not get so far
 */
export function readReport(file, tally) {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-argument -- the runner wrote it, in its own documented form
    return tally(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
