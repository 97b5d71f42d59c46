import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway } from '../../main/demo/gateway.ts';
import type { GatewayMistake } from '../../main/demo/gateway-rules.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import { startCapture } from '../peers/capture.ts';
import { createAuthority, type Authority, type CertificateRequest } from '../peers/certificates.ts';
import { startNginx, type GatewayMistake as NginxMistake } from '../peers/nginx.ts';
import { freePort, loopback } from '../peers/port.ts';
import { startMicrosocks } from '../peers/socks.ts';
import { startSquid } from '../peers/squid.ts';
import { causeway, checkProfile, resultIn, verdictOf, type Checked } from './command-line.ts';
import { alice, direct, forThisTest, serverForThisTest } from './demo-hops.ts';
import { answer, scripted } from './scripted-server.ts';

const isAlice = { password: alice.password };

const manual = (proxy: string, username?: string): Pick<ProfileFile, 'route'> => ({
  route: { mode: 'manual', proxy, ...(username === undefined ? {} : { username }) },
});

let authority: Authority;
beforeAll(async () => {
  authority = await createAuthority();
});
afterAll(() => authority.remove());

describe('11, the auth server', () => {
  test('refuses the credential', async () => {
    const server = await serverForThisTest();
    const checked = await checkProfile(direct(server.url), { password: 'wrong' });
    expect(verdictOf(checked)).toEqual({
      status: 11,
      kind: 'auth.credentialRefused',
      place: 'auth server',
    });
    expect(checked.result).toMatchObject({ upgrade: null, session: null, identity: null });
    expect(checked.result.problem).toMatchObject({ status: 401, remedy: 'askUser' });
  });

  test('refuses a revoked refresh token', async () => {
    const server = await serverForThisTest();
    const account = server.accounts.find('password', alice.username);
    if (account === undefined) throw new Error('alice is a user of the server');
    const { token } = await server.office.issueRefreshToken(account, '');
    await server.revokeToken(token);
    const profile = direct(server.url, { credential: { kind: 'refreshToken' } });
    const checked = await checkProfile(profile, { refreshToken: token });
    expect(verdictOf(checked)).toMatchObject({ status: 11, kind: 'auth.refreshRefused' });
  });

  test('refuses another user’s realm path', async () => {
    const server = await serverForThisTest({ users: { alice, bob: { password: 'b' } } });
    const bob = server.accounts.find('password', 'bob')?.identity ?? '';
    const profile = direct(server.url, { realmPaths: [`/${bob}/tasks`] });
    expect(verdictOf(await checkProfile(profile, isAlice))).toMatchObject({
      status: 11,
      kind: 'auth.pathRefused',
    });
  });

  test.each([
    ['answers 503', answer('503 Busy', '', 'Retry-After: 7'), 'auth.busy'],
    ['answers 500', answer('500 Oops', {}), 'auth.failed'],
    ['moves away', answer('302 Found', '', 'Location: https://sso.example/?t=1'), 'auth.moved'],
    ['shows a login page', answer('200 OK', '<!doctype html><form>'), 'auth.malformed'],
    ['answers without a token', answer('200 OK', { refresh_token: {} }), 'auth.malformed'],
    ['hangs up', { kind: 'close' } as const, 'auth.closed'],
    [
      'speaks another language',
      { kind: 'bytes', bytes: 'SSH-2.0-x\r\n', then: 'close' } as const,
      'auth.malformed',
    ],
  ])('%s', async (_what, reply, kind) => {
    const { port } = await forThisTest(startCapture({ reply: scripted({ auth: () => reply }) }));
    const checked = await checkProfile(direct(`http://127.0.0.1:${port}`), isAlice);
    expect(verdictOf(checked)).toEqual({ status: 11, kind, place: 'auth server' });
  });

  test('is shown the gateway’s own Authorization', async () => {
    const server = await serverForThisTest({ authorizationHeaderName: 'X-Realm-Auth' });
    const requireHeader = { name: 'Authorization', value: 'Basic YTpi' };
    const gateway = await forThisTest(
      startNginx({
        upstream: { host: loopback, port: server.port },
        requireHeader,
        mistake: { kind: 'forwardsRequiredHeader' },
      }),
    );
    const profile = direct(gateway.url, {
      gateway: {
        authorizationHeaderName: 'X-Realm-Auth',
        customRequestHeaders: [{ name: 'Authorization', secret: true }],
      },
    });
    const secrets = { ...isAlice, headers: { Authorization: requireHeader.value } };
    expect(verdictOf(await checkProfile(profile, secrets))).toMatchObject({
      status: 11,
      kind: 'auth.swallowedHeader',
    });
  });
});

describe('12, route or forward proxy', () => {
  const through = (route: Pick<ProfileFile, 'route'>, secrets: object = {}): Promise<Checked> =>
    checkProfile(direct('http://127.0.0.1:9', route), { ...isAlice, ...secrets });

  test('nobody listens', async () => {
    const checked = await through(manual(`http://127.0.0.1:${await freePort()}`));
    expect(verdictOf(checked)).toEqual({
      status: 12,
      kind: 'route.unreachable',
      place: 'forward proxy',
    });
    expect(checked.result.stages.at(-1)).toMatchObject({ leg: 'auth', name: 'connect', ok: false });
  });

  test('squid wants a password, and gets none or a wrong one', async () => {
    const users = [{ username: 'corp\\alice', password: 'right' }];
    const squid = await forThisTest(startSquid({ auth: { kind: 'basic', users } }));
    const required = { status: 12, kind: 'route.authRequired', place: 'forward proxy' };
    const without = await through(manual(squid.url));
    expect(verdictOf(without)).toEqual(required);
    expect(without.result.problem).toMatchObject({ status: 407, schemes: ['basic'], tried: false });
    const wrong = await through(manual(squid.url, 'corp\\alice'), { proxyPassword: 'wrong' });
    expect(verdictOf(wrong)).toEqual(required);
    expect(wrong.result.problem).toMatchObject({ tried: true, remedy: 'askUser' });
  });

  test('squid does not let us through to that port', async () => {
    const squid = await forThisTest(startSquid({ allowedPorts: [443] }));
    const checked = await through(manual(squid.url));
    expect(verdictOf(checked)).toMatchObject({ status: 12, kind: 'route.refused' });
    expect(checked.result.problem).toMatchObject({ status: 403, target: '127.0.0.1:9' });
  });

  test('a SOCKS proxy refuses the password', async () => {
    const proxy = await forThisTest(startMicrosocks({ user: { username: 'alice', password: 'right' } }));
    const url = `socks5h://127.0.0.1:${proxy.port}`;
    const checked = await through(manual(url, 'alice'), { proxyPassword: 'wrong' });
    expect(verdictOf(checked)).toMatchObject({ status: 12, kind: 'route.authRequired' });
  });

  test.each([
    ['closes', { kind: 'close' } as const, 'route.closed'],
    ['resets', { kind: 'reset' } as const, 'route.closed'],
    ['is no proxy', { kind: 'bytes', bytes: '220 smtp\r\n\r\n', then: 'close' } as const, 'route.malformed'],
    ['is down for maintenance', answer('503 Closed', 'sorry'), 'route.refused'],
  ])('it %s', async (_what, reply, kind) => {
    const { port } = await forThisTest(startCapture({ reply }));
    expect(verdictOf(await through(manual(`http://127.0.0.1:${port}`)))).toMatchObject({ status: 12, kind });
  });

  test('never direct, and no proxy to be found', async () => {
    expect(verdictOf(await through({ route: { mode: 'system', neverDirect: true } }))).toEqual({
      status: 12,
      kind: 'route.undecided',
      place: 'this computer',
    });
  });
});

describe('13, TLS', () => {
  test.each<[string, CertificateRequest, string]>([
    ['a CA that nobody trusts', {}, 'tls.untrusted'],
    ['a self-signed certificate', { selfSigned: true }, 'tls.untrusted'],
    ['an expired certificate', { expired: true }, 'tls.expired'],
    ['one not valid yet', { notYetValid: true }, 'tls.notYetValid'],
    ['one for another host', { wrongName: true }, 'tls.wrongName'],
    ['a chain with a hole', { intermediate: 'omit' }, 'tls.untrusted'],
  ])('%s', async (what, request, kind) => {
    const server = await serverForThisTest({ tls: await authority.issue(request) });
    const trust = what.includes('nobody trusts') ? {} : { ca: authority.ca };
    const checked = await checkProfile(direct(server.url, { trust }), isAlice);
    expect(verdictOf(checked)).toEqual({ status: 13, kind, place: 'auth server' });
    expect(checked.result.stages.at(-1)).toMatchObject({ leg: 'auth', name: 'tls', ok: false });
  });

  test('a client certificate that we don’t have', async () => {
    const server = await serverForThisTest({
      tls: { ...(await authority.issue()), clientCa: authority.ca },
    });
    const checked = await checkProfile(direct(server.url, { trust: { ca: authority.ca } }), isAlice);
    expect(verdictOf(checked)).toMatchObject({ status: 13, kind: 'tls.clientCertificateRequired' });
  });

  test('the gateway’s certificate, when login went elsewhere', async () => {
    const server = await serverForThisTest();
    const other = await serverForThisTest({ tls: await authority.issue() });
    const gateway = { syncUrl: `wss://127.0.0.1:${other.port}` };
    const checked = await checkProfile(direct(server.url, { gateway }), isAlice);
    expect(verdictOf(checked)).toEqual({ status: 13, kind: 'tls.untrusted', place: 'gateway' });
    expect(checked.result.identity).not.toBeNull();
  });

  test('plain HTTP where TLS was meant', async () => {
    const { port } = await serverForThisTest();
    const checked = await checkProfile(direct(`https://127.0.0.1:${port}`), isAlice);
    expect(verdictOf(checked)).toMatchObject({ status: 13, kind: 'tls.failed' });
  });
});

test('plain HTTP to a port for TLS is told with the change to make, wherever it happens', async () => {
  const server = await serverForThisTest();
  const upstream = { host: loopback, port: server.port };
  const gateway = await forThisTest(startNginx({ upstream, tls: await authority.issue() }));
  const inTheClear = `http://127.0.0.1:${gateway.port}`;
  const auth = await checkProfile(direct(inTheClear), isAlice);
  expect(verdictOf(auth)).toMatchObject({ status: 11, kind: 'auth.malformed' });
  expect(auth.result.problem?.hint).toContain('https://');
  const syncUrl = inTheClear.replace('http', 'ws');
  const sync = await checkProfile(direct(server.url, { gateway: { syncUrl } }), isAlice);
  expect(verdictOf(sync)).toMatchObject({ status: 14, kind: 'gateway.badRequest' });
  expect(sync.result.problem?.hint).toContain('wss://');
});

describe('14, the gateway', () => {
  test.each<[NginxMistake, string, number, string]>([
    [{ kind: 'stripsUpgrade' }, 'gateway.upgradeStripped', 401, 'gateway'],
    [{ kind: 'decodesPath' }, 'gateway.noSuchPath', 404, 'gateway'],
    // The server’s own worker answers, with a page that names it.
    [{ kind: 'encodesPathTwice' }, 'gateway.noSuchPath', 404, 'sync server'],
    [{ kind: 'keepsPrefix' }, 'gateway.noSuchPath', 404, 'gateway'],
    [{ kind: 'stripsHeader', name: 'Authorization' }, 'gateway.badRequest', 400, 'gateway'],
  ])('nginx with the mistake %o', async (mistake, kind, status, place) => {
    const server = await serverForThisTest();
    const upstream = { host: loopback, port: server.port };
    const gateway = await forThisTest(startNginx({ upstream, mistake, prefix: '/my/prefix' }));
    const profile = direct(gateway.url, { gateway: { urlPrefix: '/my/prefix' } });
    const checked = await checkProfile(profile, isAlice);
    expect(verdictOf(checked)).toEqual({ status: 14, kind, place });
    expect(checked.result.problem?.status).toBe(status);
    expect(checked.result.upgrade?.target).toMatch(/^\/my\/prefix\/%2F/);
  });

  test.each<[GatewayMistake, string]>([
    ['loginPage200', 'gateway.notWebSocket'],
    ['loginPage302', 'gateway.moved'],
  ])('a sign-in page in the way of the upgrade: %s', async (mistake, kind) => {
    const server = await serverForThisTest();
    const gateway = await forThisTest(
      startGateway({ upstreamPort: server.port, mistake, loginPagesAppearOn: 'upgrades' }),
    );
    const profile = direct(gateway.url, { gateway: { urlPrefix: '/my/url/prefix' } });
    expect(verdictOf(await checkProfile(profile, isAlice))).toMatchObject({ status: 14, kind });
  });

  test.each([
    // The server says that, too, and this profile has no gateway.
    ['401 Unauthorized', '', 'gateway.unauthorized', 'sync server'],
    ['403 Forbidden', '', 'gateway.forbidden', 'gateway'],
    ['429 Too Many Requests', '', 'gateway.busy', 'gateway'],
    ['502 Bad Gateway', '', 'gateway.failed', 'gateway'],
    [
      ...['400 Bad Request', 'REALM_SYNC_PROTOCOL_MISMATCH:CLIENT_TOO_OLD'],
      ...['gateway.protocolMismatch', 'sync server'],
    ],
  ])('answers the upgrade with %s %s', async (status = '', body = '', kind, place) => {
    const reply = scripted({ upgrade: () => answer(status, body) });
    const { port, requests } = await forThisTest(startCapture({ reply }));
    const checked = await checkProfile(direct(`http://127.0.0.1:${port}`), isAlice);
    expect(verdictOf(checked)).toEqual({ status: 14, kind, place });
    // A refusal is asked about once more at most, and only with a new access token.
    expect(requests.filter(({ lines }) => lines[0]?.startsWith('GET')).length).toBeLessThanOrEqual(2);
  });

  test('hangs up on the upgrade', async () => {
    const reply = scripted({ upgrade: () => ({ kind: 'close' }) });
    const { port } = await forThisTest(startCapture({ reply }));
    const checked = await checkProfile(direct(`http://127.0.0.1:${port}`), isAlice);
    expect(verdictOf(checked)).toMatchObject({ status: 14, kind: 'gateway.closed' });
  });

  test('a server and a profile with no protocol version in common', async () => {
    const server = await serverForThisTest({ worker: { kind: 'native', version: 22 } });
    const profile = direct(server.url, { sync: { protocolVersions: [30] } });
    expect(verdictOf(await checkProfile(profile, isAlice))).toMatchObject({
      status: 14,
      kind: 'gateway.protocolMismatch',
    });
  });

  test('the sync worker is not up', async () => {
    const server = await serverForThisTest({ workerIsUp: false });
    expect(verdictOf(await checkProfile(direct(server.url), isAlice))).toMatchObject({
      status: 14,
      kind: 'gateway.busy',
    });
  });
});

describe('15, the session', () => {
  test('access tokens that have expired before they are used', async () => {
    const server = await serverForThisTest({ accessLifetimeSeconds: -5 });
    const checked = await checkProfile(direct(server.url), isAlice);
    expect(verdictOf(checked)).toEqual({
      status: 15,
      kind: 'session.tokenExpired',
      place: 'sync server',
    });
  });

  test.each<[string, (server: Awaited<ReturnType<typeof serverForThisTest>>) => void, string]>([
    ['permission is withdrawn', (server) => server.sendError(206), 'session.permissionDenied'],
    ['the user is not known any more', (server) => server.sendError(203), 'session.badAuthentication'],
    ['the file is unknown', (server) => server.sendError(208, 'no', false), 'session.server'],
    ['the connection is cut', (server) => server.dropAll(), 'session.closed'],
  ])('during the hold %s', async (_what, happen, kind) => {
    const server = await serverForThisTest();
    const checking = checkProfile(direct(server.url), isAlice, ['--hold', '20']);
    // Bound, and its first heartbeat answered: from here on it is held.
    await expect.poll(() => server.sessions()[0]?.heartbeats, { timeout: 10_000 }).toBe(1);
    happen(server);
    const checked = await checking;
    expect(verdictOf(checked)).toEqual({ status: 15, kind, place: 'sync server' });
    expect(checked.result.session?.heldMs).toBeLessThan(15_000);
  });
});

describe('16, the network', () => {
  test('nobody listens at the server', async () => {
    const profile = direct(`http://127.0.0.1:${await freePort()}`);
    const checked = await checkProfile(profile, isAlice);
    expect(verdictOf(checked)).toMatchObject({ status: 16, kind: 'auth.unreachable' });
    expect(checked.result.problem).toMatchObject({ remedy: 'retry', cause: 'refused' });
  });

  test('nobody listens at the gateway', async () => {
    const server = await serverForThisTest();
    const gateway = { syncUrl: `ws://127.0.0.1:${await freePort()}` };
    expect(verdictOf(await checkProfile(direct(server.url, { gateway }), isAlice))).toEqual({
      status: 16,
      kind: 'gateway.unreachable',
      place: 'gateway',
    });
  });

  test('a name that can’t exist', async () => {
    // A label of 64 characters: no resolver is even asked (RFC 1035 §2.3.4).
    const checked = await checkProfile(direct(`http://${'a'.repeat(64)}.invalid`), isAlice);
    expect(verdictOf(checked)).toMatchObject({ status: 16, kind: 'auth.unresolved' });
    expect(checked.result.stages.at(-1)).toMatchObject({ name: 'resolve', ok: false });
  });
});

describe('70, a bug', () => {
  test('something throws where nobody is there to catch it: a result all the same, without its message', async () => {
    // As soon as there is a listener for it; how long the start takes is up to the machine.
    const thrower =
      "const timer = setInterval(() => { if (process.listenerCount('uncaughtException') === 0) return; " +
      "clearInterval(timer); throw new Error('stray-canary'); }, 20)";
    const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(thrower)}` };
    const ended = await causeway(['check', '--demo', '--json', '--hold', '20'], { env });
    expect(ended.status).toBe(70);
    expect(resultIn(ended)).toMatchObject({ ok: false, problem: { kind: 'bug', place: 'this computer' } });
    expect(ended.stdout + ended.stderr).not.toContain('stray-canary');
  });
});
