import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signToken } from '../../../main/demo/tokens.ts';
import { inspectToken } from '../../../main/tokens/inspect.ts';

const key = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const claims = { app_id: '', identity: 'b920bd70', access: ['refresh'], salt: 'a1', expires: 1_800_000_000 };
const refresh = signToken({ ...claims, is_admin: false }, key);
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const jwtOf = (alg: string, body: object, signed: (bytes: Buffer) => Buffer): string => {
  const text = `${part({ alg })}.${part(body)}`;
  return `${text}.${signed(Buffer.from(text)).toString('base64url')}`;
};

describe('a token of Realm Object Server', () => {
  it('says who, what for and until when', () => {
    expect(inspectToken(` ${refresh}\n`, key.publicKey)).toEqual({
      ...{ format: 'serverToken', role: 'refresh', length: refresh.length, identity: 'b920bd70' },
      ...{ access: ['refresh'], path: null, appId: '', isAdmin: false, issuedAt: null },
      ...{ expiresAt: 1_800_000_000_000, notBefore: null, issuer: null, audience: [] },
      ...{ algorithm: 'RSA-SHA256', signature: 'verified' },
    });
  });

  it.each([
    ['access', { ...claims, access: ['download'], path: '/b920bd70/tasks' }],
    ['user', { ...claims, access: [] }],
    ['admin', { ...claims, identity: '__admin', access: ['download'] }],
  ])('is recognised as %s token', (role, said) => {
    expect(inspectToken(signToken(said, key), null).role).toBe(role);
  });

  it('that never expires', () => {
    const forEver = { app_id: '', identity: '__admin', access: ['download'], salt: 'a' };
    expect(inspectToken(signToken(forEver, key), null).expiresAt).toBeNull();
  });

  it.each([
    ['another key', refresh, other.publicKey, 'wrong'],
    ['a key of another kind', refresh, elliptic.publicKey, 'wrong'],
    ['no key', refresh, null, 'noKey'],
  ])('is judged with %s', (_what, token, publicKey, verdict) => {
    expect(inspectToken(token, publicKey).signature).toBe(verdict);
  });

  it('that was tampered with is not believed', () => {
    const [, signature = ''] = refresh.split(':');
    const forged = Buffer.from(JSON.stringify({ ...claims, is_admin: true })).toString('base64');
    expect(inspectToken(`${forged}:${signature}`, key.publicKey)).toMatchObject({
      isAdmin: true,
      signature: 'wrong',
    });
  });
});

describe('a JWT', () => {
  const body = { sub: 'ann', iss: 'https://id.example', aud: 'ros', iat: 1_700_000_000, exp: 1_700_003_600 };
  const rsa = (bytes: Buffer) => sign('RSA-SHA256', bytes, key.privateKey);

  it('says what it says, in milliseconds', () => {
    expect(inspectToken(jwtOf('RS256', body, rsa), key.publicKey)).toMatchObject({
      ...{ format: 'jwt', role: 'external', identity: 'ann', issuer: 'https://id.example' },
      ...{ audience: ['ros'], issuedAt: 1_700_000_000_000, expiresAt: 1_700_003_600_000 },
      ...{ algorithm: 'RS256', signature: 'verified' },
    });
  });

  it('names the user as Realm Object Server’s own provider does', () => {
    expect(inspectToken(jwtOf('RS256', { userId: 'ann' }, rsa), null).identity).toBe('ann');
  });

  it('on an elliptic curve is verified too', () => {
    const ec = (bytes: Buffer) =>
      sign('SHA256', bytes, { key: elliptic.privateKey, dsaEncoding: 'ieee-p1363' });
    expect(inspectToken(jwtOf('ES256', body, ec), elliptic.publicKey).signature).toBe('verified');
  });

  it.each([
    ['HS256', 'unsupported'],
    ['none', 'unsupported'],
  ])('with %s is never called verified', (alg, verdict) => {
    expect(inspectToken(jwtOf(alg, body, rsa), key.publicKey).signature).toBe(verdict);
  });

  it('without a signature says so', () => {
    expect(inspectToken(`${part({ alg: 'none' })}.${part(body)}.`, key.publicKey).signature).toBe('none');
  });
});

describe('anything else', () => {
  it.each(['', 'opaque', 'a:b', 'a:b:c', 'a.b.c', 'a.b.c.d', `${part({})}.x.y`, '::', '..', '\0'])(
    '%j is opaque, and hurts nobody',
    (token) => {
      expect(inspectToken(token, key.publicKey)).toMatchObject({ format: 'opaque', role: 'unknown' });
    },
  );

  it('claims of the wrong type are left out', () => {
    const odd = { identity: 7, access: 'all', expires: 'soon', path: {}, is_admin: 'yes' };
    const token = `${Buffer.from(JSON.stringify(odd)).toString('base64')}:c2ln`;
    expect(inspectToken(token, null)).toMatchObject({
      ...{ format: 'serverToken', identity: null, access: [], expiresAt: null, path: null, isAdmin: null },
    });
  });
});
