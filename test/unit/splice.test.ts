import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { splice } from '../../main/splice.ts';

/** A stream whose writes arrive only when the test lets them. */
class Slow extends Duplex {
  readonly arrived: string[] = [];
  #release: (() => void) | null = null;

  override _read(): void {
    // The test pushes.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#release = () => {
      this.arrived.push(chunk.toString());
      done();
    };
    this.emit('waiting');
  }

  release(): void {
    this.#release?.();
  }
}

const isGone = (stream: Duplex): Promise<unknown> =>
  stream.closed ? Promise.resolve() : once(stream, 'close');

test('what was sent before a clean end arrives, then both are gone', async () => {
  const [from, to] = [new Slow(), new Slow()];
  splice(from, to);
  const waiting = once(to, 'waiting');
  from.push('last words');
  from.push(null);
  await waiting;
  const fromIsGone = isGone(from);
  from.end();
  from.destroy();
  await fromIsGone;
  expect(to.destroyed).toBe(false);
  to.release();
  await isGone(to);
  expect(to.arrived).toEqual(['last words']);
});

test('a failure on one side cuts the other at once', async () => {
  const [one, other] = [new Slow(), new Slow()];
  splice(one, other);
  one.destroy(new Error('reset'));
  await isGone(other);
  expect(other.destroyed).toBe(true);
});

test('a side cut without an end takes the other along', async () => {
  const [one, other] = [new Slow(), new Slow()];
  splice(one, other);
  other.destroy();
  await isGone(one);
  expect(one.destroyed).toBe(true);
});

/** Two programs with a splice between them, over real sockets. */
async function joined() {
  const near = await socketPair();
  const far = await socketPair();
  const told: string[] = [];
  const first: string[] = [];
  let carried = 0;
  splice(near.inner, far.inner, {
    carried: () => (carried += 1),
    endedFirst: (side, how) => first.push(`${side === near.inner ? 'client' : 'server'}: ${how}`),
    halfEnded: () => told.push('half ended'),
    closed: () => told.push('closed'),
  });
  const inner = [near.inner, far.inner];
  return { client: near.outer, server: far.outer, inner, told, first, timesCarried: () => carried };
}

async function socketPair(): Promise<{ readonly inner: Socket; readonly outer: Socket }> {
  const listener = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const outer = connect({ port: (listener.address() as AddressInfo).port, allowHalfOpen: true });
  const [[inner]] = (await Promise.all([once(listener, 'connection'), once(outer, 'connect')])) as [
    [Socket],
    unknown,
  ];
  listener.close();
  for (const socket of [inner, outer]) {
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
  }
  return { inner, outer };
}

async function heardBy(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'end');
  return Buffer.concat(chunks).toString();
}

const codeOfEnd = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    socket.resume();
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? ''));
    socket.once('end', () => resolve('FIN'));
  });

describe('between real sockets', () => {
  const sides = ['client', 'server'] as const;

  test.each(sides)('an end of the %s’s arrives as an end, and the other side may speak on', async (side) => {
    const { client, server, inner, told, first: endedFirst, timesCarried } = await joined();
    const [first, second] = side === 'client' ? [client, server] : [server, client];
    const heard = heardBy(first);
    first.end('all I have to say');
    expect(await heardBy(second)).toBe('all I have to say');
    expect(told).toEqual(['half ended']);
    second.write('and I ');
    second.end('go on');
    expect(await heard).toBe('and I go on');
    await Promise.all(inner.map(isGone));
    expect(told).toEqual(['half ended', 'closed']);
    expect(endedFirst).toEqual([`${side}: end`]);
    expect(timesCarried()).toBeGreaterThanOrEqual(2);
  });

  test.each(sides)('a reset of the %s’s arrives as a reset', async (side) => {
    const { client, server, inner, told, first: endedFirst } = await joined();
    const [first, second] = side === 'client' ? [client, server] : [server, client];
    const code = codeOfEnd(second);
    first.resetAndDestroy();
    expect(await code).toBe('ECONNRESET');
    await Promise.all(inner.map(isGone));
    expect(told.at(-1)).toBe('closed');
    expect(endedFirst).toEqual([`${side}: failure`]);
  });

  test('a reset while the other way is half closed already arrives as a reset', async () => {
    const { client, server, inner } = await joined();
    client.end();
    await heardBy(server);
    const code = codeOfEnd(client);
    server.resetAndDestroy();
    expect(await code).toBe('ECONNRESET');
    await Promise.all(inner.map(isGone));
  });

  test('both ends at once leave nothing open', async () => {
    const { client, server, inner, told } = await joined();
    const heard = Promise.all([heardBy(client), heardBy(server)]);
    client.end('one');
    server.end('other');
    expect(await heard).toEqual(['other', 'one']);
    await Promise.all(inner.map(isGone));
    expect(told).toEqual(['half ended', 'closed']);
  });

  test('16 MiB arrive byte for byte where the reader is slow, and never stand in memory', async () => {
    const { client, server, inner } = await joined();
    const sent = Buffer.alloc(16 * 1024 * 1024, 'slow reader ');
    client.end(sent);
    const chunks: Buffer[] = [];
    let most = 0;
    for await (const chunk of server) {
      chunks.push(chunk as Buffer);
      for (const stream of inner) most = Math.max(most, stream.readableLength + stream.writableLength);
      if (chunks.length % 8 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(Buffer.concat(chunks).equals(sent)).toBe(true);
    expect(most).toBeLessThan(1024 * 1024);
  });

  test('streams that are closed already are told of at once', async () => {
    const { inner, outer } = await socketPair();
    const other = await socketPair();
    outer.destroy();
    inner.destroy();
    await isGone(inner);
    const closed = new Promise<void>((resolve) => {
      splice(inner, other.inner, { halfEnded: () => undefined, closed: resolve });
    });
    await closed;
    expect(other.inner.destroyed).toBe(true);
  });
});
