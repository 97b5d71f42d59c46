import { describe, expect, it } from 'vitest';
import { credentialKindNames, credentialKinds } from '../../../shared/credential-kinds.ts';
import {
  fixedKinds,
  grantKinds,
  headerKinds,
  isSecretKind,
  neededSecrets,
  rowOf,
  secretHeadersOf,
  usedSecrets,
  useOf,
  type SecretKind,
} from '../../../shared/secret-kinds.ts';
import { enteredSecretsSchema } from '../../../shared/secrets.ts';
import { profileWith } from './profile-samples.ts';

const all: readonly SecretKind[] = [...fixedKinds, ...headerKinds.map((kind) => `${kind}:x-key` as const)];

describe('the table of secret kinds', () => {
  it.each(all)('%s is read again from where it was noted', (kind) => {
    expect(isSecretKind(kind)).toBe(true);
  });

  it.each(['', 'password', 'header:', 'proxyHeader:', 'headers:x', 'toString', 'RefreshToken'])(
    '“%s” is no kind',
    (text) => {
      expect(isSecretKind(text)).toBe(false);
    },
  );

  it.each(all)('%s has where it is entered', (kind) => {
    const { entered } = rowOf(kind);
    const field = entered === 'field' || entered === 'signIn' ? kind : entered;
    expect(enteredSecretsSchema.shape).toHaveProperty(field);
  });

  it('names one token for each credential, which goes with another account', () => {
    const grants = new Set(credentialKindNames.map((kind) => credentialKinds[kind].grant));
    expect([...grants].sort()).toEqual([...grantKinds].sort());
  });

  it('has the header of a list in its row', () => {
    expect(rowOf('proxyHeader:x-key').goesTo).toBe('proxy');
    expect(rowOf('header:x-key').goesTo).toBe('servers');
  });
});

describe('what a profile uses', () => {
  const headers = [{ name: 'X-Key', secret: true } as const];

  it('is what it needs, what it takes if it is there, and nothing that proves who signs in', () => {
    const profile = profileWith({
      gateway: { customRequestHeaders: headers },
      route: { mode: 'manual', proxy: 'http://p.example:3128', username: 'ann', proxyHeaders: headers },
    });
    expect(neededSecrets(profile)).toEqual(['header:x-key', 'proxyHeader:x-key', 'proxyPassword']);
    expect(usedSecrets(profile)).toEqual([
      ...neededSecrets(profile),
      ...['clientBundle', 'clientKeyPassphrase'],
    ]);
  });

  it('holds no header for a proxy where there is none', () => {
    const profile = profileWith({ route: { mode: 'direct', proxyHeaders: headers } });
    expect(secretHeadersOf(profile)).toEqual([]);
    expect(useOf('proxyHeader:x-key', profile)).toBe('none');
  });

  it.each(credentialKindNames)('with the credential %s is the one token that it makes', (kind) => {
    const { grant } = credentialKinds[kind];
    const credential = { kind, username: 'ann', nickname: 'ann', provider: 'p' };
    const used = grantKinds.filter((each) => useOf(each, { ...profileWith({}), credential }) !== 'none');
    expect(used).toEqual([grant]);
  });
});
