import { Agent, request as sendRequest, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** A POST: nothing else is ever asked. */
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

/** One request after the other over one stream that the caller opened. Redirects are answers, never followed. */
export interface HttpLink {
  /** Whether another request may be sent on it. */
  readonly isOpen: boolean;
  /** Errors: the stream's own, with a `code`; `StaleLink`. Ends at once when the signal aborts. */
  exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  close(): void;
}

/** The other side closed a kept stream while we wrote to it: that says nothing about the request. */
export class StaleLink extends Error {
  override readonly name = 'StaleLink';
}

export interface Http {
  over(stream: Duplex): HttpLink;
}

export const nodeHttp: Http = { over: (stream) => new NodeHttpLink(stream) };

/** Idle streams are given up before common servers and gateways close theirs (nginx: 75 s, Node: 5 s announced). */
const idleMs = 30_000;

class NodeHttpLink implements HttpLink {
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
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        const isStale = outgoing.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        reject(isStale ? new StaleLink() : error);
      });
      outgoing.end(request.body);
    });
  }

  close(): void {
    this.#agent.destroy();
    this.#stream.destroy();
  }
}

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
