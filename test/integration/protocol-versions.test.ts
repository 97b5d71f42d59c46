import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../main/ports/clock.ts';
import type { SyncWorker } from '../../main/demo/rules.ts';
import type { SyncServer } from '../../main/demo/sync-server.ts';
import { MemoryKeychain } from '../../main/ports/keychain.ts';
import { ProfileStore } from '../../main/profiles/store.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import type { SessionStatus } from '../../shared/status.ts';
import { MemoryDocuments } from '../fakes/documents.ts';
import { startNginx } from '../peers/nginx.ts';
import { loopback } from '../peers/port.ts';
import { startSquid } from '../peers/squid.ts';
import { startApp } from './app.ts';
import { checkProfile } from './command-line.ts';
import { alice, direct, forThisTest, serverForThisTest } from './demo-hops.ts';
import { Fleet, manyPaths } from './fleet.ts';
import { checkServices, realPorts } from './services.ts';

const isAlice = { password: alice.password };
const native = (version: number): SyncWorker => ({ kind: 'native', version });
const choosing = (oldest: number, newest: number): SyncWorker => ({ kind: 'choosing', oldest, newest });

type Way = (server: SyncServer) => Promise<ProfileFile>;

const behindNginx =
  (mistake?: { readonly kind: 'replacesErrorPages' }): Way =>
  async ({ port }) => {
    // It puts its own `Server` in the place of the worker's, as every nginx does that isn't told otherwise.
    const upstream = { host: loopback, port };
    const { url } = await forThisTest(startNginx({ upstream, ...(mistake ? { mistake } : {}) }));
    return direct(url);
  };

const ways: readonly (readonly [string, Way])[] = [
  ['directly', ({ url }) => Promise.resolve(direct(url))],
  [
    'through squid',
    async ({ url }) => {
      const squid = await forThisTest(startSquid());
      return direct(url, { route: { mode: 'manual', proxy: squid.url } });
    },
  ],
  ['behind nginx, which hides Server', behindNginx()],
  ['behind nginx, which replaces error pages as well', behindNginx({ kind: 'replacesErrorPages' })],
];

const workers: readonly (readonly [string, SyncWorker, number])[] = [
  ['a worker of 22 that reads the first offer', native(22), 22],
  ['a server that chooses', choosing(22, 30), 30],
  ['a worker that knows 26 only', { kind: 'native', version: 26, oldest: 26 }, 26],
  ['a server that chooses of 24 to 26', choosing(24, 26), 26],
];

function fleetAt(profile: ProfileFile): Fleet {
  const fleet = new Fleet();
  onTestFinished(() => fleet.sessions.dispose());
  fleet.launch('versions', profile, isAlice);
  return fleet;
}

describe.each(ways)('a default profile %s', (_way, profileFor) => {
  test.each(workers)('finds the version of %s', async (_worker, worker, version) => {
    const server = await serverForThisTest({ worker });
    const fleet = fleetAt(await profileFor(server));
    await fleet.allOnline();
    const protocol = `io.realm.sync.${version}`;
    expect(fleet.statuses[0]?.phase).toMatchObject({ state: 'online', attempt: 1, protocol });
    expect(server.upgradeRequests, 'at first contact').toBeLessThanOrEqual(3);

    const before = server.upgradeRequests;
    server.dropAll();
    await fleet.until(
      'online again',
      ([session]) => session?.phase.state === 'online' && session.phase.attempt > 1,
    );
    expect(server.upgradeRequests - before, 'afterwards').toBe(1);
  });
});

test('R1: a native worker of 22 is bound, and every refused try is told', async () => {
  const server = await serverForThisTest({ worker: native(22) });
  const { status, result } = await checkProfile(direct(server.url), isAlice);
  expect(status).toBe(0);
  expect(result).toMatchObject({
    ok: true,
    attempts: 2,
    session: { bound: true, protocol: 'io.realm.sync.22' },
  });
  expect(result.upgrade?.headers).toContainEqual(['Sec-WebSocket-Protocol', 'io.realm.sync.22']);
  const upgrades = result.stages.filter(({ name }) => name === 'upgrade');
  expect(upgrades).toMatchObject([
    { ok: true, isAskedAgain: true, detail: '400, the server speaks 22; trying that' },
    { ok: true, detail: '101' },
  ]);
  expect(server.upgradeRequests).toBe(2);
});

test('R1b: where the profile allows only what the server doesn’t speak, its version is named', async () => {
  const server = await serverForThisTest({ worker: native(22) });
  const profile = direct(server.url, { sync: { protocolVersions: [30] } });
  const { status, result } = await checkProfile(profile, isAlice);
  expect(status).toBe(14);
  expect(result.problem).toMatchObject({
    kind: 'gateway.protocolMismatch',
    place: 'sync server',
    status: 400,
  });
  expect(result.problem?.summary).toContain('The server speaks version 22 only');
  expect(`${result.problem?.summary} ${result.problem?.hint}`).not.toMatch(/gateway|prefix|%2F|nginx/i);
  expect(server.upgradeRequests).toBe(1);
});

test('versions of the profile’s are tried in its order', async () => {
  const server = await serverForThisTest({ worker: native(22) });
  const profile = direct(server.url, { sync: { protocolVersions: [26, 30, 22] } });
  const { result } = await checkServices({ profile, secrets: isAlice });
  expect(result).toMatchObject({ ok: true, attempts: 3, session: { protocol: 'io.realm.sync.22' } });
});

test('a refusal that is about the token is not asked about for ever', async () => {
  const server = await serverForThisTest({ worker: native(22) });
  const upstream = { host: loopback, port: server.port };
  const mistake = { kind: 'stripsHeader', name: 'X-Realm-Auth' } as const;
  const nginx = await forThisTest(startNginx({ upstream, mistake }));
  const profile = direct(nginx.url, { gateway: { authorizationHeaderName: 'X-Realm-Auth' } });
  const { result } = await checkServices({ profile, secrets: isAlice });
  expect(result.problem).toMatchObject({ kind: 'gateway.badRequest', status: 400 });
  expect(server.upgradeRequests).toBeLessThanOrEqual(3);
});

test('many sessions of one server ask once', async () => {
  const server = await serverForThisTest({ worker: native(22) });
  const fleet = fleetAt(direct(server.url, { realmPaths: manyPaths(12) }));
  await fleet.allOnline();
  // One more for each that had waited for two seconds; without turns it would be 24.
  expect(server.upgradeRequests).toBeLessThan(18);
});

test('a server that was changed is asked again', async () => {
  const server = await serverForThisTest({ worker: native(22) });
  const fleet = fleetAt(direct(server.url));
  await fleet.allOnline();
  server.change({ worker: choosing(26, 30) });
  const before = server.upgradeRequests;
  server.dropAll();
  const isThere = ([session]: readonly SessionStatus[]) =>
    session?.phase.state === 'online' && session.phase.protocol === 'io.realm.sync.30';
  await fleet.until('online in 30', isThere);
  expect(server.upgradeRequests - before).toBe(2);
  expect(fleet.statuses[0]?.lastEnd?.problem.kind).toBe('session.closed');
});

test('D1: the window connects by itself, and knows the version after a restart', async () => {
  const server = await serverForThisTest({ worker: native(22) });
  const documents = new MemoryDocuments();
  const keychain = new MemoryKeychain();
  const launch = (name: string) =>
    startApp({ ...direct(server.url), name }, isAlice, keychain, realPorts(), {
      store: new ProfileStore({ documents, clock: systemClock }),
    });
  const isOnline = { state: 'online', attempt: 1, protocol: 'io.realm.sync.22' };

  const first = await launch('First');
  await expect.poll(() => first.session.phase, { timeout: 20_000 }).toMatchObject(isOnline);
  expect(first.session.upgrades).toBe(2);
  await first.app.dispose();

  const again = await launch('Another of the same server');
  const sessions = () => again.app.view.profiles.flatMap((profile) => profile.sessions);
  const phases = () => sessions().map(({ phase }) => phase);
  await expect.poll(phases, { timeout: 20_000 }).toMatchObject([isOnline, isOnline]);
  expect(sessions().map(({ upgrades }) => upgrades)).toEqual([1, 1]);
});
