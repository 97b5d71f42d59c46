import { expect, it } from 'vitest';
import { Selection } from '../../../renderer/state/selection.svelte.ts';
import type { ProfileId } from '../../../shared/brand.ts';

const shown = ['a', 'b', 'c', 'd'] as unknown as readonly ProfileId[];
const [a, b, c, d] = shown as unknown as [ProfileId, ProfileId, ProfileId, ProfileId];

it('grows by one, counting the one that is watched', () => {
  const selection = new Selection();
  selection.reach('toggle', c, shown, a);
  expect([...selection.ids]).toEqual([a, c]);
  selection.reach('toggle', a, shown, a);
  expect([...selection.ids]).toEqual([c]);
  expect(selection.has(c)).toBe(false);
});

it('reaches from where it began to here, both ways', () => {
  const selection = new Selection();
  selection.reach('one', c, shown, c);
  selection.reach('range', d, shown, c);
  expect([...selection.ids]).toEqual([c, d]);
  selection.reach('range', a, shown, c);
  expect([...selection.ids]).toEqual([a, b, c]);
  selection.clear();
  expect(selection.has(a)).toBe(false);
});
