import { expect, test } from 'vitest';
import type { ProfileFile } from '../../shared/profile.ts';
import type { SyncServer } from '../../main/demo/sync-server.ts';
import { alice, direct, serverForThisTest } from './demo-hops.ts';
import { relayForThisTest, type RunningRelay } from './relayed.ts';
import { checkServices } from './services.ts';

/** Mode `signedIn`: apps are lent the account, and never see what it signs in with. */

const relayKey = 'a-key-of-more-than-22-characters';

async function lentAccount(
  more: Partial<NonNullable<ProfileFile['relay']>> = {},
  key = relayKey,
  server?: SyncServer,
) {
  const there = server ?? (await serverForThisTest());
  const relay = await relayForThisTest({
    profile: direct(there.url, { relay: { mode: 'signedIn', ...more } }),
    secrets: { password: alice.password, relayKey: key },
  });
  return { server: there, relay };
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
}

async function ask(relay: RunningRelay, body: object, path = '/auth'): Promise<Answer> {
  const answer = await fetch(`${relay.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, text, json: JSON.parse(text) as Answer['json'] };
}

const signIn = (relay: RunningRelay, password = relayKey): Promise<Answer> =>
  ask(relay, { provider: 'password', data: 'whoever', user_info: { password } });

const access = (relay: RunningRelay, token: unknown, path = '/~/tasks'): Promise<Answer> =>
  ask(relay, { provider: 'realm', data: token, path, app_id: '' });

const tokenIn = ({ json }: Answer): string => String(json['refresh_token']?.['token']);

test('an app without an account is bound with the relay’s key as its password', async () => {
  const { relay } = await lentAccount();
  const { result, problem } = await checkServices({
    profile: direct(relay.url, { credential: { kind: 'password', username: 'whoever' } }),
    secrets: { password: relayKey },
  });
  expect(problem).toBeNull();
  expect(result.session).toMatchObject({ bound: true });
});

test('another password is refused as the server would refuse it', async () => {
  const { relay } = await lentAccount();
  const answer = await signIn(relay, 'a guess');
  expect(answer.status).toBe(401);
  expect(answer.json).toMatchObject({ status: 401, code: 611 });
});

test('where no key is asked for, any login does', async () => {
  const { relay } = await lentAccount({ key: 'none' });
  expect((await ask(relay, { provider: 'anonymous' })).status).toBe(200);
});

test('a stand-in is no token of the server, outlives the relay, and ends with its key', async () => {
  const { relay, server } = await lentAccount();
  const standIn = tokenIn(await signIn(relay));
  const straight = await fetch(`${server.url}/auth`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ provider: 'realm', data: standIn, path: '/~/tasks', app_id: '' }),
  });
  expect(straight.status).toBe(403);

  const restarted = await lentAccount({}, relayKey, server);
  expect(tokenIn(await signIn(restarted.relay))).toBe(standIn);
  expect((await access(restarted.relay, standIn)).status).toBe(200);

  const rekeyed = await lentAccount({}, 'another-key-of-many-characters', server);
  const refused = await access(rekeyed.relay, standIn);
  expect(refused.status).toBe(403);
  expect(refused.json).toMatchObject({ code: 614 });
});

test('the refresh token is in no byte that an app gets', async () => {
  const { relay, server } = await lentAccount();
  const signedIn = await signIn(relay);
  const opened = await access(relay, tokenIn(signedIn));
  const own = await fetch(`${server.url}/auth`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      provider: 'password',
      data: alice.username,
      user_info: { password: alice.password, register: false },
    }),
  });
  const { refresh_token } = (await own.json()) as { refresh_token: { token: string } };
  const [payload = ''] = refresh_token.token.split(':');
  const said = signedIn.text + opened.text;
  expect(JSON.parse(Buffer.from(payload, 'base64').toString('utf8'))).toMatchObject({ access: ['refresh'] });
  // Signatures of the server stand in access tokens alone.
  const granted = [...said.matchAll(/"token":"([^"]+)"/g)].map(([, token = '']) => token.split(':')[0] ?? '');
  const kinds = granted.map(
    (each) => JSON.parse(Buffer.from(each, 'base64').toString('utf8')) as { salt?: string; access: string[] },
  );
  expect(kinds.filter((each) => each.access.includes('refresh')).map(({ salt }) => salt)).toEqual([
    'causeway',
  ]);
  expect(said).not.toContain(alice.password);
});

test('an access token is for its path, and only for paths that are lent', async () => {
  const { relay } = await lentAccount({ paths: ['/~/tasks'] });
  const standIn = tokenIn(await signIn(relay));
  const opened = await access(relay, standIn);
  expect(opened.json['access_token']?.['token_data']).toMatchObject({
    path: expect.stringMatching(/^\/[^~/]+\/tasks$/) as string,
  });
  expect((await access(relay, standIn, '/~/others')).status).toBe(403);
});

test('an app that gives its token back leaves the person signed in, and can’t change the account', async () => {
  const { relay } = await lentAccount();
  const standIn = tokenIn(await signIn(relay));
  expect((await ask(relay, { token: standIn }, '/auth/revoke')).status).toBe(200);
  expect((await access(relay, standIn)).status).toBe(200);
  expect((await ask(relay, { data: { new_password: 'mine' } }, '/auth/password')).status).toBe(403);
});

test('the way is not lent to another account’s token', async () => {
  const server = await serverForThisTest({
    users: { [alice.username]: { password: alice.password }, bob: { password: 'b' } },
  });
  const { relay } = await lentAccount({}, relayKey, server);
  const { problem } = await checkServices({
    profile: direct(server.url, {
      credential: { kind: 'password', username: 'bob' },
      gateway: { syncUrl: relay.url.replace('http:', 'ws:') },
    }),
    secrets: { password: 'b' },
  });
  expect(problem).toMatchObject({ kind: 'gateway.forbidden', status: 403 });
});
