import type { Duplex } from 'node:stream';
import type { Http, HttpLink } from '../ports/http.ts';
import { ConcurrencyLimiter } from '../pacing/concurrency-limiter.ts';

/** The streams to one auth server: kept between requests, and never more in use than the server is to be bothered with. */
export class AuthLinks {
  readonly #http: Http;
  readonly #limiter: ConcurrencyLimiter;
  #kept: HttpLink[] = [];
  #isClosed = false;

  constructor(http: Http, limiter: ConcurrencyLimiter = new ConcurrencyLimiter()) {
    this.#http = http;
    this.#limiter = limiter;
  }

  /** Runs `work` when it is its turn. Errors: `cancelled` if the signal aborts before that. */
  inTurn<Value>(work: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
    return this.#limiter.run(work, signal);
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
}
