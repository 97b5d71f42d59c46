import { grantOf, type GrantKind } from './credential-kinds.ts';
import type { CustomRequestHeader, Profile } from './profile.ts';

/**
 * One row for each kind of secret that the vault keeps for a profile: what it is, where it is entered, when the profile
 * needs it, where it may go, and what becomes of it when the profile changes. Vault, form, destinations and wire read
 * these rows; a password is exchanged for a refresh token and not kept, so it has none.
 */
interface SecretKindRow {
  /** The type that guards it in the main process: `Secret<…>`. */
  readonly type: string;
  /** What stands in its place where it may not be shown. */
  readonly word: string;
  /**
   * How it comes into the vault: `field` has a field of the same name among the entered secrets, `signIn` is what the
   * credential is exchanged for, and a list of headers holds one for each of its headers that is secret.
   */
  readonly entered: 'field' | 'signIn' | 'headers' | 'proxyHeaders';
  /**
   * Who may read it: the server and the gateway, the forward proxy, the peer that TLS shows a certificate to; or none, for
   * it is what others prove themselves with to us.
   */
  readonly goesTo: 'servers' | 'proxy' | 'tlsEnds' | 'nowhere';
  /**
   * What of a profile it is good for. What is the `account`'s goes when another credential is chosen, and isn't copied:
   * two profiles with one refresh token would sign each other out. The `profile`'s stays while the profile uses it.
   */
  readonly belongsTo: 'account' | 'profile';
  /** Where a person enters it anew: `signIn` or `proxyPassword` as a step, or the field of the form next to it. */
  readonly mendedAt:
    | 'signIn'
    | 'proxyPassword'
    | 'gateway.customRequestHeaders'
    | 'route.proxyHeaders'
    | 'trust.clientCertificate'
    | 'relay.port';
}

/** Whether a profile can't connect without a secret, would use it if it had one, or has no use for it. */
export type Use = 'needed' | 'optional' | 'none';

/** The secrets that are values of headers. */
const headerRows = {
  header: {
    type: 'HeaderValue',
    word: 'header value',
    entered: 'headers',
    goesTo: 'servers',
    belongsTo: 'profile',
    mendedAt: 'gateway.customRequestHeaders',
    headers: ({ gateway }) => gateway.customRequestHeaders,
  },
  proxyHeader: {
    type: 'HeaderValue',
    word: 'header value',
    entered: 'proxyHeaders',
    goesTo: 'proxy',
    belongsTo: 'profile',
    mendedAt: 'route.proxyHeaders',
    headers: ({ route }) => (route.mode === 'direct' ? [] : route.proxyHeaders),
  },
} as const satisfies Readonly<
  Record<string, SecretKindRow & { readonly headers: (profile: Profile) => readonly CustomRequestHeader[] }>
>;

/** The secrets of which a profile has one each. */
const fixedRows = {
  refreshToken: {
    type: 'RefreshToken',
    word: 'refresh token',
    entered: 'signIn',
    goesTo: 'servers',
    belongsTo: 'account',
    mendedAt: 'signIn',
    use: (profile) => (grantOf(profile) === 'refreshToken' ? 'optional' : 'none'),
  },
  adminToken: {
    type: 'AdminToken',
    word: 'access token',
    entered: 'signIn',
    goesTo: 'servers',
    belongsTo: 'account',
    mendedAt: 'signIn',
    use: (profile) => (grantOf(profile) === 'adminToken' ? 'optional' : 'none'),
  },
  proxyPassword: {
    type: 'ProxyPassword',
    word: 'proxy password',
    entered: 'field',
    goesTo: 'proxy',
    belongsTo: 'profile',
    mendedAt: 'proxyPassword',
    // The system's proxies may want a password as well as the profile's own.
    use: ({ route }) => (route.mode !== 'direct' && route.username !== undefined ? 'needed' : 'none'),
  },
  clientKey: {
    type: 'ClientKey',
    word: 'secret',
    entered: 'field',
    goesTo: 'tlsEnds',
    belongsTo: 'profile',
    mendedAt: 'trust.clientCertificate',
    use: ({ trust }) => (trust.clientCertificate === undefined ? 'none' : 'needed'),
  },
  clientBundle: {
    type: 'ClientBundle',
    word: 'secret',
    entered: 'field',
    goesTo: 'tlsEnds',
    belongsTo: 'profile',
    mendedAt: 'trust.clientCertificate',
    use: ({ trust }) => (trust.clientCertificate === undefined ? 'optional' : 'none'),
  },
  /** The password of apps that are lent the account, and what their stand-in tokens are made with. */
  relayKey: {
    type: 'RelayKey',
    word: 'secret',
    entered: 'field',
    goesTo: 'nowhere',
    belongsTo: 'profile',
    mendedAt: 'relay.port',
    use: ({ relay }) => (relay?.mode === 'signedIn' ? 'optional' : 'none'),
  },
  clientKeyPassphrase: {
    type: 'Passphrase',
    word: 'secret',
    entered: 'field',
    goesTo: 'tlsEnds',
    belongsTo: 'profile',
    mendedAt: 'trust.clientCertificate',
    use: () => 'optional',
  },
} as const satisfies Readonly<Record<string, SecretKindRow & { readonly use: (profile: Profile) => Use }>>;

export const secretKinds = { ...headerRows, ...fixedRows } as const;

export type SecretKindRows = typeof secretKinds;
/** Kinds of which a profile has one each. */
export type FixedKind = keyof typeof fixedRows;
/** Kinds of which a profile has one for each secret header of a list. */
export type HeaderKind = keyof typeof headerRows;
/** The value of one header, of the request or for the forward proxy; names in lower case. */
export type HeaderSecretKind = `${HeaderKind}:${string}`;
/** The kinds of entry the vault keeps for a profile. */
export type SecretKind = FixedKind | HeaderSecretKind;

/** The type of a kind once it is out of the vault. */
export type SecretTypeOf<Kind extends SecretKind> = Kind extends FixedKind
  ? (typeof fixedRows)[Kind]['type']
  : (typeof headerRows)[HeaderKind]['type'];
export type KeptType = SecretKindRows[FixedKind | HeaderKind]['type'];
export type KeptWord = SecretKindRows[FixedKind | HeaderKind]['word'];

/** Kinds with a field of their own among the entered secrets. */
export type FieldKind = {
  [Kind in FixedKind]: SecretKindRows[Kind]['entered'] extends 'field' ? Kind : never;
}[FixedKind];
/** The lists of headers among the entered secrets. */
export type HeaderList = SecretKindRows[HeaderKind]['entered'];

/* oxlint-disable typescript/no-unsafe-type-assertion -- the objects are closed: these are their keys */
export const fixedKinds = Object.keys(fixedRows) as readonly FixedKind[];
export const headerKinds = Object.keys(headerRows) as readonly HeaderKind[];
/* oxlint-enable typescript/no-unsafe-type-assertion */

export const isFixedKind = (kind: string): kind is FixedKind => Object.hasOwn(fixedRows, kind);

/** Kinds that have a field of their own among the entered secrets. */
export const fieldKinds: readonly FieldKind[] = fixedKinds.filter(
  (kind): kind is FieldKind => secretKinds[kind].entered === 'field',
);

/** Kinds that a change of the credential leaves nothing of. */
export const grantKinds: readonly GrantKind[] = fixedKinds.filter(
  (kind): kind is GrantKind => secretKinds[kind].belongsTo === 'account',
);

export const isGrant = (kind: SecretKind): kind is GrantKind =>
  isFixedKind(kind) && grantKinds.some((each) => each === kind);

const headerKindOf = (secret: string): HeaderKind | null =>
  headerKinds.find((kind) => secret.startsWith(`${kind}:`)) ?? null;

export const isHeaderSecret = (secret: string): secret is HeaderSecretKind => {
  const kind = headerKindOf(secret);
  return kind !== null && secret.length > kind.length + 1;
};

export const isSecretKind = (text: string): text is SecretKind => isFixedKind(text) || isHeaderSecret(text);

export const rowOf = (
  secret: SecretKind,
): SecretKindRow & { readonly type: KeptType; readonly word: KeptWord } =>
  secretKinds[isFixedKind(secret) ? secret : (headerKindOf(secret) ?? 'header')];

/** In lower case. */
export const headerNameOf = (secret: HeaderSecretKind): string => secret.slice(secret.indexOf(':') + 1);

const headerSecretOf = (kind: HeaderKind, name: string): HeaderSecretKind => `${kind}:${name.toLowerCase()}`;
export const headerSecret = (name: string): HeaderSecretKind => headerSecretOf('header', name);
export const proxyHeaderSecret = (name: string): HeaderSecretKind => headerSecretOf('proxyHeader', name);

/** A header of a profile whose value is secret. */
export interface SecretHeader {
  readonly kind: HeaderSecretKind;
  readonly name: string;
  /** Where its value is entered. */
  readonly list: HeaderList;
}

export const secretHeadersOf = (profile: Profile): readonly SecretHeader[] =>
  headerKinds.flatMap((kind) => {
    const { headers, entered: list } = headerRows[kind];
    return headers(profile)
      .filter(({ secret }) => secret)
      .map(({ name }) => ({ kind: headerSecretOf(kind, name), name, list }));
  });

/** Whether a profile, as it is, uses a secret of this kind. */
export const useOf = (kind: SecretKind, profile: Profile): Use => {
  if (isFixedKind(kind)) return fixedRows[kind].use(profile);
  return secretHeadersOf(profile).some((header) => header.kind === kind) ? 'needed' : 'none';
};

/** The secrets that a profile needs besides its credential. */
export const neededSecrets = (profile: Profile): readonly SecretKind[] => [
  ...secretHeadersOf(profile).map(({ kind }) => kind),
  ...fixedKinds.filter((kind) => fixedRows[kind].use(profile) === 'needed'),
];

/** All that a profile's connections use if it is there, without what proves who signs in. */
export const usedSecrets = (profile: Profile): readonly SecretKind[] => [
  ...neededSecrets(profile),
  ...fixedKinds.filter((kind) => !isGrant(kind) && fixedRows[kind].use(profile) === 'optional'),
];
