import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { loopback, type Address } from './port.ts';

/*
 * Peers that do what standards allow but few expect, or what they forbid but some do: real sockets,
 * scripted to the byte, with a real way through to the target behind them.
 */

export interface OddPeer extends Address {
  readonly url: string;
  /** The heads of all requests, in their order. */
  readonly heads: readonly string[];
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
}

/** What to say: at once, or piece by piece, each in a segment of its own. */
type Words = string | readonly string[];

export interface OddAnswer {
  readonly say: Words;
  readonly then: 'tunnel' | 'keep' | 'close';
}

export const byteByByte = (text: string): readonly string[] => [...text];

async function speak(socket: Socket, words: Words): Promise<void> {
  for (const piece of typeof words === 'string' ? [words] : words) {
    await new Promise<void>((resolve) => socket.write(piece, 'latin1', () => setImmediate(resolve)));
  }
}

const targetOf = (head: string): { host: string; port: number } => {
  const [, host = '', port = ''] = /^CONNECT \[?([^\]\s]+?)\]?:(\d+) /.exec(head) ?? [];
  return { host, port: Number(port) };
};

function splice(one: Socket, other: Socket): void {
  one.pipe(other).on('error', () => one.destroy());
  other.pipe(one).on('error', () => other.destroy());
  one.on('close', () => other.destroy());
  other.on('close', () => one.destroy());
}

async function listen(serve: (socket: Socket) => void, host: string): Promise<Omit<OddPeer, 'heads'>> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket.setNoDelay());
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  // A listening TCP server's address is never null nor a string.
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => server.close(resolve));
  };
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return { host, port, url, connections: () => connections, stop };
}

/** Reads request heads one after the other, and hands each to `answer` before it looks at the next. */
function onHeads(socket: Socket, answer: (head: string) => Promise<'goOn' | 'done'>): void {
  let pending = '';
  let isBusy = false;
  const look = async (): Promise<void> => {
    const end = pending.indexOf('\r\n\r\n');
    if (isBusy || end < 0) return;
    isBusy = true;
    const head = pending.slice(0, end + 4);
    pending = pending.slice(end + 4);
    const next = await answer(head);
    isBusy = false;
    if (next === 'done') socket.off('data', onData);
    else await look();
  };
  const onData = (chunk: Buffer): void => {
    pending += chunk.toString('latin1');
    void look();
  };
  socket.on('data', onData);
}

/** A forward proxy that answers by script; `nth` counts the requests to it from 0. */
export async function startOddProxy(
  answer: (head: string, nth: number) => OddAnswer,
  host: string = loopback,
): Promise<OddPeer> {
  const heads: string[] = [];
  const peer = await listen((socket) => {
    onHeads(socket, async (head) => {
      heads.push(head);
      const { say, then } = answer(head, heads.length - 1);
      const target = then === 'tunnel' ? await dial(targetOf(head)) : null;
      await speak(socket, say);
      if (target !== null) {
        splice(socket, target);
        return 'done';
      }
      if (then === 'close') socket.end();
      return 'goOn';
    });
  }, host);
  return { ...peer, heads };
}

/** Gives the same answer to the first bytes that it gets, and hangs up; null: resets the connection without a word. */
export const startBluntPeer = (say: string | null): Promise<Omit<OddPeer, 'heads'>> =>
  listen((socket) => {
    socket.once('data', () => (say === null ? socket.resetAndDestroy() : socket.end(say, 'latin1')));
  }, loopback);

const dial = (to: Address): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(to.port, to.host, () => resolve(socket));
    socket.once('error', reject);
  });

/** What becomes of the head of an answer on its way through, or what is said in place of all of it. */
export type Rewrite = (answer: string, request: string) => Words | { readonly instead: Words };

/** A gateway that rewrites the head of the first answer of each connection, and is transparent otherwise. */
export async function startOddGateway(
  upstream: Address,
  rewrite: Rewrite = (answer) => answer,
  host: string = loopback,
): Promise<OddPeer> {
  const heads: string[] = [];
  const peer = await listen((client) => {
    const server = connect(upstream.port, upstream.host).setNoDelay();
    server.on('error', () => client.destroy());
    let request = '';
    client.on('data', (chunk: Buffer) => {
      if (request === '') heads.push((request = chunk.toString('latin1').split('\r\n\r\n', 1)[0] ?? ''));
      server.write(chunk);
    });
    client.on('close', () => server.destroy());
    let pending: string | null = '';
    server.on('data', (chunk: Buffer) => {
      if (pending === null) return void client.write(chunk);
      pending += chunk.toString('latin1');
      const end = pending.indexOf('\r\n\r\n');
      if (end < 0) return;
      const [head, rest] = [pending.slice(0, end + 4), pending.slice(end + 4)];
      pending = null;
      const rewritten = rewrite(head, request);
      if (typeof rewritten === 'object' && 'instead' in rewritten) {
        server.removeAllListeners('data').removeAllListeners('close').resume();
        void speak(client, rewritten.instead);
        return;
      }
      server.pause();
      void speak(client, rewritten)
        .then(() => speak(client, rest))
        .finally(() => server.resume());
    });
    server.on('close', () => client.end());
  }, host);
  return { ...peer, heads };
}
