import type { Measures } from '../../shared/history.ts';
import type { SessionStatus } from '../../shared/status.ts';
import type { Traffic } from '../../shared/traffic.ts';
import { hourMs } from './fold.ts';
import { addRoundTrips, addTraffic, isNothing, noTraffic, roundTripOf, trafficSince } from './measures.ts';

const minuteMs = 60_000;
const keptMinutes = 60;

type Metered = Pick<SessionStatus, 'phase' | 'heartbeats' | 'traffic'>;

/** Gathers what a session's statuses measure, by minutes and by hours. */
export class Meter {
  #minutes: readonly Measures[] = [];
  /** Of hours that are not written yet, but for what was taken. */
  #hours: readonly Measures[] = [];
  #traffic: Traffic = noTraffic;
  #heartbeats = 0;
  #since: number | null = null;

  note(status: Metered, now: number): void {
    const roundTripMs = this.#newRoundTripMs(status);
    const traffic = trafficSince(this.#traffic, status.traffic);
    this.#traffic = status.traffic;
    if (roundTripMs === null && isNothing(traffic)) return;
    const roundTrips = roundTripMs === null ? null : roundTripOf(roundTripMs);
    const minute = startOf(now, minuteMs);
    // What lies ahead was measured before the clock was set back.
    const minutes = this.#minutes.filter(({ at }) => at <= minute);
    this.#minutes = added(minutes, minute, roundTrips, traffic).slice(-keptMinutes);
    this.#hours = added(this.#hours, startOf(now, hourMs), roundTrips, traffic);
  }

  /** The last hour's. */
  minutes(now: number): readonly Measures[] {
    return this.#minutes.filter(({ at }) => at > now - hourMs && at <= now);
  }

  /** What no `takeHours` has answered yet. */
  get hours(): readonly Measures[] {
    return this.#hours;
  }

  takeHours(): readonly Measures[] {
    const hours = this.#hours;
    this.#hours = [];
    return hours;
  }

  /** Each heartbeat that was answered measures one, and so does binding. */
  #newRoundTripMs({ phase, heartbeats }: Metered): number | null {
    const since = phase.state === 'online' ? phase.since : null;
    const isNew = heartbeats !== this.#heartbeats || since !== this.#since;
    this.#heartbeats = heartbeats;
    this.#since = since;
    return isNew && phase.state === 'online' ? phase.rttMs : null;
  }
}

const startOf = (now: number, lengthMs: number): number => Math.floor(now / lengthMs) * lengthMs;

function added(
  before: readonly Measures[],
  at: number,
  roundTrips: Measures['roundTrips'],
  traffic: Traffic,
): readonly Measures[] {
  const last = before.at(-1);
  if (last?.at !== at) return [...before, { at, roundTrips, traffic }];
  const sum = {
    at,
    roundTrips: addRoundTrips(last.roundTrips, roundTrips),
    traffic: addTraffic(last.traffic, traffic),
  };
  return [...before.slice(0, -1), sum];
}
