import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { RelayRefusal } from '../../shared/relay-status.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import { pairsOf } from '../ports/http.ts';
import { ownUid, type PeerOwners } from '../ports/peer-owners.ts';
import { malformed, onTheWire, tooLong, tooMany, type OwnAnswer } from './answers.ts';
import { sayFarewell } from './waiting-client.ts';

const mostConnections = 500;
const mostHeadBytes = 16 * 1024;
/** For a head to come whole. */
const headMs = 10_000;
/** How long a connection may rest between two requests: SDKs and tools that poll come back sooner. */
const restMs = 60_000;

/** What comes through the door: requests whose head has been read whole. */
export interface DoorListener {
  readonly requested: (incoming: IncomingMessage, response: ServerResponse) => void;
  /** The client wants a websocket; the stream is its own from then on. */
  readonly upgraded: (incoming: IncomingMessage, stream: Duplex) => void;
  /** The client takes the relay for a forward proxy (CONNECT). */
  readonly tunnelled: (incoming: IncomingMessage, stream: Duplex) => void;
  readonly refused: (why: RelayRefusal) => void;
}

export interface DoorDeps {
  readonly clock: Clock;
  readonly peerOwners: PeerOwners;
}

/** Lets connections of programs of this person in, as many as are carried, and reads the heads of their requests. */
export class Door {
  readonly #deps: DoorDeps;
  readonly #listener: DoorListener;
  readonly #server: Server;
  readonly #connections = new Map<Socket, Timer>();

  constructor(deps: DoorDeps, listener: DoorListener) {
    this.#deps = deps;
    this.#listener = listener;
    this.#server = this.#makeServer();
  }

  accept(socket: Socket): void {
    if (this.#connections.size >= mostConnections) {
      this.#listener.refused('tooMany');
      this.turnAway(socket, tooMany);
      return;
    }
    this.#awaitHead(socket, headMs);
    socket.once('close', () => {
      this.#connections.get(socket)?.cancel();
      this.#connections.delete(socket);
    });
    void this.#admit(socket);
  }

  /** Says why a request is not served; the connection ends with it. */
  turnAway(stream: Duplex, answer: OwnAnswer): void {
    sayFarewell(stream, this.#deps.clock, [Buffer.from(onTheWire(answer))]);
  }

  /** Cuts all that came through it. */
  close(): void {
    for (const socket of this.#connections.keys()) socket.destroy();
    this.#server.close();
  }

  #makeServer(): Server {
    const { requested, tunnelled } = this.#listener;
    const server = createServer({
      maxHeaderSize: mostHeadBytes,
      keepAliveTimeout: restMs,
      requestTimeout: 0,
      headersTimeout: 0,
    });
    const serve = (incoming: IncomingMessage, response: ServerResponse) => {
      this.#hold(incoming.socket, response);
      requested(incoming, response);
    };
    server.on('request', serve);
    server.on('checkContinue', serve);
    server.on('upgrade', (incoming, stream, head) => this.#upgrade(incoming, stream, head));
    server.on('connect', (incoming, stream, head) => {
      this.#take(incoming, stream, head);
      tunnelled(incoming, stream);
    });
    server.on('clientError', (error: NodeJS.ErrnoException, stream) => this.#misread(error, stream));
    return server;
  }

  /** Programs of other people of this computer are not even read. */
  async #admit(socket: Socket): Promise<void> {
    const { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 } = socket;
    const ends = { localAddress, localPort, remoteAddress, remotePort };
    const owner = await this.#deps.peerOwners.ownerOf(ends);
    if (socket.destroyed) return;
    const isOurs =
      owner.kind === 'unknown' || (owner.kind === 'user' && (owner.uid === 0 || owner.uid === ownUid()));
    if (isOurs) {
      this.#server.emit('connection', socket);
      return;
    }
    this.#listener.refused('otherUser');
    socket.destroy();
  }

  /** A connection that has no request under way is given a time to send the next one's head. */
  #awaitHead(socket: Socket, ms: number): void {
    this.#connections.get(socket)?.cancel();
    this.#connections.set(
      socket,
      this.#deps.clock.after(ms, () => socket.destroy()),
    );
  }

  /** While a request is under way no head is waited for. */
  #hold(socket: Socket, response: ServerResponse): void {
    this.#connections.get(socket)?.cancel();
    response.once('close', () => {
      if (!socket.destroyed) this.#awaitHead(socket, restMs + headMs);
    });
  }

  #take({ socket }: IncomingMessage, stream: Duplex, head: Buffer): void {
    this.#connections.get(socket)?.cancel();
    if (head.length > 0) stream.unshift(head);
  }

  #upgrade(incoming: IncomingMessage, stream: Duplex, head: Buffer): void {
    this.#take(incoming, stream, head);
    if (isWebSocket(incoming)) this.#listener.upgraded(incoming, stream);
    else this.#serveAsIs(incoming);
  }

  /**
   * Node hands over every request that offers another protocol, as the JDK's client does with HTTP/2. Of those, websockets
   * alone are carried; any other is served as if nothing had been offered (RFC 9110 §7.8).
   */
  #serveAsIs(incoming: IncomingMessage): void {
    const { socket } = incoming;
    this.#awaitHead(socket, headMs);
    socket.unshift(Buffer.from(headWithoutOffer(incoming), 'latin1'));
    this.#server.emit('connection', socket);
  }

  /** What can't be read as HTTP, or doesn't end within what a head may be. */
  #misread(error: NodeJS.ErrnoException, stream: Duplex): void {
    if (!stream.writable || error.code === 'ECONNRESET') {
      stream.destroy();
      return;
    }
    const isLong = error.code === 'HPE_HEADER_OVERFLOW';
    this.#listener.refused(isLong ? 'tooLong' : 'malformed');
    this.turnAway(stream, isLong ? tooLong : malformed);
  }
}

const isWebSocket = ({ headers }: IncomingMessage): boolean => /^\s*websocket\b/i.test(headers.upgrade ?? '');

function headWithoutOffer({ method, url, httpVersion, rawHeaders, headers }: IncomingMessage): string {
  const closes = /\bclose\b/i.test(headers.connection ?? '');
  const lines = pairsOf(rawHeaders)
    .filter(([name]) => !/^(connection|upgrade|http2-settings)$/i.test(name))
    .map(([name, value]) => `${name}: ${value}`);
  const all = [`${method} ${url} HTTP/${httpVersion}`, ...lines, ...(closes ? ['Connection: close'] : [])];
  return `${all.join('\r\n')}\r\n\r\n`;
}
