import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldHistory, hourMs, keptMs } from '../../../main/history/fold.ts';
import { concerns, type FailedRecord, type HistoryRecord } from '../../../main/history/records.ts';
import { lifeBoundsMs } from '../../../shared/history.ts';
import { examples, seeded } from '../seed.ts';
import { anyHistory, key, traffic } from './samples.ts';

const session = key('a.one');
const t0 = Date.UTC(2026, 2, 2, 12);
const second = 1_000;
const minute = 60 * second;
const day = 24 * hourMs;

const started = (at: number): HistoryRecord => ({ type: 'started', at });
const online = (at: number): HistoryRecord => ({ type: 'online', at, session });
const off = (at: number): HistoryRecord => ({ type: 'off', at, session });
const closed = { kind: 'session.closed', code: 1006 } as const;
const down = { kind: 'gateway.unreachable', code: null } as const;
const failed = (
  at: number,
  cause: FailedRecord['cause'] = closed,
  more: Partial<FailedRecord> = {},
): HistoryRecord => ({
  type: 'failed',
  at,
  session,
  cause,
  livedMs: null,
  quietMs: null,
  survivedMs: null,
  waitedMs: null,
  ...more,
});

const spans = (now: number, ...records: HistoryRecord[]) => foldHistory(records, now).spans;

describe('the history of a session', () => {
  it('begins empty', () => {
    expect(foldHistory([], t0)).toEqual({ from: t0 - keptMs, until: t0, spans: [], hours: [], lives: [] });
  });

  it('tells an outage from leaving online until online again, with its causes in order, each once', () => {
    const told = spans(
      t0 + minute,
      ...[started(t0), online(t0 + second), failed(t0 + 11 * second), failed(t0 + 12 * second, down)],
      ...[failed(t0 + 13 * second), online(t0 + 15 * second)],
    );
    expect(told).toEqual([
      { state: 'online', from: t0 + second, to: t0 + 11 * second },
      {
        state: 'outage',
        from: t0 + 11 * second,
        to: t0 + 15 * second,
        isOver: true,
        causes: [closed, down],
      },
      { state: 'online', from: t0 + 15 * second, to: t0 + minute },
    ]);
  });

  it('tells an outage that lasts, and one that began before anything was online', () => {
    expect(spans(t0 + minute, started(t0), failed(t0 + second, down))).toEqual([
      { state: 'outage', from: t0 + second, to: t0 + minute, isOver: false, causes: [down] },
    ]);
  });

  it('leaves out the time in which nobody wanted it, and in which the app was not running', () => {
    const told = spans(
      t0 + hourMs,
      ...[started(t0), online(t0), off(t0 + second), online(t0 + minute)],
      ...[
        { type: 'stopped', at: t0 + 2 * minute } as const,
        started(t0 + 9 * minute),
        online(t0 + 10 * minute),
      ],
      off(t0 + 11 * minute),
    );
    expect(told.map(({ from, to }) => [from - t0, to - t0])).toEqual([
      [0, second],
      [minute, 2 * minute],
      [10 * minute, 11 * minute],
    ]);
  });

  it('knows of an app that was killed only what it did until its last sign of life', () => {
    const killed = [started(t0), online(t0), { type: 'alive', at: t0 + 5 * minute }] as const;
    expect(spans(t0 + hourMs, ...killed, started(t0 + 50 * minute))).toEqual([
      { state: 'online', from: t0, to: t0 + 5 * minute },
    ]);
  });

  it('leaves out sleep', () => {
    const slept = { type: 'slept', at: t0 + 8 * hourMs, since: t0 + minute } as const;
    const told = spans(t0 + 9 * hourMs, online(t0), slept, failed(t0 + 8 * hourMs + second));
    expect(told.map(({ state, from, to }) => [state, from - t0, to - t0])).toEqual([
      ['online', 0, minute],
      ['online', 8 * hourMs, 8 * hourMs + second],
      ['outage', 8 * hourMs + second, 9 * hourMs],
    ]);
  });

  it('shows 30 days, and a span that began before them from there on', () => {
    const told = spans(
      t0,
      ...[online(t0 - 50 * day), failed(t0 - 40 * day), online(t0 - 39 * day), failed(t0 - day)],
    );
    expect(told).toMatchObject([
      { state: 'online', from: t0 - keptMs, to: t0 - day },
      { state: 'outage', from: t0 - day, to: t0 },
    ]);
  });

  it('never tells of a span that ended before it began, whatever somebody did to the clock', () => {
    const told = spans(t0, online(t0 - minute), failed(t0 - hourMs), online(t0 - 2 * hourMs));
    expect(told.every(({ from, to }) => to >= from)).toBe(true);
    expect(spans(t0, online(t0 + 2 * day))).toEqual([{ state: 'online', from: t0, to: t0 }]);
  });

  it(
    seeded('tells of spans in order, none over another and none ahead, however often the clock is set'),
    () => {
      const jumps = fc.array(fc.integer({ min: -3 * day, max: 3 * day }), { minLength: 60, maxLength: 60 });
      fc.assert(
        fc.property(anyHistory(t0), jumps, (records, setBy) => {
          let offset = 0;
          const jumpy = records.map((record, index) => {
            if (index % 5 === 0) offset += setBy[index] ?? 0;
            const at = Math.max(0, record.at + offset);
            return record.type === 'slept' ? { ...record, at, since: at - 1 } : { ...record, at };
          });
          const now = (records.at(-1)?.at ?? t0) + offset;
          const told = foldHistory(
            jumpy.filter((record) => concerns(record, session)),
            now,
          );
          expect(told.spans.every(({ from, to }) => from <= to && to <= now)).toBe(true);
          expect(told.spans.every(({ from }, index, all) => from >= (all[index - 1]?.to ?? 0))).toBe(true);
          expect(told.hours.every(({ at }) => at <= now)).toBe(true);
        }),
        examples(1_000),
      );
    },
  );

  it('loses nothing to a clock that was set back while it was online', () => {
    const setBack = { type: 'slept', at: t0 + 10 * minute, since: t0 + hourMs + 10 * minute } as const;
    const told = spans(
      t0 + 5 * hourMs,
      ...[online(t0 + hourMs), setBack, failed(t0 + 30 * minute), online(t0 + 31 * minute)],
      off(t0 + 40 * minute),
    );
    expect(told.map(({ state, from, to }) => [state, (from - t0) / minute, (to - t0) / minute])).toEqual([
      ['online', 10, 30],
      ['outage', 30, 31],
      ['online', 31, 40],
      ['online', 60, 70],
    ]);
  });

  it('adds up what was measured in one hour', () => {
    const at = t0;
    const first = { count: 2, leastMs: 10, meanMs: 12, mostMs: 14 };
    const second = { count: 1, leastMs: 30, meanMs: 30, mostMs: 30 };
    const { hours } = foldHistory(
      [
        { type: 'measured', at, session, roundTrips: first, traffic: traffic(100) },
        { type: 'measured', at: at + hourMs, session, roundTrips: null, traffic: traffic(1) },
        { type: 'measured', at, session, roundTrips: second, traffic: traffic(50) },
      ],
      t0 + 2 * hourMs,
    );
    expect(hours).toEqual([
      {
        at,
        roundTrips: { count: 3, leastMs: 10, meanMs: 18, mostMs: 30 },
        traffic: { received: { messages: 2, bytes: 150 }, sent: { messages: 0, bytes: 0 } },
      },
      { at: at + hourMs, roundTrips: null, traffic: traffic(1) },
    ]);
  });

  it('counts how long connections lived before each kind of end, and how quiet they had been', () => {
    const { lives } = foldHistory(
      [
        failed(t0, closed, { livedMs: 30 * second, quietMs: 5 * second }),
        failed(t0 + 1, down),
        failed(t0 + 2, closed, { livedMs: 90 * second, quietMs: 5 * second }),
        failed(t0 + 3, { kind: 'session.silent', code: null }, { livedMs: 100 * hourMs }),
      ],
      t0 + minute,
    );
    const none = [...lifeBoundsMs.map(() => 0), 0];
    expect(lives).toEqual([
      { kind: 'session.closed', lived: none.with(2, 1).with(3, 1), quiet: none.with(1, 2) },
      { kind: 'session.silent', lived: none.with(7, 1), quiet: none },
    ]);
  });

  it('begins anew when the profile is forgotten', () => {
    const told = foldHistory(
      [
        online(t0),
        failed(t0 + second, closed, { livedMs: 5 }),
        { type: 'forgotten', at: t0 + minute, profile: 'a' },
      ],
      t0 + hourMs,
    );
    expect(told).toMatchObject({ spans: [], hours: [], lives: [] });
  });
});
