import { describe, expect, it } from 'vitest';
import { following } from '../../../renderer/language/following.ts';

const one = {
  title: 'One',
  deep: { words: 'one', count: (number: number) => `${number} ones` },
  list: ['a'],
};
const other = {
  title: 'Other',
  deep: { words: 'other', count: (number: number) => `${number} others` },
  list: ['b'],
};

describe('an object that follows another', () => {
  it('is what is read at the moment, however deep, in parts that were kept', () => {
    let now = one;
    const all = following(() => now);
    const { deep } = all;
    const { count } = deep;
    const said = () => [all.title, deep.words, count(2), ...all.list];
    expect(said()).toEqual(['One', 'one', '2 ones', 'a']);
    now = other;
    expect(said()).toEqual(['Other', 'other', '2 others', 'b']);
  });

  it('has the same part each time, so that nothing is drawn again for it', () => {
    const all = following(() => one);
    expect(all.deep).toBe(all.deep);
    expect(Object.keys(all.deep)).toEqual(['words', 'count']);
  });
});
