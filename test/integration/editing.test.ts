import { expect, test } from 'vitest';
import type { ProfileFile } from '../../shared/profile.ts';
import { FakeKeychain } from '../fakes/keychain.ts';
import { freePort, loopback } from '../peers/port.ts';
import { startApp, type AppWithProfile } from './app.ts';
import { alice, direct, serverForThisTest } from './demo-hops.ts';

/** An app with a profile of two realm paths and another profile at the same server, all online. */
async function online() {
  const server = await serverForThisTest({ sharedRealmPaths: ['/shared/other'] });
  const file = direct(server.url, { realmPaths: ['/~/a', '/~/b'] });
  const edited = await startApp(file, { password: alice.password });
  const other = direct(server.url, { name: 'Other', realmPaths: ['/shared/other'] });
  await edited.app.handlers.saveProfile({ id: null, profile: other, secrets: { password: alice.password } });
  /** The number of the connection that each realm path is open on, by the path's last segment. */
  const connections = () =>
    Object.fromEntries(
      server.sessions().map(({ realmPath, connection }) => [realmPath.slice(-1), connection]),
    );
  const settled = async (...names: string[]) => {
    await expect.poll(() => Object.keys(connections()).sort(), { timeout: 10_000 }).toEqual(names);
    await expect
      .poll(() => states(edited), { timeout: 10_000 })
      .toEqual(edited.profile.sessions.map(() => 'online'));
    return connections();
  };
  return { server, file, edited, settled };
}

const states = ({ profile }: AppWithProfile) => profile.sessions.map(({ phase }) => phase.state);

test('another name or environment reconnects nothing', async () => {
  const { file, edited, settled } = await online();
  const before = await settled('a', 'b', 'r');
  await edited.save({ ...file, name: 'Renamed', environment: 'production' });
  expect(states(edited)).toEqual(['online', 'online']);
  expect(edited.profile.profile.name).toBe('Renamed');
  expect(edited.profile.sessions.map(({ trace }) => trace?.attempt)).toEqual([1, 1]);
  expect(await settled('a', 'b', 'r')).toEqual(before);
});

test('a realm path that comes or goes touches no other', async () => {
  const { server, file, edited, settled } = await online();
  const before = await settled('a', 'b', 'r');
  const asked = server.authCalls;
  await edited.save({ ...file, realmPaths: ['/~/a', '/~/c', '/~/b'] });
  const more = await settled('a', 'b', 'c', 'r');
  expect(more).toEqual({ ...before, c: more['c'] });
  expect(edited.profile.sessions.map(({ realmPath }) => realmPath)).toEqual(['/~/a', '/~/c', '/~/b']);
  expect(server.authCalls, 'one token for the new path').toBe(asked + 1);
  await edited.save({ ...file, realmPaths: ['/~/c', '/~/b'] });
  expect(await settled('b', 'c', 'r')).toEqual({ b: more['b'], c: more['c'], r: more['r'] });
});

const changes: [string, Partial<ProfileFile>][] = [
  ['header', { gateway: { customRequestHeaders: [{ name: 'X-Team', value: 'mobile' }] } }],
  ['route', { route: { mode: 'direct', bypass: ['localhost'] } }],
  ['trust', { trust: { verify: false } }],
  ['protocol version', { sync: { protocolVersions: [26] } }],
];

test.each(changes)('another %s reconnects the whole profile, and no other', async (_what, change) => {
  const { file, edited, settled } = await online();
  const before = await settled('a', 'b', 'r');
  await edited.save({ ...file, ...change });
  const hasAnew = async () => {
    const after = await settled('a', 'b', 'r');
    return after['a'] !== before['a'] && after['b'] !== before['b'];
  };
  await expect.poll(hasAnew, { timeout: 10_000 }).toBe(true);
  expect((await settled('a', 'b', 'r'))['r']).toBe(before['r']);
});

test('tokens that are all forgotten are asked for anew only where somebody wants to be connected', async () => {
  const server = await serverForThisTest();
  const causeway = await startApp(direct(server.url, { credential: { kind: 'anonymous' } }), {});
  const { handlers } = causeway.app;
  await expect.poll(() => states(causeway), { timeout: 10_000 }).toEqual(['online']);
  await handlers.signInAgainAll(undefined);
  await expect.poll(() => states(causeway), { timeout: 10_000 }).toEqual(['online']);
  await handlers.disconnect({ ids: [causeway.profile.id] });
  await handlers.signInAgainAll(undefined);
  expect(causeway.profile.signIn).toEqual({ state: 'signedOut' });
});

test('to try again is for one profile: no other signs in', async () => {
  const server = await serverForThisTest();
  const file = direct(server.url, { credential: { kind: 'anonymous' } });
  const causeway = await startApp(file, {});
  const { handlers } = causeway.app;
  await expect.poll(() => states(causeway), { timeout: 10_000 }).toEqual(['online']);
  const other = await handlers.saveProfile({ id: null, profile: { ...file, name: 'Other' }, secrets: {} });
  if (!other.ok) throw new Error(other.problem.kind);
  await handlers.signOut({ id: other.value });
  causeway.retry();
  expect(causeway.app.view.profiles.find(({ id }) => id === other.value)?.signIn).toEqual({
    state: 'signedOut',
  });
});

test('whoever trusts a certificate wants to be connected, also after the next start', async () => {
  const causeway = await startApp(direct(`http://${loopback}:${await freePort()}`), {});
  const { id } = causeway.profile;
  await causeway.app.handlers.disconnect({ ids: [id] });
  const pin = { host: 'ros.example:443', fingerprint: 'AB'.repeat(32), until: Date.now() + 60_000 };
  expect(await causeway.app.handlers.trustCertificate({ id, pin })).toMatchObject({ ok: true });
  expect(causeway.profile.wanted).toBe(true);
});

test('D5: a username that is mended with its password signs in, and wants to be connected', async () => {
  const server = await serverForThisTest();
  const mistyped = direct(server.url, { credential: { kind: 'password', username: 'alise' } });
  const causeway = await startApp(mistyped, { password: alice.password });
  await expect.poll(() => causeway.profile.signIn.state, { timeout: 10_000 }).toBe('needsUser');
  await causeway.app.handlers.disconnect({ ids: [causeway.profile.id] });
  expect(causeway.profile.wanted).toBe(false);
  await causeway.save(direct(server.url), { password: alice.password });
  await expect.poll(() => states(causeway), { timeout: 10_000 }).toEqual(['online']);
  expect(causeway.profile.wanted).toBe(true);
});

test('whoever disconnects ends a sign-in that is tried again and again, and what was typed is not lost', async () => {
  const port = await freePort();
  const causeway = await startApp(direct(`http://${loopback}:${port}`), { password: alice.password });
  const { handlers } = causeway.app;
  const signIn = () => causeway.profile.signIn.state;
  await expect.poll(signIn, { timeout: 10_000 }).toBe('retrying');
  await handlers.disconnect({ ids: [causeway.profile.id] });
  expect(signIn()).toBe('signedOut');
  await handlers.connect({ ids: [causeway.profile.id] });
  await expect.poll(signIn, { timeout: 10_000 }).toBe('retrying');
});

test('an edit whose secrets the keychain refuses changes nothing: old tokens never meet a new server', async () => {
  const [server, stranger] = [await serverForThisTest(), await serverForThisTest()];
  const keychain = new FakeKeychain();
  const causeway = await startApp(direct(server.url), { password: alice.password }, keychain);
  await expect.poll(() => states(causeway), { timeout: 10_000 }).toEqual(['online']);
  keychain.mode = 'denied';
  const elsewhere = direct(stranger.url, { route: { mode: 'manual', proxy: server.url, username: 'ann' } });
  await expect(causeway.save(elsewhere, { proxyPassword: 'hush' })).rejects.toThrow('vault.denied');
  expect(causeway.profile.profile.server).toBe(server.url);
  expect(states(causeway)).toEqual(['online']);
  expect(stranger.authCalls).toBe(0);
});

/** Signs in through a forward proxy that isn't there: what was typed is not sent. */
async function stuckBehindProxy(file: ProfileFile) {
  const route: ProfileFile['route'] = { mode: 'manual', proxy: `http://${loopback}:${await freePort()}` };
  const causeway = await startApp({ ...file, route }, { password: alice.password });
  await expect.poll(() => 'problem' in causeway.profile.signIn, { timeout: 10_000 }).toBe(true);
  return causeway;
}

test('what was typed to sign in outlives the edit that mends the way to the server', async () => {
  const server = await serverForThisTest();
  const causeway = await stuckBehindProxy(direct(server.url));
  await causeway.save(direct(server.url, { name: 'Mended' }));
  await expect.poll(() => states(causeway), { timeout: 10_000 }).toEqual(['online']);
});

const others: [string, (url: string) => ProfileFile][] = [
  ['server', (url) => direct(url)],
  ['user', (url) => direct(url, { credential: { kind: 'password', username: 'mallory' } })],
];

test.each(others)('what was typed to sign in is never tried for another %s', async (what, fileOf) => {
  const [server, stranger] = [await serverForThisTest(), await serverForThisTest()];
  const causeway = await stuckBehindProxy(direct(server.url));
  await causeway.save(fileOf(what === 'server' ? stranger.url : server.url));
  const asks = { state: 'needsUser', problem: { kind: 'secret.missing', secret: 'password' } };
  await expect.poll(() => causeway.profile.signIn).toEqual(asks);
  expect([server.authCalls, stranger.authCalls]).toEqual([0, 0]);
});
