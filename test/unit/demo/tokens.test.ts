import { createVerify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  NOT_TWO_PARTS,
  readToken,
  signToken,
  tokenIsExpired,
  type TokenClaims,
} from '../../../main/demo/tokens.ts';
import { foreignKey, signingKey } from './fixture.ts';

const claims: TokenClaims = {
  app_id: '',
  identity: 'b920bd7068ef2b470ff4226e0e85716a',
  access: ['download', 'upload', 'manage'],
  salt: '00ff00ff',
  expires: 1_577_836_800,
  path: '/b920bd7068ef2b470ff4226e0e85716a/foo',
  sync_label: 'default',
};

describe('a server token', () => {
  test('is base64(JSON):base64(RSA-SHA256 over the JSON bytes)', () => {
    const [payload = '', signature = '', ...others] = signToken(claims, signingKey).split(':');
    expect(others).toEqual([]);
    const bytes = Buffer.from(payload, 'base64');
    expect(JSON.parse(bytes.toString())).toEqual(claims);
    const verifier = createVerify('RSA-SHA256').update(bytes);
    expect(verifier.verify(signingKey.publicKey, signature, 'base64')).toBe(true);
  });

  test('has the length that real ones have', () => {
    const { length } = signToken(claims, signingKey);
    expect(length).toBeGreaterThanOrEqual(550);
    expect(length).toBeLessThanOrEqual(750);
  });

  test('reads back what was signed', () => {
    expect(readToken(signToken(claims, signingKey), signingKey)).toEqual({ kind: 'good', claims });
  });

  test('is forged under another key or with a changed byte', () => {
    expect(readToken(signToken(claims, foreignKey), signingKey)).toEqual({ kind: 'forged' });
    const [payload = '', signature = ''] = signToken(claims, signingKey).split(':');
    const changed = Buffer.from(payload, 'base64').toString().replace('foo', 'bar');
    const token = `${Buffer.from(changed).toString('base64')}:${signature}`;
    expect(readToken(token, signingKey)).toEqual({ kind: 'forged' });
  });

  test.each(['', 'Basic Y29ycDpzZWNyZXQ=', 'a:b:c', 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln'])(
    'is malformed without exactly two parts: %j',
    (token) => {
      expect(readToken(token, signingKey)).toEqual({ kind: 'malformed', detail: NOT_TWO_PARTS });
    },
  );

  test('expires at its second, in the server’s clock, or never', () => {
    const at = 1_577_836_800_000;
    expect(tokenIsExpired(claims, at - 1)).toBe(false);
    expect(tokenIsExpired(claims, at)).toBe(true);
    const { expires: _never, ...eternal } = claims;
    expect(tokenIsExpired(eternal, Number.MAX_SAFE_INTEGER)).toBe(false);
  });
});
