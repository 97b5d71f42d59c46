import { describe, expect, it } from 'vitest';
import { dueInMs, napMs } from '../../../main/updates/schedule.ts';

const minute = 60_000;
const hour = 60 * minute;
const startedAt = Date.UTC(2026, 0, 1);
const due = (lastAt: number | null, now = startedAt, fraction = 0.5) =>
  dueInMs({ now, startedAt, lastAt, fraction });

describe('when a feed is asked', () => {
  it('is some minutes after the start, and never at it', () => {
    expect([due(null, startedAt, 0), due(null, startedAt, 0.9)]).toEqual([5 * minute, 14 * minute]);
  });

  it('is a day after the last time, not at the same time on all computers', () => {
    const lastAt = startedAt + hour;
    expect(due(lastAt, lastAt)).toBe(24 * hour);
    expect(due(lastAt, lastAt, 0)).toBe(22 * hour);
  });

  it('is not sooner for a start in between', () => {
    const lastAt = startedAt - hour;
    expect(due(lastAt)).toBe(23 * hour);
  });

  it('is some minutes after a start that comes later than it was due', () => {
    expect(due(startedAt - 100 * hour)).toBe(10 * minute);
  });

  it('does not wait for a clock that was set back to catch up', () => {
    expect(due(startedAt + 10_000 * hour)).toBe(10 * minute);
  });

  it('is now once the time has passed, as after a night’s sleep', () => {
    expect(due(startedAt, startedAt + 40 * hour)).toBe(0);
  });

  it('is looked at every hour, for timers sleep with the computer', () => {
    expect(napMs({ now: startedAt, startedAt, lastAt: startedAt - hour, fraction: 0.5 })).toBe(hour);
    expect(napMs({ now: startedAt, startedAt, lastAt: null, fraction: 0.5 })).toBe(10 * minute);
  });
});
