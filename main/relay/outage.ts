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
const cautiousMs = 600_000;

/**
 * Whether trying again could do harm: accounts are locked after a few refused passwords, so what one app's request was
 * refused for is not tried for each of the others.
 */
const isLockable = (problem: Problem): boolean => problem.kind === 'route.authRequired' && problem.tried;

/**
 * The outage of one leg: from a failed try until one reaches the server. While it lasts, one request at a time tries, at a
 * measured pace and in the order of arrival, and the others wait for what it finds.
 */
export class Outage {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #problem: Problem | null = null;
  #isTrying = false;
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

  /** Resolves when the caller may try; its `succeeded`, `failed` or `gaveUp` must follow. Errors: `cancelled`. */
  async turn(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw new ProblemError({ kind: 'cancelled' });
    if (this.#mayTry) this.#isTrying = true;
    else await this.#nextTurn(signal);
  }

  /** Answers whether an outage began with it. */
  failed(problem: Problem): boolean {
    const now = this.#clock.monotonic();
    const isFirst = this.#problem === null;
    if (isFirst) this.#began = now;
    this.#problem = problem;
    this.#triesAt = now + paceOf(problem, now - this.#began);
    this.#ended();
    return isFirst;
  }

  succeeded(): void {
    this.#problem = null;
    this.#ended();
  }

  /** The request that tried is gone, and nothing is known. */
  gaveUp(): void {
    this.#ended();
  }

  /** Network, profile or secrets have changed: another try may go well at once. */
  hinted(): void {
    this.#triesAt = 0;
    this.#wakeNext();
  }

  get #mayTry(): boolean {
    if (this.#problem === null) return true;
    return !this.#isTrying && this.#clock.monotonic() >= this.#triesAt;
  }

  #ended(): void {
    this.#isTrying = false;
    this.#wakeNext();
  }

  #nextTurn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const proceed = () => {
        signal.removeEventListener('abort', giveUp);
        this.#isTrying = true;
        resolve();
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
    const isDue = this.#waiting.size > 0 && !this.#isTrying;
    if (!isDue) return;
    this.#timer = this.#clock.after(this.#triesAt - this.#clock.monotonic(), () => this.#wakeNext());
  }
}

function paceOf(problem: Problem, lastedMs: number): number {
  if (isLockable(problem)) return cautiousMs;
  const waitsForPerson = remedyOf(problem) === 'askUser' && lastedMs > eagerForMs;
  return Math.max(waitsForPerson ? seldomMs : soonMs, retryAfterOf(problem));
}
