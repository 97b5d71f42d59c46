import type { Server, Socket } from 'node:net';

/** Anything that listens on TCP: `net`, `http` and `https` servers are all one of these. */
type TcpServer = Pick<Server, 'listen' | 'close' | 'address' | 'on' | 'once' | 'off'>;

const LOOPBACK = '127.0.0.1';

/**
 * Owns the listening socket of one demo hop and every connection made to it, so that stopping
 * leaves nothing open. Node's own `close()` waits for upgraded and tunnelled sockets for ever.
 */
export class Listener {
  readonly #server: TcpServer;
  readonly #connections = new Set<Socket>();
  #port = 0;
  #bytesOfClosed = 0;

  constructor(server: TcpServer) {
    this.#server = server;
    server.on('connection', (socket: Socket) => this.#adopt(socket));
  }

  get port(): number {
    return this.#port;
  }

  /** Bytes read and written on all connections since the hop was created. */
  get bytes(): number {
    let total = this.#bytesOfClosed;
    for (const socket of this.#connections) total += socket.bytesRead + socket.bytesWritten;
    return total;
  }

  /** Listens on loopback; a second call after `stop` takes the same port again. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, LOOPBACK, () => {
        this.#server.off('error', reject);
        this.#port = portOf(this.#server);
        resolve();
      });
    });
  }

  /** Cuts every connection without ceremony; keeps listening. */
  dropAll(): void {
    for (const socket of this.#connections) socket.destroy();
  }

  async stop(): Promise<void> {
    const gone = [...this.#connections].map(closed);
    const closing = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.dropAll();
    await Promise.all([closing, ...gone]);
  }

  #adopt(socket: Socket): void {
    this.#connections.add(socket);
    // Peers cut connections all the time in tests and demos; that is never an error of ours.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.#connections.delete(socket);
      this.#bytesOfClosed += socket.bytesRead + socket.bytesWritten;
    });
  }
}

function closed(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

function portOf(server: TcpServer): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The demo listens on TCP only.');
  return address.port;
}
