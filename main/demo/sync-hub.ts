import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { Conversation, type ConversationContext } from './conversation.ts';
import type { FileIdent } from './frames.ts';
import type { RandomBytes } from './rules.ts';
import { QuietWebSocket, SyncConnection, type LiveSession } from './sync-connection.ts';
import type { TokenReading } from './tokens.ts';

type HubParts = {
  now: () => number;
  randomBytes: RandomBytes;
  isDeaf: () => boolean;
  noted: (sentence: string) => void;
};

export type Admission = {
  request: IncomingMessage;
  stream: Duplex;
  head: Buffer;
  protocolVersion: number;
  /** What the 101 says of itself. */
  subprotocol: string;
  server: string;
  readToken: (token: string) => TokenReading;
};

const MAX_FRAME_BYTES = 16 * 1024 * 1024;

/** All live sync connections, and the client files ever allotted: those outlive a connection. */
export class SyncHub {
  readonly #parts: HubParts;
  readonly #connections = new Set<SyncConnection>();
  readonly #files = new Map<string, FileIdent[]>();
  readonly #admitted = new WeakMap<IncomingMessage, Admission>();
  readonly #websockets: WebSocketServer;
  #opened = 0;
  #allotted = 1;

  constructor(parts: HubParts) {
    this.#parts = parts;
    this.#websockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      autoPong: false,
      maxPayload: MAX_FRAME_BYTES,
      WebSocket: QuietWebSocket,
      handleProtocols: (_offered, request) => this.#admitted.get(request)?.subprotocol ?? false,
    });
    this.#websockets.on('headers', (lines, request) => {
      const server = this.#admitted.get(request)?.server;
      if (server !== undefined) lines.push(`server: ${server}`);
    });
  }

  get sessions(): LiveSession[] {
    return [...this.#connections].flatMap((connection) => connection.sessions);
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Answers 101 and starts listening. */
  admit(admission: Admission): void {
    const { request, stream, head, protocolVersion } = admission;
    this.#admitted.set(request, admission);
    this.#websockets.handleUpgrade(request, stream, head, (socket) => {
      const context = this.#contextFor(admission);
      this.#opened += 1;
      const connection: SyncConnection = new SyncConnection(
        { number: this.#opened, protocolVersion },
        { socket, stream },
        new Conversation(context),
        {
          isDeaf: this.#parts.isDeaf,
          noted: this.#parts.noted,
          ended: () => this.#connections.delete(connection),
        },
      );
      this.#connections.add(connection);
    });
  }

  cutAll(): void {
    for (const connection of this.#connections) connection.cut();
  }

  sendError(code: number, reason: string, tryAgain: boolean): void {
    for (const connection of this.#connections) connection.sendError(code, reason, tryAgain);
  }

  /** As when a server's disk is replaced: every client must reset. */
  forgetFiles(): void {
    this.#files.clear();
  }

  #contextFor({ protocolVersion, readToken }: Admission): ConversationContext {
    return {
      protocolVersion,
      now: this.#parts.now,
      readToken,
      allot: (path) => this.#allot(path),
      knows: (path, file, secret) =>
        (this.#files.get(path) ?? []).some((one) => one.file === file && one.secret === secret),
    };
  }

  #allot(path: string): FileIdent {
    this.#allotted += 1;
    const secret = String(this.#parts.randomBytes(8).readBigUInt64BE() >> 1n);
    const ident: FileIdent = { serverFile: '1', file: String(this.#allotted), secret };
    this.#files.set(path, [...(this.#files.get(path) ?? []), ident]);
    return ident;
  }
}
