import { describe, expect, it } from 'vitest';
import { systemClock, type Clock } from '../../main/ports/clock.ts';
import { FakeClock } from '../fakes/clock.ts';

/** A clock, and how time is made to pass until something has happened. */
interface ClockBench {
  readonly clock: Clock;
  readonly until: (happened: Promise<unknown>) => Promise<void>;
}

const fake = (): ClockBench => {
  const clock = new FakeClock();
  return {
    clock,
    until: async (happened) => {
      clock.advance(1000);
      await happened;
    },
  };
};

const real = (): ClockBench => ({
  clock: systemClock,
  until: async (happened) => {
    await happened;
  },
});

describe.each([
  ['the fake clock', fake],
  ['the system clock', real],
])('%s', (_name, makeBench) => {
  it('calls once, no sooner than asked, in the order of time', async () => {
    const { clock, until } = makeBench();
    const calls: [string, number][] = [];
    const begun = clock.monotonic();
    await until(
      new Promise<void>((resolve) => {
        clock.after(30, () => {
          calls.push(['later', clock.monotonic() - begun]);
          resolve();
        });
        clock.after(10, () => calls.push(['sooner', clock.monotonic() - begun]));
      }),
    );
    expect(calls.map(([name]) => name)).toEqual(['sooner', 'later']);
    // Timers of Node count whole milliseconds from the start of the turn they were set in.
    for (const [name, elapsed] of calls) expect(elapsed).toBeGreaterThanOrEqual(name === 'later' ? 28 : 8);
  });

  it('does not call what was cancelled', async () => {
    const { clock, until } = makeBench();
    const calls: string[] = [];
    const cancelled = clock.after(1, () => calls.push('cancelled'));
    await until(
      new Promise<void>((resolve) => {
        clock.after(20, resolve);
        cancelled.cancel();
        cancelled.cancel();
      }),
    );
    expect(calls).toEqual([]);
  });

  it('never calls at once, not even for a time that has passed', async () => {
    const { clock, until } = makeBench();
    let isCalled = false;
    const called = new Promise<void>((resolve) => {
      clock.after(-5, () => {
        isCalled = true;
        resolve();
      });
    });
    expect(isCalled).toBe(false);
    await until(called);
    expect(isCalled).toBe(true);
  });

  it('counts durations upwards', () => {
    const { clock } = makeBench();
    const before = clock.monotonic();
    expect(clock.monotonic()).toBeGreaterThanOrEqual(before);
    expect(clock.now()).toBeGreaterThan(Date.UTC(2025, 0, 1));
  });

  it('takes a wait of months without calling at once', async () => {
    const { clock, until } = makeBench();
    let isCalled = false;
    const timer = clock.after(90 * 86_400_000, () => (isCalled = true));
    await until(new Promise<void>((resolve) => void clock.after(20, resolve)));
    expect(isCalled).toBe(false);
    timer.cancel();
  });
});

describe('the fake clock alone', () => {
  it('fires nothing when somebody sets it', () => {
    const clock = new FakeClock();
    let calls = 0;
    clock.after(10, () => (calls += 1));
    clock.jump(clock.now() + 1000);
    expect([calls, clock.timers, clock.monotonic()]).toEqual([0, 1, 0]);
    clock.advance(10);
    expect([calls, clock.timers]).toEqual([1, 0]);
  });

  it('fires the timers that timers set, as long as their time comes', () => {
    const clock = new FakeClock(0);
    const at: number[] = [];
    const again = () => {
      at.push(clock.now());
      clock.after(10, again);
    };
    clock.after(10, again);
    clock.advance(35);
    expect([at, clock.now(), clock.nextInMs]).toEqual([[10, 20, 30], 35, 5]);
  });
});
