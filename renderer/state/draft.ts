import { bypassList } from '../../shared/bypass.ts';
import {
  credentialKindNames,
  credentialKinds,
  secretOfCredential,
  type CredentialSecret,
  type EnteredAs,
} from '../../shared/credential-kinds.ts';
import { fieldKinds, type FieldKind, type HeaderList, type SecretKind } from '../../shared/secret-kinds.ts';
import type {
  Credential,
  CredentialKind,
  CustomRequestHeader,
  Environment,
  Profile,
  RouteSettings,
} from '../../shared/profile.ts';

/** What the profile form edits: text as it was typed, so that nothing typed is lost, however wrong it is. */
export interface Draft {
  name: string;
  environment: Environment;
  server: string;
  credential: CredentialDraft;
  realmPaths: string[];
  syncUrl: string;
  authorizationHeaderName: string;
  urlPrefix: string;
  headers: HeaderDraft[];
  proxyHeaders: HeaderDraft[];
  routeMode: RouteSettings['mode'];
  proxy: string;
  proxyUsername: string;
  bypass: string;
  neverDirect: boolean;
  directWhenUndecided: boolean;
  verify: boolean;
  ca: string;
  clientCertificate: string;
  /** Whether the version is found, or only those of the list are tried. */
  findsProtocol: boolean;
  /** In the order in which they are tried. */
  protocolVersions: number[];
  partial: boolean;
  compression: boolean;
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

export interface HeaderDraft {
  /** Tells rows apart while they are edited. */
  key: number;
  name: string;
  value: string;
  secret: boolean;
}

/** Secrets on their one way into the main process. Empty means: leave what is kept as it is. */
export type SecretsDraft = Record<CredentialSecret | FieldKind, string>;

const secretFields: readonly (CredentialSecret | FieldKind)[] = [
  ...credentialKindNames.flatMap((kind) => secretOfCredential(kind) ?? []),
  ...fieldKinds,
];

export const noSecrets = (): SecretsDraft =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- these are its keys
  Object.fromEntries(secretFields.map((field) => [field, ''])) as SecretsDraft;

export const newDraft = (): Draft => ({
  name: '',
  environment: 'development',
  server: '',
  credential: emptyCredential('password'),
  realmPaths: ['/~/default'],
  syncUrl: '',
  authorizationHeaderName: 'Authorization',
  urlPrefix: '/realm-sync',
  headers: [],
  proxyHeaders: [],
  routeMode: 'system',
  proxy: '',
  proxyUsername: '',
  bypass: '',
  neverDirect: false,
  directWhenUndecided: false,
  verify: true,
  ca: '',
  clientCertificate: '',
  findsProtocol: true,
  protocolVersions: [],
  partial: false,
  compression: false,
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

export const draftOf = ({ gateway, route, trust, sync, ...profile }: Profile): Draft => ({
  name: profile.name,
  environment: profile.environment,
  server: profile.server,
  credential: credentialDraftOf(profile.credential),
  realmPaths: [...profile.realmPaths],
  syncUrl: gateway.syncUrl ?? '',
  authorizationHeaderName: gateway.authorizationHeaderName,
  urlPrefix: gateway.urlPrefix,
  headers: gateway.customRequestHeaders.map(headerDraftOf),
  proxyHeaders: route.proxyHeaders.map(headerDraftOf),
  routeMode: route.mode,
  proxy: route.proxy ?? '',
  proxyUsername: route.username ?? '',
  bypass: route.bypass.join(', '),
  neverDirect: route.neverDirect,
  directWhenUndecided: route.whenUndecided === 'direct',
  verify: trust.verify,
  ca: trust.ca ?? '',
  clientCertificate: trust.clientCertificate ?? '',
  findsProtocol: sync.protocolVersions === undefined,
  protocolVersions: [...(sync.protocolVersions ?? [])],
  partial: sync.partial,
  compression: sync.compression,
  secrets: noSecrets(),
});

const headerDraftOf = (header: CustomRequestHeader, key: number): HeaderDraft => ({
  key,
  name: header.name,
  value: header.secret ? '' : header.value,
  secret: header.secret,
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
export function fileOf(draft: Draft): Record<string, unknown> {
  return {
    formatVersion: 1,
    name: draft.name,
    environment: draft.environment,
    server: draft.server,
    credential: credentialOf(draft.credential),
    realmPaths: draft.realmPaths,
    gateway: {
      ...given('syncUrl', draft.syncUrl),
      ...given('authorizationHeaderName', draft.authorizationHeaderName),
      ...given('urlPrefix', draft.urlPrefix),
      customRequestHeaders: headersOf(draft.headers),
    },
    route: routeOf(draft),
    trust: {
      verify: draft.verify,
      ...given('ca', draft.ca.trim()),
      ...given('clientCertificate', draft.clientCertificate.trim()),
    },
    sync: {
      ...(draft.findsProtocol ? {} : { protocolVersions: draft.protocolVersions }),
      partial: draft.partial,
      compression: draft.compression,
    },
  };
}

const headersOf = (headers: readonly HeaderDraft[]) =>
  headers.map(({ name, value, secret }) => (secret ? { name, secret } : { name, value }));

/** What the mode has no use for stays in the draft only: a hidden field must not be able to break a rule. */
function routeOf(draft: Draft): Record<string, unknown> {
  const { routeMode: mode, neverDirect } = draft;
  if (mode === 'direct') return { mode };
  const bypass = bypassList(draft.bypass);
  const proxyHeaders = headersOf(draft.proxyHeaders);
  if (mode === 'system') {
    const isChosen = draft.directWhenUndecided && !neverDirect;
    return { mode, bypass, neverDirect, ...(isChosen ? { whenUndecided: 'direct' } : {}), proxyHeaders };
  }
  const proxy = { ...given('proxy', draft.proxy), ...given('username', draft.proxyUsername) };
  return { mode, ...proxy, bypass, neverDirect, proxyHeaders };
}

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
