import type { Silences } from '../../shared/problem.ts';
import type { Clock } from '../ports/clock.ts';

/** How long a stream was quiet, and how long it has been at most before. */
export class SilenceWatch {
  readonly #clock: Pick<Clock, 'monotonic'>;
  #heardAt: number;
  #survivedMs = 0;
  /** The computer slept or its network changed: how long the silence was says nothing of limits on the way. */
  #isDoubtful = false;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
    this.#heardAt = clock.monotonic();
  }

  /** Something was said. */
  heard = (): void => {
    const now = this.#clock.monotonic();
    if (!this.#isDoubtful) this.#survivedMs = Math.max(this.#survivedMs, now - this.#heardAt);
    this.#isDoubtful = false;
    this.#heardAt = now;
  };

  doubt(): void {
    this.#isDoubtful = true;
  }

  /** Up to now; null where that isn't known. */
  get silences(): Silences | null {
    if (this.#isDoubtful) return null;
    return { quietMs: this.#clock.monotonic() - this.#heardAt, survivedMs: this.#survivedMs };
  }
}
