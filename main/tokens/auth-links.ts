import type { Duplex } from 'node:stream';
import type { Http, HttpLink } from '../ports/http.ts';

/** More requests than this wait their turn: the original clients never send more at once (server, §2). */
export const mostRequestsAtOnce = 5;

/** The streams to one auth server: kept between requests, and never more in use than the server is to be bothered with. */
export class AuthLinks {
  readonly #http: Http;
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  #kept: HttpLink[] = [];
  #isClosed = false;

  constructor(http: Http) {
    this.#http = http;
  }

  /** Runs `work` when it is its turn; an aborted signal ends the wait. */
  async inTurn<Value>(work: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
    while (this.#busy >= mostRequestsAtOnce) await this.#nextTurn(signal);
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

  #nextTurn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const proceed = () => {
        signal.removeEventListener('abort', proceed);
        resolve();
      };
      signal.addEventListener('abort', proceed, { once: true });
      this.#waiting.push(proceed);
    });
  }
}
