import { bypassList } from '../../shared/bypass.ts';
import type { CustomRequestHeader, Environment, Profile, RouteSettings } from '../../shared/profile.ts';
import type { PlainField } from '../../shared/profile-fields.ts';
import { defaultHoldSeconds, firstRelayPort, type RelayMode } from '../../shared/relay.ts';

/**
 * What the form holds of each field of a profile, one row a field: text as it was typed, so that nothing typed is lost,
 * however wrong it is. The draft, an empty one, that of a profile and the file that it stands for are made of these rows;
 * a field of a profile without one doesn't compile.
 */
interface FieldRow<Part extends object, Seen extends object> {
  /** In a new draft, and where the preview shows something in place of what is wrong. */
  readonly empty: () => Part;
  readonly read: (profile: Profile) => Part;
  /** What the profile file says; undefined where it says nothing. */
  readonly write: (draft: Seen) => unknown;
  /** Routes that have a use for it. In others it stays in the draft only: a hidden field must not break a rule. */
  readonly modes?: readonly RouteSettings['mode'][];
}

const field = <Part extends object, Seen extends object = Part>(row: FieldRow<Part, Seen>) => row;

type TextKey<Key extends string> = { [Each in Key]: string };
type FlagKey<Key extends string> = { [Each in Key]: boolean };

/** A line of text; where it is empty, the file leaves the field to its default. */
const text = <Key extends string>(
  key: Key,
  read: (profile: Profile) => string | undefined,
  { empty = '', isTrimmed = false } = {},
): FieldRow<TextKey<Key>, TextKey<Key>> => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an object of that key
  const part = (value: string) => ({ [key]: value }) as TextKey<Key>;
  return {
    empty: () => part(empty),
    read: (profile) => part(read(profile) ?? ''),
    write: (draft) => orNothing(isTrimmed ? draft[key].trim() : draft[key]),
  };
};

const flag = <Key extends string>(
  key: Key,
  read: (profile: Profile) => boolean,
  empty = false,
): FieldRow<FlagKey<Key>, FlagKey<Key>> => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an object of that key
  const part = (value: boolean) => ({ [key]: value }) as FlagKey<Key>;
  return { empty: () => part(empty), read: (profile) => part(read(profile)), write: (draft) => draft[key] };
};

const orNothing = (value: string): string | undefined => (value === '' ? undefined : value);

export interface HeaderDraft {
  /** Tells rows apart while they are edited. */
  key: number;
  name: string;
  value: string;
  secret: boolean;
}

const headerDraftOf = (header: CustomRequestHeader, key: number): HeaderDraft => ({
  key,
  name: header.name,
  value: header.secret ? '' : header.value,
  secret: header.secret,
});

const headersOf = (headers: readonly HeaderDraft[]) =>
  headers.map(({ name, value, secret }) => (secret ? { name, secret } : { name, value }));

/** A field that is of use only where the profile is lent to apps. */
const lent = <Part extends object>({ write, ...row }: FieldRow<Part, Part>): FieldRow<Part, Part & Lent> => ({
  ...row,
  write: (draft) => (draft.isLent ? write(draft) : undefined),
});

interface Lent {
  readonly isLent: boolean;
}

/** What is no number stays text: the rule of its field says what is wrong with it. */
const numberIn = (text: string): number | string => (/^\d+$/.test(text.trim()) ? Number(text) : text);

const listIn = (text: string): string[] => text.split(/[\s,;]+/).filter((each) => each !== '');

const proxied = { modes: ['system', 'manual'] } as const;
const manual = { modes: ['manual'] } as const;

const rows = {
  name: field({
    empty: () => ({ name: '' }),
    read: ({ name }) => ({ name }),
    write: ({ name }) => name,
  }),
  environment: field({
    empty: (): { environment: Environment } => ({ environment: 'development' }),
    read: ({ environment }) => ({ environment }),
    write: ({ environment }) => environment,
  }),
  server: field({
    empty: () => ({ server: '' }),
    read: ({ server }) => ({ server }),
    write: ({ server }) => server,
  }),
  realmPaths: field({
    empty: () => ({ realmPaths: ['/~/default'] }),
    read: ({ realmPaths }) => ({ realmPaths: [...realmPaths] }),
    write: ({ realmPaths }) => realmPaths,
  }),
  'gateway.syncUrl': text('syncUrl', ({ gateway }) => gateway.syncUrl),
  'gateway.authorizationHeaderName': text(
    'authorizationHeaderName',
    ({ gateway }) => gateway.authorizationHeaderName,
    { empty: 'Authorization' },
  ),
  'gateway.urlPrefix': text('urlPrefix', ({ gateway }) => gateway.urlPrefix, { empty: '/realm-sync' }),
  'gateway.customRequestHeaders': field({
    empty: (): { headers: HeaderDraft[] } => ({ headers: [] }),
    read: ({ gateway }) => ({ headers: gateway.customRequestHeaders.map(headerDraftOf) }),
    write: ({ headers }) => headersOf(headers),
  }),
  'route.proxyHeaders': field({
    ...proxied,
    empty: (): { proxyHeaders: HeaderDraft[] } => ({ proxyHeaders: [] }),
    read: ({ route }) => ({ proxyHeaders: route.proxyHeaders.map(headerDraftOf) }),
    write: ({ proxyHeaders }) => headersOf(proxyHeaders),
  }),
  'route.mode': field({
    empty: (): { routeMode: RouteSettings['mode'] } => ({ routeMode: 'system' }),
    read: ({ route }) => ({ routeMode: route.mode }),
    write: ({ routeMode }) => routeMode,
  }),
  'route.proxy': { ...manual, ...text('proxy', ({ route }) => route.proxy) },
  'route.username': { ...manual, ...text('proxyUsername', ({ route }) => route.username) },
  'route.bypass': field({
    ...proxied,
    empty: () => ({ bypass: '' }),
    read: ({ route }) => ({ bypass: route.bypass.join(', ') }),
    write: ({ bypass }) => bypassList(bypass),
  }),
  'route.neverDirect': { ...proxied, ...flag('neverDirect', ({ route }) => route.neverDirect) },
  'route.whenUndecided': field({
    modes: ['system'],
    empty: () => ({ directWhenUndecided: false }),
    read: ({ route }) => ({ directWhenUndecided: route.whenUndecided === 'direct' }),
    write: ({
      directWhenUndecided,
      neverDirect,
    }: {
      readonly directWhenUndecided: boolean;
      readonly neverDirect: boolean;
    }) => (directWhenUndecided && !neverDirect ? 'direct' : undefined),
  }),
  'trust.verify': flag('verify', ({ trust }) => trust.verify, true),
  'trust.ca': text('ca', ({ trust }) => trust.ca, { isTrimmed: true }),
  'trust.clientCertificate': text('clientCertificate', ({ trust }) => trust.clientCertificate, {
    isTrimmed: true,
  }),
  'sync.protocolVersions': field({
    /** Whether the version is found, or only those of the list are tried, in its order. */
    empty: (): { findsProtocol: boolean; protocolVersions: number[] } => ({
      findsProtocol: true,
      protocolVersions: [],
    }),
    read: ({ sync }) => ({
      findsProtocol: sync.protocolVersions === undefined,
      protocolVersions: [...(sync.protocolVersions ?? [])],
    }),
    write: ({ findsProtocol, protocolVersions }) => (findsProtocol ? undefined : protocolVersions),
  }),
  'sync.partial': flag('partial', ({ sync }) => sync.partial),
  'sync.compression': flag('compression', ({ sync }) => sync.compression),
  /** Whether the profile is lent at all is one with its port: without it, the file says nothing of a relay. */
  'relay.port': field({
    empty: () => ({ isLent: false, relayPort: String(firstRelayPort) }),
    read: ({ relay }) => ({
      isLent: relay !== undefined,
      relayPort: String(relay?.port ?? firstRelayPort),
    }),
    write: ({ isLent, relayPort }) => (isLent ? numberIn(relayPort) : undefined),
  }),
  'relay.mode': lent({
    empty: (): { relayMode: RelayMode } => ({ relayMode: 'transparent' }),
    read: ({ relay }) => ({ relayMode: relay?.mode ?? 'transparent' }),
    write: ({ relayMode }) => relayMode,
  }),
  'relay.start': lent({
    empty: () => ({ startsRelayWithApp: false }),
    read: ({ relay }) => ({ startsRelayWithApp: relay?.start === 'withApp' }),
    write: ({ startsRelayWithApp }) => (startsRelayWithApp ? 'withApp' : 'manual'),
  }),
  'relay.holdSeconds': lent({
    empty: () => ({ holdSeconds: String(defaultHoldSeconds) }),
    read: ({ relay }) => ({ holdSeconds: String(relay?.holdSeconds ?? defaultHoldSeconds) }),
    write: ({ holdSeconds }) => numberIn(holdSeconds),
  }),
  'relay.hosts': lent({
    empty: () => ({ relayHosts: '' }),
    read: ({ relay }) => ({ relayHosts: relay?.hosts.join(', ') ?? '' }),
    write: ({ relayHosts }) => listIn(relayHosts),
  }),
  'relay.origins': lent({
    empty: () => ({ relayOrigins: '' }),
    read: ({ relay }) => ({ relayOrigins: relay?.origins.join(', ') ?? '' }),
    write: ({ relayOrigins }) => listIn(relayOrigins),
  }),
  'relay.allow': lent({
    empty: () => ({ relayAllow: '' }),
    read: ({ relay }) => ({ relayAllow: relay?.allow.join(', ') ?? '' }),
    write: ({ relayAllow }) => bypassList(relayAllow),
  }),
  'relay.key': lent({
    empty: () => ({ wantsRelayKey: true }),
    read: ({ relay }) => ({ wantsRelayKey: relay?.key !== 'none' }),
    write: ({ wantsRelayKey }) => (wantsRelayKey ? 'required' : 'none'),
  }),
  'relay.paths': lent({
    empty: () => ({ relayRealmPaths: '' }),
    read: ({ relay }) => ({ relayRealmPaths: relay?.paths.join('\n') ?? '' }),
    write: ({ relayRealmPaths }) => relayRealmPaths.split('\n').filter((each) => each.trim() !== ''),
  }),
} satisfies Readonly<Record<PlainField, FieldRow<object, never>>>;

type Together<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;
type PartsOf = Together<ReturnType<(typeof rows)[PlainField]['empty']>>;
/** All fields but the credential and the secrets, side by side. */
export type PlainDraft = { [Key in keyof PartsOf]: PartsOf[Key] };

/* oxlint-disable typescript/no-unsafe-type-assertion -- the object is closed: these are its keys and parts */
export const plainFields = Object.keys(rows) as readonly PlainField[];

const together = (partOf: (row: FieldRow<object, never>) => object, fields: readonly PlainField[]) =>
  Object.assign({}, ...fields.map((name) => partOf(rows[name]))) as unknown;

export const emptyFields = (): PlainDraft => together((row) => row.empty(), plainFields) as PlainDraft;

/** Some of them as in a new draft. */
export const emptied = (fields: readonly PlainField[]): Partial<PlainDraft> =>
  together((row) => row.empty(), fields) as Partial<PlainDraft>;

export const fieldsOf = (profile: Profile): PlainDraft =>
  together((row) => row.read(profile), plainFields) as PlainDraft;

const valueOf = (name: PlainField, draft: PlainDraft): unknown => {
  const row: FieldRow<object, never> = rows[name];
  return row.modes === undefined || row.modes.includes(draft.routeMode)
    ? row.write(draft as never)
    : undefined;
};
/* oxlint-enable typescript/no-unsafe-type-assertion */

/** What a profile file says of them. */
export function fileOfFields(draft: PlainDraft): Record<string, unknown> {
  const file: Record<string, Record<string, unknown>> = {};
  const plain: Record<string, unknown> = {};
  for (const name of plainFields) {
    const value = valueOf(name, draft);
    const [part = '', key] = name.split('.');
    if (value === undefined) continue;
    if (key === undefined) plain[part] = value;
    else file[part] = { ...file[part], [key]: value };
  }
  return { ...plain, ...file };
}
