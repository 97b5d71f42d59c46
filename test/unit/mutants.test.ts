import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { importsIn } from '../../scripts/imports/graph.js';
import { mutated, MUTANTS, testsReaching } from '../../scripts/mutants/list.js';
import { inRoot, ROOT } from '../../scripts/setup/places.js';

const syntaxErrorsIn = (text: string): readonly unknown[] =>
  ts.transpileModule(text, { reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ES2023 } })
    .diagnostics ?? [];

describe('the mutants', () => {
  it('are enough to tell', () => {
    expect(Object.values(MUTANTS).flat().length).toBeGreaterThanOrEqual(60);
  });

  describe.each(Object.entries(MUTANTS))('of %s', (file, mutants) => {
    const text = readFileSync(inRoot(...file.split('/')), 'utf8');

    it.each(mutants.map((mutant) => [mutant.why, mutant] as const))(
      'change one place, and leave a program: %s',
      (_why, mutant) => {
        const changed = mutated(text, mutant);
        expect(changed).not.toBe(text);
        expect(syntaxErrorsIn(changed)).toEqual([]);
      },
    );

    it('are no two the same', () => {
      const changed = mutants.map((mutant) => mutated(text, mutant));
      expect(new Set(changed).size).toBe(changed.length);
    });
  });

  it('meet tests', () => {
    const graph = importsIn(ROOT, ['main', 'shared', 'test']);
    const unmet = Object.keys(MUTANTS).filter((file) => testsReaching(graph, file).length === 0);
    expect(unmet).toEqual([]);
  });
});

describe('a mutant', () => {
  const mutant = { find: 'b', replace: 'x', why: '' };

  it('replaces the only place', () => {
    expect(mutated('abc', mutant)).toBe('axc');
    expect(mutated('b, a: b, b', { ...mutant, after: 'a:' })).toBe('b, a: x, b');
  });

  it.each([
    ['its place is gone', 'a', mutant],
    ['there is more than one', 'abb', mutant],
    ['its place is gone behind the anchor', 'b a:', { ...mutant, after: 'a:' }],
    ['the anchor stands there twice', 'a: a: b', { ...mutant, after: 'a:' }],
  ])('is refused where %s', (_why, text, stale) => {
    expect(() => mutated(text, stale)).toThrow();
  });

  it('is tried on the tests that import its file, the nearest first', () => {
    const graph = new Map(
      Object.entries({
        'main/a.ts': [],
        'main/b.ts': ['main/a.ts'],
        'test/unit/b.test.ts': ['main/b.ts'],
        'test/unit/a.test.ts': ['main/a.ts', 'main/b.ts'],
        'test/integration/a.test.ts': ['main/a.ts'],
        'test/unit/c.test.ts': [],
      }).map(([from, targets]) => [from, new Set(targets)]),
    );
    expect(testsReaching(graph, 'main/a.ts')).toEqual([['test/unit/a.test.ts'], ['test/unit/b.test.ts']]);
  });
});
