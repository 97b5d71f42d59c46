import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Compaction } from '../../../main/history/compaction.ts';
import { foldHistory, hourMs, keptMs } from '../../../main/history/fold.ts';
import { concerns, encode, type HistoryRecord } from '../../../main/history/records.ts';
import { examples, seeded } from '../seed.ts';
import { anyHistory, key, sessions, traffic } from './samples.ts';

const begin = Date.UTC(2026, 0, 1);

function compacted(records: readonly HistoryRecord[], now: number): HistoryRecord[] {
  const forgotten = new Map<string, number>();
  records.forEach((record, place) => record.type === 'forgotten' && forgotten.set(record.profile, place));
  const compaction = new Compaction(now, forgotten);
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
    const session = key('a.one');
    const now = begin + 100 * 24 * hourMs;
    const kept = compacted(
      [
        { type: 'started', at: begin },
        { type: 'measured', at: begin, session, roundTrips: null, traffic: traffic(1) },
        { type: 'off', at: begin + 1, session: key('a.two') },
        { type: 'online', at: begin + 2, session },
        { type: 'alive', at: begin + 3 },
        { type: 'alive', at: now - 2 },
        { type: 'alive', at: now - 1 },
      ],
      now,
    );
    expect(kept).toEqual([
      { type: 'online', at: now - keptMs, session },
      { type: 'alive', at: now - 1 },
    ]);
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
