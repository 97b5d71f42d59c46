import { expect, it, vi } from 'vitest';
import { followOffset } from '../../../renderer/ui/scroll-offset.ts';

/** An element that counts how often it is asked where it is. */
function scrolledTo(first: number): {
  element: HTMLElement;
  go: (px: number) => void;
  readings: () => number;
} {
  const element = document.createElement('div');
  let offsetPx = first;
  let readings = 0;
  Object.defineProperty(element, 'scrollTop', { get: () => ((readings += 1), offsetPx) });
  const go = (px: number): void => {
    offsetPx = px;
    readings = 0;
    element.dispatchEvent(new Event('scroll'));
    element.dispatchEvent(new Event('scrollend'));
  };
  return { element, go, readings: () => readings };
}

it('reads where a scroller is once for all lists in it, and not again when it ends', () => {
  const { element, go, readings } = scrolledTo(0);
  const [one, other] = [vi.fn(), vi.fn()];
  followOffset(element, one);
  followOffset(element, other);
  go(400);
  expect(readings()).toBe(1);
  for (const tell of [one, other])
    expect(tell.mock.calls).toEqual([
      [400, true],
      [400, false],
    ]);
});

it('tells only those who still listen', () => {
  const { element, go, readings } = scrolledTo(0);
  const [one, other] = [vi.fn(), vi.fn()];
  const stops = [followOffset(element, one), followOffset(element, other)];
  stops[0]?.();
  go(40);
  expect(one).not.toHaveBeenCalled();
  expect(other).toHaveBeenCalledWith(40, false);
  stops[1]?.();
  go(80);
  expect(readings()).toBe(0);
});
