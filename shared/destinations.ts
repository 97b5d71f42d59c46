import { syncUrlOf, type Profile } from './profile.ts';
import { rowOf, useOf, type SecretKind } from './secret-kinds.ts';
import { urlIn } from './urls.ts';

/**
 * Where a secret may go. What a person enters is meant for the hosts that the profile names at that moment;
 * after a later change of the profile it is never sent to others. A destination is public, as the profile is.
 */

/** A server's origin (`https://ros.example:9443`; a websocket's is that of the HTTP under it), or a proxy's `host:port`. */
export type Destination = string;

/** What is bound to destinations: all that the vault keeps, and the file that another tool keeps a JWT in. */
export type BoundSecret = SecretKind | 'jwtFile';

/** Stands for the proxy that the system will name: known only once there is one; then it is bound to that. */
export const systemProxy = 'system proxy';

/** What was given for some places and is wanted at others. */
export interface Withheld {
  readonly secret: BoundSecret;
  readonly givenFor: readonly Destination[];
  /** Where it would go now, and wasn't given for. */
  readonly wantedBy: readonly Destination[];
}

const defaultPorts: Readonly<Record<string, string>> = {
  'http:': '80',
  'https:': '443',
  'socks5:': '1080',
  'socks5h:': '1080',
};

/** A proxy as secrets are bound to it. `host`: IPv6 in brackets. */
export const hostAndPort = ({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number | string;
}): Destination => `${host.toLowerCase()}:${port}`;

function partsOf(text: string): { readonly scheme: string; readonly place: string } | null {
  const http = text.replace(/^ws(s?):/i, 'http$1:');
  const url = urlIn(http);
  if (url === null) return null;
  const port = url.port === '' ? (defaultPorts[url.protocol] ?? '') : url.port;
  return { scheme: url.protocol, place: hostAndPort({ host: url.hostname, port }) };
}

const originOf = (url: string): Destination => {
  const parts = partsOf(url);
  return parts === null ? url : `${parts.scheme}//${parts.place}`;
};

/** Of the proxy that the profile itself names; none where the system names it, or there is none. */
function proxyOf({ route }: Profile): Destination[] {
  if (route.mode !== 'manual' || route.proxy === undefined) return [];
  const parts = partsOf(route.proxy);
  return [parts?.place ?? route.proxy];
}

/**
 * Who can read what is sent to these URLs: their origins, and the proxy on the way where nothing that this computer
 * knows proves the far end: no TLS, no verification, or by an authority that came with the profile.
 */
function readersOf(urls: readonly string[], profile: Profile): readonly Destination[] {
  const isProven = (origin: string) =>
    origin.startsWith('https:') && profile.trust.verify && profile.trust.ca === undefined;
  const origins = urls.map(originOf);
  return [...new Set([...origins, ...(origins.every(isProven) ? [] : proxyOf(profile))])];
}

/** Where TLS shows who we are: at servers that speak it, and at a proxy that does. */
function tlsEndsOf(urls: readonly string[], profile: Profile): readonly Destination[] {
  const ends = urls.map(originOf).filter((origin) => origin.startsWith('https:'));
  const { proxy = '' } = profile.route;
  return [...new Set([...ends, ...(/^https:/i.test(proxy) ? proxyOf(profile) : [])])];
}

/** Where a secret of this kind goes as the profile is. */
export function destinationsOf(secret: BoundSecret, profile: Profile): readonly Destination[] {
  const legs = [profile.server, syncUrlOf(profile)];
  switch (readerOf(secret)) {
    // Access tokens are made of what signs in, and those go to the sync URL: who reads one reads the realm.
    case 'servers':
      return readersOf(legs, profile);
    case 'proxy':
      return proxyOf(profile);
    case 'tlsEnds':
      return tlsEndsOf(legs, profile);
    case 'nowhere':
      return [];
  }
}

/** A JWT's file is no entry of the vault. */
const readerOf = (secret: BoundSecret) => (secret === 'jwtFile' ? 'servers' : rowOf(secret).goesTo);

/** What a secret is given for when it is entered into this profile. */
export const givenWith = (secret: BoundSecret, profile: Profile): readonly Destination[] =>
  readerOf(secret) === 'proxy' && profile.route.mode !== 'manual'
    ? [systemProxy]
    : destinationsOf(secret, profile);

/** Null where the secret may go wherever the profile sends it. */
export function withheldFrom(
  secret: BoundSecret,
  profile: Profile,
  givenFor: readonly Destination[],
): Withheld | null {
  const wantedBy = destinationsOf(secret, profile).filter((place) => !givenFor.includes(place));
  return wantedBy.length === 0 ? null : { secret, givenFor, wantedBy };
}

/** What is kept for a profile, and what each was given for. */
export type Given = Readonly<Partial<Record<BoundSecret, readonly Destination[]>>>;

/**
 * All that another version of a profile needs, and would send to places it wasn't given for: it is asked for again.
 * What that version has no use for is not among it.
 */
export const withheldBy = (profile: Profile, given: Given): readonly Withheld[] =>
  givenEntries(given)
    .filter(([secret]) => isUsed(secret, profile))
    .flatMap(([secret, places]) => withheldFrom(secret, profile, places) ?? []);

const isUsed = (secret: BoundSecret, profile: Profile): boolean =>
  secret === 'jwtFile' ? profile.credential.kind === 'jwt' : useOf(secret, profile) !== 'none';

export const givenEntries = (given: Given): readonly (readonly [BoundSecret, readonly Destination[]])[] =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- these are its keys
  Object.entries(given) as [BoundSecret, readonly Destination[]][];
