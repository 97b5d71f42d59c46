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

it('D12: a range begins where the last click was, and replaces what was marked before', () => {
  const selection = new Selection();
  selection.reach('one', a, shown, a);
  selection.reach('toggle', b, shown, a);
  selection.reach('range', d, shown, a);
  expect(shown.filter((id) => selection.has(id))).toEqual([b, c, d]);
  expect(selection.ids).toHaveLength(3);
});

it('D12: what is out of sight is marked no longer, and no range begins there', () => {
  const selection = new Selection();
  selection.reach('one', a, shown, a);
  selection.reach('range', d, shown, a);
  selection.keep([b, c, d]);
  expect([...selection.ids]).toEqual([b, c, d]);
  selection.reach('range', d, [b, c, d], b);
  expect([...selection.ids]).toEqual([b, c, d]);
  selection.keep([c]);
  expect(selection.has(c)).toBe(false);
});
