import type { Duplex } from 'node:stream';
import type {
  FrameListener,
  Sockets,
  SyncSocket,
  UpgradeAnswer,
  UpgradeListener,
  UpgradeRequest,
} from '../../main/ports/sockets.ts';
import { untilAborted } from './abort.ts';

/** How a scripted server takes an upgrade: with a subprotocol, with an answer of its own, not at all, or later. */
export type UpgradeScript =
  { readonly accept: string } | Exclude<UpgradeAnswer, { readonly kind: 'opened' }> | Error | 'silence';

/** The `Sec-WebSocket-Key` of every fake upgrade. */
const fakeKey = 'AAAAAAAAAAAAAAAAAAAAAA==';

/** Websockets by script. */
export class FakeSockets implements Sockets {
  readonly requests: UpgradeRequest[] = [];
  readonly opened: FakeSyncSocket[] = [];
  script: (request: UpgradeRequest) => UpgradeScript;

  constructor(script: (request: UpgradeRequest) => UpgradeScript) {
    this.script = script;
  }

  upgrade(
    stream: Duplex,
    request: UpgradeRequest,
    listener: UpgradeListener,
    signal: AbortSignal,
  ): Promise<UpgradeAnswer> {
    this.requests.push(request);
    listener.sent(fakeKey);
    const answer = this.#answer(this.script(request), stream, listener.frames);
    return untilAborted(answer, signal).then(
      (answered) => {
        if (answered.kind !== 'opened') stream.destroy();
        return answered;
      },
      (error: unknown) => {
        stream.destroy();
        throw error;
      },
    );
  }

  #answer(script: UpgradeScript, stream: Duplex, listener: FrameListener): Promise<UpgradeAnswer> {
    if (script === 'silence') return new Promise(() => undefined);
    if (script instanceof Error) return Promise.reject(script);
    if ('kind' in script) return Promise.resolve(script);
    const socket = new FakeSyncSocket(script.accept, stream, listener);
    this.opened.push(socket);
    return Promise.resolve({ kind: 'opened', socket });
  }
}

/** Both ends of an open websocket: what the client does is recorded, what the server does is called by the test. */
export class FakeSyncSocket implements SyncSocket {
  readonly protocol: string;
  readonly sent: Buffer[] = [];
  readonly pings: string[] = [];
  isTerminated = false;
  /** Called with every message of the client: a server that answers by itself. */
  onSent: (message: Buffer) => void = () => undefined;
  readonly #stream: Duplex;
  readonly #listener: FrameListener;
  #isClosed = false;

  constructor(protocol: string, stream: Duplex, listener: FrameListener) {
    this.protocol = protocol;
    this.#stream = stream;
    this.#listener = listener;
  }

  send(message: Buffer): void {
    if (this.#isClosed) return;
    this.sent.push(message);
    this.onSent(message);
  }

  ping(payload: string): void {
    if (!this.#isClosed) this.pings.push(payload);
  }

  terminate(): void {
    this.isTerminated = true;
    this.drop(1006);
  }

  /** The server sends a binary message. */
  serverSends(message: string | Buffer): void {
    if (!this.#isClosed) this.#listener.received(Buffer.from(message));
  }

  serverPongs(payload: string): void {
    if (!this.#isClosed) this.#listener.ponged(Buffer.from(payload));
  }

  /** The connection ends; told once, and a turn later, as sockets do. */
  drop(code: number, flaw: 'websocket' | 'tooLarge' | null = null): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stream.destroy();
    setImmediate(() => this.#listener.closed(code, flaw));
  }
}
