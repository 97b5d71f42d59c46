import { Agent, request as sendRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Duplex, Readable } from 'node:stream';

/** Header lines in their order and spelling. */
export type HeaderLines = readonly (readonly [name: string, value: string])[];

/** A POST: of its own, the program asks nothing else. */
export interface HttpRequest {
  /** As it stands in the `Host` field. */
  readonly host: string;
  readonly path: string;
  /** In order and spelling; `Host`, `Content-Length` and `Connection` are not among them. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly maxAnswerBytes: number;
}

export interface HttpAnswer {
  readonly status: number;
  header(name: string): string | null;
  /** Status line and header lines, as they came. */
  readonly head: readonly string[];
  /** Cut at `maxAnswerBytes`; `flaw` says so. */
  readonly body: string;
  readonly flaw: 'tooLarge' | 'cutOff' | null;
}

/** Somebody else's request, to be passed on as it is. */
export interface PassedRequest {
  readonly method: string;
  readonly target: string;
  /** All of them, `Host` and what frames the body included. */
  readonly headers: HeaderLines;
  /** Null where there is none. */
  readonly body: Readable | Buffer | null;
  /** The server asks for the body (100, RFC 9110 §15.2.1). */
  readonly continued?: () => void;
}

/** An answer as it came, but for what speaks of the connection alone. */
export interface PassedHead {
  readonly status: number;
  readonly reason: string;
  readonly headers: HeaderLines;
  /** Status line and header lines. */
  readonly lines: readonly string[];
}

export type PassedAnswer = PassedHead &
  (
    | { readonly kind: 'answered'; readonly body: Readable }
    /** What follows is the stream's own: with it, the link is over. */
    | { readonly kind: 'upgraded'; readonly stream: Duplex }
  );

/** One request after the other over one stream that the caller opened. Redirects are answers, never followed. */
export interface HttpLink {
  /** Whether another request may be sent on it. */
  readonly isOpen: boolean;
  /** Errors: the stream's own, with a `code`; `StaleLink`. Ends at once when the signal aborts. */
  exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  close(): void;
}

/** The same for requests of others, which are passed on as they are, and may become something else than HTTP. */
export interface PassingLink {
  readonly isOpen: boolean;
  /**
   * The head of the answer, while request and answer may still be on their way. Errors as with `exchange`; an abort after
   * the head ends the body with an error.
   */
  pass(request: PassedRequest, signal: AbortSignal): Promise<PassedAnswer>;
  close(): void;
}

export interface PassingHttp {
  over(stream: Duplex): PassingLink;
}

/** The other side closed a kept stream while we wrote to it: that says nothing about the request. */
export class StaleLink extends Error {
  override readonly name = 'StaleLink';
}

export interface Http {
  over(stream: Duplex): HttpLink;
}

export const nodeHttp: Http & PassingHttp = { over: (stream) => new NodeHttpLink(stream) };

/** Idle streams are given up before common servers and gateways close theirs (nginx: 75 s, Node: 5 s announced). */
const idleMs = 30_000;

class NodeHttpLink implements HttpLink, PassingLink {
  readonly #stream: Duplex;
  readonly #agent: Agent;
  #isUsed = false;

  constructor(stream: Duplex) {
    this.#stream = stream;
    this.#agent = new SingleStreamAgent(stream);
    // Between two requests there is no other listener, and an error event without one would end the program.
    stream.on('error', () => undefined);
  }

  get isOpen(): boolean {
    return !this.#stream.destroyed && this.#stream.writable && this.#stream.readable;
  }

  exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    // Over a stream that is gone already, Node would wait for ever.
    if (!this.isOpen) return Promise.reject(this.#isUsed ? new StaleLink() : closedError());
    this.#isUsed = true;
    return new Promise((resolve, reject) => {
      const outgoing = sendRequest({
        agent: this.#agent,
        method: 'POST',
        path: request.path,
        setHost: false,
        signal,
      });
      // One by one and not with the options: those Node prints, values and all, when NODE_DEBUG asks for `http`.
      for (const [name, value] of headerLines(request)) outgoing.setHeader(name, value);
      outgoing.on('response', (incoming) => {
        readAnswer(incoming, request.maxAnswerBytes).then(resolve, reject);
      });
      outgoing.on('error', (error: NodeJS.ErrnoException) => reject(staleOr(error, outgoing)));
      outgoing.end(request.body);
    });
  }

  pass(request: PassedRequest, signal: AbortSignal): Promise<PassedAnswer> {
    if (!this.isOpen) return Promise.reject(this.#isUsed ? new StaleLink() : closedError());
    this.#isUsed = true;
    const { method, target: path, headers, body, continued } = request;
    return new Promise((resolve, reject) => {
      const outgoing = sendRequest({ agent: this.#agent, method, path, setHost: false, signal });
      for (const [name, value] of headers) outgoing.appendHeader(name, value);
      outgoing.on('response', (incoming) => {
        resolve({ kind: 'answered', ...passedHead(incoming), body: incoming });
      });
      outgoing.on('upgrade', (incoming, stream, first) => {
        if (first.length > 0) stream.unshift(first);
        resolve({ kind: 'upgraded', ...passedHead(incoming), stream });
      });
      if (continued !== undefined) {
        outgoing.on('continue', continued);
        outgoing.flushHeaders();
      }
      outgoing.on('error', (error: NodeJS.ErrnoException) => reject(staleOr(error, outgoing)));
      sendBody(outgoing, body);
    });
  }

  close(): void {
    this.#agent.destroy();
    this.#stream.destroy();
  }
}

function staleOr(error: NodeJS.ErrnoException, { reusedSocket }: ClientRequest): Error {
  const isStale = reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
  return isStale ? new StaleLink() : error;
}

function sendBody(outgoing: ClientRequest, body: PassedRequest['body']): void {
  if (body === null || Buffer.isBuffer(body)) {
    outgoing.end(body ?? undefined);
    return;
  }
  // Half a body must not look like a whole one.
  body.once('error', () => outgoing.destroy());
  body.once('aborted', () => outgoing.destroy());
  body.pipe(outgoing);
}

const passedHead = (incoming: IncomingMessage): PassedHead => ({
  status: incoming.statusCode ?? 0,
  reason: incoming.statusMessage ?? '',
  headers: pairsOf(incoming.rawHeaders),
  lines: headLinesOf(incoming),
});

/** Node's flat list of header lines, in pairs. */
export const pairsOf = (raw: readonly string[]): HeaderLines =>
  raw.flatMap((name, at): (readonly [string, string])[] => (at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : []));

const closedError = (): Error => Object.assign(new Error('closed'), { code: 'ECONNRESET' });

/** Node's keep-alive over the one stream there is: when that is gone, so is the agent's use. */
class SingleStreamAgent extends Agent {
  readonly #stream: Duplex;

  constructor(stream: Duplex) {
    super({ keepAlive: true, maxSockets: 1, maxFreeSockets: 1, timeout: idleMs });
    this.#stream = stream;
  }

  override createConnection(): Duplex {
    return this.#stream;
  }
}

const headerLines = ({ host, headers, body }: HttpRequest): HttpRequest['headers'] => [
  ['Host', host],
  ...headers,
  ['Content-Length', String(Buffer.byteLength(body))],
  ['Connection', 'keep-alive'],
];

/** A refusal is known by its head: the rest of a body that doesn't come is not waited for. */
export const bodyPatienceMs = 2_000;

async function readAnswer(incoming: IncomingMessage, limit: number): Promise<HttpAnswer> {
  const isRefusal = (incoming.statusCode ?? 0) >= 300;
  const patience = isRefusal ? setTimeout(() => incoming.destroy(), bodyPatienceMs) : undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  let flaw: HttpAnswer['flaw'] = null;
  try {
    for await (const chunk of incoming) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      chunks.push(bytes.subarray(0, limit - length));
      length += bytes.length;
      if (length > limit) {
        flaw = 'tooLarge';
        break;
      }
    }
  } catch {
    flaw = 'cutOff';
  } finally {
    clearTimeout(patience);
  }
  return {
    status: incoming.statusCode ?? 0,
    header: (name) => headerOf(incoming, name),
    head: headLinesOf(incoming),
    body: Buffer.concat(chunks).toString('utf8'),
    flaw,
  };
}

const headerOf = (incoming: IncomingMessage, name: string): string | null => {
  const value = incoming.headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(', ') : (value ?? null);
};

/** The answer's head as lines again, in the order and spelling in which it came. */
export function headLinesOf({
  httpVersion,
  statusCode = 0,
  statusMessage = '',
  rawHeaders,
}: IncomingMessage): string[] {
  const lines = [`HTTP/${httpVersion} ${statusCode} ${statusMessage}`.trimEnd()];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  return lines;
}
