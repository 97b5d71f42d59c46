import type { Clock, Timer } from '../ports/clock.ts';
import type { Interfaces } from '../ports/interfaces.ts';

const lookEveryMs = 3_000;

/**
 * Notices that this computer came to another network, or back to one. Only ever a hint: parts that wait have
 * timers of their own, so that nothing hangs where the system tells nothing.
 */
export class NetworkWatch {
  readonly #clock: Clock;
  readonly #interfaces: Interfaces;
  readonly #onChanged: () => void;
  #last: string;
  #timer: Timer;

  constructor(clock: Clock, interfaces: Interfaces, onChanged: () => void) {
    this.#clock = clock;
    this.#interfaces = interfaces;
    this.#onChanged = onChanged;
    this.#last = this.#addresses;
    this.#timer = this.#lookLater();
  }

  stop(): void {
    this.#timer.cancel();
  }

  get #addresses(): string {
    return this.#interfaces.addresses().join(' ');
  }

  #look(): void {
    const before = this.#last;
    this.#last = this.#addresses;
    // Without a network there is nothing to try.
    if (this.#last !== before && this.#last !== '') this.#onChanged();
  }

  #lookLater(): Timer {
    return this.#clock.after(lookEveryMs, () => {
      this.#look();
      this.#timer = this.#lookLater();
    });
  }
}
