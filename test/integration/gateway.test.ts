import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startForwardProxy } from '../../main/demo/forward-proxy.ts';
import { startGateway } from '../../main/demo/gateway.ts';
import { startSyncServer, type SyncServer } from '../../main/demo/sync-server.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import { createAuthority, type Authority, type Certificate } from '../peers/certificates.ts';
import { startHaproxy } from '../peers/haproxy.ts';
import { startNginx, type Gateway, type GatewayOptions } from '../peers/nginx.ts';
import { loopback } from '../peers/port.ts';
import { startSquid, type Squid } from '../peers/squid.ts';
import { checkProfile, verdictOf } from './command-line.ts';
import { alice, direct, forThisTest, serverForThisTest, signingKey } from './demo-hops.ts';

const corporate = 'Basic Y29ycDpvcGVuOiBzZXNhbWU=';
const proxyUser = { username: 'corp\\alice', password: 'squid: sésame' };

let authority: Authority;
let certificate: Certificate;

beforeAll(async () => {
  authority = await createAuthority();
  certificate = await authority.issue();
});
afterAll(() => authority.remove());

const gateways: [string, (options: GatewayOptions) => Promise<Gateway>][] = [
  ['nginx', startNginx],
  ['HAProxy', startHaproxy],
];

describe.each(gateways)(
  'through squid with a password and %s with TLS of a private CA',
  (_name, startPeer) => {
    let server: SyncServer;
    let squid: Squid;
    let gateway: Gateway;

    beforeAll(async () => {
      const users = { [alice.username]: { password: alice.password } };
      const key = await signingKey();
      server = await startSyncServer({ signingKey: key, users, authorizationHeaderName: 'X-Realm-Auth' });
      squid = await startSquid({ auth: { kind: 'basic', users: [proxyUser] } });
      gateway = await startPeer({
        upstream: { host: loopback, port: server.port },
        requireHeader: { name: 'Authorization', value: corporate },
        prefix: '/my/url/prefix',
        tls: certificate,
      });
    });
    afterAll(() => Promise.all([server.stop(), squid.stop(), gateway.stop()]));

    const profile = (): ProfileFile => ({
      ...direct(gateway.url),
      gateway: {
        authorizationHeaderName: 'X-Realm-Auth',
        urlPrefix: '/my/url/prefix',
        customRequestHeaders: [{ name: 'Authorization', secret: true }],
      },
      route: { mode: 'manual', proxy: squid.url, username: proxyUser.username, neverDirect: true },
      trust: { ca: authority.ca },
    });
    const secrets = {
      password: alice.password,
      headers: { Authorization: corporate },
      proxyPassword: proxyUser.password,
    };

    test('the session is bound', async () => {
      const { status, result } = await checkProfile(profile(), secrets);
      expect(status).toBe(0);
      expect(result).toMatchObject({
        ok: true,
        route: { kind: 'forwardProxy', proxy: squid.url, reason: 'profile' },
        session: { bound: true, protocol: 'io.realm.sync.22' },
      });
      const passed = ['route', 'resolve', 'connect', 'proxy', 'tls'];
      expect(result.stages.map(({ leg, name }) => `${leg} ${name}`)).toEqual([
        ...[...passed, 'sign-in', 'access-token'].map((name) => `auth ${name}`),
        // The server speaks one version only, and names it in its answer to the first try.
        ...[...passed, 'upgrade', ...passed, 'upgrade', 'bind'].map((name) => `sync ${name}`),
      ]);
      await expect.poll(() => squid.accessLog()).toMatch(/TCP_TUNNEL\/200 .*CONNECT 127\.0\.0\.1:\d+ corp/);
      await expect.poll(() => gateway.accessLog()).toContain('/my/url/prefix/%2F');
    });

    test('the hop that refuses is the one that is named', async () => {
      const wrong = (change: object) => checkProfile(profile(), { ...secrets, ...change });
      expect(verdictOf(await wrong({ proxyPassword: 'wrong' }))).toEqual({
        status: 12,
        kind: 'route.authRequired',
        place: 'forward proxy',
      });
      expect(verdictOf(await wrong({ headers: { Authorization: 'Basic d3Jvbmc=' } }))).toMatchObject({
        status: 11,
        kind: 'auth.refusedOnTheWay',
      });
      expect(verdictOf(await wrong({ password: 'wrong' }))).toMatchObject({
        status: 11,
        kind: 'auth.credentialRefused',
      });
      const untrusting = { ...profile(), trust: {} };
      // It answers logins, too: the certificate on that way is its own.
      expect(verdictOf(await checkProfile(untrusting, secrets))).toEqual({
        status: 13,
        kind: 'tls.untrusted',
        place: 'gateway',
      });
    });
  },
);

describe.each(gateways)('%s that wants a client certificate which there isn’t', (_name, startPeer) => {
  const peerFor = async (server: SyncServer) =>
    forThisTest(
      startPeer({
        upstream: { host: loopback, port: server.port },
        tls: { ...certificate, clientCa: authority.ca },
      }),
    );
  const verdict = (place: string) => ({ status: 13, kind: 'tls.clientCertificateRequired', place });

  test('before login', async () => {
    const { url } = await peerFor(await serverForThisTest());
    const profile = direct(url, { trust: { ca: authority.ca } });
    const checked = await checkProfile(profile, { password: alice.password });
    expect(verdictOf(checked)).toEqual(verdict('auth server'));
  });

  test('before the upgrade', async () => {
    const server = await serverForThisTest();
    const { url } = await peerFor(server);
    const gateway = { syncUrl: url.replace('https:', 'wss:') };
    const profile = direct(server.url, { gateway, trust: { ca: authority.ca } });
    const checked = await checkProfile(profile, { password: alice.password });
    expect(verdictOf(checked)).toEqual(verdict('gateway'));
  });
});

describe('against our own server', () => {
  test('plain HTTP', async () => {
    const server = await serverForThisTest();
    const { status, result } = await checkProfile(direct(server.url), { password: alice.password });
    expect(status).toBe(0);
    expect(result.route).toEqual({ kind: 'direct', reason: 'profile' });
    expect(result.realmPath).toBe(`/${result.identity}/tasks`);
  });

  test('HTTPS with a private CA given in the profile', async () => {
    const server = await serverForThisTest({ tls: certificate });
    const trusting = direct(server.url, { trust: { ca: authority.ca } });
    const { status, result } = await checkProfile(trusting, { password: alice.password });
    expect(status).toBe(0);
    expect(result.stages.filter(({ name }) => name === 'tls')).toHaveLength(2);
  });

  test('HTTPS with a certificate for the name localhost, by an intermediate authority', async () => {
    const tls = await authority.issue({ names: ['localhost'], ips: [], intermediate: 'include' });
    const { port } = await serverForThisTest({ tls });
    const profile = direct(`https://localhost:${port}`, { trust: { ca: authority.ca } });
    expect((await checkProfile(profile, { password: alice.password })).status).toBe(0);
  });

  test('HTTPS with a client certificate, its key behind a passphrase', async () => {
    const client = await authority.issue({ clientAuth: true, passphrase: 'key: sesame' });
    const server = await serverForThisTest({ tls: { ...certificate, clientCa: authority.ca } });
    const trust = { ca: authority.ca, clientCertificate: client.cert };
    const secrets = {
      password: alice.password,
      clientKey: client.key,
      clientKeyPassphrase: 'key: sesame',
    };
    expect((await checkProfile(direct(server.url, { trust }), secrets)).status).toBe(0);
  });

  test.each([22, 26, 30])('a server that speaks version %i only', async (version) => {
    const server = await serverForThisTest({ worker: { kind: 'native', version } });
    const { status, result } = await checkProfile(direct(server.url), { password: alice.password });
    expect(status).toBe(0);
    expect(result.session).toMatchObject({ bound: true, protocol: `io.realm.sync.${version}` });
  });

  test('a server below a path, behind a name that only the forward proxy knows', async () => {
    const server = await serverForThisTest();
    const tls = await authority.issue({ names: ['corp.example'], ips: [] });
    const upstreamPort = server.port;
    const gateway = await forThisTest(
      startGateway({ upstreamPort, tls, basePath: '/ros', authorizationHeaderName: 'Authorization' }),
    );
    const proxy = await forThisTest(startForwardProxy({ names: { 'corp.example': loopback } }));
    const profile = direct(`https://corp.example:${gateway.port}/ros`, {
      gateway: { urlPrefix: '/my/url/prefix' },
      route: { mode: 'manual', proxy: proxy.url },
      trust: { ca: authority.ca },
    });
    const { status, result } = await checkProfile(profile, { password: alice.password });
    expect(status).toBe(0);
    expect(result.upgrade?.headers).toContainEqual(['Host', `corp.example:${gateway.port}`]);
  });

  test('a server that dictates the prefix of its sync worker', async () => {
    const server = await serverForThisTest({ syncWorkerPath: '/worker-7' });
    const { result } = await checkProfile(direct(server.url), { password: alice.password });
    expect(result.upgrade?.target).toMatch(/^\/worker-7\/%2F/);
  });
});
