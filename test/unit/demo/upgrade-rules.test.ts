import { describe, expect, test } from 'vitest';
import { readToken, signToken, type TokenClaims } from '../../../main/demo/tokens.ts';
import { judgeUpgrade, type UpgradeContext, type UpgradeVerdict } from '../../../main/demo/upgrade-rules.ts';
import type { SyncWorker } from '../../../main/demo/rules.ts';
import { foreignKey, signingKey } from './fixture.ts';

const claims: TokenClaims = {
  app_id: '',
  identity: 'u1',
  access: ['download', 'upload', 'manage'],
  salt: 's',
  path: '/u1/foo',
};
const token = signToken(claims, signingKey);
const good = `Realm-Access-Token version=1 token="${token}"`;
const context: UpgradeContext = {
  prefixes: ['/realm-sync'],
  authorizationHeaderName: 'Authorization',
  worker: { kind: 'choosing', oldest: 22, newest: 30 },
  workerIsUp: true,
  readToken: (text) => readToken(text, signingKey),
};

type Asked = {
  target?: string;
  headers?: Record<string, string | undefined>;
  context?: Partial<UpgradeContext>;
};

function judge(asked: Asked = {}): UpgradeVerdict {
  const headers: Record<string, string | undefined> = {
    Authorization: good,
    'Sec-WebSocket-Protocol': 'io.realm.sync.22',
    ...asked.headers,
  };
  const target = asked.target ?? '/realm-sync/%2Fu1%2Ffoo';
  return judgeUpgrade({ target, header: (name) => headers[name] }, { ...context, ...asked.context });
}

function refusal(asked: Asked): { status: number; body: string } {
  const verdict = judge(asked);
  if (verdict.kind === 'accepted') throw new Error('it was accepted');
  return { status: verdict.answer.status, body: verdict.answer.body };
}

const withToken = (text: string): Asked => ({
  headers: { Authorization: `Realm-Access-Token version=1 token="${text}"` },
});

describe('an upgrade', () => {
  test('is accepted with its path and version', () => {
    expect(judge()).toMatchObject({ kind: 'accepted', realmPath: '/u1/foo', claims, protocolVersion: 22 });
  });

  test.each<[string, Asked]>([
    ['no header', { headers: { Authorization: undefined } }],
    ['Bearer', { headers: { Authorization: `Bearer ${token}` } }],
    ['the raw token', { headers: { Authorization: token } }],
    ['a refresh token', withToken(signToken({ ...claims, access: ['refresh'] }, signingKey))],
    ['another path’s token', withToken(signToken({ ...claims, path: '/u1/bar' }, signingKey))],
    ['a query', { target: '/realm-sync/%2Fu1%2Ffoo?x=1' }],
  ])('with %s answers 400 and an empty body', (_what, asked) => {
    expect(refusal(asked)).toEqual({ status: 400, body: '' });
  });

  test('with a bad signature answers 401', () => {
    expect(refusal(withToken(signToken(claims, foreignKey))).status).toBe(401);
  });

  test.each([
    '/realm-sync/u1/foo',
    '/realm-sync//u1/foo',
    '/realm-sync/%2fu1%2ffoo',
    '/my/url/prefix/%2Fu1%2Ffoo',
    '/realm-sync/%2Fu1%2',
    '/',
  ])('to %s answers 404', (target) => {
    expect(refusal({ target }).status).toBe(404);
  });

  test('to a double-encoded path answers the worker’s 404', () => {
    const { status, body } = refusal({ target: '/realm-sync/%252Fu1%252Ffoo' });
    expect(status).toBe(404);
    expect(body).toMatch(/Realm sync server[^]*Page not found/);
  });

  test('with an expired token is accepted all the same', () => {
    expect(judge(withToken(signToken({ ...claims, expires: 1 }, signingKey))).kind).toBe('accepted');
  });

  test('with a renamed header is not disturbed by a foreign Authorization', () => {
    const headers = { Authorization: 'Bearer corporate', 'X-Realm-Auth': good };
    const verdict = judge({ headers, context: { authorizationHeaderName: 'X-Realm-Auth' } });
    expect(verdict.kind).toBe('accepted');
  });

  test('takes the admin token for any path', () => {
    const admin = { app_id: '', identity: '__admin', access: ['download'], salt: 's', is_admin: true };
    expect(judge(withToken(signToken(admin, signingKey))).kind).toBe('accepted');
  });

  test('answers 503 while the worker is down', () => {
    expect(refusal({ context: { workerIsUp: false } }).status).toBe(503);
  });
});

const offer = (protocols: string | undefined, worker: SyncWorker): Asked => ({
  headers: { 'Sec-WebSocket-Protocol': protocols },
  context: { worker },
});

/** Expected values are what Realm Object Server 3.12 with its native worker answered. */
describe('the native worker', () => {
  const native: SyncWorker = { kind: 'native', version: 22 };

  test.each([
    ['io.realm.sync.22', 22],
    ['io.realm.sync.21', 21],
    ['  io.realm.sync.22 ', 22],
    ['io.realm.sync.22, io.realm.sync.30', 22],
    ['io.realm.sync.22-30', 22],
  ])('takes %s as version %i, and repeats it whole', (protocols, protocolVersion) => {
    expect(judge(offer(protocols, native))).toMatchObject({
      kind: 'accepted',
      protocolVersion,
      server: 'realm-sync-server/22',
      subprotocol: protocols.trim(),
    });
  });

  test.each([
    ['io.realm.sync.30', 'Invalid Sync protocol version\n'],
    ['io.realm.sync.30, io.realm.sync.22', 'Invalid Sync protocol version\n'],
    ['io.realm.sync.23', 'Invalid Sync protocol version\n'],
    ['IO.REALM.SYNC.22', 'This client is unsupported\n'],
    ['com.mongodb.realm-sync/1', 'This client is unsupported\n'],
    ['foo, io.realm.sync.22', 'This client is unsupported\n'],
    [undefined, 'This client is unsupported\n'],
  ])('refuses %s', (protocols, body) => {
    const verdict = judge(offer(protocols, native));
    expect(verdict).toMatchObject({
      answer: { status: 400, headers: { server: 'realm-sync-server/22' }, body },
    });
  });

  test('judges path and token first', () => {
    const asked = offer('io.realm.sync.30', native);
    expect(refusal({ ...asked, headers: { ...asked.headers, Authorization: undefined } }).body).toBe('');
    expect(refusal({ ...asked, target: '/realm-sync/%252Fu1%252Ffoo' }).status).toBe(404);
  });
});

describe('a server that chooses', () => {
  const choosing = (oldest: number, newest: number): SyncWorker => ({ kind: 'choosing', oldest, newest });

  test.each([
    ['io.realm.sync.22, io.realm.sync.30', 30],
    ['io.realm.sync.31, io.realm.sync.26, io.realm.sync.22', 26],
    ['io.realm.sync.22', 22],
    ['io.realm.sync.22-28', 28],
  ])('takes of %s version %i', (protocols, version) => {
    expect(judge(offer(protocols, choosing(22, 30)))).toMatchObject({
      kind: 'accepted',
      protocolVersion: version,
      subprotocol: `io.realm.sync.${version}`,
    });
  });

  test.each([
    ['io.realm.sync.21', 'Client is too old', 'CLIENT_TOO_OLD'],
    ['io.realm.sync.31', 'Client is too new', 'CLIENT_TOO_NEW'],
    ['io.realm.sync.21, io.realm.sync.31', 'No version supported', 'REALM_SYNC_PROTOCOL_MISMATCH'],
  ])('says of %s that it is a mismatch, and what it supports', (protocols, why, hint) => {
    const { status, body } = refusal(offer(protocols, choosing(24, 30)));
    expect(status).toBe(400);
    expect(body).toContain(why);
    expect(body).toContain('Server supports: 24-30\n');
    expect(body).toContain(`${hint}\n`);
  });

  test('says when there was no version at all', () => {
    expect(refusal(offer(undefined, choosing(22, 30))).body).toMatch(/Missing specification/);
  });
});
