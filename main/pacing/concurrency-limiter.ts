import { ProblemError } from '../problem-error.ts';

/** More requests than this wait their turn: the original clients never send more at once (server, §2). */
export const mostRequestsAtOnce = 5;

/** Holds the requests to one server to what it is to be bothered with, whichever profiles they come from. */
export class ConcurrencyLimiter {
  #waiting: (() => void)[] = [];
  #busy = 0;

  /** Runs `work` when it is its turn. Errors: `cancelled` if the signal aborts before that. */
  async run<Value>(work: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
    while (this.#busy >= mostRequestsAtOnce) await this.#nextTurn(signal);
    if (signal.aborted) {
      // The turn that may have been given to it goes to the next.
      this.#waiting.shift()?.();
      throw cancelled();
    }
    this.#busy += 1;
    try {
      return await work();
    } finally {
      this.#busy -= 1;
      this.#waiting.shift()?.();
    }
  }

  #nextTurn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const proceed = () => {
        signal.removeEventListener('abort', onAborted);
        resolve();
      };
      const onAborted = () => {
        this.#waiting = this.#waiting.filter((other) => other !== proceed);
        reject(cancelled());
      };
      this.#waiting.push(proceed);
      signal.addEventListener('abort', onAborted, { once: true });
      if (signal.aborted) onAborted();
    });
  }
}

const cancelled = (): ProblemError => new ProblemError({ kind: 'cancelled' });

/** The limiter of each server: profiles of one server share them. */
export class ConcurrencyLimiters {
  readonly #byOrigin = new Map<string, ConcurrencyLimiter>();

  of(server: string): ConcurrencyLimiter {
    const { origin } = new URL(server);
    const limiter = this.#byOrigin.get(origin) ?? new ConcurrencyLimiter();
    this.#byOrigin.set(origin, limiter);
    return limiter;
  }
}
