import type { Measures, RoundTrips } from '../../shared/history.ts';
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

/** What was measured, whenever that was. */
export type Measured = Omit<Measures, 'at'>;

export function addMeasured(one: Measured, other: Measured): Measured {
  const connections = (one.connections ?? 0) + (other.connections ?? 0);
  return {
    roundTrips: addRoundTrips(one.roundTrips, other.roundTrips),
    traffic: addTraffic(one.traffic, other.traffic),
    ...(connections === 0 ? {} : { connections }),
  };
}

const addTraffic = (one: Traffic, other: Traffic): Traffic => ({
  received: addCount(one.received, other.received),
  sent: addCount(one.sent, other.sent),
});

const addCount = (one: TrafficCount, other: TrafficCount): TrafficCount => ({
  messages: one.messages + other.messages,
  bytes: one.bytes + other.bytes,
});
