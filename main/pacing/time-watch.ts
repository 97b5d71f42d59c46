import type { Clock, Timer } from '../ports/clock.ts';
import type { Power } from '../ports/power.ts';

/**
 * Why timers can't be trusted just now. `timeLost`: the computer slept, or its clock was set forward; all that is due
 * by now may be late. `clockSetBack`: moments noted before lie too far in the future.
 */
export type TimeEvent = 'timeLost' | 'clockSetBack';

export interface ClockReading {
  readonly now: number;
  readonly monotonic: number;
}

/** Clocks that are steered into the right time run a little fast or slow; that is no jump. */
const noticedMs = 2_000;

/** What happened to the clock between two looks at it. */
export function timeEventBetween(before: ClockReading, after: ClockReading): TimeEvent | null {
  const jumpedMs = after.now - before.now - (after.monotonic - before.monotonic);
  if (jumpedMs >= noticedMs) return 'timeLost';
  return jumpedMs <= -noticedMs ? 'clockSetBack' : null;
}

const lookEveryMs = 5_000;

/** Notices sleep, waking up and clocks that are set: by what the system tells, and by looking at the clock. */
export class TimeWatch {
  readonly #clock: Clock;
  readonly #listener: (event: TimeEvent) => void;
  readonly #stopPower: () => void;
  #last: ClockReading;
  #timer: Timer;

  constructor(clock: Clock, power: Power, listener: (event: TimeEvent) => void) {
    this.#clock = clock;
    this.#listener = listener;
    this.#last = readingOf(clock);
    this.#stopPower = power.onResume(() => this.#wake());
    this.#timer = this.#lookLater();
  }

  stop(): void {
    this.#stopPower();
    this.#timer.cancel();
  }

  /** Told once: the look that follows must not find the same jump again. */
  #wake(): void {
    const found = this.#look();
    if (found === null) this.#listener('timeLost');
  }

  #look(): TimeEvent | null {
    const reading = readingOf(this.#clock);
    const event = timeEventBetween(this.#last, reading);
    this.#last = reading;
    if (event !== null) this.#listener(event);
    return event;
  }

  #lookLater(): Timer {
    return this.#clock.after(lookEveryMs, () => {
      this.#look();
      this.#timer = this.#lookLater();
    });
  }
}

const readingOf = (clock: Clock): ClockReading => ({ now: clock.now(), monotonic: clock.monotonic() });
