import { describe, expect, it } from 'vitest';
import { systemRandom, type Random } from '../../main/ports/random.ts';
import { FakeRandom } from '../fakes/random.ts';

describe.each<[string, () => Random]>([
  ['the fake random', () => new FakeRandom(0, 0.25, 0.999)],
  ['the system’s random', () => systemRandom],
])('%s', (_name, makeRandom) => {
  it('has fractions from nought to less than one', () => {
    const random = makeRandom();
    for (let i = 0; i < 1000; i += 1) {
      const fraction = random.fraction();
      expect(fraction >= 0 && fraction < 1).toBe(true);
    }
  });

  it('has ids that never repeat and that name profiles', () => {
    const random = makeRandom();
    const ids = Array.from({ length: 1000 }, () => random.id());
    expect(new Set(ids).size).toBe(1000);
    expect(ids.every((id) => /^[a-z0-9-]{1,64}$/.test(id))).toBe(true);
  });

  it('has words of six hexadecimal digits', () => {
    const random = makeRandom();
    for (let i = 0; i < 100; i += 1) expect(random.word()).toMatch(/^[0-9a-f]{6}$/);
  });

  it('has as many bytes as are asked for', () => {
    expect([0, 8, 12].map((count) => makeRandom().bytes(count).length)).toEqual([0, 8, 12]);
  });
});

describe('the fake random alone', () => {
  it('follows its script and stays with the end of it', () => {
    const random = new FakeRandom(0.1, 0.2);
    expect([random.fraction(), random.fraction(), random.fraction()]).toEqual([0.1, 0.2, 0.2]);
  });
});
