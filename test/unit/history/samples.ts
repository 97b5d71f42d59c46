import fc from 'fast-check';
import { hourMs } from '../../../main/history/fold.ts';
import type { HistoryRecord, SessionKey } from '../../../main/history/records.ts';
import type { Cause } from '../../../shared/history.ts';
import type { Traffic } from '../../../shared/traffic.ts';

export const key = (text: SessionKey): SessionKey => text;
export const sessions = [key('a.one'), key('a.two'), key('b.one'), key('a.relay-one')] as const;

export const traffic = (bytes: number): Traffic => ({
  received: { messages: bytes === 0 ? 0 : 1, bytes },
  sent: { messages: 0, bytes: 0 },
});

const session = fc.constantFrom(...sessions);
const count = fc.nat(1_000_000);
const tenths = fc.nat(100_000).map((value) => value / 10);
const cause: fc.Arbitrary<Cause> = fc.record({
  kind: fc.constantFrom('session.closed', 'gateway.unreachable', 'auth.timeout'),
  code: fc.constantFrom(null, 1006, 503),
});
const duration = fc.option(fc.nat(100_000_000));

const roundTrips = fc
  .tuple(fc.integer({ min: 1, max: 99 }), tenths, tenths, tenths)
  .map(([samples, ...times]) => {
    const [leastMs = 0, meanMs = 0, mostMs = 0] = times.toSorted((a, b) => a - b);
    return { count: samples, leastMs, meanMs, mostMs };
  });

const counts = fc.record({ messages: count, bytes: count });

/** Any record; those of measurements begin with their hour. */
function recordAt(at: number): fc.Arbitrary<HistoryRecord> {
  const hour = Math.floor(at / hourMs) * hourMs;
  const typed = <Type extends string>(type: Type) => fc.constant(type);
  const when = fc.constant(at);
  return fc.oneof(
    fc.record({ type: fc.constantFrom('started' as const, 'stopped' as const), at: when }),
    fc.record({ type: typed('alive'), at: when }),
    fc.record({ type: typed('slept'), at: when, since: fc.nat(hourMs).map((ago) => Math.max(0, at - ago)) }),
    fc.record({ type: fc.constantFrom('online' as const, 'off' as const), at: when, session }),
    fc.record({
      type: typed('failed'),
      at: when,
      session,
      cause,
      livedMs: duration,
      quietMs: duration,
      survivedMs: duration,
      waitedMs: duration,
    }),
    fc.record(
      {
        type: typed('measured'),
        at: fc.constant(hour),
        session,
        roundTrips: fc.option(roundTrips),
        traffic: fc.record({ received: counts, sent: counts }),
        connections: fc.integer({ min: 1, max: 99 }),
      },
      { requiredKeys: ['type', 'at', 'session', 'roundTrips', 'traffic'] },
    ),
    fc.record({ type: typed('forgotten'), at: when, profile: fc.constantFrom('a', 'b') }),
  );
}

export const anyRecord = (): fc.Arbitrary<HistoryRecord> =>
  fc.nat(2_000_000_000_000).chain((at) => recordAt(at));

/** A history as it grows: time goes on, in steps of seconds to days. */
export const anyHistory = (begin: number, most = 60): fc.Arbitrary<readonly HistoryRecord[]> =>
  fc
    .array(fc.oneof(fc.nat(60_000), fc.nat(hourMs), fc.nat(5 * 24 * hourMs)), { maxLength: most })
    .chain((steps) => {
      let at = begin;
      return fc.tuple(...steps.map((step) => recordAt((at += step))));
    });
