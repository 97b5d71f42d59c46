import type { Call } from './definitions.ts';
import type { Argument, Expression } from './expression.ts';
import { plainName, type Value } from './values.ts';

/** A credential as the snippet has it; what can't be told is open. */
export type CredentialFinding =
  | { readonly kind: 'password'; readonly username: Value; readonly password: Value }
  | { readonly kind: 'nickname'; readonly nickname: Value }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'jwt'; readonly token: Value; readonly provider: Value | null }
  | {
      readonly kind: 'custom';
      readonly provider: Value;
      readonly token: Value;
      readonly hasUserInfo: boolean;
    }
  | { readonly kind: 'adminToken'; readonly token: Value }
  /** Made by the SDK in a way that a profile has no counterpart for. */
  | { readonly kind: 'other'; readonly name: string };

const kinds = new Set([
  ...[
    'usernamepassword',
    'nickname',
    'anonymous',
    'jwt',
    'custom',
    'admintoken',
    'accesstoken',
    'synccredentials',
  ],
  ...['facebook', 'google', 'azuread', 'cloudkit', 'customrefreshtoken', 'anonymouscredentials'],
  ...[
    'credentialswithusername',
    'credentialswithjwt',
    'credentialswithnickname',
    'credentialswithaccesstoken',
  ],
]);

/** `SyncCredentials.usernamePassword(…)`, `.usernamePassword(…)`, `Realm.Sync.Credentials.jwt(…)` and so on. */
export function isCredentialCall({ name, path, given }: Call): boolean {
  const plain = plainName(name);
  if (!kinds.has(plain)) return false;
  if (plain === 'synccredentials') return given.some(({ label }) => label === 'customToken');
  const owner = path.at(-1);
  if (owner !== undefined) return /credentials$/i.test(owner);
  // Swift's `.jwt(token)` leaves the type out; other words of that name need something that tells them apart.
  return plain.startsWith('credentialswith') || plain === 'usernamepassword' || plain === 'anonymous';
}

const missing: Value = { kind: 'nothing' };

export function credentialIn(
  call: Call,
  valueOf: (expression: Expression) => Value,
): CredentialFinding | null {
  const take = (place: number, ...labels: string[]): Value => {
    const argument = labelled(call.given, labels) ?? unlabelled(call.given, place);
    return argument === null ? missing : valueOf(argument.value);
  };
  const name = plainName(call.name);
  switch (name) {
    case 'usernamepassword':
    case 'credentialswithusername':
      return {
        kind: 'password',
        username: take(0, 'username', 'credentialsWithUsername'),
        password: take(1, 'password'),
      };
    case 'nickname':
    case 'credentialswithnickname':
      return { kind: 'nickname', nickname: take(0, 'nickname', 'value', 'credentialsWithNickname') };
    case 'anonymous':
    case 'anonymouscredentials':
      return { kind: 'anonymous' };
    case 'jwt':
    case 'credentialswithjwt': {
      const provider = take(1, 'providerName');
      const token = take(0, 'token', 'credentialsWithJWT');
      return { kind: 'jwt', token, provider: provider.kind === 'nothing' ? null : provider };
    }
    case 'admintoken':
      return { kind: 'adminToken', token: take(0, 'token') };
    case 'custom':
    case 'synccredentials':
      return customIn(call, take);
    case 'facebook':
    case 'google':
    case 'azuread':
    case 'cloudkit':
      return {
        kind: 'custom',
        provider: { kind: 'text', text: name },
        token: take(0, 'token'),
        hasUserInfo: false,
      };
    default:
      return { kind: 'other', name: call.name };
  }
}

/** Java's `SyncCredentials.custom` takes the token first, `Credentials.custom` of JavaScript and .NET the provider. */
function customIn({ path }: Call, take: (place: number, ...labels: string[]) => Value): CredentialFinding {
  const [token, provider] = path.at(-1) === 'SyncCredentials' ? [0, 1] : [1, 0];
  const userInfo = take(2, 'userInfo').kind;
  return {
    kind: 'custom',
    provider: take(provider, 'provider', 'providerName', 'identityProvider'),
    token: take(token, 'customToken', 'token', 'userIdentifier'),
    hasUserInfo: userInfo !== 'nothing',
  };
}

const labelled = (given: readonly Argument[], labels: readonly string[]): Argument | null =>
  given.find(({ label }) => label !== null && labels.includes(label)) ?? null;

/** The argument at a place, where none has a label; Swift's first may lack one. */
function unlabelled(given: readonly Argument[], place: number): Argument | null {
  const argument = given[place];
  return argument !== undefined && argument.label === null ? argument : null;
}
