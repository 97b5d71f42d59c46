import type { Clock, Timer } from '../ports/clock.ts';
import { ProblemError } from '../problem-error.ts';

export interface RateLimit {
  /** How many may pass at once after a quiet time. */
  readonly burst: number;
  readonly perSecond: number;
}

/** So many that a few dozen sessions never wait; so few that a server which has just started can keep up. */
export const serverRateLimit: RateLimit = { burst: 20, perSecond: 50 };

/**
 * A token bucket in front of one server: when that comes back, hundreds of sessions return one after the other instead
 * of all at once. Waiting calls pass in the order of arrival.
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #settings: RateLimit;
  /** In the order of arrival. */
  readonly #waiting = new Set<() => void>();
  #passes: number;
  #filledAt: number;
  #timer: Timer | null = null;

  constructor(clock: Clock, settings: RateLimit = serverRateLimit) {
    this.#clock = clock;
    this.#settings = settings;
    this.#passes = settings.burst;
    this.#filledAt = clock.monotonic();
  }

  /** Passes if no call is waiting. */
  tryAcquire(): boolean {
    this.#fill();
    if (this.#waiting.size > 0 || this.#passes < 1) return false;
    this.#passes -= 1;
    return true;
  }

  /** Resolves when it is the caller's turn. Errors: `cancelled` if the signal aborts before that. */
  async acquire(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw cancelled();
    if (!this.tryAcquire()) await this.#wait(signal);
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const proceed = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.delete(proceed);
        this.#wakeForNext();
        reject(cancelled());
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(proceed);
      this.#wakeForNext();
    });
  }

  #wakeForNext(): void {
    this.#timer?.cancel();
    this.#timer = null;
    if (this.#waiting.size === 0) return;
    this.#fill();
    const missingMs = ((1 - this.#passes) / this.#settings.perSecond) * 1000;
    this.#timer = this.#clock.after(Math.max(0, Math.ceil(missingMs)), () => this.#letThrough());
  }

  #letThrough(): void {
    this.#fill();
    for (const proceed of this.#waiting) {
      if (this.#passes < 1) break;
      this.#passes -= 1;
      this.#waiting.delete(proceed);
      proceed();
    }
    this.#wakeForNext();
  }

  #fill(): void {
    const now = this.#clock.monotonic();
    const { burst, perSecond } = this.#settings;
    this.#passes = Math.min(burst, this.#passes + ((now - this.#filledAt) / 1000) * perSecond);
    this.#filledAt = now;
  }
}

const cancelled = (): ProblemError => new ProblemError({ kind: 'cancelled' });

/** The rate limiter of each server; all profiles that connect to it share it. */
export class RateLimiters {
  readonly #clock: Clock;
  readonly #byOrigin = new Map<string, RateLimiter>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `url`: where the websockets of a profile go. */
  of(url: string): RateLimiter {
    const { origin } = new URL(url);
    const rateLimiter = this.#byOrigin.get(origin) ?? new RateLimiter(this.#clock);
    this.#byOrigin.set(origin, rateLimiter);
    return rateLimiter;
  }
}
