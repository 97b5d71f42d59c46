import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { signToken } from '../../../main/demo/tokens.ts';
import { inspectToken } from '../../../main/tokens/inspect.ts';
import { remarksOn } from '../../../shared/token-inspection.ts';

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
      format: 'serverToken',
      role: 'refresh',
      length: refresh.length,
      identity: 'b920bd70',
      access: ['refresh'],
      path: null,
      appId: '',
      isAdmin: false,
      issuedAt: null,
      expiresAt: 1_800_000_000_000,
      notBefore: null,
      issuer: null,
      audience: [],
      algorithm: 'RSA-SHA256',
      signature: 'verified',
      flaws: [],
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
      format: 'jwt',
      role: 'external',
      identity: 'ann',
      issuer: 'https://id.example',
      audience: ['ros'],
      issuedAt: 1_700_000_000_000,
      expiresAt: 1_700_003_600_000,
      algorithm: 'RS256',
      signature: 'verified',
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
      format: 'serverToken',
      identity: null,
      access: [],
      expiresAt: null,
      path: null,
      isAdmin: null,
    });
  });
});

describe('what people hand over', () => {
  const fixture = (name: string): string =>
    readFileSync(new URL(`../../cases/jwt/${name}.txt`, import.meta.url), 'utf8');
  const meant = Date.UTC(2031, 0, 1);

  it.each(['t1-exp-as-text', 't1-expires-as-text'])(
    't1: an expiry that is text is said, and what it means: %s',
    (name) => {
      const read = inspectToken(fixture(name), null);
      expect(read).toMatchObject({ identity: 'nell', expiresAt: meant, flaws: ['expiryIsText'] });
    },
  );

  it.each([
    ['t3-header-value', { format: 'serverToken', role: 'access', identity: 'nell', path: '/nell/boats' }],
    ['t3-header-line', { format: 'jwt', role: 'external', identity: 'nell' }],
  ])('t3: %s is read as the token in it, whose length is its own', (name, facts) => {
    const token = /eyJ[\w.=:-]+/.exec(fixture(name))?.[0] ?? '';
    expect(inspectToken(fixture(name), null)).toMatchObject({
      ...facts,
      length: token.length,
      expiresAt: meant,
    });
  });

  it('t6: the identity is userId, and that sub is not read is said', () => {
    expect(inspectToken(fixture('t6-userId-and-sub'), null)).toMatchObject({
      identity: 'nell',
      flaws: ['subNotRead'],
    });
  });
});

describe('an expiry', () => {
  const jwt = (body: object, alg = 'RS256') => `${part({ alg })}.${part({ userId: 'nell', ...body })}.c2ln`;
  const server = (body: object) => `${Buffer.from(JSON.stringify(body)).toString('base64')}:c2ln`;
  const meant = Date.UTC(2031, 0, 1);

  it.each([
    ['seconds', 1_924_992_000, meant, []],
    ['parts of a second', 1_924_992_000.5, meant + 500, []],
    ['milliseconds', 1_924_992_000_000, meant, ['expiryInMilliseconds']],
    ['milliseconds as text', '1924992000000', meant, ['expiryIsText', 'expiryInMilliseconds']],
    ['a date', '2031-01-01T00:00:00Z', meant, ['expiryIsText']],
    ['a word', 'soon', null, ['expiryIsText', 'expiryUnreadable']],
    ['no number', {}, null, ['expiryUnreadable']],
    ['a switch', true, null, ['expiryUnreadable']],
    ['too large', 1e300, null, ['expiryUnreadable']],
    ['nothing', null, null, ['noExpiry']],
  ])('as %s means one moment, and what is odd is said', (_what, said, expiresAt, flaws) => {
    expect(inspectToken(jwt({ exp: said }), null)).toMatchObject({ expiresAt, flaws });
    expect(inspectToken(server({ identity: 'a', expires: said }), null)).toMatchObject({ expiresAt, flaws });
  });

  it('that is past, a beginning and an issue that are to come are told by the clock', () => {
    const read = inspectToken(jwt({ exp: 1_000, nbf: 3_000, iat: 4_000 }), null);
    expect(remarksOn(read, 2_000_000)).toEqual([
      { kind: 'expired', at: 1_000_000 },
      { kind: 'notYetValid', at: 3_000_000 },
      { kind: 'issuedAhead', at: 4_000_000 },
    ]);
    expect(remarksOn(read, 3_990_000).map(({ kind }) => kind)).toEqual(['expired']);
  });

  it.each([
    ['none', ['noExpiry', 'unsigned']],
    ['HS256', ['noExpiry', 'sharedSecret']],
  ])('missing, and the algorithm %s, are told', (alg, flaws) => {
    expect(inspectToken(jwt({}, alg), null).flaws).toEqual(flaws);
  });

  it('of a token that names nobody: that is told', () => {
    expect(inspectToken(`${part({ alg: 'RS256' })}.${part({ exp: 1 })}.c2ln`, null).flaws).toEqual([
      'noIdentity',
    ]);
  });
});
