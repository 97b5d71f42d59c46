import { remedyOf } from '../../shared/problem-kinds.ts';
import { retryAfterOf, type Problem } from '../../shared/problem.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import { ProblemError } from '../problem-error.ts';

/** So soon after a failure the way is tried again: an app is synced within two seconds of its being mended. */
const soonMs = 1_200;
/** What waits for a person is asked as often for a while, for that person may be at it, and then seldom. */
const eagerForMs = 120_000;
const seldomMs = 10_000;
/** Three refused passwords in half an hour lock no account that we know of. */
export const cautiousMs = 600_000;

/**
 * Whether trying again could do harm: accounts are locked after a few refused passwords, so what one app's request was
 * refused for is not tried for each of the others.
 */
export const isLockable = (problem: Problem): boolean =>
  problem.kind === 'route.authRequired' && problem.tried;

/** One try to reach the server. One of its three ends must be told; what is told after the first is ignored. */
export interface Try {
  succeeded(): void;
  /** Answers whether an outage began with it. */
  failed(problem: Problem): boolean;
  /** The request that tried is gone, and nothing is known. */
  gaveUp(): void;
}

/**
 * The outage of one leg: from a failed try until one reaches the server. While it lasts, one request at a time tries, at a
 * measured pace and in the order of arrival, and the others wait for what it finds.
 */
export class Outage {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #problem: Problem | null = null;
  /** Whose turn it is. */
  #trying: Try | null = null;
  /** By the monotonic clock. */
  #began = 0;
  #triesAt = 0;
  #timer: Timer | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What stands in the way; null where nothing is known to. */
  get problem(): Problem | null {
    return this.#problem;
  }

  /** Resolves when the caller may try. Errors: `cancelled`. */
  async turn(signal: AbortSignal): Promise<Try> {
    if (signal.aborted) throw new ProblemError({ kind: 'cancelled' });
    return this.#mayTry ? this.#take() : this.#nextTurn(signal);
  }

  /** A try that waits for nothing: for a request that can't be held. */
  outOfTurn(): Try {
    let isOver = false;
    const once = (end: () => void): void => {
      if (isOver) return;
      isOver = true;
      if (this.#trying === own) this.#trying = null;
      end();
      this.#wakeNext();
    };
    const own: Try = {
      succeeded: () => once(() => (this.#problem = null)),
      failed: (problem) => {
        let isFirst = false;
        once(() => (isFirst = this.#noteFailure(problem)));
        return isFirst;
      },
      gaveUp: () => once(() => undefined),
    };
    return own;
  }

  /** Network, profile or secrets have changed: another try may go well at once. */
  hinted(): void {
    this.#triesAt = 0;
    this.#wakeNext();
  }

  get #mayTry(): boolean {
    if (this.#problem === null) return true;
    return this.#trying === null && this.#clock.monotonic() >= this.#triesAt;
  }

  #take(): Try {
    const own = this.outOfTurn();
    if (this.#problem !== null) this.#trying = own;
    return own;
  }

  #noteFailure(problem: Problem): boolean {
    const now = this.#clock.monotonic();
    const isFirst = this.#problem === null;
    if (isFirst) this.#began = now;
    this.#problem = problem;
    this.#triesAt = now + paceOf(problem, now - this.#began);
    return isFirst;
  }

  #nextTurn(signal: AbortSignal): Promise<Try> {
    return new Promise((resolve, reject) => {
      const proceed = () => {
        signal.removeEventListener('abort', giveUp);
        resolve(this.#take());
      };
      const giveUp = () => {
        this.#waiting.delete(proceed);
        this.#wakeNext();
        reject(new ProblemError({ kind: 'cancelled' }));
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(proceed);
      this.#wakeNext();
    });
  }

  /** Lets through who may go, and looks again when the next one may. */
  #wakeNext(): void {
    this.#timer?.cancel();
    this.#timer = null;
    for (const proceed of this.#waiting) {
      if (!this.#mayTry) break;
      this.#waiting.delete(proceed);
      proceed();
    }
    const isDue = this.#waiting.size > 0 && this.#trying === null;
    if (!isDue) return;
    this.#timer = this.#clock.after(this.#triesAt - this.#clock.monotonic(), () => this.#wakeNext());
  }
}

function paceOf(problem: Problem, lastedMs: number): number {
  if (isLockable(problem)) return cautiousMs;
  const waitsForPerson = remedyOf(problem) === 'askUser' && lastedMs > eagerForMs;
  return Math.max(waitsForPerson ? seldomMs : soonMs, retryAfterOf(problem));
}
