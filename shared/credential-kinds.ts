import type { Credential, CredentialKind, Profile } from './profile.ts';

/**
 * One row for each kind of credential. What is entered for it, which token is kept once it is exchanged, and what becomes
 * of an account: form, sign-in dialog, vault, command line and exports follow from it.
 */
interface CredentialKindRow {
  /** The entered secret that proves it; null where the profile alone does, so that it signs in without a person. */
  readonly secret: string | null;
  /** How that is read: letter by letter, without what was copied along, or as JSON where it is any. */
  readonly enteredAs: 'text' | 'token' | 'json';
  /** The token that it is exchanged for, which the vault keeps. */
  readonly grant: 'refreshToken' | 'adminToken';
  /**
   * Its `provider` in `POST /auth` (server, §1); null where the profile names one or nothing is posted.
   */
  readonly provider: string | null;
  /**
   * Whether the profile says whose account it is, or it is the same on the whole server: then one answer may serve
   * several profiles.
   */
  readonly namesAccount: boolean;
  /** Whether each sign-in makes another account, so that what was forgotten can't be reached again. */
  readonly isNewEachTime: boolean;
}

const ordinary = {
  enteredAs: 'token',
  grant: 'refreshToken',
  provider: null,
  namesAccount: false,
  isNewEachTime: false,
} as const;

/** In the order in which the form offers them. */
export const credentialKinds = {
  password: { ...ordinary, secret: 'password', enteredAs: 'text', provider: 'password', namesAccount: true },
  jwt: { ...ordinary, secret: 'jwt' },
  custom: { ...ordinary, secret: 'custom', enteredAs: 'json' },
  nickname: { ...ordinary, secret: null, provider: 'nickname' },
  anonymous: { ...ordinary, secret: null, provider: 'anonymous', isNewEachTime: true },
  refreshToken: { ...ordinary, secret: 'refreshToken', provider: 'realm' },
  adminToken: { ...ordinary, secret: 'adminToken', grant: 'adminToken', namesAccount: true },
} as const satisfies Readonly<Record<CredentialKind, CredentialKindRow>>;

export type CredentialKinds = typeof credentialKinds;
/** Where what proves a credential is entered: its key among the entered secrets. */
export type CredentialSecret = NonNullable<CredentialKinds[CredentialKind]['secret']>;
export type EnteredAs = CredentialKinds[CredentialKind]['enteredAs'];
/** The tokens that credentials are exchanged for. */
export type GrantKind = CredentialKinds[CredentialKind]['grant'];
/** What `POST /auth` calls the kinds whose name there is fixed. */
export type FixedProvider = NonNullable<CredentialKinds[CredentialKind]['provider']>;
/** Kinds that a profile alone proves. */
export type LoneKind = {
  [Kind in CredentialKind]: CredentialKinds[Kind]['secret'] extends null ? Kind : never;
}[CredentialKind];

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the object is closed: these are its keys
export const credentialKindNames = Object.keys(credentialKinds) as readonly CredentialKind[];

/** The token that a profile's credential is exchanged for. */
export const grantOf = ({ credential }: Pick<Profile, 'credential'>): GrantKind =>
  credentialKinds[credential.kind].grant;

export const secretOfCredential = (kind: CredentialKind): CredentialSecret | null =>
  credentialKinds[kind].secret;

/** All that credentials are proven with. */
export const credentialSecrets: readonly CredentialSecret[] = credentialKindNames.flatMap(
  (kind) => secretOfCredential(kind) ?? [],
);

/** Whether a credential can be used again without a person typing anything. */
export const signsInAlone = (credential: Credential): credential is Extract<Credential, { kind: LoneKind }> =>
  secretOfCredential(credential.kind) === null;

/** Whether what is entered is kept as it is: the token itself, instead of something that is exchanged for one. */
export const isTokenItself = (kind: CredentialKind): boolean =>
  credentialKinds[kind].secret === credentialKinds[kind].grant;
