import { expect, test } from 'vitest';
import type { ProfileFile } from '../../shared/profile.ts';
import { alice, direct, serverForThisTest } from './demo-hops.ts';
import { checkServices } from './services.ts';

const view = (url: string, more: Partial<ProfileFile> = {}): ProfileFile =>
  direct(url, { sync: { partial: true }, ...more });

const secrets = { password: alice.password };

test('query-based sync opens a view of the realm, for its own user', async () => {
  const server = await serverForThisTest();
  const { result } = await checkServices({ profile: view(server.url), secrets });
  expect(result.ok).toBe(true);
  const { identity, realmPath } = result;
  expect(realmPath).toMatch(new RegExp(`^/${identity}/tasks/__partial/${identity}/[0-9a-f]{32}$`));
  expect(result.upgrade?.target).toBe(`/realm-sync/${encodeURIComponent(realmPath ?? '')}`);
});

test('of somebody else’s realm, too', async () => {
  const server = await serverForThisTest({ sharedRealmPaths: ['/shared/menu'] });
  const profile = view(server.url, { realmPaths: ['/shared/menu'] });
  const { result } = await checkServices({ profile, secrets });
  expect(result.realmPath).toMatch(new RegExp(`^/shared/menu/__partial/${result.identity}/`));
});

test('the view is the same each time, and another for another path', async () => {
  const server = await serverForThisTest();
  const open = async (realmPath: string) => {
    const profile = view(server.url, { realmPaths: [realmPath] });
    const { result } = await checkServices({ profile, secrets });
    return result.realmPath?.split('/').at(-1);
  };
  const [first, again, other] = [await open('/~/a'), await open('/~/a'), await open('/~/b')];
  expect(first).toBe(again);
  expect(first).not.toBe(other);
});

test('a refresh token that was saved says whose view it is', async () => {
  const server = await serverForThisTest();
  const account = server.accounts.find('password', alice.username);
  if (account === undefined) throw new Error('no alice');
  const { token } = await server.office.issueRefreshToken(account, '');
  const profile = view(server.url, { credential: { kind: 'refreshToken' } });
  const { result } = await checkServices({ profile, secrets: { refreshToken: token } });
  expect(result.realmPath).toContain(`/__partial/${account.identity}/`);
  expect(server.authCalls, 'nothing is asked twice').toBe(1);
});

test('an admin’s view is the admin’s', async () => {
  const server = await serverForThisTest();
  const { token } = await server.issueAdminToken();
  const profile = view(server.url, { credential: { kind: 'adminToken' }, realmPaths: ['/shared/menu'] });
  const { result } = await checkServices({ profile, secrets: { adminToken: token } });
  expect(result).toMatchObject({ ok: true, identity: '__admin' });
  expect(result.realmPath).toMatch(/^\/shared\/menu\/__partial\/__admin\/[0-9a-f]{32}$/);
});

test('a path that names a view already is opened as it is', async () => {
  const server = await serverForThisTest();
  const account = server.accounts.find('password', alice.username);
  const realmPath = `/~/tasks/__partial/${account?.identity}/mine`;
  const { result } = await checkServices({ profile: view(server.url, { realmPaths: [realmPath] }), secrets });
  expect(result.realmPath).toBe(`/${account?.identity}/tasks/__partial/${account?.identity}/mine`);
});
