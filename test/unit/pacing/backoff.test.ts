import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, countFailure } from '../../../main/pacing/backoff.ts';
import { examples, seeded } from '../seed.ts';
import { someFraction } from '../tokens/walks.ts';

const after = (count: number, fraction = 0, retryAfterMs = 0): number =>
  backoffMs({ kind: 'x', count }, fraction, retryAfterMs);

describe('a wait', () => {
  it.each([
    [1, 1000],
    [2, 2000],
    [3, 4000],
    [8, 128_000],
    [9, 256_000],
    [10, 300_000],
    [11, 300_000],
    [5000, 300_000],
  ])('after %i failures is %i ms at most', (count, ms) => {
    expect(after(count)).toBe(ms);
  });

  it('is shortened by chance, by up to a quarter', () => {
    expect(after(3, 0.5)).toBe(3500);
    expect(after(3, 0.999)).toBeGreaterThan(3000);
  });

  it('is never shorter than what the other side asked for', () => {
    expect(after(1, 0, 7000)).toBe(7000);
    expect(after(9, 0, 7000)).toBe(256_000);
    expect(after(1, 0, 3_600_000)).toBe(3_600_000);
  });

  it(seeded('always lies between three quarters of a second and five minutes'), () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), someFraction, (count, fraction) => {
        expect(after(count, fraction)).toBeGreaterThan(750);
        expect(after(count, fraction)).toBeLessThanOrEqual(300_000);
      }),
      examples(500),
    );
  });
});

describe('failures in a row', () => {
  it('are counted while they are of one kind', () => {
    const one = countFailure(null, 'a');
    const two = countFailure(one, 'a');
    expect([one, two, countFailure(two, 'b')]).toEqual([
      { kind: 'a', count: 1 },
      { kind: 'a', count: 2 },
      { kind: 'b', count: 1 },
    ]);
  });
});
