import { describe, expect, it } from 'vitest';
import {
  beginOf,
  measuresOf,
  piecesOf,
  roundTripsIn,
  spansOf,
  stepsOf,
  trafficIn,
} from '../../../renderer/history/timeline.ts';
import { uptimeOf, type Measures, type SessionHistory, type Span } from '../../../shared/history.ts';
import { en } from '../../../shared/text/en/index.ts';
import { limitSentences } from '../../../shared/text/history-words.ts';

const now = Date.UTC(2026, 2, 2, 12);
const minute = 60_000;
const hour = 60 * minute;

const online = (from: number, to: number): Span => ({ state: 'online', from, to });
const outage = (from: number, to: number, isOver = true): Span => ({
  state: 'outage',
  from,
  to,
  isOver,
  causes: [{ kind: 'session.closed', code: 1006 }],
});
const historyOf = (change: Partial<SessionHistory>): SessionHistory => ({
  from: beginOf('month', now),
  until: now,
  spans: [],
  hours: [],
  minutes: [],
  lives: [],
  ...change,
});
const traffic = (received: number, sent: number) => ({
  received: { messages: received === 0 ? 0 : 1, bytes: received },
  sent: { messages: sent === 0 ? 0 : 1, bytes: sent },
});
const measured = (at: number, meanMs: number | null, bytes = 0): Measures => ({
  at,
  roundTrips: meanMs === null ? null : { count: 2, leastMs: meanMs - 1, meanMs, mostMs: meanMs + 1 },
  traffic: traffic(bytes, 0),
});

describe('the timeline', () => {
  it('shows the spans of its range, cut off where that begins', () => {
    const history = historyOf({
      spans: [
        online(now - 30 * hour, now - 25 * hour),
        online(now - 25 * hour, now - hour),
        outage(now - hour, now - 1),
      ],
    });
    expect(spansOf(history, 'day', now)).toEqual([
      online(now - 24 * hour, now - hour),
      outage(now - hour, now - 1),
    ]);
  });

  it('lets what lasts go on since the answer, and nothing else', () => {
    const later = now + minute;
    const lasting = historyOf({ spans: [outage(now - minute, now, false)] });
    expect(spansOf(lasting, 'hour', later)).toEqual([outage(now - minute, later, false)]);
    const over = historyOf({ spans: [online(now - hour, now - minute), outage(now - minute, now)] });
    expect(spansOf(over, 'day', later)).toEqual(over.spans);
  });

  it('tells how long it was online, of the time in which that was wanted', () => {
    expect(uptimeOf([])).toEqual({ share: null, outages: 0, outageMs: 0 });
    const spans = [online(0, 90), outage(90, 95), online(500, 595), outage(595, 600)];
    expect(uptimeOf(spans)).toEqual({ share: 185 / 195, outages: 2, outageMs: 10 });
  });

  it('draws an outage however short, above what is online, and many that touch as one', () => {
    const short = [online(now - 24 * hour, now), outage(now - 12 * hour, now - 12 * hour + 1)];
    const pieces = piecesOf(short, 'day', now);
    expect(pieces.map(({ state }) => state)).toEqual(['online', 'outage']);
    expect(pieces[1]).toMatchObject({ start: 0.5, width: 0.004 });
    const flapping = Array.from({ length: 500 }, (_, index) => outage(now - (500 - index) * 1_000, now - 1));
    expect(piecesOf(flapping, 'month', now)).toHaveLength(1);
    expect(piecesOf([outage(now, now)], 'day', now)[0]?.start).toBeLessThanOrEqual(0.996);
  });
});

describe('what is charted', () => {
  it('is minutes for an hour and hours for more, with a gap where nothing was measured', () => {
    const history = historyOf({
      minutes: [measured(now - 5 * minute, 12), measured(now - 4 * minute, 13), measured(now - minute, 14)],
      hours: [measured(now - 40 * hour, 10), measured(now - 3 * hour, 11)],
    });
    const values = (range: 'hour' | 'day' | 'month') =>
      measuresOf(history, range, now).map(({ at, roundTrips }) => [(at - now) / minute, roundTrips?.meanMs]);
    expect(values('hour')).toEqual([
      [-5, 12],
      [-4, 13],
      [-3, undefined],
      [-1, 14],
    ]);
    expect(values('day')).toEqual([[-180, 11]]);
    expect(values('month')).toHaveLength(3);
  });

  it('falls only when an hour is over', () => {
    const first = measured(now - 2.5 * hour, null, 300);
    const second = measured(now - 1.5 * hour, null, 200);
    const third = measured(now - 0.5 * hour, null, 5);
    const received = (measures: Measures[], at: number) =>
      stepsOf(measures, 'day', at).map((traffic) => traffic.received.bytes);
    expect(received([first, second, third], now)).toEqual([300, 200, 200]);
    expect(received([first, second, third], now + hour)).toEqual([300, 200, 5]);
    expect(received([third], now)).toEqual([5]);
    expect(received([], now)).toEqual([]);
  });

  it('is said in sums as well', () => {
    const some = [measured(1, 10, 100), measured(2, null, 50), measured(3, 20)];
    expect(roundTripsIn(some)).toEqual({ count: 4, leastMs: 9, meanMs: 15, mostMs: 21 });
    expect(roundTripsIn([measured(1, null)])).toBeNull();
    expect(trafficIn(some)).toEqual({
      received: { messages: 2, bytes: 150 },
      sent: { messages: 0, bytes: 0 },
    });
  });
});

describe('the sentence about a limit', () => {
  const none = { everyMs: 60_000, idleLimit: null, ageLimit: null, suggestedMs: null };
  const limit = (limitMs: number) => ({ limitMs, isAtMost: false, at: now });

  it('says what was found and what Causeway does', () => {
    expect(limitSentences(en, none)).toEqual([]);
    expect(
      limitSentences(en, { ...none, everyMs: 36_000, idleLimit: limit(60_020), suggestedMs: 36_000 }),
    ).toEqual(['Something on the way closes streams that are idle for 60 s. Causeway now pings every 36 s.']);
    expect(
      limitSentences(en, { ...none, everyMs: 1_800, idleLimit: limit(3_010), suggestedMs: 1_800 })[0],
    ).toContain('idle for 3 s. Causeway now pings every 1.8 s.');
  });

  it('says what drops streams, and that the limit may be lower', () => {
    const idleLimit = { ...limit(33_000), isAtMost: true };
    expect(limitSentences(en, { ...none, everyMs: 19_000, idleLimit, suggestedMs: 19_000 })).toEqual([
      'Something on the way drops streams that are idle for 33 s or less, without closing them. Causeway now pings every 19 s.',
    ]);
  });

  it('says what would help where the person does not want it', () => {
    expect(limitSentences(en, { ...none, idleLimit: limit(60_000), suggestedMs: 36_000 })[0]).toContain(
      'Pings every 36 s would keep them open.',
    );
  });

  it('promises nothing where pings do not help', () => {
    expect(limitSentences(en, { ...none, ageLimit: limit(600_300) })).toEqual([
      'Something on the way closes streams that are 10 min old, however busy. Pings don’t help; sessions come back by themselves.',
    ]);
  });
});
