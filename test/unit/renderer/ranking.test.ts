import { describe, expect, it } from 'vitest';
import { scorerFor } from '../../../renderer/palette/ranking.ts';
import { recentKeys, rememberKey } from '../../../renderer/palette/recent.ts';

const best = (typed: string, texts: readonly (readonly string[])[]): string | undefined => {
  const score = scorerFor(typed);
  const found = texts.filter((each) => score(each) > 0);
  return found.toSorted((one, other) => score(other) - score(one))[0]?.join(' ');
};

describe('the ranking of commands', () => {
  it.each([
    ['connect', [['Disconnect'], ['Connect']], 'Connect'],
    ['con', [['Disconnect'], ['Connect']], 'Connect'],
    ['cnct', [['Disconnect'], ['Connect']], 'Connect'],
    [
      'berlin ret',
      [
        ['Retry now', 'Singapore'],
        ['Retry now', 'Berlin'],
        ['Edit', 'Berlin'],
      ],
      'Retry now Berlin',
    ],
    [
      'tasks',
      [
        ['Open session', '/~/settings'],
        ['Open session', '/~/tasks · Berlin'],
      ],
      'Open session /~/tasks · Berlin',
    ],
    ['SETT', [['Retry now'], ['Settings…']], 'Settings…'],
  ])('%s', (typed, texts, expected) => {
    expect(best(typed, texts)).toBe(expected);
  });

  it('wants every word', () => {
    expect(scorerFor('connect paris')(['Connect', 'Berlin'])).toBe(0);
  });

  it('prefers a whole word to a beginning, that to a middle, that to scattered letters', () => {
    const scores = ['edit', 'edition', 'credit', 'exadite'].map((text) => scorerFor('edit')([text]));
    expect(scores).toEqual([4, 3, 2, 1]);
  });

  it('takes scattered letters only of one word, and from its beginning', () => {
    expect(scorerFor('sdt')(['Show details'])).toBe(0);
    expect(scorerFor('nct')(['Connect'])).toBe(0);
  });
});

describe('what was used last', () => {
  const storageOf = (first: string | null) => {
    let stored = first;
    return { getItem: () => stored, setItem: (_place: string, value: string) => void (stored = value) };
  };

  it('comes first, once, and not for ever', () => {
    const storage = storageOf(null);
    for (let key = 0; key < 20; key += 1) rememberKey(`key ${key}`, storage);
    rememberKey('key 15', storage);
    expect(recentKeys(storage).slice(0, 3)).toEqual(['key 15', 'key 19', 'key 18']);
    expect(recentKeys(storage)).toHaveLength(12);
  });

  it.each([['{'], ['{"a":1}'], ['[1,null]']])('is nothing where something else was stored: %s', (stored) => {
    expect(recentKeys(storageOf(stored))).toEqual([]);
  });
});
