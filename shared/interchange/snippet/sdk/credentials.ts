import type { Finding } from '../findings.ts';
import type { Value } from '../values.ts';
import { missing, type CallReading, type CallRule } from './call-reading.ts';

/** A credential as the snippet has it; what can't be told is open. */
export type CredentialFinding =
  | {
      readonly kind: 'password';
      readonly username: Value;
      readonly password: Value;
    }
  | {
      readonly kind: 'nickname';
      readonly nickname: Value;
      readonly isAdmin: Value;
    }
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'jwt';
      readonly token: Value;
      readonly provider: Value | null;
    }
  | {
      readonly kind: 'custom';
      readonly provider: Value;
      readonly token: Value;
      readonly userInfo: Value;
    }
  | { readonly kind: 'adminToken'; readonly token: Value }
  | { readonly kind: 'refreshToken'; readonly token: Value };

type Reader = (reading: CallReading) => readonly Finding[];

/** Providers that the SDKs have a word of their own for; to the server they are providers like any other. */
const known = (provider: string): Reader => {
  return (reading) =>
    reading.credential({
      kind: 'custom',
      provider: { kind: 'text', text: provider },
      token: reading.take(
        reading.argument(
          0,
          'token',
          'credentialsWithFacebookToken',
          'credentialsWithGoogleToken',
          'credentialsWithCloudKitToken',
        ),
      ),
      userInfo: missing,
    });
};

const password: Reader = (reading) => [
  ...reading.credential({
    kind: 'password',
    username: reading.take(reading.argument(0, 'username', 'credentialsWithUsername')),
    password: reading.take(reading.argument(1, 'password')),
  }),
  ...reading.creating(reading.argument(2, 'register', 'createUser'), 'register'),
  // Realm Swift 2 and older: `actions: .createAccount`.
  ...creatingActions(reading),
];

function creatingActions(reading: CallReading): readonly Finding[] {
  const actions = reading.argument(null, 'actions');
  if (actions === null) return [];
  const path = actions.value.kind === 'name' ? actions.value.path : [];
  const isLogin = /^useExistingAccount$/i.test(path.at(-1) ?? '');
  reading.enter(actions.span);
  return isLogin ? [] : [reading.foreign('actions', actions.span, 'creates')];
}

const nickname: Reader = (reading) =>
  reading.credential({
    kind: 'nickname',
    nickname: reading.take(reading.argument(0, 'nickname', 'value', 'credentialsWithNickname')),
    isAdmin: reading.take(reading.argument(1, 'isAdmin')),
  });

const jwt: Reader = (reading) => {
  const provider = reading.take(reading.argument(1, 'providerName', 'provider'));
  return reading.credential({
    kind: 'jwt',
    token: reading.take(reading.argument(0, 'token', 'credentialsWithJWT')),
    provider: provider.kind === 'nothing' ? null : provider,
  });
};

/** An access token made elsewhere is good for administrators only (Realm Cocoa, `+credentialsWithAccessToken:`). */
const adminToken: Reader = (reading) => [
  ...reading.credential({
    kind: 'adminToken',
    token: reading.take(reading.argument(0, 'token', 'accessToken', 'credentialsWithAccessToken')),
  }),
  ...identityOf(reading),
];

const refreshToken: Reader = (reading) => [
  ...reading.credential({
    kind: 'refreshToken',
    token: reading.take(
      reading.argument(0, 'token', 'customRefreshToken', 'credentialsWithCustomRefreshToken'),
    ),
  }),
  ...identityOf(reading),
];

/** The token says itself whose it is. */
function identityOf(reading: CallReading): readonly Finding[] {
  const identity = reading.argument(1, 'identity', 'identifier', 'userId');
  reading.take(reading.argument(2, 'isAdmin'));
  return identity === null ? [] : [reading.foreign('identity', identity.span)];
}

/** Java's `SyncCredentials.custom` takes the token first, `Credentials.custom` of JavaScript and .NET the provider. */
const custom: Reader = (reading) => {
  const [token, provider] = reading.owner === 'SyncCredentials' ? [0, 1] : [1, 0];
  return reading.credential({
    kind: 'custom',
    provider: reading.take(reading.argument(provider, 'provider', 'providerName', 'identityProvider')),
    token: reading.take(
      reading.argument(token, 'customToken', 'initWithCustomToken', 'token', 'userIdentifier'),
    ),
    userInfo: reading.take(reading.argument(2, 'userInfo')),
  });
};

/** By their plain names. Sources: Realm Cocoa 1 to 4, Java 2 to 6, JavaScript 1 to 6, .NET 1 to 4. */
const makers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['usernamepassword', password],
  ['credentialswithusername', password],
  ['nickname', nickname],
  ['credentialswithnickname', nickname],
  ['anonymous', (reading) => reading.credential({ kind: 'anonymous' })],
  ['anonymouscredentials', (reading) => reading.credential({ kind: 'anonymous' })],
  ['jwt', jwt],
  ['credentialswithjwt', jwt],
  ['admintoken', adminToken],
  ['accesstoken', adminToken],
  ['credentialswithaccesstoken', adminToken],
  ['customrefreshtoken', refreshToken],
  ['credentialswithcustomrefreshtoken', refreshToken],
  ['custom', custom],
  ['synccredentials', custom],
  ['credential', custom],
  ['initwithcustomtoken', custom],
  ['facebook', known('facebook')],
  ['credentialswithfacebooktoken', known('facebook')],
  ['google', known('google')],
  ['credentialswithgoogletoken', known('google')],
  ['azuread', known('azuread')],
  ['cloudkit', known('cloudkit')],
  ['credentialswithcloudkittoken', known('cloudkit')],
  ['debug', known('debug')],
]);

/** `SyncCredentials.usernamePassword(…)`, `.usernamePassword(…)`, `Realm.Sync.Credentials.jwt(…)` and so on. */
export const credentialRule: CallRule = (reading) => {
  const read = makers.get(reading.name);
  if (read === undefined || !isCredential(reading)) return null;
  return read(reading);
};

function isCredential({ name, owner, call, index }: CallReading): boolean {
  const labels = call.given.map(({ label }) => label);
  if (name === 'synccredentials' || name === 'credential') return labels.includes('customToken');
  if (name.startsWith('credentialswith') || name === 'initwithcustomtoken') return true;
  if (owner !== '') return /credentials?$/i.test(owner);
  // Swift's `.jwt(token)` leaves the type out; other words of that name need something that tells them apart.
  const isImplicit = index.is(call.at - 1, '.') && !/^[)\]}]$/.test(index.tokens[call.at - 2]?.text ?? '');
  return isImplicit || /^(?:usernamepassword|anonymous|anonymouscredentials)$/.test(name);
}
