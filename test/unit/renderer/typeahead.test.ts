import { describe, expect, it } from 'vitest';
import { nextStarting } from '../../../renderer/ui/typeahead.ts';

const names = ['Berlin', 'Bern', 'Lima', 'bonn', 'node 1', 'node 12'];

describe('typing the start of a name', () => {
  it.each([
    ['the next one with that letter', 0, 'b', 'Bern'],
    ['the next one, around the end', 4, 'b', 'Berlin'],
    ['one after the other with the same letter', 1, 'bb', 'bonn'],
    ['stays where it is while that is meant', 1, 'ber', 'Bern'],
    ['the one that is spelled, whatever its case', 0, 'BON', 'bonn'],
    ['a space and a number, too', 0, 'node 12', 'node 12'],
  ])('leads to %s', (_what, from, typed, expected) => {
    expect(names[nextStarting(names, from, typed)]).toBe(expected);
  });

  it('leads nowhere where there is none', () => {
    expect(nextStarting(names, 0, 'x')).toBe(-1);
    expect(nextStarting([], 0, 'b')).toBe(-1);
  });
});
