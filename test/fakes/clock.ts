import type { Clock, Timer } from '../../main/ports/clock.ts';

interface PendingTimer {
  /** By `monotonic`. */
  readonly due: number;
  readonly call: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #wall: number;
  #elapsed = 0;
  readonly #timers = new Set<PendingTimer>();

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#wall = now;
  }

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(ms: number, call: () => void): Timer {
    const timer: PendingTimer = { due: this.#elapsed + Math.max(ms, 0), call };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.size;
  }

  /** How long until the next timer fires; null if there is none. */
  get nextInMs(): number | null {
    const next = this.#next();
    return next === null ? null : next.due - this.#elapsed;
  }

  /** Lets time pass; timers fire in the order of their time, those they set included. */
  advance(ms: number): void {
    const end = this.#elapsed + ms;
    for (let timer = this.#next(); timer !== null && timer.due <= end; timer = this.#next()) {
      this.#pass(timer.due - this.#elapsed);
      this.#timers.delete(timer);
      timer.call();
    }
    this.#pass(end - this.#elapsed);
  }

  /** The computer's clock is set: no time passes and no timer fires. */
  jump(now: number): void {
    this.#wall = now;
  }

  #pass(ms: number): void {
    this.#elapsed += ms;
    this.#wall += ms;
  }

  /** Of those due at the same time the first that was set. */
  #next(): PendingTimer | null {
    const timers = [...this.#timers];
    return timers.reduce<PendingTimer | null>(
      (first, timer) => (first === null || timer.due < first.due ? timer : first),
      null,
    );
  }
}
