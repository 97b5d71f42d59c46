import { describe, expect, it } from 'vitest';
import { timeEventBetween, TimeWatch, type TimeEvent } from '../../../main/pacing/time-watch.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { FakePower } from '../../fakes/power.ts';

describe('between two looks at the clock', () => {
  const before = { now: 1_000_000, monotonic: 500 };
  it.each([
    ['as much time passed on both', 5_000, 5_000, null],
    ['the clock was steered a little', 6_900, 5_000, null],
    ['the computer slept', 3_605_000, 5_000, 'timeLost'],
    ['the clock was set forward a day', 86_405_000, 5_000, 'timeLost'],
    ['the clock was set back a minute', -55_000, 5_000, 'clockSetBack'],
  ])('%s', (_what, wall, monotonic, event) => {
    const after = { now: before.now + wall, monotonic: before.monotonic + monotonic };
    expect(timeEventBetween(before, after)).toBe(event);
  });
});

describe('a watch on time', () => {
  const watched = () => {
    const clock = new FakeClock();
    const power = new FakePower();
    const events: TimeEvent[] = [];
    const watch = new TimeWatch(clock, power, (event) => events.push(event));
    return { clock, power, events, watch };
  };

  it('says nothing while time passes as it should', () => {
    const { clock, events } = watched();
    clock.advance(3_600_000);
    expect(events).toEqual([]);
  });

  it('tells of a clock that was set, once', () => {
    const { clock, events } = watched();
    clock.jump(clock.now() - 86_400_000);
    clock.advance(60_000);
    expect(events).toEqual(['clockSetBack']);
  });

  it('tells of waking up at once, and once', () => {
    const { clock, power, events } = watched();
    clock.jump(clock.now() + 3_600_000);
    power.resume();
    expect(events).toEqual(['timeLost']);
    clock.advance(60_000);
    expect(events).toEqual(['timeLost']);
  });

  it('leaves no timer and no listener behind', () => {
    const { clock, power, watch } = watched();
    watch.stop();
    expect(clock.timers).toBe(0);
    expect(power.watchers).toBe(0);
  });
});
