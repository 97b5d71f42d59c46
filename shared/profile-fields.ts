import type { EditableField } from './problem.ts';
import type { Credential, Profile } from './profile.ts';

type Keys<Value> = Value extends unknown ? keyof Value & string : never;

/** The parts of a profile that hold fields of their own. */
export type ProfilePart = {
  [Key in keyof Profile]-?: NonNullable<Profile[Key]> extends string | number | readonly unknown[]
    ? never
    : Key;
}[keyof Profile];

type FieldOfPart = {
  [Part in Exclude<ProfilePart, 'credential'>]: `${Part}.${Keys<NonNullable<Profile[Part]>>}`;
}[Exclude<ProfilePart, 'credential'>];

/** Fields of a profile that the form edits, but for those of the credential, which depend on its kind. */
export type PlainField = Exclude<keyof Profile, ProfilePart | 'formatVersion'> | FieldOfPart;

/** Every field of a profile, named as `parseProfile` names it. A list and what is in it is one. */
export type ProfileField = PlainField | `credential.${Keys<Credential>}`;

/** Which field of the form a person is led to where one is wrong. A new field of a profile needs a row. */
const ledTo: Readonly<Record<ProfileField, EditableField>> = {
  name: 'name',
  environment: 'name',
  server: 'server',
  'credential.kind': 'credential.kind',
  'credential.username': 'credential.username',
  'credential.nickname': 'credential.kind',
  'credential.isAdmin': 'credential.kind',
  'credential.provider': 'credential.kind',
  'credential.userInfo': 'credential.kind',
  realmPaths: 'realmPaths',
  'gateway.syncUrl': 'gateway.syncUrl',
  'gateway.authorizationHeaderName': 'gateway.authorizationHeaderName',
  'gateway.urlPrefix': 'gateway.urlPrefix',
  'gateway.customRequestHeaders': 'gateway.customRequestHeaders',
  'route.mode': 'route.mode',
  'route.proxy': 'route.proxy',
  'route.username': 'route.mode',
  'route.bypass': 'route.mode',
  'route.neverDirect': 'route.mode',
  'route.whenUndecided': 'route.mode',
  'route.proxyHeaders': 'route.proxyHeaders',
  'trust.verify': 'trust.ca',
  'trust.ca': 'trust.ca',
  'trust.clientCertificate': 'trust.clientCertificate',
  'sync.protocolVersions': 'sync.protocolVersions',
  'sync.partial': 'sync.protocolVersions',
  'sync.compression': 'sync.protocolVersions',
  'relay.port': 'relay.port',
  'relay.mode': 'relay.port',
  'relay.start': 'relay.port',
  'relay.holdSeconds': 'relay.port',
  'relay.hosts': 'relay.port',
  'relay.origins': 'relay.port',
  'relay.allow': 'relay.port',
  'relay.key': 'relay.port',
  'relay.paths': 'relay.port',
};

/** The same for what is no field of ours, in a file that somebody wrote. */
const ledToOfPart: Readonly<Record<ProfilePart, EditableField>> = {
  credential: 'credential.kind',
  gateway: 'gateway.customRequestHeaders',
  route: 'route.mode',
  trust: 'trust.ca',
  sync: 'sync.protocolVersions',
  relay: 'relay.port',
};

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the object is closed: these are its keys
export const profileFieldNames = Object.keys(ledTo) as readonly ProfileField[];

const isField = (text: string): text is ProfileField => Object.hasOwn(ledTo, text);
const isPart = (text: string): text is ProfilePart => Object.hasOwn(ledToOfPart, text);

/** Where the form marks what is wrong with `field` (`gateway.customRequestHeaders[0].name`), as a step leads there. */
export function editableFieldOf(field: string): EditableField {
  const [own = ''] = field.split('[');
  if (isField(own)) return ledTo[own];
  const [part = ''] = own.split('.');
  return isPart(part) ? ledToOfPart[part] : 'name';
}
