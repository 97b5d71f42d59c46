import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { SocksClient } from 'socks';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startCapture, type Capture } from '../peers/capture.ts';
import { createAuthority, type Authority, type CertificateRequest } from '../peers/certificates.ts';
import { startHaproxy } from '../peers/haproxy.ts';
import {
  askKeytar,
  runWithKeyring,
  startKeyring,
  type Keyring,
  type KeyringState,
} from '../peers/keyring.ts';
import { startMitmproxy, type Mitmproxy } from '../peers/mitmproxy.ts';
import { startNginx, type GatewayMistake } from '../peers/nginx.ts';
import type { Address } from '../peers/port.ts';
import { findProgram } from '../peers/process.ts';
import { startRelay } from '../peers/relay.ts';
import { startDante, startMicrosocks } from '../peers/socks.ts';
import { startSquid } from '../peers/squid.ts';

/** The peer, stopped when the test is over. */
async function forThisTest<Peer extends { readonly stop: () => Promise<void> }>(
  starting: Promise<Peer>,
): Promise<Peer> {
  const peer = await starting;
  onTestFinished(() => peer.stop());
  return peer;
}

const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

const opened = async (socket: Socket, event: 'connect' | 'secureConnect'): Promise<Socket> => {
  onTestFinished(() => void socket.destroy());
  await once(socket, event);
  return socket;
};

const dial = (address: Address): Promise<Socket> => opened(connect({ ...address }), 'connect');

const dialTls = (address: Address, options: ConnectionOptions): Promise<Socket> =>
  opened(connectTls({ ...address, ...options }), 'secureConnect');

/** Sends the lines as a request's head and answers with the head, and what came with it. */
async function ask(socket: Socket, ...lines: string[]): Promise<string> {
  socket.write([...lines, '', ''].join('\r\n'));
  let answer = '';
  while (!answer.includes('\r\n\r\n')) {
    const [chunk] = (await once(socket, 'data', { signal: AbortSignal.timeout(5_000) })) as [Buffer];
    answer += chunk.toString('latin1');
  }
  return answer;
}

const statusOf = (answer: string): number => Number(answer.split(' ')[1]);

// RFC 6455, section 1.3: HAProxy checks the server's answer to the key.
const key = 'FBeULDToSQx6zW+pXf8+Jw==';
const accepted = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
const switching = [
  'HTTP/1.1 101 Switching Protocols',
  'Connection: Upgrade',
  'Upgrade: websocket',
  `Sec-WebSocket-Accept: ${accepted}`,
  '\r\n',
].join('\r\n');

const upgradeLines = (target: string, ...headers: string[]): string[] => [
  `GET ${target} HTTP/1.1`,
  'Host: gateway.example',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  `Sec-WebSocket-Key: ${key}`,
  ...headers,
];

const headerNamed = (lines: readonly string[], name: string): string | undefined =>
  lines.find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `))?.slice(name.length + 2);

test('a peer that is not installed fails, naming the package', () => {
  const missing = { name: 'no-such-program', debianPackage: 'no-such-package' };
  expect(() => findProgram(missing)).toThrow('apt-get install no-such-package');
});

describe('squid', () => {
  const alice = { username: 'corp\\alice', password: 'open: sesame' };
  const connectTo = ({ port }: Address, ...headers: string[]): string[] => [
    `CONNECT 127.0.0.1:${port} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    ...headers,
  ];

  test('tunnels for whoever knows the password', async () => {
    const target = await forThisTest(startCapture());
    const squid = await forThisTest(startSquid({ auth: { kind: 'basic', users: [alice] } }));

    const refused = await ask(await dial(squid), ...connectTo(target));
    expect(statusOf(refused)).toBe(407);
    expect(refused).toContain('Proxy-Authenticate: Basic realm="causeway test"');

    const wrong = `Proxy-Authorization: ${basic(alice.username, 'wrong')}`;
    expect(statusOf(await ask(await dial(squid), ...connectTo(target, wrong)))).toBe(407);

    const right = `Proxy-Authorization: ${basic(alice.username, alice.password)}`;
    const tunnel = await dial(squid);
    expect(statusOf(await ask(tunnel, ...connectTo(target, right)))).toBe(200);
    expect(await ask(tunnel, 'GET /through HTTP/1.1')).toContain('ok');
    expect((await target.request()).lines).toEqual(['GET /through HTTP/1.1']);
    await expect.poll(() => squid.accessLog()).toMatch(/TCP_TUNNEL\/200 .*CONNECT .*alice/);
  });

  test('reaches only the ports it is allowed to', async () => {
    const allowed = await forThisTest(startCapture());
    const other = await forThisTest(startCapture());
    const squid = await forThisTest(startSquid({ allowedPorts: [allowed.port] }));
    expect(statusOf(await ask(await dial(squid), ...connectTo(allowed)))).toBe(200);
    expect(statusOf(await ask(await dial(squid), ...connectTo(other)))).toBe(403);
  });

  test('takes clients over TLS', async () => {
    const authority = await createAuthority();
    onTestFinished(authority.remove);
    const target = await forThisTest(startCapture());
    const squid = await forThisTest(startSquid({ tls: await authority.issue() }));
    const socket = await dialTls(squid, { ca: authority.ca });
    expect(statusOf(await ask(socket, ...connectTo(target)))).toBe(200);
  });

  test('offers Digest and NTLM with their challenges', async () => {
    const target = await forThisTest(startCapture());
    const digest = await forThisTest(startSquid({ auth: { kind: 'digest', users: [alice] } }));
    expect(await ask(await dial(digest), ...connectTo(target))).toMatch(
      /Proxy-Authenticate: Digest realm="causeway test", nonce="/,
    );

    const ntlm = await forThisTest(startSquid({ auth: { kind: 'ntlm' } }));
    const socket = await dial(ntlm);
    expect(await ask(socket, ...connectTo(target))).toContain('Proxy-Authenticate: NTLM\r\n');
    const negotiate = Buffer.from('4e544c4d53535000010000000782088200000000000000000000000000000000', 'hex');
    const challenged = await ask(
      await dial(ntlm),
      ...connectTo(target, `Proxy-Authorization: NTLM ${negotiate.toString('base64')}`),
    );
    expect(challenged).toMatch(/Proxy-Authenticate: NTLM TlRMTVNTUAAC/);
  });
});

const gateways = [
  { name: 'nginx', start: startNginx },
  { name: 'haproxy', start: startHaproxy },
];

describe.each(gateways)('$name as gateway', ({ start }) => {
  const encodedPath = '%2Fb920%2F~x%20foo%2F%C3%A5%2Bb';
  const pass = { name: 'X-Gateway-Key', value: 'Let me "in"; $please' };

  test('keeps %2F, replaces the prefix, passes the upgrade, and wants its header', async () => {
    const server = await forThisTest(
      startCapture({ reply: { kind: 'bytes', bytes: switching, then: 'keep' } }),
    );
    const gateway = await forThisTest(
      start({ upstream: server, requireHeader: pass, prefix: '/my/url/prefix' }),
    );
    const target = `/my/url/prefix/${encodedPath}`;

    expect(statusOf(await ask(await dial(gateway), ...upgradeLines(target)))).toBe(401);
    const wrongCase = `X-Gateway-Key: ${pass.value.toUpperCase()}`;
    expect(statusOf(await ask(await dial(gateway), ...upgradeLines(target, wrongCase)))).toBe(401);
    const admitted = `X-Gateway-Key: ${pass.value}`;
    expect(
      statusOf(await ask(await dial(gateway), ...upgradeLines(`/realm-sync/${encodedPath}`, admitted))),
    ).toBe(404);

    const headers = [admitted, 'Authorization: Realm-Access-Token version=1 token="t"'];
    expect(statusOf(await ask(await dial(gateway), ...upgradeLines(target, ...headers)))).toBe(101);
    const { lines } = await server.request();
    expect(lines[0]).toBe(`GET /realm-sync/${encodedPath} HTTP/1.1`);
    expect(headerNamed(lines, 'Upgrade')).toBe('websocket');
    expect(headerNamed(lines, 'Connection')?.toLowerCase()).toBe('upgrade');
    expect(headerNamed(lines, 'Authorization')).toBe('Realm-Access-Token version=1 token="t"');
    expect(headerNamed(lines, 'X-Gateway-Key')).toBeUndefined();
    expect(server.requests).toHaveLength(1);
    await expect.poll(() => gateway.accessLog()).toContain(`401 GET ${target}`);
  });

  test('passes /auth with its body', async () => {
    const server = await forThisTest(startCapture());
    const gateway = await forThisTest(start({ upstream: server, refusal: 403, requireHeader: pass }));
    const post = ['POST /auth HTTP/1.1', 'Host: gateway.example', 'Content-Length: 0'];
    expect(statusOf(await ask(await dial(gateway), ...post))).toBe(403);
    expect(statusOf(await ask(await dial(gateway), ...post, `X-Gateway-Key: ${pass.value}`))).toBe(200);
    expect((await server.request()).lines[0]).toBe('POST /auth HTTP/1.1');
  });

  test('wants a client certificate over TLS', async () => {
    const authority = await createAuthority();
    onTestFinished(authority.remove);
    const server = await forThisTest(startCapture());
    const tls = { ...(await authority.issue()), clientCa: authority.ca };
    const gateway = await forThisTest(start({ upstream: server, tls }));
    const client = await authority.issue({ names: ['alice'], clientAuth: true });
    const socket = await dialTls(gateway, { ca: authority.ca, key: client.key, cert: client.cert });
    expect(statusOf(await ask(socket, ...upgradeLines(`/realm-sync/${encodedPath}`)))).toBe(200);
  });
});

test('haproxy cuts a websocket on which nothing is said', async () => {
  const server = await forThisTest(
    startCapture({ reply: { kind: 'bytes', bytes: switching, then: 'keep' } }),
  );
  const gateway = await forThisTest(startHaproxy({ upstream: server, idleTimeoutMs: 200 }));
  const socket = await dial(gateway);
  expect(statusOf(await ask(socket, ...upgradeLines('/realm-sync/%2Fu1')))).toBe(101);
  await once(socket, 'close', { signal: AbortSignal.timeout(5_000) });
});

describe('nginx with a classic mistake', () => {
  const upgradeThrough = async (
    mistake: GatewayMistake,
    ...headers: string[]
  ): Promise<[string, Capture]> => {
    const server = await forThisTest(
      startCapture({ reply: { kind: 'bytes', bytes: switching, then: 'keep' } }),
    );
    const requireHeader = { name: 'X-Gateway-Key', value: 'k' };
    const gateway = await forThisTest(
      startNginx({ upstream: server, mistake, requireHeader, prefix: '/pre' }),
    );
    return [
      await ask(await dial(gateway), ...upgradeLines('/pre/%2Fu1%2Ffoo', 'X-Gateway-Key: k', ...headers)),
      server,
    ];
  };
  const arrivingLines = async (mistake: GatewayMistake, ...headers: string[]): Promise<readonly string[]> => {
    const [, server] = await upgradeThrough(mistake, ...headers);
    return (await server.request()).lines;
  };

  test.each([
    ['decodesPath', '/realm-sync/u1/foo'],
    ['encodesPathTwice', '/realm-sync/%252Fu1%252Ffoo'],
    ['keepsPrefix', '/pre/%2Fu1%2Ffoo'],
  ] as const)('%s', async (kind, target) => {
    expect((await arrivingLines({ kind }))[0]).toBe(`GET ${target} HTTP/1.1`);
  });

  test('strips what it should pass, passes what it should strip', async () => {
    const stripped = await startCaptureOfUpgrade({ kind: 'stripsUpgrade' });
    expect(headerNamed(stripped, 'Upgrade')).toBeUndefined();
    const lines = await arrivingLines({ kind: 'stripsHeader', name: 'X-Realm-Auth' }, 'X-Realm-Auth: token');
    expect(headerNamed(lines, 'X-Realm-Auth')).toBeUndefined();
    expect(headerNamed(await arrivingLines({ kind: 'forwardsRequiredHeader' }), 'X-Gateway-Key')).toBe('k');
  });

  // A 101 to a request without Upgrade is an error to nginx, so this server answers 200.
  const startCaptureOfUpgrade = async (mistake: GatewayMistake): Promise<readonly string[]> => {
    const server = await forThisTest(startCapture());
    const gateway = await forThisTest(startNginx({ upstream: server, mistake }));
    await ask(await dial(gateway), ...upgradeLines('/realm-sync/%2Fu1'));
    return (await server.request()).lines;
  };

  test('answers by itself', async () => {
    const [form] = await upgradeThrough({ kind: 'showsLoginPage', status: 200 });
    expect(form).toMatch(/^HTTP\/1.1 200 [^]*text\/html/);
    const [moved] = await upgradeThrough({ kind: 'showsLoginPage', status: 302 });
    expect(moved).toMatch(/^HTTP\/1.1 302 [^]*Location: https:\/\/login.invalid\/start/);
    const [busy] = await upgradeThrough({ kind: 'answers', status: 503, retryAfterSeconds: 7 });
    expect(busy).toMatch(/^HTTP\/1.1 503 [^]*Retry-After: 7/);
  });

  test('cuts a connection on which the server is silent', async () => {
    const server = await forThisTest(
      startCapture({ reply: { kind: 'bytes', bytes: switching, then: 'keep' } }),
    );
    const mistake = { kind: 'cutsIdle', afterSeconds: 1 } as const;
    const gateway = await forThisTest(startNginx({ upstream: server, mistake }));
    const socket = await dial(gateway);
    expect(statusOf(await ask(socket, ...upgradeLines('/realm-sync/%2Fu1')))).toBe(101);
    await once(socket, 'close', { signal: AbortSignal.timeout(5_000) });
  });
});

describe('keyring', () => {
  const item = { service: 'Causeway test', account: 'profile', password: 'p'.repeat(6_000) };
  const set = 'await keytar.setPassword(input.service, input.account, input.password)';
  const get = 'return keytar.getPassword(input.service, input.account)';
  const ask = (keyring: Keyring, body: string) => askKeytar(keyring, body, item);
  const start = (state: KeyringState, items = [item]) => forThisTest(startKeyring({ state, items }));

  test('unlocked: keeps a secret of 6,000 characters from one process to the next', async () => {
    const keyring = await start('unlocked', []);
    expect(await ask(keyring, get)).toEqual({ answered: null });
    await ask(keyring, set);
    expect(await ask(keyring, get)).toEqual({ answered: item.password });
    expect(await ask(keyring, 'return keytar.deletePassword(input.service, input.account)')).toEqual({
      answered: true,
    });
  });

  test('locked: reads answer null without an error, only writes are refused', async () => {
    const keyring = await start('locked');
    expect(await ask(keyring, get)).toEqual({ answered: null });
    expect(await ask(keyring, set)).toEqual({ rejected: 'Cannot create an item in a locked collection' });
    await keyring.unlock();
    expect(await ask(keyring, get)).toEqual({ answered: item.password });
    keyring.lock();
    expect(await ask(keyring, get)).toEqual({ answered: null });
  });

  // Why time has to tell whether a person said no: keytar's words are those of a keyring that didn't ask.
  test('locked, and its prompt dismissed: the same answers as without a prompt', async () => {
    const keyring = await start('locked');
    const prompter = await keyring.dismissPrompts();
    expect(await ask(keyring, get)).toEqual({ answered: null });
    expect(await ask(keyring, set)).toEqual({ rejected: 'Cannot create an item in a locked collection' });
    expect(prompter.asked()).toBe(2);
  });

  test('forbidden by the bus, and permitted again', async () => {
    const keyring = await start('unlocked');
    await keyring.forbid();
    const rejected = { rejected: expect.stringContaining('Rejected send message') as string };
    expect(await ask(keyring, get)).toEqual(rejected);
    expect(await ask(keyring, set)).toEqual(rejected);
    await keyring.permit();
    expect(await ask(keyring, get)).toEqual({ answered: item.password });
  });

  // Why nothing in this product may list credentials: libsecret hands keytar an item without its secret.
  test('locked: listing credentials crashes the process', async () => {
    const keyring = await start('locked');
    await expect(ask(keyring, 'return keytar.findCredentials(input.service)')).rejects.toThrow('SIGSEGV');
  });

  test.each([
    ['absent', 'The name org.freedesktop.secrets was not provided by any .service files'],
    ['noBus', 'Unknown or unsupported transport'],
  ] as const)('%s: every call is rejected', async (state, reason) => {
    const keyring = await start(state, []);
    const rejected = { rejected: expect.stringContaining(reason) as string };
    expect(await ask(keyring, get)).toEqual(rejected);
    expect(await ask(keyring, set)).toEqual(rejected);
  });

  test('becomes absent while in use', async () => {
    const keyring = await start('unlocked');
    await keyring.kill();
    expect(await ask(keyring, get)).toEqual({ rejected: expect.stringContaining('not provided') as string });
  });

  test('frozen: a call hangs', async () => {
    const keyring = await start('unlocked');
    keyring.freeze();
    const hung = `const first = await Promise.race([keytar.getPassword('a', 'b').then(() => 'answered'),
      new Promise((resolve) => setTimeout(resolve, 500, 'hung'))]);
      require('node:fs').writeSync(1, first); process.kill(process.pid, 'SIGKILL')`;
    const program = `const keytar = require('keytar'); (async () => { ${hung} })()`;
    expect(await runWithKeyring(keyring, ['--eval', program])).toMatchObject({
      stdout: 'hung',
      signal: 'SIGKILL',
    });
    keyring.thaw();
    expect(await ask(keyring, get)).toEqual({ answered: item.password });
  });
});

describe('certificates', () => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await createAuthority();
  });
  afterAll(() => authority.remove());

  const handshake = async (request: CertificateRequest): Promise<string> => {
    const server = await forThisTest(startCapture({ tls: await authority.issue(request) }));
    return dialTls(server, { ca: authority.ca, servername: 'localhost' }).then(
      () => 'trusted',
      (error: NodeJS.ErrnoException) => error.code ?? error.message,
    );
  };

  test.each([
    ['good', {}, 'trusted'],
    ['expired', { expired: true }, 'CERT_HAS_EXPIRED'],
    ['not yet valid', { notYetValid: true }, 'CERT_NOT_YET_VALID'],
    ['for another name', { wrongName: true }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['self-signed', { selfSigned: true }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['with its intermediate', { intermediate: 'include' }, 'trusted'],
    ['without its intermediate', { intermediate: 'omit' }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ] satisfies [string, CertificateRequest, string][])('%s', async (_name, request, outcome) => {
    expect(await handshake(request)).toBe(outcome);
  });

  test('an encrypted client key opens with its passphrase', async () => {
    const tls = { ...(await authority.issue()), clientCa: authority.ca };
    const server = await forThisTest(startCapture({ tls }));
    const client = await authority.issue({ clientAuth: true, names: ['alice'], passphrase: 'open sesame' });
    expect(client.key).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    const trust = { ca: authority.ca, servername: 'localhost' };
    const socket = await dialTls(server, {
      ...trust,
      key: client.key,
      cert: client.cert,
      passphrase: 'open sesame',
    });
    expect(await ask(socket, 'GET / HTTP/1.1')).toContain('200 OK');
    const stranger = await dialTls(server, trust);
    await expect(ask(stranger, 'GET / HTTP/1.1')).rejects.toThrow(/certificate required|ECONNRESET/i);
  });
});

describe('SOCKS', () => {
  const through = async (
    proxy: Address,
    target: Address,
    user?: { userId: string; password: string },
  ): Promise<string> => {
    const { socket } = await SocksClient.createConnection({
      proxy: { ...proxy, type: 5, ...user },
      command: 'connect',
      destination: { host: 'localhost', port: target.port },
    });
    onTestFinished(() => void socket.destroy());
    return ask(socket, 'GET /through HTTP/1.1');
  };

  test('microsocks dials, with and without a password', async () => {
    const target = await forThisTest(startCapture());
    const open = await forThisTest(startMicrosocks());
    expect(await through(open, target)).toContain('ok');
    const user = { username: 'alice', password: 'sesame' };
    const guarded = await forThisTest(startMicrosocks({ user }));
    expect(await through(guarded, target, { userId: 'alice', password: 'sesame' })).toContain('ok');
    await expect(through(guarded, target, { userId: 'alice', password: 'wrong' })).rejects.toThrow(/auth/i);
  });

  test('dante dials', async () => {
    const target = await forThisTest(startCapture());
    expect(await through(await forThisTest(startDante()), target)).toContain('ok');
  });
});

describe('mitmproxy', () => {
  const user = { username: 'alice', password: 'sesame' };
  let authority: Authority;
  let proxy: Mitmproxy;
  beforeAll(async () => {
    authority = await createAuthority();
    proxy = await startMitmproxy({ upstreamCa: authority.ca, user });
  });
  afterAll(() => Promise.all([proxy.stop(), authority.remove()]));

  const connectTo = ({ port }: Address): string[] => [
    `CONNECT localhost:${port} HTTP/1.1`,
    'Host: localhost',
  ];

  const inspected = async (target: Address): Promise<string> => {
    const socket = await dial(proxy);
    const login = `Proxy-Authorization: ${basic(user.username, user.password)}`;
    expect(statusOf(await ask(socket, ...connectTo(target), login))).toBe(200);
    const secured = await opened(
      connectTls({ socket, ca: proxy.ca, servername: 'localhost' }),
      'secureConnect',
    );
    return ask(secured, 'GET /inspected HTTP/1.1', 'Host: localhost');
  };

  test('shows a certificate of its own authority instead of the target’s', async () => {
    const target = await forThisTest(startCapture({ tls: await authority.issue() }));
    expect(statusOf(await inspected(target))).toBe(200);
    expect((await target.request()).lines[0]).toBe('GET /inspected HTTP/1.1');
  });

  test('wants its password, and a target that it trusts', async () => {
    const target = await forThisTest(startCapture({ tls: await authority.issue({ selfSigned: true }) }));
    expect(statusOf(await ask(await dial(proxy), ...connectTo(target)))).toBe(407);
    expect(statusOf(await inspected(target))).toBe(502);
    expect(target.requests).toEqual([]);
  });
});

describe('capture', () => {
  test('records bytes exactly, several requests a connection, and follows its script', async () => {
    const server = await forThisTest(
      startCapture({
        reply: ({ lines }) =>
          lines[0] === 'GET /last HTTP/1.1'
            ? { kind: 'reset' }
            : { kind: 'bytes', bytes: 'HTTP/1.1 204 No Content\r\n\r\n', then: 'keep' },
      }),
    );
    const socket = await dial(server);
    expect(statusOf(await ask(socket, 'POST / HTTP/1.1', 'x-Odd:  spaced ', 'Content-Length: 0'))).toBe(204);
    const closed = once(socket, 'error', { signal: AbortSignal.timeout(5_000) }).then(
      ([error]) => error as Error,
    );
    socket.write('GET /last HTTP/1.1\r\n\r\n');
    await server.request(1);
    expect(server.requests.map(({ head, connection }) => [head.toString(), connection])).toEqual([
      ['POST / HTTP/1.1\r\nx-Odd:  spaced \r\nContent-Length: 0\r\n\r\n', 1],
      ['GET /last HTTP/1.1\r\n\r\n', 1],
    ]);
    expect(await closed).toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('relay', () => {
  const echo = { kind: 'bytes', bytes: 'HTTP/1.1 200 OK\r\n\r\n', then: 'keep' } as const;
  const relayed = async () => {
    const server = await forThisTest(startCapture({ reply: echo }));
    return { server, relay: await forThisTest(startRelay(server)) };
  };
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };

  test('makes distance: one round trip an exchange, one more for the first', async () => {
    const { relay } = await relayed();
    relay.set({ roundTripMs: 100 });
    const first: number[] = [];
    const second: number[] = [];
    // The best of three: a busy machine makes a line look longer, never shorter.
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const socket = await dial(relay);
      first.push(await timed(() => ask(socket, 'GET / HTTP/1.1')));
      second.push(await timed(() => ask(socket, 'GET / HTTP/1.1')));
    }
    expect(Math.min(...first)).toBeGreaterThan(190);
    expect(Math.min(...first)).toBeLessThan(290);
    expect(Math.min(...second)).toBeGreaterThan(95);
    expect(Math.min(...second)).toBeLessThan(190);
  });

  test('freezes and thaws', async () => {
    const { relay, server } = await relayed();
    const socket = await dial(relay);
    relay.set({ isFrozen: true });
    const answer = ask(socket, 'GET / HTTP/1.1');
    // A second connection straight to the server is served meanwhile, so the first had every chance.
    await ask(await dial(server), 'GET /direct HTTP/1.1');
    expect(server.requests).toHaveLength(1);
    relay.set({ isFrozen: false });
    expect(statusOf(await answer)).toBe(200);
  });

  test('drops, resets and refuses', async () => {
    const { relay } = await relayed();
    const dropped = await dial(relay);
    await ask(dropped, 'GET / HTTP/1.1');
    const ended = once(dropped, 'end', { signal: AbortSignal.timeout(5_000) });
    relay.drop();
    await ended;
    const reset = await dial(relay);
    await ask(reset, 'GET / HTTP/1.1');
    const failed = once(reset, 'close', { signal: AbortSignal.timeout(5_000) });
    relay.reset();
    await expect(failed).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(relay.connections()).toEqual({ opened: 2, open: 0 });
    relay.set({ refuses: true });
    const refused = await dial(relay);
    await once(refused.resume(), 'close', { signal: AbortSignal.timeout(5_000) });
  });

  test('flips, truncates, throttles and closes', async () => {
    const { relay } = await relayed();
    relay.set({ flipByteAt: { direction: 'down', offset: 9 } });
    expect(statusOf(await ask(await dial(relay), 'GET / HTTP/1.1'))).toBe(300);
    relay.set({ flipByteAt: undefined, bytesPerSecond: 100 });
    const slow = await dial(relay);
    expect(await timed(() => ask(slow, 'GET / HTTP/1.1'))).toBeGreaterThan(330);
    relay.set({ bytesPerSecond: Infinity, truncateAfter: { direction: 'down', bytes: 8 } });
    const cut = await dial(relay);
    cut.write('GET / HTTP/1.1\r\n\r\n');
    expect(String(((await once(cut, 'data')) as [Buffer])[0])).toBe('HTTP/1.1');
    relay.set({ truncateAfter: undefined, closeAfter: { direction: 'up', bytes: 18 } });
    const closing = await dial(relay);
    closing.write('GET / HTTP/1.1\r\n\r\n');
    await once(closing.resume(), 'end', { signal: AbortSignal.timeout(5_000) });
    relay.set({ closeAfter: undefined, closeAfterMs: 50 });
    await once((await dial(relay)).resume(), 'end', { signal: AbortSignal.timeout(5_000) });
    expect(relay.bytes().up).toBeGreaterThanOrEqual(18 * 4);
  });
});
