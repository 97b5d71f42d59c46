import type { Duplex } from 'node:stream';
import {
  StaleLink,
  type Http,
  type HttpAnswer,
  type HttpLink,
  type HttpRequest,
} from '../../main/ports/http.ts';
import { untilAborted } from './abort.ts';

/** How a scripted server answers one request. */
export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** `close`: no more requests on this link. `cut`: the body ends before its announced end. */
  readonly then?: 'keep' | 'close' | 'cut';
}

export type HttpScript = (
  request: HttpRequest,
) => ScriptedAnswer | Promise<ScriptedAnswer> | 'silence' | Error;

/** An HTTP server by script, without a network. */
export class FakeHttp implements Http {
  readonly requests: HttpRequest[] = [];
  readonly links: FakeHttpLink[] = [];
  script: HttpScript;

  constructor(script: HttpScript) {
    this.script = script;
  }

  over(stream: Duplex): FakeHttpLink {
    const link = new FakeHttpLink(stream, (request) => {
      this.requests.push(request);
      return this.script(request);
    });
    this.links.push(link);
    return link;
  }
}

export class FakeHttpLink implements HttpLink {
  readonly #stream: Duplex;
  readonly #script: HttpScript;
  #isOpen = true;
  #isStale = false;
  exchanges = 0;

  constructor(stream: Duplex, script: HttpScript) {
    this.#stream = stream;
    this.#script = script;
  }

  get isOpen(): boolean {
    return this.#isOpen && !this.#stream.destroyed;
  }

  /** The other side closes, and we don't know yet. */
  goStale(): void {
    this.#isStale = true;
  }

  exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    if (this.#isStale) {
      this.close();
      return Promise.reject(new StaleLink());
    }
    this.exchanges += 1;
    const scripted = this.#script(request);
    if (scripted instanceof Error) {
      this.close();
      return Promise.reject(scripted);
    }
    const answer = scripted === 'silence' ? new Promise<ScriptedAnswer>(() => undefined) : scripted;
    signal.addEventListener('abort', () => this.close(), { once: true });
    return untilAborted(Promise.resolve(answer), signal).then((given) => this.#answer(given, request));
  }

  close(): void {
    this.#isOpen = false;
    this.#stream.destroy();
  }

  #answer(
    { status, headers = {}, body = '', then = 'keep' }: ScriptedAnswer,
    request: HttpRequest,
  ): HttpAnswer {
    const isTooLarge = Buffer.byteLength(body) > request.maxAnswerBytes;
    if (then !== 'keep' || isTooLarge) this.close();
    const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    return {
      status,
      head: [`HTTP/1.1 ${status}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)],
      header: (name) => new Map(lower).get(name.toLowerCase()) ?? null,
      body: Buffer.from(body).subarray(0, request.maxAnswerBytes).toString('utf8'),
      flaw: isTooLarge ? 'tooLarge' : then === 'cut' ? 'cutOff' : null,
    };
  }
}
