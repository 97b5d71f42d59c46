import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { exitStatusOf } from '../../main/check/check.ts';
import { systemDialer, type Dialer } from '../../main/ports/dialer.ts';
import type { Place, ProblemKind } from '../../shared/problem.ts';
import { placeOf } from '../../shared/problem-kinds.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import { startCapture, type CaptureReply } from '../peers/capture.ts';
import { createAuthority, type Authority, type CertificateRequest } from '../peers/certificates.ts';
import { freePort, loopback } from '../peers/port.ts';
import { direct, forThisTest, serverForThisTest } from './demo-hops.ts';
import { answer, scripted, type Script } from './scripted-server.ts';
import { checkServices } from './services.ts';

/*
 * Place × fault: each row is a peer on a real port that misbehaves in one way. The rows say what it is called, where
 * it is put and how the command line ends. None may hang, none may go round its forward proxy, none may tell a secret.
 */

type Verdict = readonly [kind: ProblemKind, place: Place, exit: number];
type Row = readonly [fault: string, reply: CaptureReply, verdict: Verdict];

const html = '<html><head><title>Error</title></head><body>Something</body></html>';
const raw = (bytes: string): CaptureReply => ({ kind: 'bytes', bytes, then: 'close' });
const page = (status: string, ...headers: string[]): CaptureReply =>
  answer(status, html, 'Content-Type: text/html', ...headers);
const realm = (status: number, code: number, detail = ''): CaptureReply =>
  answer(`${status} Status`, { type: 't', title: 'T', status, code, detail });

const close: CaptureReply = { kind: 'close' };
const reset: CaptureReply = { kind: 'reset' };
const silence: CaptureReply = { kind: 'silence' };
const garbage = raw('\u0016\u0003\u0001 this is not HTTP\r\n\r\n');

const canaries = {
  password: 'canary-password-7f3a',
  proxyPassword: 'canary-proxy-91c2',
  headers: { 'X-Gateway-Key': 'canary-header-55de' },
};

/** Long enough for anything on loopback; a row that hangs reaches it and is told as what it waited for. */
const deadlineMs = 1_500;

interface Faulty {
  readonly profile: ProfileFile;
  readonly dialer?: Dialer;
}

async function expectVerdict({ profile, dialer }: Faulty, [kind, place, exit]: Verdict): Promise<void> {
  const startedAt = performance.now();
  const { result, problem } = await checkServices({
    profile: {
      ...profile,
      gateway: { ...profile.gateway, customRequestHeaders: [{ name: 'X-Gateway-Key', secret: true }] },
    },
    secrets: canaries,
    options: { deadlineMs },
    ...(dialer === undefined ? {} : { dialer }),
  });
  expect([problem?.kind, problem === null ? null : placeOf(problem), exitStatusOf(problem)]).toEqual([
    kind,
    place,
    exit,
  ]);
  expect(performance.now() - startedAt).toBeLessThan(deadlineMs + 500);
  const told = JSON.stringify(result);
  const secrets = [canaries.password, canaries.proxyPassword, canaries.headers['X-Gateway-Key']];
  secrets.forEach((secret) => expect(told).not.toContain(secret));
}

/** A listener that must not be called: what comes in is counted. */
async function target(): Promise<{ readonly port: number; readonly calls: () => number }> {
  let calls = 0;
  const server = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, calls: () => calls };
}

describe('a forward proxy that', () => {
  const verdict = (kind: ProblemKind): Verdict => [kind, 'forward proxy', 12];
  const rows: readonly Row[] = [
    [
      'wants a password',
      answer('407 No', '', 'Proxy-Authenticate: Basic realm="x"'),
      verdict('route.authRequired'),
    ],
    ['wants what nobody has', answer('407 No', '', 'Proxy-Authenticate: Odd'), verdict('route.authRequired')],
    ['answers 401', page('401 Unauthorized'), verdict('route.refused')],
    [
      'forbids the target',
      page('403 Forbidden', 'X-Squid-Error: ERR_ACCESS_DENIED 0'),
      verdict('route.refused'),
    ],
    ['answers 404', page('404 Not Found'), verdict('route.refused')],
    ['redirects', page('302 Found', 'Location: https://login.invalid/'), verdict('route.refused')],
    ['can’t reach the target', page('502 Bad Gateway'), verdict('route.refused')],
    ['is overloaded', page('503 Service Unavailable'), verdict('route.refused')],
    ['waits in vain for the target', page('504 Gateway Timeout'), verdict('route.refused')],
    ['hangs up', close, verdict('route.closed')],
    ['resets', reset, verdict('route.closed')],
    ['is none', garbage, verdict('route.malformed')],
    ['says nothing', silence, verdict('route.timeout')],
  ];

  test.each(rows)('%s', async (_fault, reply, expected) => {
    const proxy = await forThisTest(startCapture({ reply: scripted({ connect: () => reply }) }));
    const { port, calls } = await target();
    const route = { mode: 'manual', proxy: `http://${loopback}:${proxy.port}`, neverDirect: true } as const;
    await expectVerdict({ profile: direct(`http://${loopback}:${port}`, { route }) }, expected);
    expect(calls()).toBe(0);
  });

  test('nobody listens as', async () => {
    const { port, calls } = await target();
    const route = { mode: 'manual', proxy: `http://${loopback}:${await freePort()}` } as const;
    await expectVerdict(
      { profile: direct(`http://${loopback}:${port}`, { route }) },
      verdict('route.unreachable'),
    );
    expect(calls()).toBe(0);
  });

  test('has a name that nobody knows', async () => {
    const { port, calls } = await target();
    const route = { mode: 'manual', proxy: 'http://proxy.invalid:3128' } as const;
    const dialer: Dialer = {
      ...systemDialer,
      resolve: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })),
    };
    const profile = direct(`http://${loopback}:${port}`, { route });
    await expectVerdict({ profile, dialer }, verdict('route.unresolved'));
    expect(calls()).toBe(0);
  });

  test('is not there while the profile forbids to go without', async () => {
    const { port, calls } = await target();
    const profile = direct(`http://${loopback}:${port}`, { route: { mode: 'system', neverDirect: true } });
    await expectVerdict({ profile }, ['route.undecided', 'this computer', 12]);
    expect(calls()).toBe(0);
  });
});

const onServer = async (script: Script): Promise<Faulty> => {
  const { port } = await forThisTest(startCapture({ reply: scripted(script) }));
  return { profile: direct(`http://${loopback}:${port}`) };
};

describe('on the way to the auth server, or at it:', () => {
  const rows: readonly Row[] = [
    ['a wrong password', realm(401, 611), ['auth.credentialRefused', 'auth server', 11]],
    ['an unknown account', realm(404, 612), ['auth.unknownAccount', 'auth server', 11]],
    ['a provider that is off', realm(501, 803), ['auth.notOffered', 'auth server', 11]],
    ['parameters that are missing', realm(400, 602), ['auth.badRequest', 'auth server', 11]],
    [
      'a corporate Authorization that got through',
      realm(401, 611, 'The tokenString parameter does not have 2 parts separated by a colon'),
      ['auth.swallowedHeader', 'auth server', 11],
    ],
    ['a crash', answer('500 Oops', { status: 500 }), ['auth.failed', 'auth server', 11]],
    ['a server that is not ready', realm(503, 802), ['auth.busy', 'auth server', 11]],
    ['the gateway’s 401', page('401 No', 'WWW-Authenticate: Basic'), ['auth.refusedOnTheWay', 'gateway', 11]],
    [
      'the gateway’s 401 in JSON',
      answer('401 No', { message: 'No' }),
      ['auth.refusedOnTheWay', 'gateway', 11],
    ],
    ['the gateway’s 403', page('403 Forbidden'), ['auth.refusedOnTheWay', 'gateway', 11]],
    ['the gateway’s 502', page('502 Bad Gateway', 'Server: nginx'), ['auth.failed', 'gateway', 11]],
    ['the gateway’s 504', page('504 Too late', 'Server: nginx'), ['auth.failed', 'gateway', 11]],
    ['a 407 out of nowhere', page('407 No'), ['auth.refusedOnTheWay', 'forward proxy', 11]],
    [
      'squid’s 403',
      page('403 No', 'X-Squid-Error: ERR_ACCESS_DENIED 0'),
      ['auth.refusedOnTheWay', 'forward proxy', 11],
    ],
    ['an inspector’s 502', page('502 Bad', 'Server: mitmproxy 8.1.1'), ['auth.failed', 'TLS inspector', 11]],
    ['a redirect', page('302 Found', 'Location: https://login.invalid/'), ['auth.moved', 'auth server', 11]],
    ['a sign-in page', page('200 OK'), ['auth.malformed', 'auth server', 11]],
    ['an answer without a token', answer('200 OK', {}), ['auth.malformed', 'auth server', 11]],
    // The profile's custom header says that a gateway stands at this address: it is who doesn't answer.
    ['a hang-up', close, ['auth.closed', 'gateway', 11]],
    ['a reset', reset, ['auth.closed', 'gateway', 11]],
    ['no HTTP', garbage, ['auth.malformed', 'auth server', 11]],
    ['silence', silence, ['auth.timeout', 'gateway', 11]],
  ];

  test.each(rows)('%s', async (_fault, reply, expected) => {
    await expectVerdict(await onServer({ auth: () => reply }), expected);
  });

  test('nobody listens', async () => {
    const profile = direct(`http://${loopback}:${await freePort()}`);
    await expectVerdict({ profile }, ['auth.unreachable', 'gateway', 16]);
  });
});

describe('the upgrade is answered with', () => {
  const worker = 'Realm sync server\n\nPage not found\n';
  const rows: readonly Row[] = [
    ['an empty 400', answer('400 Bad Request'), ['gateway.badRequest', 'gateway', 14]],
    ['an empty 401', answer('401 Unauthorized'), ['gateway.unauthorized', 'gateway', 14]],
    [
      'the gateway’s own 401',
      page('401 No', 'WWW-Authenticate: Basic'),
      ['gateway.unauthorized', 'gateway', 14],
    ],
    ['the server’s 401/611', realm(401, 611), ['gateway.upgradeStripped', 'gateway', 14]],
    ['426', answer('426 Upgrade Required'), ['gateway.upgradeStripped', 'gateway', 14]],
    ['403', page('403 Forbidden'), ['gateway.forbidden', 'gateway', 14]],
    [
      'squid’s 403',
      page('403 No', 'X-Squid-Error: ERR_ACCESS_DENIED 0'),
      ['gateway.forbidden', 'forward proxy', 14],
    ],
    [
      'an inspector’s 502',
      page('502 Bad', 'Server: mitmproxy 8.1.1'),
      ['gateway.failed', 'TLS inspector', 14],
    ],
    ['407', page('407 No'), ['gateway.forbidden', 'forward proxy', 14]],
    ['the gateway’s 404', page('404 Not Found'), ['gateway.noSuchPath', 'gateway', 14]],
    ['the worker’s 404', answer('404 Not Found', worker), ['gateway.noSuchPath', 'sync server', 14]],
    ['429', answer('429 Too Many'), ['gateway.busy', 'gateway', 14]],
    ['431', answer('431 Too Large'), ['gateway.badRequest', 'gateway', 14]],
    ['500', answer('500 Oops'), ['gateway.failed', 'gateway', 14]],
    ['502', page('502 Bad Gateway'), ['gateway.failed', 'gateway', 14]],
    ['503', answer('503 Not Now'), ['gateway.busy', 'gateway', 14]],
    ['504', page('504 Too Late'), ['gateway.failed', 'gateway', 14]],
    ['a sign-in page', page('200 OK'), ['gateway.notWebSocket', 'gateway', 14]],
    ['a redirect', page('302 Found', 'Location: https://login.invalid/'), ['gateway.moved', 'gateway', 14]],
    [
      'a protocol mismatch',
      answer('400 Bad Request', 'REALM_SYNC_PROTOCOL_MISMATCH:CLIENT_TOO_NEW'),
      ['gateway.protocolMismatch', 'sync server', 14],
    ],
    [
      'a 101 that is none',
      raw(
        'HTTP/1.1 101 Fine\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n',
      ),
      ['gateway.notWebSocket', 'gateway', 14],
    ],
    ['a hang-up', close, ['gateway.closed', 'gateway', 14]],
    ['a reset', reset, ['gateway.closed', 'gateway', 14]],
    ['no HTTP', garbage, ['gateway.notWebSocket', 'gateway', 14]],
    ['silence', silence, ['gateway.timeout', 'gateway', 14]],
  ];

  test.each(rows)('%s', async (_fault, reply, expected) => {
    await expectVerdict(await onServer({ upgrade: () => reply }), expected);
  });
});

describe('TLS', () => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await createAuthority();
  });
  afterAll(() => authority.remove());

  const rows: readonly [string, CertificateRequest, ProblemKind][] = [
    ['an expired certificate', { expired: true }, 'tls.expired'],
    ['one for later', { notYetValid: true }, 'tls.notYetValid'],
    ['one for another host', { wrongName: true }, 'tls.wrongName'],
    ['a self-signed one', { selfSigned: true }, 'tls.untrusted'],
    ['one without its intermediate', { intermediate: 'omit' }, 'tls.untrusted'],
  ];

  test.each(rows)('%s', async (_fault, request, kind) => {
    const server = await serverForThisTest({ tls: await authority.issue(request) });
    const profile = direct(server.url, { trust: { ca: authority.ca } });
    await expectVerdict({ profile }, [kind, 'gateway', 13]);
    expect(server.authCalls).toBe(0);
  });

  test('a server that speaks none', async () => {
    const server = await serverForThisTest();
    const profile = direct(server.url.replace('http:', 'https:'));
    await expectVerdict({ profile }, ['tls.failed', 'gateway', 13]);
  });
});
