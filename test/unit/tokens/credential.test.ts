import { describe, expect, it } from 'vitest';
import { withSecret } from '../../../main/tokens/credential.ts';
import { signsInAlone } from '../../../shared/credential-kinds.ts';
import { Secret } from '../../../main/secrets/secret.ts';
import type { Credential } from '../../../shared/profile.ts';
import type { EnteredSecrets } from '../../../shared/secrets.ts';

const credentials: [Credential, EnteredSecrets, string | null][] = [
  [{ kind: 'password', username: 'alice' }, { password: 's' }, 'password'],
  [{ kind: 'jwt', provider: 'jwt' }, { jwt: 's' }, 'jwt'],
  [{ kind: 'custom', provider: 'corp' }, { custom: { badge: 7 } }, 'custom'],
  [{ kind: 'adminToken' }, { adminToken: 's' }, 'adminToken'],
  [{ kind: 'refreshToken' }, { refreshToken: 's' }, 'refreshToken'],
  [{ kind: 'anonymous' }, {}, null],
  [{ kind: 'nickname', nickname: 'al' }, {}, null],
];

describe('a credential', () => {
  it.each(credentials)('%o is proven with what was typed', (credential, typed) => {
    const proven = withSecret(credential, typed);
    expect(proven.kind).toBe(credential.kind);
    const secrets = Object.values(proven).filter((value) => value instanceof Secret);
    expect(secrets).toHaveLength(Object.keys(typed).length);
  });

  it.each(credentials)('%o says which secret is missing', (credential, _typed, missing) => {
    if (missing === null) expect(withSecret(credential, {})).toEqual(credential);
    else {
      expect(() => withSecret(credential, {})).toThrow(
        expect.objectContaining({ problem: { kind: 'secret.missing', secret: missing } }) as Error,
      );
    }
  });

  it.each(credentials)(
    '%o signs in alone only where nothing has to be typed',
    (credential, _typed, missing) => {
      expect(signsInAlone(credential)).toBe(missing === null);
    },
  );

  it('of a custom provider may be any JSON', () => {
    const proven = withSecret(
      { kind: 'custom', provider: 'corp', userInfo: { floor: 7 } },
      { custom: ['a', null, { b: 1 }] },
    );
    if (proven.kind !== 'custom') throw new Error('another kind');
    expect([proven.payload.reveal(), proven.userInfo]).toEqual(['["a",null,{"b":1}]', { floor: 7 }]);
  });
});
