import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { serveOrders } from '../test/peers/serve-orders.ts';

/** Where an app goes: a relay, or the server itself. */
export interface Way {
  readonly port: number;
  /** Of a server that is reached by TLS; null: in the clear. */
  readonly ca: string | null;
}

/** What the app at the near end does, in a process of its own. */
export type LoadOrder =
  /** Answers milliseconds. */
  | { readonly do: 'carry'; readonly way: Way; readonly to: 'up' | 'down'; readonly bytes: number }
  /** Answers milliseconds for each. */
  | { readonly do: 'trips'; readonly way: Way; readonly count: number }
  /** From the first byte of the connection to the 101. Answers milliseconds for each. */
  | { readonly do: 'open'; readonly way: Way; readonly count: number }
  | { readonly do: 'hold'; readonly way: Way; readonly count: number }
  /** Asks for bytes and reads none. */
  | { readonly do: 'askAndNotRead'; readonly way: Way; readonly bytes: number }
  | { readonly do: 'letGo' }
  /** Answers milliseconds until one is open that comes back as the original clients do. */
  | { readonly do: 'comeBack'; readonly way: Way };

const held: Socket[] = [];
const upgrade =
  'GET /realm-sync/a HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

/**
 * By a reset: an end leaves an entry in the kernel's table for a minute, and thousands of them make looking up whose a
 * connection is much dearer than it is for any person's apps.
 */
const gone = (socket: Socket): void =>
  void (socket instanceof TLSSocket ? socket.destroy() : socket.resetAndDestroy());

/** What is said first. Errors: nothing is, for it ended. */
const said = (socket: Socket): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const ended = () => reject(new Error('ended'));
    socket.once('data', (some: Buffer) => {
      socket.off('close', ended);
      resolve(some);
    });
    socket.once('close', ended);
  });

async function opened({ port, ca }: Way): Promise<Socket> {
  const socket =
    ca === null
      ? connect({ port, host: '127.0.0.1', noDelay: true })
      : connectTls({ port, host: '127.0.0.1', ca }).setNoDelay(true);
  socket.on('error', () => undefined);
  await once(socket, ca === null ? 'connect' : 'secureConnect');
  socket.write(upgrade);
  const head = await said(socket);
  if (!head.toString('latin1').startsWith('HTTP/1.1 101')) throw new Error(head.toString());
  return socket;
}

async function carried(way: Way, to: 'up' | 'down', bytes: number): Promise<number> {
  const socket = await opened(way);
  const startedAt = performance.now();
  if (to === 'down') {
    socket.write(`d${bytes};`);
    let left = bytes;
    socket.on('data', ({ length }: Buffer) => {
      left -= length;
      if (left <= 0) socket.emit('all');
    });
    await once(socket, 'all');
  } else {
    const chunk = Buffer.alloc(64 * 1024);
    const done = once(socket, 'data');
    socket.write(`u${bytes};`);
    for (let left = bytes; left > 0; left -= chunk.length) {
      if (!socket.write(chunk)) await once(socket, 'drain');
    }
    await done;
  }
  const ms = performance.now() - startedAt;
  gone(socket);
  return ms;
}

async function trips(way: Way, count: number): Promise<readonly number[]> {
  const socket = await opened(way);
  socket.write('e');
  const taken: number[] = [];
  for (let trip = 0; trip < count; trip += 1) {
    const startedAt = performance.now();
    socket.write('.');
    await once(socket, 'data');
    taken.push(performance.now() - startedAt);
  }
  gone(socket);
  return taken;
}

async function opens(way: Way, count: number): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let time = 0; time < count; time += 1) {
    const startedAt = performance.now();
    const socket = await opened(way);
    taken.push(performance.now() - startedAt);
    gone(socket);
  }
  return taken;
}

/** As the original client: at once after a hang-up, later after each refusal (docs/realm-clients.md). */
async function comeBack(way: Way): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    try {
      held.push(await opened(way));
      return performance.now() - startedAt;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 900));
    }
  }
}

async function hold(way: Way, count: number): Promise<void> {
  // Some at a time: as apps come, and as relays have a limit to how many they take at once.
  for (let left = count; left > 0; left -= 25)
    held.push(...(await Promise.all(Array.from({ length: Math.min(25, left) }, () => opened(way)))));
}

serveOrders<null, LoadOrder>(null, async (order) => {
  switch (order.do) {
    case 'carry':
      return carried(order.way, order.to, order.bytes);
    case 'trips':
      return trips(order.way, order.count);
    case 'open':
      return opens(order.way, order.count);
    case 'hold':
      return hold(order.way, order.count);
    case 'askAndNotRead': {
      const socket = await opened(order.way);
      socket.pause().write(`d${order.bytes};`);
      held.push(socket);
      return undefined;
    }
    case 'letGo':
      held.splice(0).forEach(gone);
      return undefined;
    case 'comeBack':
      return comeBack(order.way);
  }
});
