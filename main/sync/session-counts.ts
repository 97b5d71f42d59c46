import type { SentUpgrade, SessionEnd, SessionStatus } from '../../shared/status.ts';
import type { Traffic } from '../../shared/traffic.ts';
import { TrafficMeter } from './traffic-meter.ts';

type Counted = Pick<
  SessionStatus,
  'upgrade' | 'upgrades' | 'heartbeats' | 'refreshes' | 'traffic' | 'lastEnd'
>;

/** What a session did since it was taken up, over all its attempts. */
export class SessionCounts {
  readonly meter: TrafficMeter;
  #upgrade: SentUpgrade | null = null;
  #upgrades = 0;
  #heartbeats = 0;
  #refreshes = 0;
  #lastEnd: SessionEnd | null = null;

  constructor(onCarried: (more: Traffic) => void) {
    this.meter = new TrafficMeter(onCarried);
  }

  sent(upgrade: SentUpgrade): void {
    this.#upgrade = upgrade;
    this.#upgrades += 1;
  }

  measured(): void {
    this.#heartbeats += 1;
  }

  refreshed(): void {
    this.#refreshes += 1;
  }

  ended(end: SessionEnd): void {
    this.#lastEnd = end;
  }

  get all(): Counted {
    return {
      upgrade: this.#upgrade,
      upgrades: this.#upgrades,
      heartbeats: this.#heartbeats,
      refreshes: this.#refreshes,
      traffic: this.meter.traffic,
      lastEnd: this.#lastEnd,
    };
  }
}
