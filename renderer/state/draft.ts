import {
  credentialKinds,
  credentialSecrets,
  secretOfCredential,
  type CredentialSecret,
  type EnteredAs,
} from '../../shared/credential-kinds.ts';
import { fieldKinds, type FieldKind, type HeaderList, type SecretKind } from '../../shared/secret-kinds.ts';
import type { Credential, CredentialKind, Profile } from '../../shared/profile.ts';
import { emptyFields, fieldsOf, fileOfFields, type HeaderDraft, type PlainDraft } from './draft-fields.ts';

/** What the profile form edits. */
export interface Draft extends PlainDraft {
  credential: CredentialDraft;
  secrets: SecretsDraft;
}

/** Fields of every kind of credential side by side: changing the kind and back loses nothing. */
export interface CredentialDraft {
  kind: CredentialKind;
  username: string;
  nickname: string;
  isAdmin: boolean;
  jwtProvider: string;
  customProvider: string;
  userInfo: string;
}

/** What a kind of credential has fields for, besides what proves it. */
export type CredentialInput = Exclude<keyof CredentialDraft, 'kind'>;

/** In the order in which the form shows them. */
export const credentialInputs: Readonly<Record<CredentialKind, readonly CredentialInput[]>> = {
  password: ['username'],
  anonymous: [],
  nickname: ['nickname', 'isAdmin'],
  jwt: ['jwtProvider'],
  custom: ['customProvider', 'userInfo'],
  adminToken: [],
  refreshToken: [],
};

/** Secrets on their one way into the main process. Empty means: leave what is kept as it is. */
export type SecretsDraft = Record<CredentialSecret | FieldKind, string>;

const secretFields: readonly (CredentialSecret | FieldKind)[] = [...credentialSecrets, ...fieldKinds];

export const noSecrets = (): SecretsDraft =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- these are its keys
  Object.fromEntries(secretFields.map((field) => [field, ''])) as SecretsDraft;

export const newDraft = (): Draft => ({
  ...emptyFields(),
  credential: emptyCredential('password'),
  secrets: noSecrets(),
});

export const emptyCredential = (kind: CredentialKind): CredentialDraft => ({
  kind,
  username: '',
  nickname: '',
  isAdmin: false,
  jwtProvider: 'jwt',
  customProvider: '',
  userInfo: '',
});

export const draftOf = (profile: Profile): Draft => ({
  ...fieldsOf(profile),
  credential: credentialDraftOf(profile.credential),
  secrets: noSecrets(),
});

function credentialDraftOf(credential: Credential): CredentialDraft {
  const draft = emptyCredential(credential.kind);
  switch (credential.kind) {
    case 'password':
      return { ...draft, username: credential.username };
    case 'nickname':
      return { ...draft, nickname: credential.nickname, isAdmin: credential.isAdmin === true };
    case 'jwt':
      return { ...draft, jwtProvider: credential.provider };
    case 'custom': {
      const userInfo = credential.userInfo === undefined ? '' : JSON.stringify(credential.userInfo, null, 2);
      return { ...draft, customProvider: credential.provider, userInfo };
    }
    case 'anonymous':
    case 'adminToken':
    case 'refreshToken':
      return draft;
  }
}

/** The profile file that the draft stands for. It may be wrong; only `parseProfile` decides. */
export const fileOf = (draft: Draft): Record<string, unknown> => ({
  formatVersion: 1,
  ...fileOfFields(draft),
  credential: credentialOf(draft.credential),
});

const given = (field: string, text: string): Record<string, string> => (text === '' ? {} : { [field]: text });

function credentialOf(credential: CredentialDraft): Record<string, unknown> {
  const { kind } = credential;
  switch (kind) {
    case 'password':
      return { kind, username: credential.username };
    case 'nickname':
      return { kind, nickname: credential.nickname, ...(credential.isAdmin ? { isAdmin: true } : {}) };
    case 'jwt':
      return { kind, ...given('provider', credential.jwtProvider) };
    case 'custom': {
      const userInfo = jsonOf(credential.userInfo);
      return { kind, provider: credential.customProvider, ...(userInfo === undefined ? {} : { userInfo }) };
    }
    case 'anonymous':
    case 'adminToken':
    case 'refreshToken':
      return { kind };
  }
}

/** The JSON in the text; undefined when it is empty or none. */
export function jsonOf(text: string): unknown {
  try {
    return text.trim() === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface SecretField {
  /** Whether the form asks for it, as the draft is. */
  readonly isAsked: (draft: Draft) => boolean;
  /** Whether the profile is of no use without it then. */
  readonly isNeeded: boolean;
  /** Whether it is pasted with the lines around it; a password may begin with a blank. */
  readonly isTrimmed: boolean;
}

const hasClient = ({ clientCertificate }: Draft): boolean => clientCertificate.trim() !== '';

const secretRows: Readonly<Record<FieldKind, SecretField>> = {
  proxyPassword: {
    isAsked: ({ routeMode, proxyUsername }) => routeMode === 'manual' && proxyUsername !== '',
    isNeeded: true,
    isTrimmed: false,
  },
  clientKey: { isAsked: hasClient, isNeeded: true, isTrimmed: true },
  clientBundle: { isAsked: (draft) => !hasClient(draft), isNeeded: false, isTrimmed: false },
  clientKeyPassphrase: { isAsked: () => true, isNeeded: false, isTrimmed: false },
  relayKey: {
    isAsked: ({ isLent, relayMode }) => isLent && relayMode === 'signedIn',
    isNeeded: false,
    isTrimmed: true,
  },
};

/** What was typed of these, as far as the form asks for it. */
function typedFields(draft: Draft): Readonly<Partial<Record<FieldKind, string>>> {
  const typed = fieldKinds
    .filter((kind) => secretRows[kind].isAsked(draft))
    .map((kind): [FieldKind, string] => [
      kind,
      secretRows[kind].isTrimmed ? draft.secrets[kind].trim() : draft.secrets[kind],
    ]);
  return Object.fromEntries(typed.filter(([, text]) => text !== ''));
}

/** The secrets that the draft is of no use without, and that are neither typed nor kept. */
export function missingFields(draft: Draft, saved: readonly SecretKind[]): readonly FieldKind[] {
  const typed = typedFields(draft);
  return fieldKinds.filter((kind) => {
    const { isAsked, isNeeded } = secretRows[kind];
    return isNeeded && isAsked(draft) && typed[kind] === undefined && !saved.includes(kind);
  });
}

/** The typed secrets that belong to what the draft now says, for `saveProfile`. What was left empty is left out. */
export function secretsOf(draft: Draft): Record<string, unknown> {
  const { secrets, credential } = draft;
  const wanted = secretOfCredential(credential.kind);
  return {
    ...(wanted === null ? {} : credentialSecret(credential.kind, secrets[wanted])),
    ...typedHeaders('headers', draft.headers),
    ...(draft.routeMode === 'direct' ? {} : typedHeaders('proxyHeaders', draft.proxyHeaders)),
    ...typedFields(draft),
  };
}

function typedHeaders(key: HeaderList, headers: readonly HeaderDraft[]) {
  const typed = headers.filter((header) => header.secret && header.value !== '');
  return typed.length === 0
    ? {}
    : { [key]: Object.fromEntries(typed.map(({ name, value }) => [name, value])) };
}

/** A custom credential is what the provider wants: JSON if it reads as such, otherwise the text itself. */
export function credentialSecret(kind: CredentialKind, text: string): Record<string, unknown> {
  const secret = secretOfCredential(kind);
  return text === '' || secret === null ? {} : { [secret]: readAs[credentialKinds[kind].enteredAs](text) };
}

const readAs: Readonly<Record<EnteredAs, (text: string) => unknown>> = {
  text: (text) => text,
  token: (text) => text.trim(),
  json: (text) => jsonOf(text) ?? text,
};

/** Whether saving would change anything. */
export const isSameDraft = (one: Draft, other: Draft): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
