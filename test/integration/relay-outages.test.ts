import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startDemo } from '../../main/demo/environment.ts';
import { splice } from '../../main/splice.ts';
import { createAuthority } from '../peers/certificates.ts';
import { startHaproxy } from '../peers/haproxy.ts';
import { startSquid } from '../peers/squid.ts';
import { loopback } from '../peers/port.ts';
import { SdkClient, SdkFailure } from '../peers/sdk-client.ts';
import { alice, direct, forThisTest, serverForThisTest } from './demo-hops.ts';
import { QuickClock } from './quick-clock.ts';
import { relayForThisTest, type RunningRelay } from './relayed.ts';

/*
 * An app over an outage of each hop: its refreshes go on afterwards, nobody is told an error, and the websocket that it
 * has waiting is the one that is opened when the way is mended.
 */

const speed = 4;
const outageMs = 50_000;

interface Lent {
  readonly relay: RunningRelay;
  readonly account: { readonly username: string; readonly password: string };
  readonly breaks: () => Promise<void> | void;
  readonly mends: () => Promise<void> | void;
}

async function throughDemo(
  of: (
    demo: Awaited<ReturnType<typeof startDemo>>,
    relay: () => RunningRelay,
  ) => Pick<Lent, 'breaks' | 'mends'>,
): Promise<Lent> {
  const demo = await forThisTest(startDemo());
  const relay = await relayForThisTest({
    profile: demo.profileFile,
    secrets: demo.secrets,
    ports: { clock: new QuickClock(speed) },
  });
  const { breaks, mends } = of(demo, () => relay);
  return {
    relay,
    mends,
    account: { username: 'demo', password: demo.secrets.password },
    breaks: async () => {
      await breaks();
      // What was open before does not outlive it.
      demo.forwardProxy.dropAll();
    },
  };
}

/** One address behind which another server can be put. */
async function junctionTo(first: number) {
  let target = first;
  const open = new Set<() => void>();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: target, host: loopback, allowHalfOpen: true });
    near.on('error', () => undefined);
    far.on('error', () => undefined);
    splice(near, far);
    const cut = () => near.destroy();
    open.add(cut);
    near.once('close', () => open.delete(cut));
  }).listen(0, loopback);
  await new Promise((resolve) => server.once('listening', resolve));
  const leadTo = (port: number) => {
    target = port;
    open.forEach((cut) => cut());
  };
  onTestFinished(() => {
    leadTo(first);
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, leadTo };
}

const outages: Readonly<Record<string, () => Promise<Lent>>> = {
  'the proxy is down': () =>
    throughDemo(({ forwardProxy }) => ({
      breaks: () => forwardProxy.stop(),
      mends: () => forwardProxy.start(),
    })),
  'the proxy’s password was changed': () =>
    throughDemo(({ forwardProxy, profileFile }, relay) => ({
      breaks: () =>
        forwardProxy.change({ credentials: { username: profileFile.route.username, password: 'new' } }),
      mends: () => relay().enter({ proxyPassword: 'new' }),
    })),
  'the gateway answers 502': () =>
    throughDemo(({ server }) => ({ breaks: () => server.stop(), mends: () => server.start() })),
  'the gateway answers 403': () =>
    throughDemo(({ gateway, secrets }) => ({
      breaks: () => gateway.change({ demands: [['X-Gateway-Key', 'another']] }),
      mends: () => gateway.change({ demands: Object.entries(secrets.headers) }),
    })),
  'the certificate is not to be trusted': async () => {
    const authority = await createAuthority();
    onTestFinished(() => authority.remove());
    const users = { [alice.username]: { password: alice.password } };
    const good = await serverForThisTest({ users, tls: await authority.issue() });
    const bad = await serverForThisTest({ users, tls: await authority.issue({ selfSigned: true }) });
    const junction = await junctionTo(good.port);
    const profile = direct(`https://${loopback}:${junction.port}`, { trust: { ca: authority.ca } });
    const relay = await relayForThisTest({ profile, ports: { clock: new QuickClock(speed) } });
    return {
      relay,
      account: alice,
      breaks: () => junction.leadTo(bad.port),
      mends: () => junction.leadTo(good.port),
    };
  },
  'the server is down': async () => {
    const server = await serverForThisTest();
    const relay = await relayForThisTest({
      profile: direct(server.url),
      ports: { clock: new QuickClock(speed) },
    });
    return { relay, account: alice, breaks: () => server.stop(), mends: () => server.start() };
  },
};

async function expectGoesOn(what: string, { relay, account, breaks, mends }: Lent): Promise<void> {
  const app = new SdkClient({ url: relay.url, realmPath: '/~/tasks', speed });
  onTestFinished(() => app.stop());
  await app.login(account.username, account.password);
  await app.open();
  await app.until(() => app.isSynced);
  await breaks();
  await app.until(() => !app.isSynced);
  const before = app.refreshes;
  await relay.until(() => relay.events.some(({ event }) => event === 'held'));
  await pause(outageMs / speed);
  expect([app.refreshes, app.isSynced, app.isAsleep, app.errors], what).toEqual([before, false, false, []]);
  // The first failure stands in the app's log, once.
  expect(app.log, what).toHaveLength(1);
  expect(app.log[0], what).toMatch(/^Causeway: \S.*\.\n$/);
  const waiting = app.upgrades;
  await mends();
  await app.until(() => app.isSynced);
  expect(app.upgrades, `${what}: the one that waited is the one that is open`).toBe(waiting);
  await app.until(() => app.refreshes > before);
  expect([app.errors, app.isAsleep], what).toEqual([[], false]);
  await app.logout();
}

test(`an app goes on, and nobody is told an error, after: ${Object.keys(outages).join(', ')}`, async () => {
  const lent = await Promise.all(
    Object.entries(outages).map(async ([what, start]) => [what, await start()] as const),
  );
  await Promise.all(lent.map(([what, each]) => expectGoesOn(what, each)));
});

describe('an app’s user', () => {
  test('reads our sentence when signing in fails on the way, and gets in afterwards', async () => {
    const { relay, account, breaks, mends } = await throughDemo(({ forwardProxy }) => ({
      breaks: () => forwardProxy.stop(),
      mends: () => forwardProxy.start(),
    }));
    const app = new SdkClient({ url: relay.url, realmPath: '/~/tasks', speed });
    onTestFinished(() => app.stop());
    await breaks();
    const failure = await app.login(account.username, account.password).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SdkFailure);
    expect(failure).toMatchObject({
      told: { name: 'AuthError', status: 503, code: 802, title: expect.stringMatching(/proxy/) as string },
    });
    await mends();
    await app.login(account.username, account.password);
  });

  test('signs in, is refused, renews and signs out through squid with a password and a gateway behind it', async () => {
    const authority = await createAuthority();
    onTestFinished(() => authority.remove());
    const user = { username: 'corp', password: 'squid: sésame' };
    const squid = await forThisTest(startSquid({ auth: { kind: 'basic', users: [user] } }));
    const server = await serverForThisTest();
    const gateway = await forThisTest(
      startHaproxy({ upstream: { host: loopback, port: server.port }, tls: await authority.issue() }),
    );
    const relay = await relayForThisTest({
      profile: direct(gateway.url, {
        route: { mode: 'manual', proxy: squid.url, username: user.username, neverDirect: true },
        trust: { ca: authority.ca },
      }),
      secrets: { proxyPassword: user.password },
    });
    const app = new SdkClient({ url: relay.url, realmPath: '/~/tasks' });
    onTestFinished(() => app.stop());
    const refused = await app.login(alice.username, 'wrong').catch((error: unknown) => error);
    expect(refused).toMatchObject({ told: { name: 'AuthError', status: 401, code: 611 } });
    await app.login(alice.username, alice.password);
    await app.open();
    await app.until(() => app.isSynced && app.refreshes > 0);
    await app.logout();
    expect(app.errors).toEqual([]);
  });
});
