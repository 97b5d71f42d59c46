import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Duplex } from 'node:stream';
import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A whole answer as it came over the wire; status 0 when TCP ended without one. */
export type RawAnswer = { status: number; head: string; body: string };

export type Issued = { token: string; token_data: { identity: string; path?: string; expires: number } };

const HEAD_END = '\r\n\r\n';

/** Sends exact bytes and reads one answer, or what came until the peer hung up. */
export async function exchange(stream: Duplex, request: string): Promise<RawAnswer> {
  stream.write(request);
  let seen = '';
  return new Promise((resolve) => {
    const collect = (chunk: Buffer): void => {
      seen += chunk.toString('latin1');
      if (isWhole(seen)) finish();
    };
    const finish = (): void => {
      stream.off('data', collect).off('close', finish).off('end', finish).off('error', finish);
      const end = seen.indexOf(HEAD_END);
      const head = end < 0 ? seen : seen.slice(0, end);
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
      resolve({ status, head, body: end < 0 ? '' : seen.slice(end + HEAD_END.length) });
    };
    stream.on('data', collect).once('close', finish).once('end', finish).once('error', finish);
  });
}

function isWhole(seen: string): boolean {
  const end = seen.indexOf(HEAD_END);
  if (end < 0) return false;
  const length = /^content-length: (\d+)$/im.exec(seen.slice(0, end))?.[1];
  if (length === undefined) return / 101 | 200 Connection established/.test(seen);
  return seen.length >= end + HEAD_END.length + Number(length);
}

export async function dial(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** One request on a connection of its own. */
export async function ask(port: number, request: string): Promise<RawAnswer> {
  const socket = await dial(port);
  const answer = await exchange(socket, request);
  socket.destroy();
  return answer;
}

export const head = (requestLine: string, headers: Readonly<Record<string, string>>): string =>
  [
    `${requestLine} HTTP/1.1`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n');

/** A connection to `authority` through the forward proxy. */
export async function tunnel(
  proxyPort: number,
  authority: string,
  credentials: { username: string; password: string },
): Promise<Socket> {
  const socket = await dial(proxyPort);
  const basic = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
  const headers = { Host: authority, 'Proxy-Authorization': `Basic ${basic}` };
  const answer = await exchange(socket, head(`CONNECT ${authority}`, headers));
  if (answer.status !== 200) throw new Error(`the forward proxy answered ${answer.status}`);
  return socket;
}

export async function overTls(
  socket: Socket,
  options: { ca: string; cert?: string; key?: string },
): Promise<Duplex> {
  const secured = connectTls({ socket, host: '127.0.0.1', ALPNProtocols: ['http/1.1'], ...options });
  await once(secured, 'secureConnect');
  return secured;
}

export const postAuth = (body: unknown, headers: Readonly<Record<string, string>> = {}): string => {
  const text = JSON.stringify(body);
  const all = {
    Host: 'ros',
    'Content-Type': 'application/json',
    'Content-Length': String(text.length),
    ...headers,
  };
  return head('POST /auth', all) + text;
};

export const upgradeHead = (target: string, headers: Readonly<Record<string, string>> = {}): string =>
  head(`GET ${target}`, {
    Host: 'ros',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Key': 'FBeULDToSQx6zW+pXf8+Jw==',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Protocol': 'io.realm.sync.22',
    ...headers,
  });

export const bearer = (token: string): string => `Realm-Access-Token version=1 token="${token}"`;

type Opening = { url: string; version: number; headers: Record<string, string>; stream: Duplex };

/** A sync client that speaks the protocol by hand, and keeps everything the server sent. */
export class SyncClient {
  readonly frames: string[] = [];
  readonly pongs: string[] = [];
  readonly socket: WebSocket;
  readonly #version: number;
  readonly closed: Promise<number>;

  private constructor(socket: WebSocket, version: number) {
    this.socket = socket;
    this.#version = version;
    this.closed = new Promise((resolve) => socket.once('close', (code) => resolve(code)));
    socket.on('message', (message: Buffer, isBinary) => {
      this.frames.push(isBinary ? message.toString('latin1') : `text ${message.toString()}`);
    });
    socket.on('pong', (payload) => this.pongs.push(payload.toString()));
    socket.on('error', () => undefined);
  }

  static async open({ url, version, headers, stream }: Opening): Promise<SyncClient> {
    const socket = new WebSocket(url, [`io.realm.sync.${version}`], {
      createConnection: () => stream,
      perMessageDeflate: false,
      headers,
    });
    const client = new SyncClient(socket, version);
    await once(socket, 'open');
    return client;
  }

  say(text: string): void {
    this.socket.send(Buffer.from(text, 'latin1'));
  }

  bind(path: string, token: string): void {
    const fifth = this.#version >= 24 ? ' 0' : '';
    this.say(`bind 1 ${path.length} ${token.length} 1${fifth}\n${path}${token}`);
  }

  /** Repeats what the server allotted. */
  ident(allotted: string): void {
    const [, , ...numbers] = allotted.trim().split(' ');
    this.say(`ident 1 ${numbers.join(' ')} 0 0 0 0\n`);
  }
}
