import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemDialer, type Dialer } from '../../main/ports/dialer.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import { startCapture, type CaptureReply } from '../peers/capture.ts';
import { createAuthority, type Authority } from '../peers/certificates.ts';
import { freePort, loopback } from '../peers/port.ts';
import { direct, forThisTest, serverForThisTest } from './demo-hops.ts';
import { authFaults, proxyFaults, tlsFaults, upgradeFaults } from './fault-rows.ts';
import { QuickClock } from './quick-clock.ts';
import { relayForThisTest, type RunningRelay } from './relayed.ts';
import { answer, grant, scripted, tunnelOpened, type Script } from './scripted-server.ts';

/*
 * Leg × fault: what an app hears while something on the way misbehaves. An answer in the wrong place costs it an hour, or
 * its sync until it is started again (docs/realm-clients.md), so each is looked at as bytes.
 */

/** Where nothing comes through, what it fails by is told the sooner. */
const fast = 30;
/** Where something comes through, it has its time on a machine that is busy with other things. */
const real = 1;
const holdSeconds = 4;
/** All that is held, and all deadlines on the way, by the relay's clock. */
const backWithinMs = 61_000;

const canary = { proxyPassword: 'canary-proxy-91c2', headers: { 'X-Gateway-Key': 'canary-header-55de' } };

type Leg = 'login' | 'refresh' | 'other' | 'upgrade';

const post = (path: string, body: object): string => {
  const text = JSON.stringify(body);
  const head = [`POST ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Content-Type: application/json'];
  return [...head, `Content-Length: ${text.length}`, 'Connection: close', '', text].join('\r\n');
};

const requests: Readonly<Record<Leg, string>> = {
  login: post('/auth', { provider: 'password', data: 'nell', user_info: { password: 'wrong' } }),
  refresh: post('/auth', { provider: 'realm', data: 'token', path: '/~/tasks' }),
  other: 'GET /stats HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n',
  upgrade: [
    ...['GET /realm-sync/%2Fnell%2Ftasks HTTP/1.1', 'Host: 127.0.0.1', 'Connection: Upgrade'],
    ...[
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: FBeULDToSQx6zW+pXf8+Jw==',
      '',
      '',
    ],
  ].join('\r\n'),
};

interface Heard {
  readonly bytes: string;
  readonly status: number | null;
  readonly head: readonly string[];
  readonly body: string;
  /** Until the connection was over, by the relay’s clock. */
  readonly ms: number;
}

interface TimedRelay extends RunningRelay {
  readonly speed: number;
}

async function ask({ port, speed }: TimedRelay, request: string): Promise<Heard> {
  const startedAt = performance.now();
  const socket = connect(port, loopback);
  const chunks: Buffer[] = [];
  socket.on('error', () => undefined).on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(request);
  await once(socket, 'close');
  const bytes = Buffer.concat(chunks).toString('latin1');
  const [head = '', ...rest] = bytes.split('\r\n\r\n');
  const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1];
  return {
    ...{ bytes, head: head.split('\r\n'), body: rest.join('\r\n\r\n') },
    status: status === undefined ? null : Number(status),
    ms: (performance.now() - startedAt) * speed,
  };
}

const fieldOf = ({ head }: Heard, name: string): string | undefined =>
  head
    .find((line) => line.toLowerCase().startsWith(`${name}:`))
    ?.slice(name.length + 1)
    .trim();

/** The server's own answer, unchanged but for what frames it on this connection. */
function expectAsSaid(heard: Heard, reply: CaptureReply): void {
  if (reply.kind !== 'bytes') throw new Error('nothing was said');
  const [head = '', ...rest] = reply.bytes.toString('latin1').split('\r\n\r\n');
  const said = head.split('\r\n').filter((line) => !/^(connection|keep-alive):/i.test(line));
  expect(heard.head.filter((line) => !/^(connection|keep-alive):/i.test(line))).toEqual(said);
  expect(heard.body).toBe(rest.join('\r\n\r\n'));
}

function expectUnavailable(heard: Heard): void {
  expect(heard.status).toBe(503);
  expect(fieldOf(heard, 'content-type')).toBe('application/json; charset=utf-8');
  const body: unknown = JSON.parse(Buffer.from(heard.body, 'latin1').toString('utf8'));
  expect(body).toMatchObject({ status: 503, code: 802 });
  expect(body).toHaveProperty('title', expect.stringMatching(/\S.*\.$/));
  expect(body).toHaveProperty('detail', expect.stringMatching(/\S/));
  expect(heard.ms).toBeLessThan(backWithinMs);
}

function expectHangUp(heard: Heard): void {
  expect(heard.bytes).toBe('');
  expect(heard.ms).toBeLessThan(backWithinMs);
}

function expectFirstOfOutage(heard: Heard): void {
  expect(heard.status).toBe(502);
  expect(fieldOf(heard, 'content-type')).toBe('text/plain; charset=utf-8');
  expect(heard.body).toMatch(/^Causeway: .*\.\n$/);
  expect(heard.ms).toBeLessThan(backWithinMs);
}

interface Faulty {
  readonly profile: ProfileFile;
  readonly dialer?: Dialer;
}

async function relayTo({ profile, dialer }: Faulty, speed = fast): Promise<TimedRelay> {
  const relay = await relayForThisTest({
    profile: {
      ...profile,
      gateway: { ...profile.gateway, customRequestHeaders: [{ name: 'X-Gateway-Key', secret: true }] },
    },
    secrets: canary,
    settings: { holdSeconds },
    ports: { clock: new QuickClock(speed) },
    ...(dialer === undefined ? {} : { dialer }),
  });
  return { ...relay, speed };
}

/** Nothing reaches the server: every leg hears what the table says, and never a secret. */
async function expectFailsBefore(faulty: Faulty): Promise<void> {
  const relay = await relayTo(faulty);
  const heard = await Promise.all([
    ask(relay, requests.login),
    ask(relay, requests.refresh),
    ask(relay, requests.other),
    ask(relay, requests.upgrade),
  ]);
  const [login, refresh, other, first] = heard;
  expectUnavailable(login);
  expectHangUp(refresh);
  expectUnavailable(other);
  expectFirstOfOutage(first);
  expectHangUp(await ask(relay, requests.upgrade));
  for (const { bytes } of heard) expect(bytes).not.toContain('canary');
  expect(JSON.stringify([relay.relay.status, relay.events])).not.toContain('canary');
}

describe('a forward proxy that', () => {
  test.each(proxyFaults)('%s', async (_fault, reply) => {
    const proxy = await forThisTest(startCapture({ reply: scripted({ connect: () => reply }) }));
    const route = { mode: 'manual', proxy: `http://${loopback}:${proxy.port}`, neverDirect: true } as const;
    await expectFailsBefore({ profile: direct(`http://${loopback}:${await freePort()}`, { route }) });
  });

  test('refuses the password, and is asked with it no more often than accounts bear', async () => {
    const refusal = answer('407 No', '', 'Proxy-Authenticate: Basic realm="x"');
    const proxy = await forThisTest(startCapture({ reply: scripted({ connect: () => refusal }) }));
    const route = { mode: 'manual', proxy: `http://${loopback}:${proxy.port}`, username: 'nell' } as const;
    await expectFailsBefore({ profile: direct(`http://${loopback}:${await freePort()}`, { route }) });
    const tries = proxy.requests.filter(({ lines }) =>
      lines.some((line) => /^proxy-authorization:/i.test(line)),
    );
    expect(tries.length).toBeLessThanOrEqual(2);
  });

  test('nobody listens as', async () => {
    const route = { mode: 'manual', proxy: `http://${loopback}:${await freePort()}` } as const;
    await expectFailsBefore({ profile: direct(`http://${loopback}:${await freePort()}`, { route }) });
  });

  test('has a name that nobody knows', async () => {
    const route = { mode: 'manual', proxy: 'http://proxy.invalid:3128' } as const;
    const dialer: Dialer = {
      ...systemDialer,
      resolve: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })),
    };
    await expectFailsBefore({ profile: direct('http://ros.invalid:9080', { route }), dialer });
  });

  test('is not there while the profile forbids to go without', async () => {
    const profile = direct(`http://${loopback}:${await freePort()}`, {
      route: { mode: 'system', neverDirect: true },
    });
    await expectFailsBefore({ profile });
  });
});

const scriptedRelay = async (script: Script, speed = fast): Promise<TimedRelay> => {
  const { port } = await forThisTest(startCapture({ reply: scripted(script) }));
  return relayTo({ profile: direct(`http://${loopback}:${port}`) }, speed);
};

/** What bears the server's marks; all else was said before it. */
const ownAuthAnswers = new Set([
  ...['a wrong password', 'an unknown account', 'a provider that is off', 'parameters that are missing'],
  ...['a corporate Authorization that got through', 'a crash', 'a server that is not ready'],
]);
const ownUpgradeAnswers = new Set(['the worker’s 404', 'a protocol mismatch', 'a 101 that is none']);

const isAnswer = (reply: CaptureReply): boolean =>
  reply.kind === 'bytes' && reply.bytes.toString('latin1').startsWith('HTTP/');

describe('the auth server’s answer is', () => {
  test.each(authFaults)('%s', async (fault, reply) => {
    const isOwn = ownAuthAnswers.has(fault);
    const relay = await scriptedRelay({ auth: () => reply }, isOwn ? real : fast);
    const [login, refresh] = await Promise.all([ask(relay, requests.login), ask(relay, requests.refresh)]);
    if (isOwn) {
      expectAsSaid(login, reply);
      expectAsSaid(refresh, reply);
      return;
    }
    if (fault !== 'an answer without a token') expectUnavailable(login);
    expectHangUp(refresh);
  });

  test('nothing: nobody listens', async () => {
    await expectFailsBefore({ profile: direct(`http://${loopback}:${await freePort()}`) });
  });
});

describe('the upgrade is answered with', () => {
  test.each(upgradeFaults)('%s', async (fault, reply) => {
    const isOwn = ownUpgradeAnswers.has(fault);
    const relay = await scriptedRelay({ upgrade: () => reply }, isOwn ? real : fast);
    const first = await ask(relay, requests.upgrade);
    if (isOwn) {
      if (fault === 'a 101 that is none')
        expect(first.bytes).toBe(reply.kind === 'bytes' ? reply.bytes : null);
      else expectAsSaid(first, reply);
      return;
    }
    expectFirstOfOutage(first);
    expectHangUp(await ask(relay, requests.upgrade));
  });
});

describe('another request is answered with', () => {
  test.each(upgradeFaults.filter(([fault]) => fault !== 'silence'))('%s', async (fault, reply) => {
    const isSaid = isAnswer(reply) && fault !== 'a 101 that is none';
    const relay = await scriptedRelay({ upgrade: () => reply }, isSaid ? real : fast);
    const other = await ask(relay, requests.other);
    if (isSaid) expectAsSaid(other, reply);
    else expectUnavailable(other);
  });
});

describe('TLS', () => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await createAuthority();
  });
  afterAll(() => authority.remove());

  test.each(tlsFaults)('%s', async (_fault, request) => {
    const server = await serverForThisTest({ tls: await authority.issue(request) });
    await expectFailsBefore({ profile: direct(server.url, { trust: { ca: authority.ca } }) });
    expect([server.authCalls, server.upgradeRequests]).toEqual([0, 0]);
  });

  test('a server that speaks none', async () => {
    const server = await serverForThisTest();
    await expectFailsBefore({ profile: direct(server.url.replace('http:', 'https:')) });
  });
});

describe('a stream that was kept and has broken without a word', () => {
  test('costs a login two seconds, and not its patience', async () => {
    let connections = 0;
    const capture = await forThisTest(
      startCapture({
        reply: (request) => {
          connections = Math.max(connections, request.connection);
          const isSecondOnFirst = request.connection === 1 && connections === 1 && seen++ > 0;
          return isSecondOnFirst ? { kind: 'silence' } : grant(request);
        },
      }),
    );
    let seen = 0;
    const relay = await relayTo({ profile: direct(`http://${loopback}:${capture.port}`) }, real);
    expect((await ask(relay, requests.login)).status).toBe(200);
    const again = await ask(relay, requests.login);
    expect(again.status).toBe(200);
    expect(capture.connections()).toBe(2);
    expect(again.ms).toBeLessThan(5_000);
  });
});

test('a server that hangs up in a tunnel without an answer is one that was not reached', async () => {
  const proxy = await forThisTest(
    startCapture({ reply: scripted({ connect: () => tunnelOpened, auth: () => ({ kind: 'close' }) }) }),
  );
  const route = { mode: 'manual', proxy: `http://${loopback}:${proxy.port}` } as const;
  const relay = await relayTo({ profile: direct('http://ros.invalid:9080', { route }) });
  expectHangUp(await ask(relay, requests.refresh));
  expectUnavailable(await ask(relay, requests.login));
});
