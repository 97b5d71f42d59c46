import { systemClock, type Clock, type Timer } from '../../main/ports/clock.ts';

/** A clock that runs so many times faster than the real one, and counts its timers: a deadline of 20 s is over soon. */
export class QuickClock implements Clock {
  readonly #factor: number;
  readonly #startedAt = performance.now();
  readonly #wallAtStart = Date.now();
  #timers = 0;

  constructor(factor: number) {
    this.#factor = factor;
  }

  now(): number {
    return this.#wallAtStart + this.monotonic();
  }

  monotonic(): number {
    return (performance.now() - this.#startedAt) * this.#factor;
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers;
  }

  after(ms: number, call: () => void): Timer {
    this.#timers += 1;
    let isSet = true;
    const over = () => {
      if (isSet) this.#timers -= 1;
      isSet = false;
    };
    const timer = systemClock.after(ms / this.#factor, () => {
      over();
      call();
    });
    return {
      cancel: () => {
        over();
        timer.cancel();
      },
    };
  }
}
