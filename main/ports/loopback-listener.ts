import { createServer, type Server, type Socket } from 'node:net';

/** A port of this computer that nothing outside it can reach. */
export interface LoopbackListener {
  /**
   * Listens on 127.0.0.1, and on ::1 where the system has it, with one port for both. `port` 0: any that is free.
   * Connections can be half-closed; what is done with each, and when it ends, is up to the caller. Errors: `PortTaken`.
   */
  listen(port: number, accept: (connection: Socket) => void): Promise<Listening>;
}

export interface Listening {
  readonly port: number;
  /** Takes no more connections; those that are there stay. The port is free when it resolves. */
  close(): Promise<void>;
}

/** Another program listens there, or the system keeps the port for itself. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
  readonly port: number;

  constructor(port: number) {
    super(`port ${port}`);
    this.port = port;
  }
}

const loopback4 = '127.0.0.1';
const loopback6 = '::1';

/** A port that is free on one address may be taken on the other. */
const mostTries = 20;

export const nodeLoopbackListener: LoopbackListener = {
  async listen(port, accept) {
    for (let left = port === 0 ? mostTries : 1; ; left -= 1) {
      try {
        return await listenOnBoth(port, accept);
      } catch (error) {
        if (!(error instanceof PortTaken) || left <= 1) throw error;
      }
    }
  },
};

async function listenOnBoth(port: number, accept: (connection: Socket) => void): Promise<Listening> {
  const first = await listenOn(loopback4, port, accept);
  const chosen = portOf(first);
  try {
    const second = await listenOn(loopback6, chosen, accept).catch(nullWhereThereIsNone);
    const servers = second === null ? [first] : [first, second];
    return {
      port: chosen,
      close: async () => {
        await Promise.all(servers.map(closed));
      },
    };
  } catch (error) {
    await closed(first);
    throw error;
  }
}

function listenOn(host: string, port: number, accept: (connection: Socket) => void): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, (connection) => {
    // Peers cut connections all the time; an error event without a listener would end the program.
    connection.on('error', () => undefined);
    accept(connection);
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(isTaken ? new PortTaken(port) : error);
    });
    server.listen({ host, port, exclusive: true }, () => resolve(server));
  });
}

/** IPv6 may be switched off. */
function nullWhereThereIsNone(error: NodeJS.ErrnoException): null {
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT' || error.code === 'EINVAL') return null;
  throw error;
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
  });

function portOf(server: Server): number {
  const address = server.address();
  return address === null || typeof address === 'string' ? 0 : address.port;
}
