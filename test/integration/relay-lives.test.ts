import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Socket as AnySocket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { queryObjects } from 'node:v8';
import { expect, onTestFinished, test } from 'vitest';
import { loopback } from '../peers/port.ts';
import { examples } from '../unit/seed.ts';
import { direct } from './demo-hops.ts';
import { QuickClock } from './quick-clock.ts';
import { relayForThisTest, type RunningRelay } from './relayed.ts';

/*
 * Lives of connections, at random: whatever either side does at whatever time, and whatever becomes of the way meanwhile,
 * in the end nothing is left of them. `CAUSEWAY_RELAY_LIVES` says how many, for a longer look.
 */

const lives = Number(process.env['CAUSEWAY_RELAY_LIVES'] ?? 200);
const atOnce = 20;
const speed = 20;

/** Deterministic, so that a run seen once can be seen again (xorshift32). */
class Chance {
  #state: number;

  constructor(from: number) {
    this.#state = (from ^ 0x9e3779b9) >>> 0;
  }

  below(end: number): number {
    let next = this.#state;
    next ^= next << 13;
    next ^= next >>> 17;
    next ^= next << 5;
    this.#state = next >>> 0;
    return this.#state % end;
  }
}

const opened = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
const notFound = 'HTTP/1.1 404 Not Found\r\nServer: Realm-Sync-Server\r\nContent-Length: 0\r\n\r\n';
const halfAnAnswer = 'HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhalf';

/** What the far side does with a request, by its path. */
const server = {
  open: (socket: Socket) => void socket.write(opened),
  openAndEnd: (socket: Socket) => void socket.end(`${opened}bye`),
  openAndReset: (socket: Socket) => void socket.write(opened, () => socket.resetAndDestroy()),
  refuse: (socket: Socket) => void socket.write(notFound),
  reset: (socket: Socket) => void socket.resetAndDestroy(),
  silence: () => undefined,
  half: (socket: Socket) => void socket.write(halfAnAnswer),
} as const;
type FarSide = keyof typeof server;

/** A gateway that can be restarted on its port. */
class RestartingGateway {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  port = 0;

  constructor() {
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#serve(socket));
  }

  async start(): Promise<void> {
    this.#server.listen(this.port, loopback);
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => void this.#server.close(resolve));
    this.#sockets.forEach((socket) => socket.destroy());
    await closed;
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
    socket.on('end', () => socket.end());
    socket.on('data', (bytes: Buffer) => {
      const asked = /^GET \S*\/(\w+) HTTP/.exec(bytes.toString('latin1'))?.[1];
      if (asked !== undefined && Object.hasOwn(server, asked)) server[asked as FarSide](socket);
    });
  }
}

const upgrade = (what: FarSide, ...more: readonly string[]): string =>
  [
    `GET /realm-sync/${what} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    ...more,
    '',
    '',
  ].join('\r\n');

/** What an app does, once it has asked. */
type Deed = 'end' | 'reset' | 'destroy' | 'speakAndEnd' | 'stay';

interface Life {
  readonly asks: string;
  readonly waitsForAnswer: boolean;
  readonly deed: Deed;
}

const farSides = Object.keys(server) as FarSide[];
const deeds: readonly Deed[] = ['end', 'reset', 'destroy', 'speakAndEnd', 'stay'];

function someLife(chance: Chance): Life {
  const pick = <Value>(values: readonly Value[]): Value => values[chance.below(values.length)] as Value;
  const what = pick(farSides);
  const deed = pick(deeds);
  const asks = pick([
    upgrade(what),
    upgrade(what),
    upgrade(what, 'Origin: http://evil.test'),
    `GET /stats/${what} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
    'nonsense\r\n\r\n',
  ]);
  return { asks, deed, waitsForAnswer: chance.below(2) === 0 };
}

async function live({ port }: RunningRelay, { asks, deed, waitsForAnswer }: Life): Promise<void> {
  const socket = connect({ port, host: loopback, allowHalfOpen: true });
  socket.on('error', () => undefined);
  const isClosed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('end', () => socket.end());
  socket.write(asks);
  // Some are never answered; those leave after a while all the same.
  const isHeard = Promise.race([once(socket, 'data').catch(() => undefined), isClosed, pause(150)]);
  if (waitsForAnswer) await isHeard;
  else socket.resume();
  switch (deed) {
    case 'end':
      socket.end();
      break;
    case 'reset':
      socket.resetAndDestroy();
      break;
    case 'destroy':
      socket.destroy();
      break;
    case 'speakAndEnd':
      socket.end('some more words');
      break;
    case 'stay':
      await Promise.race([isClosed, pause(300)]);
      socket.destroy();
      break;
  }
  await Promise.race([isClosed, pause(3_000)]);
  socket.destroy();
  await isClosed;
}

/** Sockets of this process: what else is opened meanwhile is no business of the relay's. */
const descriptors = (): number => readdirSync('/proc/self/fd').length;

test.runIf(process.platform === 'linux')(
  `of ${lives} lives at random nothing is left (seed ${examples(1).seed})`,
  async () => {
    const clock = new QuickClock(speed);
    const gateway = new RestartingGateway();
    await gateway.start();
    onTestFinished(() => gateway.stop());
    const relay = await relayForThisTest({
      ...{
        profile: direct(`http://${loopback}:${gateway.port}`),
        settings: { holdSeconds: 3 },
        ports: { clock },
      },
    });
    const chance = new Chance(Number(examples(1).seed));
    const isCalm = () =>
      relay.relay.status.state === 'listening' &&
      relay.relay.status.apps.every(({ phase }) => phase.state === 'ended');
    const round = async (many: number) => {
      await Promise.all(Array.from({ length: many }, () => live(relay, someLife(chance))));
    };
    const settled = async () => {
      relay.relay.hint();
      await expect.poll(isCalm, { timeout: 20_000 }).toBe(true);
      await expect.poll(() => clock.timers, { timeout: 20_000 }).toBe(0);
    };
    await round(atOnce);
    await settled();
    const before = { descriptors: descriptors(), sockets: queryObjects(AnySocket, { format: 'count' }) };
    for (let done = 0; done < lives; done += atOnce) {
      const isRestarted = chance.below(3) === 0;
      const living = round(atOnce);
      if (chance.below(3) === 0) relay.relay.hint();
      if (isRestarted) {
        await pause(chance.below(60));
        await gateway.stop();
        await pause(chance.below(60));
        await gateway.start();
      }
      await living;
    }
    await settled();
    await expect.poll(descriptors, { timeout: 10_000 }).toBeLessThanOrEqual(before.descriptors);
    // What the collector has not looked at yet may still be there; a leak is one for each life.
    expect(queryObjects(AnySocket, { format: 'count' })).toBeLessThan(before.sockets + atOnce);
    await relay.relay.stop();
    expect(clock.timers).toBe(0);
  },
  60_000 + lives * 100,
);

test.each(['app', 'server'] as const)(
  'of a peer that never reads (the %s) no more than 16 MiB are taken',
  async (side) => {
    const far: Socket[] = [];
    const listener = createServer((socket) => {
      far.push(socket.on('error', () => undefined));
      socket.once('data', () => {
        socket.pause();
        socket.write(opened);
      });
    }).listen(0, loopback);
    await once(listener, 'listening');
    onTestFinished(() => {
      far.forEach((socket) => socket.destroy());
      listener.close();
    });
    const relay = await relayForThisTest({
      profile: direct(`http://${loopback}:${(listener.address() as AddressInfo).port}`),
    });
    const app = connect(relay.port, loopback);
    onTestFinished(() => void app.destroy());
    app.write(upgrade('open'));
    await once(app, 'data');
    app.pause();
    const speaker = side === 'app' ? far[0] : app;
    if (speaker === undefined) throw new Error('nobody speaks');
    const taken = () => speaker.bytesWritten - speaker.writableLength;
    speaker.write(Buffer.alloc(64 * 1024 * 1024));
    // It has come to a stand when nothing more is taken for a while.
    let last = -1;
    while (taken() !== last) {
      last = taken();
      await pause(300);
    }
    // Both kernels' buffers are in it: what the relay itself holds is less.
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThanOrEqual(16 * 1024 * 1024);
  },
);
