import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeHttp, StaleLink, type HttpLink, type HttpRequest } from '../../main/ports/http.ts';
import { never, turn } from '../fakes/abort.ts';
import { FakeHttp, type FakeHttpLink, type ScriptedAnswer } from '../fakes/http.ts';
import { loopback } from '../peers/port.ts';

type Script = (ScriptedAnswer | 'silence')[];

/** A link to a server that answers by script. */
interface HttpBench {
  readonly link: HttpLink;
  /** What the server was asked, each request with the connection it came over. */
  readonly asked: () => readonly string[];
  /** The server closes the connection; answers once the client could know. */
  readonly hangUp: () => Promise<void>;
}

const request = (path: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  host: 'ros.example:9080',
  path,
  headers: [['Accept', 'application/json']],
  body: '{}',
  maxAnswerBytes: 1000,
  ...more,
});

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  sockets.splice(0).forEach((socket) => socket.destroy());
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

function wireText({ status, headers = {}, body = '', then = 'keep' }: ScriptedAnswer): string {
  const length = Buffer.byteLength(body) + (then === 'cut' ? 10 : 0);
  const lines = Object.entries({ ...headers, 'Content-Length': String(length) });
  if (then === 'close') lines.push(['Connection', 'close']);
  return `HTTP/1.1 ${status} X\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

/** A raw TCP server: what it reads and writes is HTTP because this says so, and nothing else. */
async function real(script: Script): Promise<HttpBench> {
  const asked: string[] = [];
  const far: Socket[] = [];
  const server = createServer((socket) => {
    far.push(socket);
    sockets.push(socket);
    const connection = far.length;
    let pending = '';
    socket
      .on('error', () => undefined)
      .on('data', (chunk) => {
        pending += chunk.toString('latin1');
        for (let end = pending.indexOf('\r\n\r\n{}'); end >= 0; end = pending.indexOf('\r\n\r\n{}')) {
          asked.push(`${pending.split(' ')[1]} over ${connection}`);
          pending = pending.slice(end + 6);
          const answer = script.shift() ?? 'silence';
          if (answer === 'silence') return;
          socket.write(wireText(answer), 'utf8');
          if (answer.then === 'close' || answer.then === 'cut') socket.end();
        }
      });
  });
  servers.push(server.listen(0, loopback));
  await once(server, 'listening');
  const near = connect((server.address() as AddressInfo).port, loopback);
  sockets.push(near);
  await once(near, 'connect');
  return {
    link: nodeHttp.over(near),
    asked: () => asked,
    hangUp: async () => {
      const closed = once(near, 'close');
      far[0]?.destroy();
      await closed;
    },
  };
}

function fake(script: Script): Promise<HttpBench> {
  const http = new FakeHttp(() => script.shift() ?? 'silence');
  const link: FakeHttpLink = http.over(duplexPair()[0]);
  return Promise.resolve({
    link,
    asked: () => http.requests.map(({ path }) => `${path} over 1`),
    hangUp: () => Promise.resolve(link.goStale()),
  });
}

describe.each([
  ['the fake HTTP', fake],
  ['the HTTP of Node', real],
])('%s', (_name, makeBench) => {
  it('gives status, headers in any case, and body', async () => {
    const { link } = await makeBench([{ status: 503, headers: { 'Retry-After': '7' }, body: 'büsy' }]);
    const answer = await link.exchange(request('/auth'), never());
    expect([answer.status, answer.body, answer.flaw]).toEqual([503, 'büsy', null]);
    expect([answer.header('retry-after'), answer.header('RETRY-AFTER'), answer.header('x')]).toEqual([
      '7',
      '7',
      null,
    ]);
  });

  it('sends one request after the other over the same stream', async () => {
    const { link, asked } = await makeBench([
      { status: 200, body: 'a' },
      { status: 404, body: 'b' },
      { status: 200, body: 'c' },
    ]);
    for (const path of ['/1', '/2', '/3']) {
      expect(link.isOpen).toBe(true);
      await link.exchange(request(path), never());
      await turn();
    }
    expect(asked()).toEqual(['/1 over 1', '/2 over 1', '/3 over 1']);
  });

  it('follows no redirect', async () => {
    const { link, asked } = await makeBench([
      { status: 302, headers: { Location: 'http://elsewhere.invalid/' } },
    ]);
    expect((await link.exchange(request('/auth'), never())).status).toBe(302);
    expect(asked()).toHaveLength(1);
  });

  it('is not open any more after an answer that closes', async () => {
    const { link } = await makeBench([{ status: 200, then: 'close' }]);
    await link.exchange(request('/auth'), never());
    while (link.isOpen) await turn();
    expect(link.isOpen).toBe(false);
  });

  it('fails on a stream that was closed in the meantime, without a second try', async () => {
    const { link, hangUp, asked } = await makeBench([{ status: 200 }]);
    await link.exchange(request('/1'), never());
    await turn();
    await hangUp();
    await expect(link.exchange(request('/2'), never())).rejects.toThrow();
    expect(asked()).toEqual(['/1 over 1']);
    expect(link.isOpen).toBe(false);
  });

  it('cuts an answer that is too large', async () => {
    const { link } = await makeBench([{ status: 200, body: 'x'.repeat(5000) }]);
    const answer = await link.exchange(request('/auth'), never());
    expect([answer.flaw, answer.body.length]).toEqual(['tooLarge', 1000]);
    while (link.isOpen) await turn();
  });

  it('takes an answer that is as large as it may be', async () => {
    const { link } = await makeBench([{ status: 200, body: 'x'.repeat(1000) }]);
    const answer = await link.exchange(request('/auth'), never());
    expect([answer.flaw, answer.body.length]).toEqual([null, 1000]);
  });

  it('says when an answer was cut off', async () => {
    const { link } = await makeBench([{ status: 200, body: 'half', then: 'cut' }]);
    const answer = await link.exchange(request('/auth'), never());
    expect([answer.status, answer.body, answer.flaw]).toEqual([200, 'half', 'cutOff']);
  });

  it('ends at once when it is aborted, and closes the stream', async () => {
    const { link } = await makeBench(['silence']);
    const person = new AbortController();
    const exchange = link.exchange(request('/auth'), person.signal);
    await turn();
    person.abort();
    await expect(exchange).rejects.toThrow();
    expect(link.isOpen).toBe(false);
  });

  it('does not begin when it was aborted before', async () => {
    const { link } = await makeBench([{ status: 200 }]);
    await expect(link.exchange(request('/auth'), AbortSignal.abort())).rejects.toThrow();
  });

  it('can be closed, twice as well', async () => {
    const { link } = await makeBench([]);
    link.close();
    link.close();
    expect(link.isOpen).toBe(false);
  });
});

describe('the HTTP of Node alone', () => {
  it('tells a link that went stale while it wrote from a server that failed', async () => {
    const accepted: Socket[] = [];
    let requests = 0;
    const server = createServer((socket) => {
      accepted.push(socket);
      socket
        .on('error', () => undefined)
        .on('data', () => {
          requests += 1;
          if (requests === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
          else socket.resetAndDestroy();
        });
    });
    servers.push(server.listen(0, loopback));
    await once(server, 'listening');
    const dial = async (): Promise<HttpLink> => {
      const socket = connect((server.address() as AddressInfo).port, loopback);
      sockets.push(socket);
      await once(socket, 'connect');
      return nodeHttp.over(socket);
    };
    const link = await dial();
    await link.exchange(request('/1'), never());
    await turn();
    await expect(link.exchange(request('/2'), never())).rejects.toBeInstanceOf(StaleLink);
    const fresh = await dial();
    await expect(fresh.exchange(request('/3'), never())).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('fails at once on a stream that was closed before it was used', async () => {
    const [near] = duplexPair();
    const link = nodeHttp.over(near);
    near.destroy();
    await expect(link.exchange(request('/1'), never())).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('sends header lines in the order and spelling it was given', async () => {
    const [near, far] = duplexPair();
    const link = nodeHttp.over(near);
    void link
      .exchange(
        request('/ros/auth', {
          headers: [
            ['x-TEAM', 'mobile'],
            ['Accept', '*/*'],
          ],
        }),
        never(),
      )
      .catch(() => undefined);
    let text = '';
    far.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    while (!text.endsWith('{}')) await turn();
    link.close();
    expect(text.split('\r\n')).toEqual([
      'POST /ros/auth HTTP/1.1',
      'Host: ros.example:9080',
      'x-TEAM: mobile',
      'Accept: */*',
      'Content-Length: 2',
      'Connection: keep-alive',
      '',
      '{}',
    ]);
  });
});
