import { looksSecret } from '../secrecy.ts';
import { syncUrlOf, type Credential, type Profile } from '../profile.ts';
import type { Exchange } from '../status.ts';
import type { Case } from './case.ts';

/** What is put in another one's place, wherever it stands. */
export type Replacements = ReadonlyMap<string, string>;

const withheld = '[withheld]';
/** What is shorter stands in too many words. */
const shortestValue = 4;

/** Values that the profile calls no secret but that look like one: a report is read by more people than a form. */
export const withheldIn = (profile: Profile): Replacements =>
  new Map(
    doubtfulValues(profile)
      .filter(({ length }) => length >= shortestValue)
      .map((value) => [value, withheld]),
  );

function doubtfulValues({ gateway, route, credential }: Profile): readonly string[] {
  const headers = [...gateway.customRequestHeaders, ...route.proxyHeaders].flatMap((header) =>
    header.secret ? [] : [[header.name, header.value] as const],
  );
  const userInfo = credential.kind === 'custom' ? stringsIn(credential.userInfo ?? {}) : [];
  return [...headers, ...userInfo]
    .filter(([name, value]) => looksSecret(name, value))
    .map(([, value]) => value);
}

/** Names of hosts and people, each with what stands for it: the same for the same, wherever it is. */
export function namesIn(facts: Case): Replacements {
  const hosts = hostsIn(facts).map((host) => host.toLowerCase());
  const isHidden = (host: string): boolean => !isLoopback(host) && !isOnAPath(host, facts.profile.profile);
  const all = [...new Set(hosts)].filter(isHidden);
  const addresses = all.filter(isAddress);
  const names = all.filter((host) => !isAddress(host));
  return new Map([
    ...names.map((name, at) => [name, `host-${at + 1}.example`] as const),
    ...addresses.map((address, at) => [address, `address-${at + 1}`] as const),
    ...[...new Set(usersIn(facts))].map((user, at) => [user, `user-${at + 1}`] as const),
  ]);
}

/** Puts them in, the longest first: in JSON and in URLs, too. Small and capital letters are the same. */
export function replacing(replacements: Replacements): (text: string) => string {
  const forms = new Map(
    [...replacements].flatMap(([name, other]) => formsOf(name).map((form) => [form.toLowerCase(), other])),
  );
  if (forms.size === 0) return (text) => text;
  const longestFirst = [...forms.keys()].sort((one, other) => other.length - one.length).map(literal);
  // A name ends where a word does; `%2F` is no part of one.
  const pattern = new RegExp(
    `(?<![a-z0-9_](?<!%[0-9a-f]{2}))(?:${longestFirst.join('|')})(?![a-z0-9_])`,
    'gi',
  );
  return (text) => text.replace(pattern, (found) => forms.get(found.toLowerCase()) ?? found);
}

const formsOf = (name: string): string[] => [
  name,
  JSON.stringify(name).slice(1, -1),
  encodeURIComponent(name),
];

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function usersIn({ profile, session }: Case): readonly string[] {
  const { credential, route } = profile.profile;
  const { signIn } = profile;
  const proxyUser = route.username ?? '';
  const identity = signIn.state === 'signedIn' ? (signIn.identity ?? '') : '';
  const own = /^\/([^/]+)\//.exec(
    session?.realmPath.startsWith('/~/') ? (session.resolvedPath ?? '') : '',
  )?.[1];
  return [
    ...namesOfPerson(credential),
    ...[proxyUser, ...proxyUser.split(/[\\@]/), identity, own ?? ''],
    ...homesIn([profile, session]),
  ].filter(({ length }) => length >= 2);
}

/** What a credential says of a person. */
function namesOfPerson(credential: Credential): readonly string[] {
  switch (credential.kind) {
    case 'password':
      return [credential.username];
    case 'nickname':
      return [credential.nickname];
    case 'custom':
      return stringsIn(credential.userInfo ?? {}).map(([, value]) => value);
    case 'jwt':
    case 'anonymous':
    case 'adminToken':
    case 'refreshToken':
      return [];
  }
}

/** Problems with a file name it, and where it lies often says whose it is. */
const homesIn = (view: unknown): readonly string[] =>
  stringsIn(view)
    .filter(([name]) => name === 'file' || name === 'jwtFile')
    .flatMap(([, path]) => /[\\/](?:home|Users)[\\/]([^\\/]+)/.exec(path)?.[1] ?? []);

/** Strings with the name of the field that they are in, at any depth. */
function stringsIn(value: unknown, name = ''): readonly (readonly [name: string, text: string])[] {
  if (typeof value === 'string') return [[name, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => stringsIn(inner, Array.isArray(value) ? name : key));
}

/** Fields of the view that are an address: a host, with or without scheme and port. */
const addressFields =
  /^(host|proxy|server|syncUrl|entry|bypass|target|givenFor|wantedBy|hosts|origins|allow)$/;
/** Fields that hold text of others, in which hosts may be named. */
const textFields = /^(detail|body|subject|issuer|names|name)$/;

function hostsIn({ profile, session, traces }: Case): readonly string[] {
  const { pins, signIn, relay } = profile;
  const seen = stringsIn([profile.profile, pins, signIn, relay, session, traces]);
  const addressed = seen.filter(([name]) => addressFields.test(name)).map(([, text]) => hostOf(text));
  const told = seen.filter(([name]) => textFields.test(name)).map(([, text]) => text);
  const said = traces.flatMap(({ stages }) => stages.flatMap(({ evidence }) => evidence?.exchanges ?? []));
  return [
    ...[profile.profile.server, syncUrlOf(profile.profile)].map(hostOf),
    ...addressed,
    ...[...told, ...said.flatMap(linesOf)].flatMap(hostsNamedIn),
  ].filter((host) => host.length >= 2);
}

/** Request lines say paths; offered versions look like hosts. */
const linesOf = ({ request, answer }: Exchange): string[] =>
  [...request.filter((line, index) => index > 0 || line.startsWith('CONNECT ')), ...answer].filter(
    (line) => !/^sec-websocket-/i.test(line),
  );

const hostOf = (address: string): string =>
  address
    .replace(/^[a-z0-9]+:\/\//i, '')
    .replace(/^\*?\./, '')
    .replace(/\/.*$/, '')
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '');

const dottedName = /(?<![\w.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?![\w-])/gi;
const ipv4 = /(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.])/g;
const ipv6 =
  /(?<![\w:])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,6}(?![\w:])|(?<![\w:])[0-9a-f]{1,4}::[0-9a-f:]*/gi;

const hostsNamedIn = (text: string): string[] => [
  ...(text.match(dottedName) ?? []),
  ...(text.match(ipv4) ?? []),
  ...(text.match(ipv6) ?? []).filter((address) => address.includes('::') || address.split(':').length === 8),
];

const isAddress = (host: string): boolean => /^[\d.]+$/.test(host) || host.includes(':');

/** Every computer calls itself so. */
const isLoopback = (host: string): boolean =>
  /^(localhost|127\.[\d.]+|::1|0\.0\.0\.0|::|<local>)$/i.test(host);

/** Realm paths stay as they are, and some of their segments look like hosts: `/~/orders.archive`. */
const isOnAPath = (host: string, { realmPaths }: Profile): boolean =>
  realmPaths.some((path) => path.toLowerCase().split('/').includes(host));
