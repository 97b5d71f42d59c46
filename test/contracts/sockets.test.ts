import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { duplexPair, type Duplex } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import {
  wsSockets,
  type FrameListener,
  type Sockets,
  type SyncSocket,
  type UpgradeAnswer,
  type UpgradeListener,
  type UpgradeRequest,
} from '../../main/ports/sockets.ts';
import { never, turn } from '../fakes/abort.ts';
import { FakeSockets, type UpgradeScript } from '../fakes/sockets.ts';
import { loopback } from '../peers/port.ts';

const protocol = 'io.realm.sync.30';
const request: UpgradeRequest = {
  target: '/realm-sync/%2Fu1%2Fa',
  headers: [
    ['authorization', 'Realm-Access-Token version=1 token="t"'],
    ['Connection', 'Upgrade'],
    ['Host', 'ros.example'],
    ['Sec-WebSocket-Key', ''],
    ['Sec-WebSocket-Protocol', `${protocol},io.realm.sync.22`],
    ['Sec-WebSocket-Version', '13'],
    ['Upgrade', 'websocket'],
    ['X-Team', 'mobile'],
  ],
  subprotocols: [protocol, 'io.realm.sync.22'],
  isCompressed: false,
};

const ours = wsSockets(1000);

/** Everything a listener is told, in order. */
class Ear implements UpgradeListener, FrameListener {
  readonly heard: string[] = [];
  readonly frames = this;
  key = '';
  sent(key: string): void {
    this.key = key;
  }
  answered(): void {
    // Its own tests look at heads.
  }
  received(message: Buffer): void {
    this.heard.push(`received ${message.toString()}`);
  }
  ponged(payload: Buffer): void {
    this.heard.push(`ponged ${payload.toString()}`);
  }
  closed(code: number, flaw: 'websocket' | 'tooLarge' | null): void {
    this.heard.push(`closed ${code} ${flaw ?? 'without a flaw'}`);
  }
  async waitFor(what: string): Promise<void> {
    while (!this.heard.some((line) => line.startsWith(what))) await turn();
  }
}

/** The server's end of an open websocket. */
interface FarEnd {
  readonly heard: () => readonly string[];
  send(message: string): void;
  pong(payload: string): void;
  drop(): void;
}

interface SocketsBench {
  readonly sockets: Sockets;
  readonly dial: () => Promise<Duplex>;
  readonly far: () => FarEnd;
}

const servers: Server[] = [];
const open: Duplex[] = [];
afterEach(async () => {
  const closed = servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)));
  while (open.length > 0) {
    open.splice(0).forEach((stream) => stream.destroy());
    await turn();
  }
  await Promise.all(closed);
});

const refusalText = ({ status, location, retryAfter, body }: Extract<UpgradeAnswer, { kind: 'refused' }>) =>
  [
    `HTTP/1.1 ${status} No`,
    ...(location === null ? [] : [`Location: ${location}`]),
    ...(retryAfter === null ? [] : [`Retry-After: ${retryAfter}`]),
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');

const acceptKey = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

const switching = (key: string, ...more: string[]): string =>
  [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${acceptKey(key)}`,
    ...more,
    '',
    '',
  ].join('\r\n');

const keyOf = ({ headers }: IncomingMessage): string => headers['sec-websocket-key'] ?? '';

function brokenText(incoming: IncomingMessage, reason: 'accept' | 'subprotocol' | 'extension'): string {
  const key = keyOf(incoming);
  switch (reason) {
    case 'accept':
      return switching('another key', `Sec-WebSocket-Protocol: ${protocol}`);
    case 'subprotocol':
      return switching(key, 'Sec-WebSocket-Protocol: io.realm.sync.99');
    case 'extension':
      return switching(
        key,
        `Sec-WebSocket-Protocol: ${protocol}`,
        'Sec-WebSocket-Extensions: permessage-deflate',
      );
  }
}

type OnUpgrade = (incoming: IncomingMessage, socket: Socket, head: Buffer) => void;

/** A server on loopback that does with an upgrade what it is told. */
async function listen(onUpgrade: OnUpgrade): Promise<() => Promise<Socket>> {
  const server = createServer();
  server.on('connection', (socket: Socket) => open.push(socket.on('error', () => undefined)));
  server.on('upgrade', onUpgrade);
  servers.push(server.listen(0, loopback));
  await once(server, 'listening');
  return async () => {
    const socket = connect((server.address() as AddressInfo).port, loopback);
    open.push(socket.on('error', () => undefined));
    await once(socket, 'connect');
    return socket;
  };
}

async function real(script: UpgradeScript): Promise<SocketsBench> {
  const heard: string[] = [];
  let far: WebSocket | null = null;
  const dial = await listen((incoming, socket, head) => {
    if (script === 'silence') return;
    if (script instanceof Error) socket.resetAndDestroy();
    else if ('accept' in script) {
      const accepted = script.accept;
      const websockets = new WebSocketServer({ noServer: true, handleProtocols: () => accepted });
      websockets.handleUpgrade(incoming, socket, head, (opened) => {
        far = opened;
        opened.on('message', (message: Buffer) => heard.push(`received ${message.toString()}`));
        opened.on('ping', (payload) => heard.push(`pinged ${payload.toString()}`));
        opened.on('close', (code) => heard.push(`closed ${code}`));
      });
    } else
      socket.write(script.kind === 'refused' ? refusalText(script) : brokenText(incoming, script.reason));
  });
  return {
    sockets: ours,
    dial,
    far: () => ({
      heard: () => heard,
      send: (message) => far?.send(Buffer.from(message)),
      pong: (payload) => far?.pong(payload),
      drop: () => far?.terminate(),
    }),
  };
}

function fake(script: UpgradeScript): Promise<SocketsBench> {
  const sockets = new FakeSockets(() => script);
  return Promise.resolve({
    sockets,
    dial: () => Promise.resolve(duplexPair()[0]),
    far: () => {
      const [socket] = sockets.opened;
      return {
        heard: () => [
          ...(socket?.sent ?? []).map((message) => `received ${message.toString()}`),
          ...(socket?.pings ?? []).map((payload) => `pinged ${payload}`),
          ...(socket?.isTerminated ? ['closed 1006'] : []),
        ],
        send: (message) => socket?.serverSends(message),
        pong: (payload) => socket?.serverPongs(payload),
        drop: () => socket?.drop(1006),
      };
    },
  });
}

const socketOf = (answer: UpgradeAnswer): SyncSocket => {
  if (answer.kind !== 'opened') throw new Error(`not opened: ${JSON.stringify(answer)}`);
  return answer.socket;
};

const refused = {
  kind: 'refused',
  status: 503,
  location: null,
  retryAfter: '7',
  body: 'not up',
} as const;

describe.each([
  ['the fake sockets', fake],
  ['the sockets of ws', real],
])('%s', (_name, makeBench) => {
  const opened = async () => {
    const bench = await makeBench({ accept: protocol });
    const ear = new Ear();
    const stream = await bench.dial();
    const answer = await bench.sockets.upgrade(stream, request, ear, never());
    return { ear, stream, socket: socketOf(answer), far: bench.far() };
  };

  it('open with the subprotocol that the server chose, and tell the key', async () => {
    const { socket, ear } = await opened();
    expect(socket.protocol).toBe(protocol);
    expect(ear.key).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    socket.terminate();
  });

  it('carry messages both ways', async () => {
    const { socket, ear, far } = await opened();
    socket.send(Buffer.from('mark 1 1\n'));
    while (far.heard().length === 0) await turn();
    expect(far.heard()).toEqual(['received mark 1 1\n']);
    far.send('mark 1 1\n');
    await ear.waitFor('received');
    expect(ear.heard).toEqual(['received mark 1 1\n']);
    socket.terminate();
  });

  it('ping with the payload they are given, and tell of pongs', async () => {
    const { socket, ear, far } = await opened();
    socket.ping('123 4\n');
    while (far.heard().length === 0) await turn();
    expect(far.heard()).toEqual(['pinged 123 4\n']);
    far.pong('123\n');
    await ear.waitFor('ponged 123\n');
    socket.terminate();
  });

  it('tell when the connection drops, and nothing after that', async () => {
    const { socket, ear, far, stream } = await opened();
    far.drop();
    await ear.waitFor('closed');
    expect(ear.heard).toEqual(['closed 1006 without a flaw']);
    socket.send(Buffer.from('late'));
    socket.ping('late');
    socket.terminate();
    for (let turns = 0; turns < 5; turns += 1) await turn();
    expect(ear.heard).toHaveLength(1);
    expect(stream.destroyed).toBe(true);
  });

  it('end without a Close frame, and leave no stream open', async () => {
    const { socket, ear, far, stream } = await opened();
    socket.terminate();
    await ear.waitFor('closed 1006');
    while (!far.heard().includes('closed 1006')) await turn();
    expect(stream.destroyed).toBe(true);
  });

  it('answer a refusal with what it said, and end the stream', async () => {
    const { sockets, dial } = await makeBench(refused);
    const ear = new Ear();
    const stream = await dial();
    expect(await sockets.upgrade(stream, request, ear, never())).toEqual(refused);
    while (!stream.destroyed) await turn();
    expect(ear.heard).toEqual([]);
  });

  it.each(['accept', 'subprotocol', 'extension'] as const)(
    'are broken by a 101 with a wrong %s',
    async (reason) => {
      const { sockets, dial } = await makeBench({ kind: 'broken', reason });
      const ear = new Ear();
      const stream = await dial();
      expect(await sockets.upgrade(stream, request, ear, never())).toEqual({ kind: 'broken', reason });
      while (!stream.destroyed) await turn();
      for (let turns = 0; turns < 5; turns += 1) await turn();
      expect(ear.heard).toEqual([]);
    },
  );

  it('fail when the stream does', async () => {
    const { sockets, dial } = await makeBench(new Error('reset'));
    const stream = await dial();
    await expect(sockets.upgrade(stream, request, new Ear(), never())).rejects.toThrow();
    while (!stream.destroyed) await turn();
  });

  it('end at once when they are aborted while nobody answers', async () => {
    const { sockets, dial } = await makeBench('silence');
    const person = new AbortController();
    const ear = new Ear();
    const stream = await dial();
    const upgrade = sockets.upgrade(stream, request, ear, person.signal);
    await turn();
    person.abort();
    await expect(upgrade).rejects.toThrow();
    expect(stream.destroyed).toBe(true);
    expect(ear.heard).toEqual([]);
  });

  it('do not begin when they were aborted before', async () => {
    const { sockets, dial } = await makeBench({ accept: protocol });
    const stream = await dial();
    await expect(sockets.upgrade(stream, request, new Ear(), AbortSignal.abort())).rejects.toThrow();
    expect(stream.destroyed).toBe(true);
  });
});

describe('the sockets of ws alone', () => {
  /** What is written after the 101, frame by frame or all at once. */
  const openedBy = async (afterwards: (socket: Socket) => void, changes: Partial<UpgradeRequest> = {}) => {
    const dial = await listen((incoming, socket) => {
      socket.write(switching(keyOf(incoming), `Sec-WebSocket-Protocol: ${protocol}`));
      afterwards(socket);
    });
    const ear = new Ear();
    const stream = await dial();
    const answer = await ours.upgrade(stream, { ...request, ...changes }, ear, never());
    return { ear, stream, answer };
  };
  const frame = (opcode: number, payload: string | Buffer): Buffer => {
    const body = Buffer.from(payload);
    const length = body.length < 126 ? [body.length] : [126, body.length >> 8, body.length & 0xff];
    return Buffer.concat([Buffer.from([0x80 | opcode, ...length]), body]);
  };
  const refusedBy = async (answerText: (socket: Socket) => void, signal = never()) => {
    const dial = await listen((_incoming, socket) => answerText(socket));
    const stream = await dial();
    return { stream, answer: ours.upgrade(stream, request, new Ear(), signal) };
  };

  it('send the request as it was given, the key apart', async () => {
    const [near, far] = duplexPair();
    const ear = new Ear();
    const person = new AbortController();
    const upgrade = ours.upgrade(near, request, ear, person.signal).catch(() => undefined);
    let text = '';
    far.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    while (!text.endsWith('\r\n\r\n')) await turn();
    person.abort();
    await upgrade;
    expect(text.split('\r\n')).toEqual([
      'GET /realm-sync/%2Fu1%2Fa HTTP/1.1',
      ...request.headers.map(([name, value]) => `${name}: ${name === 'Sec-WebSocket-Key' ? ear.key : value}`),
      '',
      '',
    ]);
  });

  it('pass over text frames', async () => {
    const { ear, answer } = await openedBy((socket) => {
      socket.write(Buffer.concat([frame(1, 'text'), frame(2, 'binary')]));
    });
    await ear.waitFor('received');
    expect(ear.heard).toEqual(['received binary']);
    socketOf(answer).terminate();
  });

  it('take frames that came with the 101', async () => {
    const dial = await listen((incoming, socket) => {
      const head = switching(keyOf(incoming), `Sec-WebSocket-Protocol: ${protocol}`);
      socket.write(Buffer.concat([Buffer.from(head), frame(2, 'early')]));
    });
    const ear = new Ear();
    const answer = await ours.upgrade(await dial(), request, ear, never());
    await ear.waitFor('received early');
    socketOf(answer).terminate();
  });

  it('drop whoever sends too large a frame', async () => {
    const { ear, stream } = await openedBy((socket) => void socket.write(frame(2, 'x'.repeat(1001))));
    await ear.waitFor('closed');
    expect(ear.heard).toEqual([expect.stringMatching(/^closed \d+ tooLarge$/)]);
    while (!stream.destroyed) await turn();
  });

  it.each<[string, Buffer]>([
    ['a reserved opcode', frame(3, 'x')],
    ['a reserved bit', Buffer.from([0xc2, 0x01, 0x78])],
    ['a masked frame', Buffer.from([0x82, 0x81, 0, 0, 0, 0, 0x78])],
    ['a long control frame', frame(10, 'x'.repeat(200))],
  ])('drop whoever sends %s', async (_what, bytes) => {
    const { ear, stream } = await openedBy((socket) => void socket.write(bytes));
    await ear.waitFor('closed');
    expect(ear.heard).toEqual([expect.stringMatching(/^closed \d+ websocket$/)]);
    while (!stream.destroyed) await turn();
  });

  it('tell a Close frame’s code', async () => {
    const { ear } = await openedBy((socket) => void socket.end(frame(8, Buffer.from([0x03, 0xe9]))));
    await ear.waitFor('closed');
    expect(ear.heard).toEqual(['closed 1001 without a flaw']);
  });

  it('tell it too where the server says goodbye and does not hang up', async () => {
    const { ear, stream } = await openedBy(
      (socket) => void socket.write(frame(8, Buffer.from([0x03, 0xe9]))),
    );
    await ear.waitFor('closed');
    expect(ear.heard).toEqual(['closed 1001 without a flaw']);
    expect(stream.destroyed).toBe(true);
  });

  it('read 64 KiB of a refusal’s body and no more', async () => {
    const { stream, answer } = await refusedBy((socket) => {
      socket.write(`HTTP/1.1 403 No\r\nContent-Length: 200000\r\n\r\n${'x'.repeat(200_000)}`);
    });
    expect(await answer).toMatchObject({ status: 403, body: 'x'.repeat(64 * 1024) });
    while (!stream.destroyed) await turn();
  });

  it('tell the status of a refusal whose body breaks off', async () => {
    const { answer } = await refusedBy((socket) => {
      socket.end('HTTP/1.1 502 No\r\nContent-Length: 100\r\n\r\nhalf');
    });
    expect(await answer).toMatchObject({ kind: 'refused', status: 502, body: 'half' });
  });

  it('end at once when they are aborted in the middle of a refusal’s body', async () => {
    const person = new AbortController();
    const { stream, answer } = await refusedBy((socket) => {
      socket.write('HTTP/1.1 403 No\r\nContent-Length: 100\r\n\r\nhalf');
    }, person.signal);
    const outcome = answer.then(
      () => 'ended',
      () => 'ended',
    );
    for (let turns = 0; turns < 20; turns += 1) await turn();
    person.abort();
    expect(await outcome).toBe('ended');
    expect(stream.destroyed).toBe(true);
  });

  it('answer a redirect and don’t follow it', async () => {
    const { answer } = await refusedBy((socket) => {
      socket.end('HTTP/1.1 302 Found\r\nLocation: http://elsewhere.invalid/\r\nContent-Length: 0\r\n\r\n');
    });
    expect(await answer).toMatchObject({ status: 302, location: 'http://elsewhere.invalid/' });
  });

  it('fail when what answers is not HTTP', async () => {
    const { answer } = await refusedBy((socket) => void socket.end('SSH-2.0-OpenSSH\r\n'));
    await expect(answer).rejects.toMatchObject({ code: expect.stringMatching(/^HPE_/) as string });
  });

  it('fail when a server closes without an answer', async () => {
    const { answer } = await refusedBy((socket) => void socket.end());
    await expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('take compression only where it was asked for', async () => {
    const headers = [
      ...request.headers,
      ['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits'] as const,
    ];
    const dial = await listen((incoming, socket) => {
      const extension = 'Sec-WebSocket-Extensions: permessage-deflate';
      socket.write(switching(keyOf(incoming), `Sec-WebSocket-Protocol: ${protocol}`, extension));
    });
    const compressed = { ...request, headers, isCompressed: true };
    const answer = await ours.upgrade(await dial(), compressed, new Ear(), never());
    expect(answer.kind).toBe('opened');
    socketOf(answer).terminate();
  });
});
