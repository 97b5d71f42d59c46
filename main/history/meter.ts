import type { Measures } from '../../shared/history.ts';
import type { SessionEvent } from '../../shared/session-events.ts';
import { hourMs } from './fold.ts';
import { addMeasured, noTraffic, roundTripOf, type Measured } from './measures.ts';

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
        this.#add(now, { roundTrips: roundTripOf(event.rttMs), traffic: noTraffic });
        break;
      case 'carried':
        this.#add(now, { roundTrips: null, traffic: event.traffic });
        break;
      case 'joined':
        this.#add(now, { roundTrips: null, traffic: noTraffic, connections: 1 });
        break;
      case 'ended':
      case 'phaseChanged':
        break;
    }
  }

  #add(now: number, measured: Measured): void {
    const minute = startOf(now, minuteMs);
    // What lies ahead was measured before the clock was set back.
    const minutes = this.#minutes.filter(({ at }) => at <= minute);
    this.#minutes = added(minutes, minute, measured).slice(-keptMinutes);
    this.#hours = added(this.#hours, startOf(now, hourMs), measured);
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

function added(before: readonly Measures[], at: number, measured: Measured): readonly Measures[] {
  const last = before.at(-1);
  if (last?.at !== at) return [...before, { at, ...measured }];
  return [...before.slice(0, -1), { at, ...addMeasured(last, measured) }];
}
