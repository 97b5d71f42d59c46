import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { bodyPatienceMs, headLinesOf } from './http.ts';

export interface UpgradeRequest {
  /** Path as it stands in the request line, percent-encoding and all. */
  readonly target: string;
  /** All header lines in order and spelling; the value of `Sec-WebSocket-Key` is the adapter's own. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly subprotocols: readonly string[];
  readonly isCompressed: boolean;
}

/** What a request for a websocket tells, up to its answer. It is let go of then, and only `frames` is kept. */
export interface UpgradeListener {
  /** The request is on its way, with this `Sec-WebSocket-Key`. */
  sent(key: string): void;
  /** Status line and header lines of the answer, as they came. */
  answered(head: readonly string[]): void;
  /** Told of the websocket once it is open. */
  readonly frames: FrameListener;
}

/** What an open websocket tells. Nothing is told after `closed`. */
export interface FrameListener {
  /** A whole binary message. Text messages are dropped: the sync protocol has none. */
  received(message: Buffer): void;
  ponged(payload: Buffer): void;
  /** `flaw` is set when the other side broke the websocket protocol or sent more than it may. */
  closed(code: number, flaw: 'websocket' | 'tooLarge' | null): void;
}

export interface SyncSocket {
  /** The subprotocol the server chose. */
  readonly protocol: string;
  send(message: Buffer): void;
  ping(payload: string): void;
  /** Ends the connection without a Close frame: the server would never answer one (server, §4). */
  terminate(): void;
}

export type UpgradeAnswer =
  | { readonly kind: 'opened'; readonly socket: SyncSocket }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly location: string | null;
      readonly retryAfter: string | null;
      readonly body: string;
    }
  /** The answer was 101, but not one that RFC 6455 §4.1 lets a client accept. */
  | { readonly kind: 'broken'; readonly reason: 'accept' | 'subprotocol' | 'extension' };

export interface Sockets {
  /** Errors: the stream's own, with a `code`. Ends at once when the signal aborts, and destroys the stream. */
  upgrade(
    stream: Duplex,
    request: UpgradeRequest,
    listener: UpgradeListener,
    signal: AbortSignal,
  ): Promise<UpgradeAnswer>;
}

const bodyLimit = 64 * 1024;

/** How long a server that said goodbye may take to hang up; the types of `ws` don't know the option yet. */
const goodbye = { closeTimeout: 1_000 };

/** Those of `ws`. A message of more than `maxFrameBytes` ends the connection: a server that sends more has lost its way. */
export const wsSockets = (maxFrameBytes: number): Sockets => ({
  upgrade(stream, request, listener, signal) {
    return answerOf(open(stream, request, listener, maxFrameBytes), stream, listener, signal);
  },
});

/**
 * Waits for the answer to an upgrade. What listens to the websocket after that is another function's: an open one stays
 * for days, and with it all that its listeners can see.
 */
function answerOf(
  socket: WebSocket,
  stream: Duplex,
  listener: UpgradeListener,
  signal: AbortSignal,
): Promise<UpgradeAnswer> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      signal.removeEventListener('abort', onAborted);
      finish();
    };
    const onAborted = () => {
      socket.terminate();
      stream.destroy();
    };
    const onUpgrade = (response: IncomingMessage) => listener.answered(headLinesOf(response));
    const onOpen = () => {
      socket.off('upgrade', onUpgrade).off('open', onOpen).off('error', onError);
      socket.off('unexpected-response', onRefused);
      listenTo(socket, listener.frames);
      settle(() => resolve({ kind: 'opened', socket: new WsSyncSocket(socket) }));
    };
    const onRefused = (_request: unknown, response: IncomingMessage) => {
      listener.answered(headLinesOf(response));
      void readBody(response).then((body) => {
        settle(() => resolve(refusal(response, body)));
        stream.destroy();
      });
    };
    const onError = (error: Error) => {
      const reason = brokenReason(error);
      settle(() => (reason === null ? reject(error) : resolve({ kind: 'broken', reason })));
      stream.destroy();
    };
    signal.addEventListener('abort', onAborted, { once: true });
    socket.on('upgrade', onUpgrade).on('open', onOpen).on('error', onError);
    socket.on('unexpected-response', onRefused);
    if (signal.aborted) onAborted();
  });
}

function listenTo(socket: WebSocket, frames: FrameListener): void {
  let flaw: 'websocket' | 'tooLarge' | null = null;
  socket.on('error', (error: NodeJS.ErrnoException) => {
    flaw = flawOf(error);
    // `ws` would say goodbye with a Close frame and wait for an answer that never comes (server, §4).
    socket.terminate();
  });
  socket.on('message', (message, isBinary) => {
    if (isBinary) frames.received(bufferOf(message));
  });
  socket.on('pong', (payload) => frames.ponged(payload));
  socket.on('close', (code) => frames.closed(code, flaw));
}

const mebi = 1024 * 1024;
const defaultFrameMebibytes = 16;

/** The most that a message may hold, in bytes: `CAUSEWAY_MAX_FRAME_MIB` where it is a whole number from 1 to 1024. */
export function frameLimitIn(variables: Readonly<Record<string, string | undefined>>): number {
  const wanted = variables['CAUSEWAY_MAX_FRAME_MIB'] ?? '';
  const isUsable = /^\d{1,4}$/.test(wanted) && Number(wanted) >= 1 && Number(wanted) <= 1024;
  return (isUsable ? Number(wanted) : defaultFrameMebibytes) * mebi;
}

function open(
  stream: Duplex,
  request: UpgradeRequest,
  listener: UpgradeListener,
  maxFrameBytes: number,
): WebSocket {
  // The host of this URL is never dialled or sent: the stream is there, and `Host` is among the headers.
  return new WebSocket(`ws://stream.invalid${request.target}`, [...request.subprotocols], {
    createConnection: () => stream,
    finishRequest: (outgoing) => {
      listener.sent(String(outgoing.getHeader('Sec-WebSocket-Key')));
      outgoing.end();
    },
    // Keys that `ws` sets itself keep the place they have here, and with it their place in the request.
    headers: Object.fromEntries(request.headers),
    perMessageDeflate: request.isCompressed,
    followRedirects: false,
    maxPayload: maxFrameBytes,
    skipUTF8Validation: true,
    ...goodbye,
  });
}

class WsSyncSocket implements SyncSocket {
  readonly protocol: string;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.protocol = socket.protocol;
  }

  send(message: Buffer): void {
    this.#socket.send(message, { binary: true }, ignoreFailure);
  }

  ping(payload: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping(payload, true, ignoreFailure);
  }

  terminate(): void {
    this.#socket.terminate();
  }
}

/** A write that fails closes the socket, and that is told as `closed`. */
const ignoreFailure = (): void => undefined;

const bufferOf = (message: WebSocket.RawData): Buffer => {
  if (Buffer.isBuffer(message)) return message;
  return Array.isArray(message) ? Buffer.concat(message) : Buffer.from(message);
};

const refusal = (response: IncomingMessage, body: string): UpgradeAnswer => ({
  kind: 'refused',
  status: response.statusCode ?? 0,
  location: response.headers.location ?? null,
  retryAfter: response.headers['retry-after'] ?? null,
  body,
});

/** What came until the limit, the end, an error or the end of patience: a refusal is explained as well as it can be. */
async function readBody(response: IncomingMessage): Promise<string> {
  const patience = setTimeout(() => response.destroy(), bodyPatienceMs);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      chunks.push(bytes);
      length += bytes.length;
      if (length >= bodyLimit) break;
    }
  } catch {
    // Cut off: the status is known, and that is most of it.
  } finally {
    clearTimeout(patience);
  }
  return Buffer.concat(chunks).subarray(0, bodyLimit).toString('utf8');
}

/** `ws` tells its handshake failures apart in the message only. */
function brokenReason(error: Error): 'accept' | 'subprotocol' | 'extension' | null {
  if (/Sec-WebSocket-Accept|Upgrade header/.test(error.message)) return 'accept';
  if (/subprotocol/.test(error.message)) return 'subprotocol';
  return /Sec-WebSocket-Extensions/.test(error.message) ? 'extension' : null;
}

function flawOf(error: NodeJS.ErrnoException): 'websocket' | 'tooLarge' | null {
  if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return 'tooLarge';
  return error.code?.startsWith('WS_ERR_') === true ? 'websocket' : null;
}
