import { readFileSync } from 'node:fs';

/** @typedef {{passed: number, failed: number, skipped: number}} Tally */

/** @type {Tally} */
export const NOTHING = { passed: 0, failed: 0, skipped: 0 };

/** @param {...Tally} tallies @returns {Tally} */
export function sum(...tallies) {
  return tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    NOTHING,
  );
}

/** @param {Tally} tally */
export function lineOf({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{status: string, assertionResults: unknown[]}[]} testResults
 */

/** @param {VitestReport} report @returns {Tally} */
export function tallyVitest(report) {
  // A file that breaks before its first test has failed, though none of its tests has.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @typedef {{stats: {expected: number, unexpected: number, flaky: number, skipped: number}, errors: unknown[]}} PlaywrightReport */

/** @param {PlaywrightReport} report @returns {Tally} */
export function tallyPlaywright({ stats, errors }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  };
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
  const isSilent = tally.passed + tally.failed + tally.skipped === 0;
  const isUnexplained = status !== 0 && tally.failed === 0;
  return isSilent || isUnexplained ? sum(tally, { ...NOTHING, failed: 1 }) : tally;
}

/**
 * @template Report
 * @param {string} file
 * @param {(report: Report) => Tally} tally
 * @returns {Tally | undefined} undefined where the runner did not get so far
 */
export function readReport(file, tally) {
  try {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-argument -- the runner wrote it, in its own documented form
    return tally(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
