import { sign } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { NOT_TWO_PARTS, readToken, signToken } from '../../../main/demo/tokens.ts';
import { AuthBench, foreignKey, signingKey, START_MS } from './fixture.ts';

let bench: AuthBench;
beforeEach(() => {
  bench = new AuthBench();
});

const password = (data: string, word: string, register?: boolean): unknown => ({
  provider: 'password',
  data,
  user_info: register === undefined ? { password: word } : { password: word, register },
});

function jwt(payload: unknown, key = signingKey, alg = 'RS256'): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg, typ: 'JWT' })}.${part(payload)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key.privateKey).toString('base64url')}`;
}

describe('signing in with a password', () => {
  test('answers a refresh token that the public key verifies', async () => {
    const answer = await bench.login(password('alice', 'pass-a', false));
    expect(answer.status).toBe(200);
    expect(answer.type).toMatch(/^application\/json/);
    const { token, token_data } = answer.json().refresh_token;
    expect(readToken(token, signingKey)).toEqual({ kind: 'good', claims: token_data });
    expect(token_data).toMatchObject({
      identity: bench.identityOf('alice'),
      access: ['refresh'],
      is_admin: false,
    });
    expect(token_data.expires).toBeGreaterThan(START_MS / 1000 + 365 * 24 * 3600);
  });

  test.each([
    ['a wrong password', password('alice', 'nope', false)],
    ['an unknown user and register: false', password('mallory', 'pass-m', false)],
  ])('refuses %s with 401/611', async (_what, body) => {
    const answer = await bench.login(body);
    expect(answer.status).toBe(401);
    expect(answer.json()).toMatchObject({ status: 401, code: 611 });
    expect(bench.accounts.find('password', 'mallory')).toBeUndefined();
  });

  test('creates the account of an unknown user when register is absent', async () => {
    expect((await bench.login(password('mallory', 'pass-m'))).status).toBe(200);
    expect((await bench.login(password('mallory', 'pass-m', false))).status).toBe(200);
  });

  test.each([
    ['provider', {}],
    ['data', { provider: 'password', user_info: { password: 'x' } }],
    ['password', { provider: 'password', data: 'alice', user_info: {} }],
  ])('says that %s is missing with 400/602', async (name, body) => {
    const answer = await bench.login(body);
    expect(answer.status).toBe(400);
    expect(answer.json().code).toBe(602);
    expect(answer.json().invalid_params?.map((one) => one.name)).toEqual([name]);
  });

  test('says what is invalid with 400/601', async () => {
    const answer = await bench.login({ provider: 'no-such-provider', data: 'x' });
    expect(answer.status).toBe(400);
    expect(answer.json().code).toBe(601);
    expect(answer.json().invalid_params?.[0]?.name).toBe('provider');
  });
});

describe('signing in otherwise', () => {
  test('makes a new anonymous user each time', async () => {
    const one = await bench.login({ provider: 'anonymous' });
    const other = await bench.login({ provider: 'anonymous' });
    const identities = [one, other].map((answer) => answer.json().refresh_token.token_data.identity);
    expect(new Set(identities).size).toBe(2);
  });

  test('knows a nickname again, unless nicknames are off', async () => {
    const body = { provider: 'nickname', data: 'nick' };
    const first = (await bench.login(body)).json().refresh_token.token_data.identity;
    expect((await bench.login(body)).json().refresh_token.token_data.identity).toBe(first);
    bench.rules = { ...bench.rules, nicknamesAreEnabled: false };
    const answer = await bench.login(body);
    expect([answer.status, answer.json().code]).toEqual([501, 803]);
  });

  test('R4: makes of a nickname what the last sign-in said: an administrator, or not', async () => {
    const body = { provider: 'nickname', data: 'nick' };
    const isAdmin = async (user_info?: object) =>
      (await bench.login({ ...body, user_info })).json().refresh_token.token_data.is_admin;
    expect(await isAdmin({ is_admin: true })).toBe(true);
    expect(await isAdmin({ isAdmin: true })).toBe(false);
    expect(await isAdmin({ is_admin: true, register: false })).toBe(true);
    expect(await isAdmin({ register: false })).toBe(false);
  });

  test('takes a JWT signed with the configured key', async () => {
    bench.rules = { ...bench.rules, jwt: { provider: 'corp', publicKey: foreignKey.publicKey } };
    const data = jwt({ userId: 'u-7', isAdmin: true }, foreignKey);
    const answer = await bench.login({ provider: 'corp', data });
    expect(answer.status).toBe(200);
    expect(answer.json().refresh_token.token_data.is_admin).toBe(true);
  });

  test.each([
    ['malformed', () => 'abc', 'jwt malformed'],
    ['signed by another', () => jwt({ userId: 'u-7' }, foreignKey), 'invalid signature'],
    ['expired', () => jwt({ userId: 'u-7', exp: START_MS / 1000 - 1 }), 'jwt expired'],
    ['of another algorithm', () => jwt({ userId: 'u-7' }, signingKey, 'none'), 'invalid algorithm'],
  ])('refuses a JWT that is %s, with a detail', async (_what, data, detail) => {
    bench.rules = { ...bench.rules, jwt: { provider: 'jwt', publicKey: signingKey.publicKey } };
    const answer = await bench.login({ provider: 'jwt', data: data() });
    expect(answer.status).toBe(401);
    expect(answer.json()).toMatchObject({ code: 611, detail });
  });

  test('answers 501/803 to a JWT when none are taken', async () => {
    const answer = await bench.login({ provider: 'jwt', data: jwt({ userId: 'u-7' }) });
    expect([answer.status, answer.json().code]).toEqual([501, 803]);
  });

  test('asks a custom provider with its data and user info', async () => {
    const userOf = (data: unknown, info: unknown): string | undefined =>
      JSON.stringify([data, info]) === '[{"badge":7},{"site":"x"}]' ? 'seven' : undefined;
    bench.rules = { ...bench.rules, customProviders: [{ name: 'badge', userOf }] };
    const good = { provider: 'badge', data: { badge: 7 }, user_info: { site: 'x' } };
    expect((await bench.login(good)).status).toBe(200);
    expect((await bench.login({ ...good, data: { badge: 8 } })).json().code).toBe(611);
  });

  test('answers 503/802 while auth is unavailable', async () => {
    bench.rules = { ...bench.rules, authIsAvailable: false };
    const answer = await bench.login({ provider: 'anonymous' });
    expect([answer.status, answer.json().code]).toEqual([503, 802]);
  });
});

describe('a refresh token', () => {
  let refresh: string;
  beforeEach(async () => {
    refresh = await bench.refreshTokenOf('alice', 'pass-a');
  });

  test('buys an access token for the resolved path', async () => {
    bench.rules = { ...bench.rules, accessLifetimeSeconds: 360 };
    const { token, token_data } = (await bench.open(refresh, '/~/tasks')).json().access_token;
    const identity = bench.identityOf('alice');
    expect(token_data).toMatchObject({
      app_id: '',
      identity,
      access: ['download', 'upload', 'manage'],
      expires: START_MS / 1000 + 360,
      path: `/${identity}/tasks`,
      sync_label: 'default',
    });
    expect(readToken(token, signingKey)).toEqual({ kind: 'good', claims: token_data });
  });

  test('buys a user token without a path, good for an hour', async () => {
    const body = (await bench.open(refresh)).json();
    expect(body.access_token).toBeUndefined();
    expect(body.user_token.token_data.expires).toBe(START_MS / 1000 + 3600);
    expect(body.user_token.token_data.path).toBeUndefined();
  });

  test('comes with a sync worker when the server dictates one', async () => {
    bench.rules = { ...bench.rules, syncWorkerPath: '/worker-1' };
    expect((await bench.open(refresh, '/~/tasks')).json().sync_worker).toEqual({ path: '/worker-1' });
  });

  test('gets a bare {"status":403} for another user’s path', async () => {
    const answer = await bench.open(refresh, `/${bench.identityOf('bob')}/tasks`);
    expect(answer.status).toBe(403);
    expect(answer.body).toBe('{"status":403}');
  });

  test('opens another user’s path for an administrator', async () => {
    const admin = await bench.refreshTokenOf('root', 'pass-r');
    expect((await bench.open(admin, `/${bench.identityOf('bob')}/tasks`)).status).toBe(200);
  });

  test('opens shared realms, one’s own partial view of them, and no other global path', async () => {
    bench.rules = { ...bench.rules, sharedRealmPaths: ['/products'] };
    const partial = (identity: string): string => `/products/__partial/${identity}/v1`;
    expect((await bench.open(refresh, '/products')).status).toBe(200);
    expect((await bench.open(refresh, partial(bench.identityOf('alice')))).status).toBe(200);
    expect((await bench.open(refresh, partial(bench.identityOf('bob')))).status).toBe(403);
    expect((await bench.open(refresh, '/orders')).json()).toMatchObject({ status: 403, code: 614 });
  });

  test.each([
    'tasks',
    '/a b',
    '/.hidden',
    '/~/x.realm',
    '/~/x.realm.lock',
    '/~//x',
    '/~/__partial/a/__partial/b',
  ])('gets 400/601 for the illegal path %j', async (path) => {
    const answer = await bench.open(refresh, path);
    expect([answer.status, answer.json().code]).toEqual([400, 601]);
  });

  test('is refused alike when garbage, forged, an access token or the admin token', async () => {
    const access = (await bench.open(refresh, '/~/tasks')).json().access_token.token;
    const admin = (await bench.office.issueAdminToken()).token;
    const reading = readToken(refresh, signingKey);
    if (reading.kind !== 'good') throw new Error('unreadable');
    const forged = signToken(reading.claims, foreignKey);
    for (const token of ['garbage', forged, access, admin]) {
      const answer = await bench.open(token, '/~/tasks');
      expect([answer.status, answer.json().code]).toEqual([403, 614]);
    }
  });

  test('is refused with 614 when expired, with 615 by older servers', async () => {
    bench.office.expireRefreshTokens();
    expect((await bench.open(refresh, '/~/tasks')).json().code).toBe(614);
    bench.rules = { ...bench.rules, expiredRefreshCode: 615 };
    expect((await bench.open(refresh, '/~/tasks')).json().code).toBe(615);
  });

  test('expires by the clock', async () => {
    bench.nowMs += 11 * 365 * 24 * 3600 * 1000;
    expect((await bench.open(refresh, '/~/tasks')).json().code).toBe(614);
  });
});

describe('revoking', () => {
  test('ends this refresh token only; another of the same user goes on', async () => {
    const one = await bench.refreshTokenOf('alice', 'pass-a');
    const other = await bench.refreshTokenOf('alice', 'pass-a');
    const headers = { Authorization: one };
    expect((await bench.call('POST', '/auth/revoke', { headers, body: { token: one } })).status).toBe(200);
    expect((await bench.open(one, '/~/tasks')).json()).toMatchObject({ status: 403, code: 614 });
    expect((await bench.open(other, '/~/tasks')).status).toBe(200);
  });

  test('trips over garbage with a 500 that is not JSON', async () => {
    const headers = { Authorization: await bench.refreshTokenOf('alice', 'pass-a') };
    const answer = await bench.call('POST', '/auth/revoke', { headers, body: { token: 'garbage' } });
    expect(answer.status).toBe(500);
    expect(answer.type).toMatch(/^text\/html/);
  });

  test('needs a token header, and the owner', async () => {
    const alice = await bench.refreshTokenOf('alice', 'pass-a');
    const bob = await bench.refreshTokenOf('bob', 'pass-b');
    expect((await bench.call('POST', '/auth/revoke', { body: { token: alice } })).status).toBe(401);
    const headers = { Authorization: bob };
    expect((await bench.call('POST', '/auth/revoke', { headers, body: { token: alice } })).status).toBe(403);
    expect((await bench.open(alice)).status).toBe(200);
  });
});

describe('token headers', () => {
  const foreign = { Authorization: 'Basic Y29ycDpzZWNyZXQ=' };

  test.each([
    ['POST', '/auth'],
    ['GET', '/health'],
    ['GET', '/nowhere'],
  ])('a foreign Authorization breaks %s %s with the two-parts detail', async (method, target) => {
    bench.rules = { ...bench.rules, authorizationHeaderName: 'X-Realm-Auth' };
    const answer = await bench.call(method, target, { headers: foreign, body: { provider: 'anonymous' } });
    expect(answer.status).toBe(401);
    expect(answer.json()).toMatchObject({ code: 611, detail: NOT_TWO_PARTS });
  });

  test('the configured name is asked first, and what it holds decides', async () => {
    bench.rules = { ...bench.rules, authorizationHeaderName: 'X-Realm-Auth' };
    const good = await bench.refreshTokenOf('alice', 'pass-a');
    const withGoodFirst = { ...foreign, 'X-Realm-Auth': good };
    expect((await bench.call('GET', '/health', { headers: withGoodFirst })).status).toBe(200);
    const withBadFirst = { Authorization: good, 'X-Realm-Auth': 'garbage' };
    expect((await bench.call('GET', '/health', { headers: withBadFirst })).status).toBe(401);
    const withBadLast = { Authorization: good, 'X-Realm-Access-Token': 'garbage' };
    expect((await bench.call('GET', '/health', { headers: withBadLast })).status).toBe(200);
    const onlyLast = { 'X-Realm-Access-Token': 'garbage' };
    expect((await bench.call('GET', '/health', { headers: onlyLast })).status).toBe(401);
  });

  test('a token signed with another key is refused, with another detail', async () => {
    const claims = { app_id: '', identity: 'x', access: [], salt: 's' };
    const headers = { Authorization: signToken(claims, foreignKey) };
    const body = (await bench.call('GET', '/health', { headers })).json();
    expect(body.code).toBe(611);
    expect(body.detail).not.toBe(NOT_TWO_PARTS);
  });
});

describe('other routes', () => {
  test('health tells the version, or 503 as text', async () => {
    expect((await bench.call('GET', '/health')).json().version).toMatch(/^\d+\.\d+\.\d+$/);
    bench.rules = { ...bench.rules, workerIsUp: false };
    const answer = await bench.call('GET', '/health');
    expect([answer.status, answer.type.split(';')[0]]).toEqual([503, 'text/plain']);
  });

  test('a user may look at himself and nobody else; an administrator meets 404/612', async () => {
    const headers = { Authorization: await bench.refreshTokenOf('alice', 'pass-a') };
    const own = `/auth/users/${bench.identityOf('alice')}`;
    expect((await bench.call('GET', own, { headers })).json().user_id).toBe(bench.identityOf('alice'));
    const bobs = `/auth/users/${bench.identityOf('bob')}`;
    expect((await bench.call('GET', bobs, { headers })).status).toBe(403);
    const admin = { Authorization: await bench.refreshTokenOf('root', 'pass-r') };
    const nobody = await bench.call('GET', '/auth/users/none', { headers: admin });
    expect([nobody.status, nobody.json().code]).toEqual([404, 612]);
  });

  test('changes a password', async () => {
    const headers = { Authorization: await bench.refreshTokenOf('alice', 'pass-a') };
    const body = { data: { new_password: 'next' } };
    expect((await bench.call('PUT', '/auth/password', { headers, body })).status).toBe(200);
    expect((await bench.login(password('alice', 'next', false))).status).toBe(200);
    expect((await bench.login(password('alice', 'pass-a', false))).status).toBe(401);
  });

  test('bad JSON answers 400 without a code', async () => {
    const answer = await bench.call('POST', '/auth', { text: '{"provider":' });
    expect(answer.status).toBe(400);
    expect(answer.json()).not.toHaveProperty('code');
  });

  test('a body of another content type misses everything', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    expect((await bench.login({ provider: 'anonymous' }, headers)).json().code).toBe(602);
  });

  test('unknown URLs answer HTML, with what was asked escaped', async () => {
    const answer = await bench.call('GET', '/<b>');
    expect(answer.status).toBe(404);
    expect(answer.type).toMatch(/^text\/html/);
    expect(answer.body).toContain('Cannot GET /&lt;b&gt;');
  });

  test('a plain request to /realm-sync answers 401/611, whatever it carries', async () => {
    const headers = { Authorization: await bench.refreshTokenOf('alice', 'pass-a') };
    for (const call of [{}, { headers }]) {
      const answer = await bench.call('GET', '/realm-sync/%2Fa%2Fb', call);
      expect([answer.status, answer.json().code]).toEqual([401, 611]);
    }
  });
});
