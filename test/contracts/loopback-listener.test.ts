import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Duplex } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  nodeLoopbackListener,
  PortTaken,
  type LoopbackListener,
} from '../../main/ports/loopback-listener.ts';
import { FakeLoopbackListener } from '../fakes/loopback-listener.ts';
import { freePort, loopback } from '../peers/port.ts';

interface Bench {
  readonly listener: LoopbackListener;
  readonly freePort: () => Promise<number>;
  /** A connection to the port; null where nobody listens. */
  readonly dial: (port: number) => Promise<Duplex | null>;
  /** Another program takes the port; answers how it gives it back. */
  readonly occupy: (port: number) => Promise<() => Promise<void>>;
}

const dialAt =
  (host: string) =>
  async (port: number): Promise<Socket | null> => {
    const socket = connect({ host, port, allowHalfOpen: true });
    socket.on('error', () => undefined);
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false);
    onTestFinished(() => void socket.destroy());
    return isOpen ? socket : null;
  };

const listeningAt = (host: string, port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject).listen({ host, port }, () => resolve(server));
  });

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => void server.close(() => resolve()));

function realBench(host: string): Bench {
  return {
    listener: nodeLoopbackListener,
    freePort,
    dial: dialAt(host),
    occupy: async (port) => {
      const server = await listeningAt(host, port);
      return () => closed(server);
    },
  };
}

function fakeBench(): Bench {
  const listener = new FakeLoopbackListener();
  let last = 20_000;
  return {
    listener,
    freePort: () => Promise.resolve((last += 1)),
    dial: (port) => Promise.resolve(listener.dial(port)),
    occupy: (port) => {
      listener.occupy(port);
      return Promise.resolve(() => Promise.resolve(listener.vacate(port)));
    },
  };
}

const benches: readonly (readonly [string, () => Bench])[] = [
  ['node over IPv4', () => realBench(loopback)],
  ['node over IPv6', () => realBench('::1')],
  ['the fake', fakeBench],
];

/** Listens for this test and hands out what was accepted, in turn. */
async function accepting({ listener }: Bench, port = 0) {
  const waiting: ((socket: Socket) => void)[] = [];
  const came: Socket[] = [];
  const listening = await listener.listen(port, (socket) => {
    const next = waiting.shift();
    if (next === undefined) came.push(socket);
    else next(socket);
    onTestFinished(() => void socket.destroy());
  });
  onTestFinished(() => listening.close());
  const accepted = (): Promise<Socket> => {
    const first = came.shift();
    return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first);
  };
  return { ...listening, accepted };
}

async function pair(bench: Bench): Promise<readonly [near: Socket, far: Duplex]> {
  const { port, accepted } = await accepting(bench);
  const far = await bench.dial(port);
  if (far === null) throw new Error('nobody listens');
  return [await accepted(), far];
}

const heardBy = async (stream: Duplex): Promise<string> => {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(stream, 'end');
  return Buffer.concat(chunks).toString();
};

describe.each(benches)('the loopback listener of %s', (_name, make) => {
  it('listens on the port that it is told', async () => {
    const bench = make();
    const port = await bench.freePort();
    const listening = await accepting(bench, port);
    expect(listening.port).toBe(port);
    expect(await bench.dial(port)).not.toBeNull();
    await listening.accepted();
  });

  it('finds a free one, another each time', async () => {
    const bench = make();
    const [one, other] = [await accepting(bench), await accepting(bench)];
    expect(one.port).toBeGreaterThan(0);
    expect(other.port).not.toBe(one.port);
  });

  it('tells both ends of a connection', async () => {
    const bench = make();
    const { port, accepted } = await accepting(bench);
    await bench.dial(port);
    const { localPort, localAddress, remoteAddress, remotePort } = await accepted();
    expect(localPort).toBe(port);
    expect([localAddress, remoteAddress].every((address) => /^(127\.0\.0\.1|::1)$/.test(address ?? ''))).toBe(
      true,
    );
    expect(remotePort).toBeGreaterThan(0);
  });

  it('lets bytes through both ways', async () => {
    const [near, far] = await pair(make());
    far.end('asked');
    near.end('answered');
    expect(await Promise.all([heardBy(near), heardBy(far)])).toEqual(['asked', 'answered']);
  });

  it('lets one side speak on when the other has ended', async () => {
    const [near, far] = await pair(make());
    const heard = heardBy(far);
    far.end();
    await heardBy(near);
    near.end('still here');
    expect(await heard).toBe('still here');
  });

  it('closes the other side when one is destroyed', async () => {
    const [near, far] = await pair(make());
    far.resume();
    const isOver = once(far, 'close');
    near.destroy();
    far.once('end', () => far.end());
    await isOver;
  });

  it('says which port another program has', async () => {
    const bench = make();
    const port = await bench.freePort();
    const vacate = await bench.occupy(port);
    const refused = bench.listener.listen(port, () => undefined);
    await expect(refused).rejects.toBeInstanceOf(PortTaken);
    await expect(refused).rejects.toMatchObject({ port });
    await vacate();
    await accepting(bench, port);
  });

  it('does not share a port with another of its own', async () => {
    const bench = make();
    const { port } = await accepting(bench);
    await expect(bench.listener.listen(port, () => undefined)).rejects.toBeInstanceOf(PortTaken);
  });

  it('has given the port back when it is closed, and keeps the connections that are there', async () => {
    const bench = make();
    const listening = await accepting(bench);
    const far = await bench.dial(listening.port);
    const near = await listening.accepted();
    if (far === null) throw new Error('nobody listens');
    const isClosed = listening.close();
    near.end('still here');
    expect(await heardBy(far)).toBe('still here');
    far.end();
    await isClosed;
    expect(await bench.dial(listening.port)).toBeNull();
    await accepting(bench, listening.port);
  });

  it('closes once, however often it is told', async () => {
    const listening = await accepting(make());
    await listening.close();
    await listening.close();
  });
});

describe('the real one', () => {
  it('is reached by no address but loopback', async () => {
    const { port } = await accepting(realBench(loopback));
    const others = Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of others) expect(await dialAt(address)(port), address).toBeNull();
  });

  it('does not begin on one address where the other is taken', async () => {
    const port = await freePort();
    const server = await listeningAt('::1', port);
    onTestFinished(() => closed(server));
    await expect(nodeLoopbackListener.listen(port, () => undefined)).rejects.toBeInstanceOf(PortTaken);
    expect(await dialAt(loopback)(port)).toBeNull();
  });
});
