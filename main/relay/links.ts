import type { Leg } from '../../shared/status.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { PassingLink } from '../ports/http.ts';

/** Long enough for an app's next request, short enough for a stream that broke without a word to be gone by then. */
const warmMs = 5_000;
const mostWarm = 2;

interface WarmLink {
  readonly leg: Leg;
  readonly link: PassingLink;
  readonly timer: Timer;
}

/** Streams that have carried a request and can carry another: a new one costs a tunnel and a handshake. */
export class WarmLinks {
  readonly #clock: Clock;
  #links: readonly WarmLink[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** One that is still open, or null. */
  take(leg: Leg): PassingLink | null {
    const found = this.#links.findLast((each) => each.leg === leg);
    if (found === undefined) return null;
    this.#drop(found);
    if (found.link.isOpen) return found.link;
    found.link.close();
    return this.take(leg);
  }

  keep(leg: Leg, link: PassingLink): void {
    if (!link.isOpen || this.#links.length >= mostWarm) {
      link.close();
      return;
    }
    const timer = this.#clock.after(warmMs, () => {
      this.#drop(warm);
      link.close();
    });
    const warm: WarmLink = { leg, link, timer };
    this.#links = [...this.#links, warm];
  }

  /** Network, profile or secrets have changed: none of them is to be trusted. */
  closeAll(): void {
    for (const { link, timer } of this.#links) {
      timer.cancel();
      link.close();
    }
    this.#links = [];
  }

  #drop(warm: WarmLink): void {
    warm.timer.cancel();
    this.#links = this.#links.filter((each) => each !== warm);
  }
}
