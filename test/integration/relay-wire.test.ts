import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { startCapture } from '../peers/capture.ts';
import { loopback } from '../peers/port.ts';
import { direct, forThisTest } from './demo-hops.ts';
import { relayForThisTest, type RunningRelay } from './relayed.ts';
import { answer, scripted } from './scripted-server.ts';

/** What passes through, byte for byte. */

const mebi = 1024 * 1024;

async function listening(server: Server): Promise<number> {
  server.listen(0, loopback);
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function relayTo(port: number): Promise<RunningRelay> {
  return relayForThisTest({ profile: direct(`http://${loopback}:${port}`) });
}

const serving = async (
  serve: (incoming: IncomingMessage, response: ServerResponse) => void,
): Promise<RunningRelay> => relayTo(await listening(createServer(serve)));

const bodyOf = async (stream: AsyncIterable<unknown>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
};

/** A websocket server that sends back whatever it gets, and what it was asked with. */
async function echoing(path?: string) {
  const http = createServer();
  const sockets = new WebSocketServer({
    server: http,
    perMessageDeflate: { threshold: 0 },
    maxPayload: 64 * mebi,
  });
  const asked: IncomingMessage[] = [];
  sockets.on('connection', (socket, incoming) => {
    asked.push(incoming);
    socket.on('message', (message, binary) => socket.send(message as Buffer, { binary }));
  });
  onTestFinished(() => sockets.clients.forEach((client) => client.terminate()));
  const relay = await relayTo(await listening(http));
  const url = `ws://${loopback}:${relay.port}${path ?? '/realm-sync/%2Fnell%2Ftasks'}`;
  const open = async (perMessageDeflate: boolean): Promise<WebSocket> => {
    const socket = new WebSocket(url, {
      perMessageDeflate: perMessageDeflate && { threshold: 0 },
      maxPayload: 64 * mebi,
    });
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    return socket;
  };
  return { relay, asked, open };
}

test.each([true, false])(
  '16 MiB in one frame go both ways byte for byte, text and binary (compressed: %s)',
  async (isCompressed) => {
    const { open } = await echoing();
    const socket = await open(isCompressed);
    expect(socket.extensions).toBe(isCompressed ? 'permessage-deflate' : '');
    const binary = randomBytes(16 * mebi);
    const text = Buffer.from('Größe '.repeat(2 * mebi));
    for (const [sent, isBinary] of [
      [binary, true],
      [text, false],
    ] as const) {
      socket.send(sent, { binary: isBinary });
      const [came, cameBinary] = (await once(socket, 'message')) as [Buffer, boolean];
      expect(cameBinary).toBe(isBinary);
      expect(came.equals(sent)).toBe(true);
    }
  },
);

test('a websocket beside the sync service goes to the server, with its token', async () => {
  const { open, asked } = await echoing('/log/info');
  const socket = await open(true);
  socket.send('tail');
  expect(String(((await once(socket, 'message')) as [Buffer])[0])).toBe('tail');
  expect(asked[0]?.url).toBe('/log/info');
});

test('six requests on one connection of the app are six answers on it, in their order', async () => {
  let ports = 0;
  const relay = await serving((incoming, response) => response.end(`${incoming.method} ${incoming.url}`));
  const socket = connect(relay.port, loopback);
  onTestFinished(() => void socket.destroy());
  let said = '';
  socket.setEncoding('latin1').on('data', (text: string) => (said += text));
  socket.on('close', () => (ports += 1));
  for (let at = 0; at < 6; at += 1) {
    socket.write(`GET /stats?${at} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    await expect.poll(() => said).toContain(`GET /stats?${at}`);
  }
  expect(said.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(6);
  expect(ports).toBe(0);
});

test('six requests sent at once on one connection are answered in their order', async () => {
  const relay = await serving((incoming, response) => {
    void pause(Number(incoming.url?.slice(-1)) % 2 === 0 ? 30 : 0).then(() =>
      response.end(`<${incoming.url}>`),
    );
  });
  const socket = connect(relay.port, loopback);
  onTestFinished(() => void socket.destroy());
  let said = '';
  socket.setEncoding('latin1').on('data', (text: string) => (said += text));
  socket.write([0, 1, 2, 3, 4, 5].map((at) => `GET /r${at} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`).join(''));
  await expect.poll(() => said).toContain('</r5>');
  expect(said.match(/<\/r\d>/g)).toEqual([0, 1, 2, 3, 4, 5].map((at) => `</r${at}>`));
});

const ask = (
  { port }: RunningRelay,
  options: { readonly method?: string; readonly path?: string; readonly headers?: Record<string, string> },
  body?: Buffer,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const outgoing = request({ host: loopback, port, agent: false, ...options }, resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });

test('16 MB go up and down byte for byte, with a length and in chunks', async () => {
  const relay = await serving((incoming, response) => {
    if (incoming.headers['content-length'] !== undefined)
      response.setHeader('Content-Length', incoming.headers['content-length']);
    incoming.pipe(response);
  });
  const sent = randomBytes(16_000_000);
  for (const headers of [{ 'Content-Length': String(sent.length) }, { 'Transfer-Encoding': 'chunked' }]) {
    const came = await ask(relay, { method: 'PUT', path: '/realms/files/a', headers }, sent);
    expect(came.statusCode).toBe(200);
    expect((await bodyOf(came)).equals(sent)).toBe(true);
  }
});

test('HEAD has the answer’s length and no body, and the connection goes on', async () => {
  const relay = await serving((_incoming, response) => {
    response.setHeader('Content-Length', '1234');
    response.end();
  });
  const socket = connect(relay.port, loopback);
  onTestFinished(() => void socket.destroy());
  let said = '';
  socket.setEncoding('latin1').on('data', (text: string) => (said += text));
  socket.write('HEAD /a HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  await expect.poll(() => said).toMatch(/Content-Length: 1234\r\n[^]*\r\n\r\n$/);
  socket.write('HEAD /b HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  await expect.poll(() => said.match(/Content-Length: 1234/g)?.length).toBe(2);
});

/** Sends a head, waits for 100 and then sends the body, as .NET and curl do. */
async function waitsForContinue(relay: RunningRelay, path: string, body: string): Promise<string> {
  const socket: Socket = connect(relay.port, loopback);
  onTestFinished(() => void socket.destroy());
  let said = '';
  socket.setEncoding('latin1').on('data', (text: string) => (said += text));
  const head = [`POST ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Content-Type: application/json'];
  socket.write([...head, `Content-Length: ${body.length}`, 'Expect: 100-continue', '', ''].join('\r\n'));
  await expect.poll(() => said).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\n/);
  socket.write(body);
  await expect.poll(() => said).toMatch(/HTTP\/1\.1 200/);
  expect(said.match(/HTTP\/1\.1 100/g)).toHaveLength(1);
  return said;
}

test('an app that waits for 100 is told to go on by the server, and for a token by the relay', async () => {
  const http = createServer();
  let asked = 0;
  const serve = (incoming: IncomingMessage, response: ServerResponse) => {
    void bodyOf(incoming).then((body) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ access_token: {}, length: body.length }));
    });
  };
  http.on('request', serve);
  http.on('checkContinue', (incoming: IncomingMessage, response: ServerResponse) => {
    asked += 1;
    response.writeContinue();
    serve(incoming, response);
  });
  const relay = await relayTo(await listening(http));
  expect(await waitsForContinue(relay, '/realms/files/a', 'twelve bytes')).toContain('"length":12');
  expect(asked).toBe(1);
  expect(await waitsForContinue(relay, '/auth', '{"provider":"realm"}')).toContain('"length":20');
});

test('a request goes on as it was sent: order, spelling, %2F; no Via, no X-Forwarded-For, nothing added', async () => {
  const capture = await forThisTest(
    startCapture({ reply: scripted({ upgrade: () => answer('204 No Content') }) }),
  );
  const relay = await relayTo(capture.port);
  const socket = connect(relay.port, loopback);
  onTestFinished(() => void socket.destroy());
  const lines = ['x-First: 1', 'ACCEPT: */*', 'x-first-of-all: two  blanks', 'Cookie: a=1; b=2'];
  socket.write(
    ['GET /realms%2Ffiles/a%20b?q=%2F HTTP/1.1', ...lines, `hOST: 127.0.0.1:${relay.port}`, '', ''].join(
      '\r\n',
    ),
  );
  const { lines: came } = await capture.request();
  expect(came.filter((line) => !/^connection:/i.test(line))).toEqual([
    'GET /realms%2Ffiles/a%20b?q=%2F HTTP/1.1',
    ...lines,
    `hOST: ${loopback}:${capture.port}`,
  ]);
});

test('an answer that breaks off breaks off for the app, too', async () => {
  const relay = await serving((_incoming, response) => {
    response.setHeader('Content-Length', '100');
    response.write('half', () => response.destroy());
  });
  const came = await ask(relay, { path: '/a' });
  await expect(bodyOf(came)).rejects.toMatchObject({ code: 'ECONNRESET' });
  await relay.until(() => relay.events.some(({ event }) => event === 'closed'));
  expect(relay.events.find(({ event }) => event === 'closed')).toMatchObject({
    app: { phase: { state: 'ended', why: { kind: 'failed', problem: { kind: 'auth.closed' } } } },
  });
});

test('a request that offers HTTP/2 beside is answered in HTTP/1.1, body and all', async () => {
  const relay = await serving((incoming, response) => {
    void bodyOf(incoming).then((body) =>
      response.end(`${incoming.headers.upgrade ?? 'none'} ${body.toString()}`),
    );
  });
  const headers = {
    Connection: 'Upgrade, HTTP2-Settings',
    Upgrade: 'h2c',
    'HTTP2-Settings': 'AAMAAABkAAQAAP__',
  };
  const came = await ask(relay, { method: 'POST', path: '/stats', headers }, Buffer.from('the body'));
  expect((await bodyOf(came)).toString()).toBe('none the body');
});

test('a page’s refused websocket is closed, whatever the page does with its end', async () => {
  const { relay } = await echoing();
  const socket = connect({ port: relay.port, host: loopback, allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  socket.write(
    'GET /realm-sync/a HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://evil.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  );
  const said = await bodyOf(socket);
  expect(said.toString('latin1')).toMatch(/^HTTP\/1\.1 403 Forbidden\r\nContent-Type: text\/plain/);
  // The relay's own sockets: none is left, though this side has said no end of its own.
  await expect.poll(() => relay.relay.status.state === 'listening' && relay.relay.status.apps.length).toBe(0);
});
