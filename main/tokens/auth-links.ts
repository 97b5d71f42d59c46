import type { Duplex } from 'node:stream';
import type { Http, HttpLink } from '../ports/http.ts';
import { ProblemError } from '../problem-error.ts';

/** More requests than this wait their turn: the original clients never send more at once (server, §2). */
export const mostRequestsAtOnce = 5;

/** The streams to one auth server: kept between requests, and never more in use than the server is to be bothered with. */
export class AuthLinks {
  readonly #http: Http;
  #waiting: (() => void)[] = [];
  #busy = 0;
  #kept: HttpLink[] = [];
  #isClosed = false;

  constructor(http: Http) {
    this.#http = http;
  }

  /** Runs `work` when it is its turn. Errors: `cancelled` if the signal aborts before that. */
  async inTurn<Value>(work: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
    while (this.#busy >= mostRequestsAtOnce) await this.#nextTurn(signal);
    if (signal.aborted) {
      // The turn that may have been given to it is somebody else's.
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

  /** A kept stream that is still open, or null. */
  takeKept(): HttpLink | null {
    for (let link = this.#kept.pop(); link !== undefined; link = this.#kept.pop()) {
      if (link.isOpen) return link;
      link.close();
    }
    return null;
  }

  over(stream: Duplex): HttpLink {
    return this.#http.over(stream);
  }

  /** Keeps a stream for the next request. One is enough: requests come in bursts only at the start. */
  keep(link: HttpLink): void {
    if (link.isOpen && this.#kept.length === 0 && !this.#isClosed) this.#kept.push(link);
    else link.close();
  }

  close(): void {
    this.#isClosed = true;
    this.#kept.forEach((link) => link.close());
    this.#kept = [];
  }

  /** Whoever stops waiting leaves the queue, so that no turn is given to somebody who has gone. */
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
