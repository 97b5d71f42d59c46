import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import {
  connectionError,
  protocolNameOf,
  type Conversation,
  type Outgoing,
  type SyncSession,
} from './conversation.ts';

/** A websocket that, like the real server, never answers a Close frame. */
export class QuietWebSocket extends WebSocket {
  override close(): void {
    // Silence is the point.
  }
}

/** One session of one connection, as tests and the window see it. No token inside. */
export type LiveSession = {
  connection: number;
  session: number;
  protocol: string;
  realmPath: string;
  identity: string;
  isBound: boolean;
  marks: number;
  heartbeats: number;
  refreshes: number;
  /** In the server's clock; null means never. */
  tokenExpiresMs: number | null;
};

export type ConnectionHooks = {
  isDeaf: () => boolean;
  noted: (sentence: string) => void;
  ended: () => void;
};

/** Carries one conversation over its websocket. */
export class SyncConnection {
  readonly #number: number;
  readonly #protocol: string;
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #conversation: Conversation;
  readonly #hooks: ConnectionHooks;
  #heartbeats = 0;
  #isDropped = false;

  constructor(
    identity: { number: number; protocolVersion: number },
    wire: { socket: WebSocket; stream: Duplex },
    conversation: Conversation,
    hooks: ConnectionHooks,
  ) {
    this.#number = identity.number;
    this.#protocol = protocolNameOf(identity.protocolVersion);
    this.#socket = wire.socket;
    this.#stream = wire.stream;
    this.#conversation = conversation;
    this.#hooks = hooks;
    this.#listen();
  }

  get sessions(): LiveSession[] {
    const live = this.#conversation.sessions.filter((one) => one.stage !== 'ended');
    return live.map((one) => this.#describe(one));
  }

  /** Below 200 the whole connection fails; from 200 on each live session does. */
  sendError(code: number, reason: string, tryAgain: boolean): void {
    if (code < 200) return this.#perform(connectionError(code, reason, tryAgain));
    for (const { session } of this.sessions) {
      this.#perform(this.#conversation.fail(session, code, reason, tryAgain));
    }
  }

  /** Cuts TCP at once, as a crash or an impatient middlebox does. */
  cut(): void {
    this.#stream.destroy();
  }

  #listen(): void {
    this.#socket.on('message', (message, isBinary) => {
      // Text frames are not part of the protocol; the server lets them pass unnoticed.
      if (!isBinary || !Buffer.isBuffer(message) || !this.#isListening()) return;
      this.#perform(this.#conversation.receive(message));
    });
    this.#socket.on('ping', (payload) => {
      if (!this.#isListening()) return;
      this.#heartbeats += 1;
      this.#perform(this.#conversation.ping(payload.toString('latin1')));
    });
    this.#socket.on('error', () => this.cut());
    this.#socket.once('close', () => this.#hooks.ended());
  }

  #isListening(): boolean {
    return !this.#isDropped && !this.#hooks.isDeaf();
  }

  #perform(orders: readonly Outgoing[]): void {
    for (const order of orders) this.#performOne(order);
    this.#hooks.noted(this.#summary());
  }

  #performOne(order: Outgoing): void {
    switch (order.kind) {
      case 'send':
        return this.#socket.send(order.frame, { binary: true });
      case 'pong':
        return this.#socket.pong(order.payload, false);
      case 'drop':
        return this.#drop();
    }
  }

  /** Ends TCP after what was sent, without a Close frame: clients see an abnormal closure (1006). */
  #drop(): void {
    this.#isDropped = true;
    this.#stream.end();
    this.#hooks.ended();
  }

  #summary(): string {
    const [first] = this.sessions;
    if (first === undefined) return `Connection ${this.#number} has no session`;
    const bound = first.isBound ? 'is bound' : 'is binding';
    const heartbeats = this.#heartbeats === 1 ? '1 heartbeat' : `${this.#heartbeats} heartbeats`;
    return `Session on ${first.realmPath} ${bound} (${this.#protocol}, ${heartbeats})`;
  }

  #describe(one: SyncSession): LiveSession {
    return {
      connection: this.#number,
      session: one.session,
      protocol: this.#protocol,
      realmPath: one.path,
      identity: one.claims.identity,
      isBound: one.stage === 'identified',
      marks: one.marks,
      heartbeats: this.#heartbeats,
      refreshes: one.refreshes,
      tokenExpiresMs: one.claims.expires === undefined ? null : one.claims.expires * 1000,
    };
  }
}
