import type { RoundTrips } from '../../shared/history.ts';
import type { Traffic, TrafficCount } from '../../shared/traffic.ts';

/** Sums of what was measured. Pure. */

const nothing: TrafficCount = { messages: 0, bytes: 0 };
export const noTraffic: Traffic = { received: nothing, sent: nothing };

export const roundTripOf = (ms: number): RoundTrips => ({ count: 1, leastMs: ms, meanMs: ms, mostMs: ms });

export function addRoundTrips(one: RoundTrips | null, other: RoundTrips | null): RoundTrips | null {
  if (one === null || other === null) return one ?? other;
  const count = one.count + other.count;
  return {
    count,
    leastMs: Math.min(one.leastMs, other.leastMs),
    meanMs: (one.meanMs * one.count + other.meanMs * other.count) / count,
    mostMs: Math.max(one.mostMs, other.mostMs),
  };
}

export const addTraffic = (one: Traffic, other: Traffic): Traffic => ({
  received: addCount(one.received, other.received),
  sent: addCount(one.sent, other.sent),
});

const addCount = (one: TrafficCount, other: TrafficCount): TrafficCount => ({
  messages: one.messages + other.messages,
  bytes: one.bytes + other.bytes,
});

/** What came since `before`; all of it where counting began anew. */
export const trafficSince = (before: Traffic, now: Traffic): Traffic => ({
  received: countSince(before.received, now.received),
  sent: countSince(before.sent, now.sent),
});

const countSince = (before: TrafficCount, now: TrafficCount): TrafficCount =>
  now.messages < before.messages || now.bytes < before.bytes
    ? now
    : { messages: now.messages - before.messages, bytes: now.bytes - before.bytes };

export const isNothing = ({ received, sent }: Traffic): boolean => received.messages + sent.messages === 0;
