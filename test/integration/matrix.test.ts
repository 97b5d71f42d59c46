import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSyncServer, type SyncServer } from '../../main/demo/sync-server.ts';
import { parsePacAnswer } from '../../main/network/route.ts';
import { systemDialer, type Dialer } from '../../main/ports/dialer.ts';
import type { Ports } from '../../main/dependencies.ts';
import type { SystemProxy } from '../../main/network/system-proxy.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import type { EnteredSecrets } from '../../shared/secrets.ts';
import { createAuthority, type Authority, type Certificate } from '../peers/certificates.ts';
import { startHaproxy } from '../peers/haproxy.ts';
import { startKerberos, type Kerberos } from '../peers/kerberos.ts';
import type { Gateway } from '../peers/nginx.ts';
import { freePort, loopback } from '../peers/port.ts';
import { startMicrosocks, type Socks } from '../peers/socks.ts';
import { startSquid, type Squid, type SquidAuth } from '../peers/squid.ts';
import { alice, direct, signingKey } from './demo-hops.ts';
import { relayForThisTest } from './relayed.ts';
import { checkServices } from './services.ts';

/** Every way out with every kind of last leg, on real proxies and a real gateway. */

const proxyUser = { username: 'corp\\alice', password: 'squid: sésame' };
const ntlmUser = { username: 'CORP\\alice', password: 'anything' };
const socksUser = { username: 'alice', password: 'socks sesame' };

type RouteName =
  | 'direct'
  | 'squid with Basic'
  | 'squid with Digest'
  | 'squid with NTLM'
  | 'squid with Negotiate'
  | 'an HTTPS proxy'
  | 'SOCKS5'
  | 'SOCKS5 with a password'
  | 'PAC with a dead first proxy';

interface WayOut {
  readonly route: NonNullable<ProfileFile['route']>;
  readonly password?: string;
  readonly pac?: string;
  /** How many tunnels the proxy's own log speaks of. */
  readonly tunnels: () => Promise<number> | null;
}

const wayOut = new Map<RouteName, WayOut>();
const routes: RouteName[] = [
  'direct',
  'squid with Basic',
  'squid with Digest',
  'squid with NTLM',
  'squid with Negotiate',
  'an HTTPS proxy',
  'SOCKS5',
  'SOCKS5 with a password',
  'PAC with a dead first proxy',
];

let authority: Authority;
let clientCertificate: Certificate;
let kerberos: Kerberos;
let server: SyncServer;
const gateways = new Map<string, Gateway>();
const stops: (() => Promise<void>)[] = [];

const running = <Peer extends { stop: () => Promise<void> }>(peer: Peer): Peer => {
  stops.push(() => peer.stop());
  return peer;
};

const manual = (proxy: string, username?: string): WayOut['route'] => ({
  mode: 'manual',
  proxy,
  neverDirect: true,
  ...(username === undefined ? {} : { username }),
});

const tunnelsOf = (squid: Squid) => async () =>
  (await squid.accessLog()).split('\n').filter((line) => /TCP_TUNNEL\/200 .*CONNECT/.test(line)).length;

const dialledBy = (socks: Socks) => () => Promise.resolve(socks.output().match(/connected to/g)?.length ?? 0);

async function throughSquid(auth: SquidAuth, user: typeof proxyUser | null): Promise<WayOut> {
  const squid = running(await startSquid({ auth }));
  // By name: a ticket is for a name.
  const url = squid.url.replace(loopback, 'localhost');
  return {
    route: manual(url, user?.username),
    ...(user === null ? {} : { password: user.password }),
    tunnels: tunnelsOf(squid),
  };
}

async function throughSocks(user: typeof socksUser | null): Promise<WayOut> {
  const socks = running(await startMicrosocks(user === null ? {} : { user }));
  return {
    route: manual(`socks5h://${socks.host}:${socks.port}`, user?.username),
    ...(user === null ? {} : { password: user.password }),
    tunnels: dialledBy(socks),
  };
}

async function startWaysOut(): Promise<void> {
  const users = [proxyUser];
  const open = running(await startSquid());
  const secured = running(await startSquid({ tls: await authority.issue() }));
  const dead = await freePort();
  const pac = `PROXY ${loopback}:${dead}; PROXY ${open.host}:${open.port}`;
  wayOut.set('direct', { route: { mode: 'direct' }, tunnels: () => null });
  wayOut.set('squid with Basic', await throughSquid({ kind: 'basic', users }, proxyUser));
  // A backslash in a user name is lost between squid and its helper for Digest.
  const plain = { username: 'alice', password: 'squid: sésame' };
  wayOut.set('squid with Digest', await throughSquid({ kind: 'digest', users: [plain] }, plain));
  wayOut.set('squid with NTLM', await throughSquid({ kind: 'ntlm' }, ntlmUser));
  wayOut.set('squid with Negotiate', await throughSquid({ kind: 'negotiate', kerberos }, null));
  wayOut.set('an HTTPS proxy', { route: manual(secured.url), tunnels: tunnelsOf(secured) });
  wayOut.set('SOCKS5', await throughSocks(null));
  wayOut.set('SOCKS5 with a password', await throughSocks(socksUser));
  wayOut.set('PAC with a dead first proxy', {
    route: { mode: 'system', neverDirect: true },
    pac,
    tunnels: tunnelsOf(open),
  });
}

beforeAll(async () => {
  authority = await createAuthority();
  clientCertificate = await authority.issue({ names: ['alice'], clientAuth: true });
  kerberos = running(await startKerberos());
  // GSSAPI reads its environment when it is first asked.
  Object.assign(process.env, kerberos.env);
  const users = { [alice.username]: { password: alice.password } };
  server = running(await startSyncServer({ signingKey: await signingKey(), users }));
  const upstream = { host: loopback, port: server.port };
  const tls = await authority.issue();
  gateways.set('ws', running(await startHaproxy({ upstream })));
  gateways.set('wss, private CA', running(await startHaproxy({ upstream, tls })));
  gateways.set(
    'wss, client certificate',
    running(await startHaproxy({ upstream, tls: { ...tls, clientCa: authority.ca } })),
  );
  await startWaysOut();
});

afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await authority.remove();
});

const pacAnswers = (pac: string): SystemProxy => ({ ways: () => Promise.resolve(parsePacAnswer(pac)) });

interface Leading {
  readonly way: WayOut;
  readonly profile: ProfileFile;
  readonly secrets: EnteredSecrets;
  readonly ports: Partial<Pick<Ports, 'systemProxy'>>;
}

function leading(routeName: RouteName, last: string): Leading {
  const way = wayOut.get(routeName);
  const gateway = gateways.get(last);
  if (way === undefined || gateway === undefined) throw new Error('no such peer');
  const shows = last === 'wss, client certificate';
  const profile: ProfileFile = {
    ...direct(gateway.url),
    route: way.route,
    trust: { ca: authority.ca, ...(shows ? { clientCertificate: clientCertificate.cert } : {}) },
  };
  const secrets: EnteredSecrets = {
    password: alice.password,
    ...(way.password === undefined ? {} : { proxyPassword: way.password }),
    ...(shows ? { clientKey: clientCertificate.key } : {}),
  };
  return { way, profile, secrets, ports: way.pac === undefined ? {} : { systemProxy: pacAnswers(way.pac) } };
}

/** Dials what it is told, and notes whether that was a gateway: where there is a proxy, it must not be. */
function tripwire(): { readonly dialer: Dialer; readonly direct: () => readonly number[] } {
  const gatewayPorts = [...gateways.values()].map(({ port }) => port);
  const dialled: number[] = [];
  const dialer: Dialer = {
    ...systemDialer,
    connect: (host, port, addresses, signal) => {
      dialled.push(port);
      return systemDialer.connect(host, port, addresses, signal);
    },
  };
  return { dialer, direct: () => dialled.filter((port) => gatewayPorts.includes(port)) };
}

describe.each(routes)('through %s', (routeName) => {
  test.each(['ws', 'wss, private CA', 'wss, client certificate'])('by %s', async (last) => {
    const { way, profile, secrets, ports } = leading(routeName, last);
    const before = (await way.tunnels()) ?? 0;
    const { result } = await checkServices({ profile, secrets, ports });
    expect(result.problem).toBeNull();
    expect(result.session).toMatchObject({ bound: true });
    // The stream was opened while the token was fetched, and one of them had to wait for the other.
    const upgrade = result.stages.find(({ name }) => name === 'upgrade');
    expect(['auth', 'sync']).toContain(upgrade?.waitedFor?.leg);
    // Login, and two tries of the websocket: the server speaks 22 only. Nothing went round the proxy.
    const tunnels = way.tunnels();
    if (tunnels !== null) await expect.poll(async () => (await way.tunnels()) ?? 0).toBe(before + 3);
  });

  test.each(['ws', 'wss, private CA'])(
    'an app with nothing but the relay’s address is bound by %s',
    async (last) => {
      const { way, profile, secrets, ports } = leading(routeName, last);
      const before = (await way.tunnels()) ?? 0;
      const { dialer, direct: dialledDirectly } = tripwire();
      const relay = await relayForThisTest({ profile, secrets, ports, dialer });
      const { result } = await checkServices({
        profile: direct(relay.url),
        secrets: { password: alice.password },
      });
      expect(result.problem).toBeNull();
      expect(result.session).toMatchObject({ bound: true });
      const tunnels = way.tunnels();
      if (tunnels === null) return;
      expect(dialledDirectly()).toEqual([]);
      // Squid speaks of a tunnel when it is over. Login and renewal share one, each try of the websocket has its own.
      await relay.relay.stop();
      await expect.poll(async () => (await way.tunnels()) ?? 0).toBeGreaterThanOrEqual(before + 3);
    },
  );
});

test('Negotiate without a ticket is not offered, and says so', async () => {
  const { env, signedOut } = kerberos;
  Object.assign(process.env, signedOut);
  try {
    const gateway = gateways.get('ws');
    const route = wayOut.get('squid with Negotiate')?.route;
    if (gateway === undefined || route === undefined) throw new Error('no such peer');
    const { problem } = await checkServices({
      profile: { ...direct(gateway.url), route },
      secrets: { password: alice.password },
    });
    expect(problem).toMatchObject({ kind: 'route.authRequired', tried: false, unavailable: 'noTicket' });
  } finally {
    Object.assign(process.env, env);
  }
});
