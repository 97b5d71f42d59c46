import { describe, expect, it } from 'vitest';
import { ViewPusher } from '../../main/view.ts';
import { FakeClock } from '../fakes/clock.ts';

/** Counts what reaches the window. */
function pusher() {
  const clock = new FakeClock();
  let pushes = 0;
  const view = new ViewPusher(clock, () => (pushes += 1));
  return { clock, view, pushes: () => pushes };
}

describe('the pushes to the window', () => {
  it('carry the first change at once', () => {
    const { clock, view, pushes } = pusher();
    view.changed();
    clock.advance(0);
    expect(pushes()).toBe(1);
  });

  it('gather a burst of changes into one', () => {
    const { clock, view, pushes } = pusher();
    for (let change = 0; change < 500; change += 1) view.changed();
    clock.advance(0);
    expect(pushes()).toBe(1);
  });

  it('come ten times a second at the most, however often things change', () => {
    const { clock, view, pushes } = pusher();
    for (let ms = 0; ms < 1000; ms += 1) {
      view.changed();
      clock.advance(1);
    }
    expect(pushes()).toBeLessThanOrEqual(11);
    expect(pushes()).toBeGreaterThanOrEqual(9);
  });

  it('never leave the last change behind', () => {
    const { clock, view, pushes } = pusher();
    view.changed();
    clock.advance(0);
    view.changed();
    clock.advance(100);
    expect(pushes()).toBe(2);
    expect(clock.timers).toBe(0);
  });

  it('end when the app ends', () => {
    const { clock, view, pushes } = pusher();
    view.changed();
    view.stop();
    clock.advance(1000);
    expect(pushes()).toBe(0);
  });
});
