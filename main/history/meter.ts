import type { Measures } from '../../shared/history.ts';
import type { SessionEvent } from '../../shared/session-events.ts';
import type { Traffic } from '../../shared/traffic.ts';
import { hourMs } from './fold.ts';
import { addRoundTrips, addTraffic, noTraffic, roundTripOf } from './measures.ts';

const minuteMs = 60_000;
const keptMinutes = 60;

/** Gathers what is measured of a session, by minutes and by hours. */
export class Meter {
  #minutes: readonly Measures[] = [];
  /** Of hours that are not written yet, but for what was taken. */
  #hours: readonly Measures[] = [];

  note(event: SessionEvent, now: number): void {
    switch (event.type) {
      case 'bound':
      case 'measured':
        this.#add(now, roundTripOf(event.rttMs), noTraffic);
        break;
      case 'carried':
        this.#add(now, null, event.traffic);
        break;
      case 'ended':
      case 'phaseChanged':
        break;
    }
  }

  #add(now: number, roundTrips: Measures['roundTrips'], traffic: Traffic): void {
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
