import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** SECURITY.md promises nothing without naming the test that fails where the promise is broken. */

const page = readFileSync('SECURITY.md', 'utf8');

const cellsOf = (line: string): readonly string[] => line.split('|').slice(1, -1);
const rows = page
  .split('\n')
  .filter((line) => /^\| (?!promise|where|-)/.test(line))
  .map((line) => ({ what: cellsOf(line)[0]?.trim() ?? '', tests: cellsOf(line).at(-1) ?? '' }));

/** Such as `main/secrets/secret.ts` or `test/unit/log.test.ts`: paths of this repository. */
const paths = [...page.matchAll(/`((?:main|shared|renderer|test|scripts|docs)\/[\w./-]+)`/g)].map(
  ([, path = '']) => path,
);

describe('the page on security', () => {
  it.each(rows)('names a test: $what', ({ tests }) => {
    expect(tests).toMatch(/`test\/(unit|contracts|integration|e2e|package)\/[\w./-]+\.(test|spec)\.ts`/);
  });

  it('names files that are there', () => {
    expect(paths.length).toBeGreaterThan(rows.length);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });
});
