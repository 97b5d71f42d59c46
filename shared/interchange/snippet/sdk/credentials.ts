import type { CallReading, CallRule } from './call-reading.ts';
import { missing } from './call-reading.ts';
import type { Finding } from './findings.ts';

type Reader = (reading: CallReading) => readonly Finding[];

/** A function that makes a credential. */
export interface CredentialMaker {
  readonly read: Reader;
  /** Whether a call of that name makes one; where it isn't said, its owner or a dot before it tells. */
  readonly isMeant?: (reading: CallReading) => boolean;
}

export type CredentialMakers = Readonly<Record<string, CredentialMaker>>;

/** Providers that the SDKs have a word of their own for; to the server they are providers like any other. */
export const known = (provider: string, ...labels: readonly string[]): CredentialMaker => ({
  read: (reading) =>
    reading.credential({
      kind: 'custom',
      provider: { kind: 'text', text: provider },
      token: reading.take(reading.argument(0, 'token', ...labels)),
      userInfo: missing,
    }),
});

/** `labels`: of the first argument, here and below. */
export const password = (...labels: readonly string[]): CredentialMaker => ({
  read: (reading) => [
    ...reading.credential({
      kind: 'password',
      username: reading.take(reading.argument(0, 'username', ...labels)),
      password: reading.take(reading.argument(1, 'password')),
    }),
    ...reading.creating(reading.argument(2, 'register', 'createUser'), 'register'),
    ...creatingActions(reading),
  ],
});

/** Realm Cocoa 2 and older: `actions: .createAccount`. */
function creatingActions(reading: CallReading): readonly Finding[] {
  const actions = reading.argument(null, 'actions');
  if (actions === null) return [];
  const path = actions.value.kind === 'name' ? actions.value.path : [];
  const isLogin = /^useExistingAccount$/i.test(path.at(-1) ?? '');
  reading.enter(actions.span);
  return isLogin ? [] : [reading.foreign('actions', actions.span, 'creates')];
}

export const nickname = (...labels: readonly string[]): CredentialMaker => ({
  read: (reading) =>
    reading.credential({
      kind: 'nickname',
      nickname: reading.take(reading.argument(0, 'nickname', 'value', ...labels)),
      isAdmin: reading.take(reading.argument(1, 'isAdmin')),
    }),
});

export const jwt = (...labels: readonly string[]): CredentialMaker => ({
  read: (reading) => {
    const provider = reading.take(reading.argument(1, 'providerName', 'provider'));
    return reading.credential({
      kind: 'jwt',
      token: reading.take(reading.argument(0, 'token', ...labels)),
      provider: provider.kind === 'nothing' ? null : provider,
    });
  },
});

/** An access token made elsewhere is good for administrators only (Realm Cocoa, `+credentialsWithAccessToken:`). */
export const adminToken = (...labels: readonly string[]): CredentialMaker => ({
  read: (reading) => [
    ...reading.credential({
      kind: 'adminToken',
      token: reading.take(reading.argument(0, 'token', 'accessToken', ...labels)),
    }),
    ...identityOf(reading),
  ],
});

export const refreshToken = (...labels: readonly string[]): CredentialMaker => ({
  read: (reading) => [
    ...reading.credential({
      kind: 'refreshToken',
      token: reading.take(reading.argument(0, 'token', 'customRefreshToken', ...labels)),
    }),
    ...identityOf(reading),
  ],
});

/** The token says itself whose it is. */
function identityOf(reading: CallReading): readonly Finding[] {
  const identity = reading.argument(1, 'identity', 'identifier', 'userId');
  reading.take(reading.argument(2, 'isAdmin'));
  return identity === null ? [] : [reading.foreign('identity', identity.span)];
}

/** Where the token and the provider's name stand among arguments without labels. */
export const custom = (token: number, provider: number, ...labels: readonly string[]): CredentialMaker => ({
  read: (reading) =>
    reading.credential({
      kind: 'custom',
      provider: reading.take(reading.argument(provider, 'provider', 'providerName', 'identityProvider')),
      token: reading.take(reading.argument(token, 'token', 'userIdentifier', ...labels)),
      userInfo: reading.take(reading.argument(2, 'userInfo')),
    }),
});

export const anonymous: CredentialMaker = { read: (reading) => reading.credential({ kind: 'anonymous' }) };

/** Also without an owner it makes nothing else. */
export const tellingByItself = (maker: CredentialMaker): CredentialMaker => ({
  ...maker,
  isMeant: ({ owner }) => owner === '' || isOfCredentials(owner),
});

const isOfCredentials = (owner: string): boolean => /credentials?$/i.test(owner);

/**
 * By their plain names, what the SDKs have in common: `SyncCredentials.usernamePassword(…)`, `.usernamePassword(…)`,
 * `Realm.Sync.Credentials.jwt(…)`. Sources: Realm Cocoa 1 to 4, Java 2 to 6, JavaScript 1 to 6, .NET 1 to 4.
 */
export const commonMakers: CredentialMakers = {
  usernamepassword: tellingByItself(password()),
  nickname: nickname(),
  anonymous: tellingByItself(anonymous),
  jwt: jwt(),
  custom: custom(1, 0),
  facebook: known('facebook'),
  google: known('google'),
};

/** Those of a language before those that all have. */
export function credentialRule(languages: readonly CredentialMakers[]): CallRule {
  const makers = new Map<string, readonly CredentialMaker[]>();
  for (const [name, maker] of [...languages, commonMakers].flatMap((each) => Object.entries(each)))
    makers.set(name, [...(makers.get(name) ?? []), maker]);
  return (reading) => {
    const meant = makers.get(reading.name)?.find(({ isMeant = isImplied }) => isMeant(reading));
    return meant?.read(reading) ?? null;
  };
}

/** Swift's `.jwt(token)` leaves the type out; other words of that name need something that tells them apart. */
export function isImplied({ owner, call, index }: CallReading): boolean {
  if (owner !== '') return isOfCredentials(owner);
  return index.is(call.at - 1, '.') && !/^[)\]}]$/.test(index.text(call.at - 2));
}
