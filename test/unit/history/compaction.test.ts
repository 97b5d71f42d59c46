import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Compaction, Surveyor } from '../../../main/history/compaction.ts';
import { foldHistory, hourMs, keptMs } from '../../../main/history/fold.ts';
import { concerns, encode, type HistoryRecord } from '../../../main/history/records.ts';
import { examples, seeded } from '../seed.ts';
import { anyHistory, key, sessions, traffic } from './samples.ts';

const begin = Date.UTC(2026, 0, 1);

function compacted(records: readonly HistoryRecord[], now: number): HistoryRecord[] {
  const surveyor = new Surveyor();
  records.forEach((record, place) => surveyor.take(record, place));
  const compaction = new Compaction(surveyor.end(now));
  const kept = records.flatMap((record, place) => [...compaction.take(record, place)]);
  return [...kept, ...compaction.end()];
}

/** What the window shows. Means are written with one digit, and lives are counted once: neither can be the same. */
const told = (records: readonly HistoryRecord[], now: number) =>
  sessions.map((session) => {
    const own = records.filter((record) => concerns(record, session));
    const { spans, hours } = foldHistory(own, now);
    const recent = hours.filter(({ at }) => at >= now - keptMs);
    return {
      spans,
      hours: recent.map(({ at, roundTrips, traffic }) => ({ at, traffic, count: roundTrips?.count })),
    };
  });

const session = key('a.one');
const day = 24 * hourMs;

/** Something to keep for each day, of another session. */
const daily = (from: number, until: number): HistoryRecord[] =>
  Array.from({ length: Math.ceil((until - from) / day) }, (_, index) => ({
    type: 'failed',
    at: from + index * day,
    session: key('b.one'),
    cause: { kind: 'session.closed', code: null },
    livedMs: null,
    quietMs: null,
    survivedMs: null,
    waitedMs: null,
  }));

const endOf = (records: readonly HistoryRecord[]): number =>
  Math.max(begin, ...records.map(({ at }) => at)) + 60_000;

describe('compaction', () => {
  it(seeded('tells the same story with what it keeps'), () => {
    const same = fc.property(anyHistory(begin), (records) => {
      const now = endOf(records);
      expect(told(compacted(records, now), now)).toEqual(told(records, now));
    });
    fc.assert(same, examples(1_000));
  });

  it(seeded('finds nothing more to do the second time'), () => {
    const once = fc.property(anyHistory(begin), (records) => {
      const now = endOf(records);
      const first = compacted(records, now);
      const second = compacted(first, now);
      expect(second.map(encode).sort()).toEqual(first.map(encode).sort());
    });
    fc.assert(once, examples(500));
  });

  it(seeded('keeps what goes on after it, as if nothing had happened'), () => {
    const same = fc.property(anyHistory(begin, 30), anyHistory(0, 20), (before, after) => {
      const middle = endOf(before);
      const later = after.map((record) => ({ ...record, at: record.at + middle }));
      // Sleep and hours carry a second time, which must move with the first.
      const moved = later.map((record) =>
        record.type === 'slept' ? { ...record, since: record.since + middle } : record,
      );
      const now = endOf([...before, ...moved]);
      expect(told([...compacted(before, middle), ...moved], now)).toEqual(told([...before, ...moved], now));
    });
    fc.assert(same, examples(500));
  });

  it('lets go of what is older than 30 days, but for how things stood', () => {
    const now = begin + 100 * 24 * hourMs;
    const kept = compacted(
      [
        { type: 'started', at: begin },
        { type: 'measured', at: begin, session, roundTrips: null, traffic: traffic(1) },
        { type: 'off', at: begin + 1, session: key('a.two') },
        { type: 'online', at: begin + 2, session },
        { type: 'alive', at: begin + 3 },
        ...daily(begin, now),
        { type: 'alive', at: now - 2 },
        { type: 'alive', at: now - 1 },
      ],
      now,
    );
    expect(kept).toEqual([
      { type: 'online', at: begin + 2, session },
      ...daily(now - keptMs - day, now),
      { type: 'alive', at: now - 1 },
    ]);
  });

  it.each([
    ['in 2040', Date.UTC(2040, 0, 1)],
    ['in 1970', 0],
    ['a month ahead', begin + 50 * day],
    ['two days behind', begin + 18 * day],
  ])('loses next to nothing, however often, while the clock stands %s', (_when, wrong) => {
    const run = (from: number): HistoryRecord[] => [
      { type: 'started', at: from },
      { type: 'online', at: from + 1000, session },
      { type: 'alive', at: from + 60_000 },
      { type: 'measured', at: from, session, roundTrips: null, traffic: traffic(1) },
    ];
    const before = [
      ...daily(begin, begin + 20 * day).flatMap((record) => [record, ...run(record.at)]),
      ...run(begin + 20 * day),
    ];
    const during = [run(wrong), run(wrong + hourMs), run(wrong + 2 * hourMs)].reduce(
      (records, more) => compacted([...records, ...more], wrong + 3 * hourMs),
      before,
    );
    const now = begin + 20 * day + 4 * hourMs;
    const after = compacted([...during, ...run(now - hourMs)], now);
    expect(told(after, now)).toEqual(
      told(
        [...before, ...run(wrong), ...run(wrong + hourMs), ...run(wrong + 2 * hourMs), ...run(now - hourMs)],
        now,
      ),
    );
    expect(after).toEqual(expect.arrayContaining(before.filter(({ type }) => type !== 'alive')));
  });

  it('does let go of what was noted while the clock was wrong, in time', () => {
    const wrong = Date.UTC(2040, 0, 1);
    const now = begin + 40 * day;
    const kept = compacted(
      [
        { type: 'started', at: begin },
        { type: 'online', at: wrong, session: key('b.one') },
        ...daily(begin + day, now),
      ],
      now,
    );
    expect(kept.filter(({ at }) => at >= wrong)).toEqual([]);
  });

  it('leaves nothing of a profile that was forgotten', () => {
    const kept = compacted(
      [
        { type: 'online', at: begin, session: key('a.one') },
        { type: 'online', at: begin, session: key('b.one') },
        { type: 'measured', at: begin, session: key('a.one'), roundTrips: null, traffic: traffic(1) },
        { type: 'forgotten', at: begin, profile: 'a' },
        { type: 'online', at: begin + 1, session: key('a.two') },
      ],
      begin + 2,
    );
    expect(kept).toEqual([
      { type: 'online', at: begin, session: key('b.one') },
      { type: 'online', at: begin + 1, session: key('a.two') },
    ]);
  });
});
