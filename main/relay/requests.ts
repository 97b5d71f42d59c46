import type { Leg } from '../../shared/status.ts';
import { sameHeader } from '../../shared/headers.ts';
import { syncUrlOf, type Profile } from '../../shared/profile.ts';
import { jsonOf } from '../network/answer-marks.ts';
import type { HeaderLines } from '../ports/http.ts';
import { valuesOf } from './callers.ts';

/** A request as an app sent it. */
export interface AppRequest {
  readonly method: string;
  /** As it stands in the request line. */
  readonly target: string;
  readonly headers: HeaderLines;
  readonly isUpgrade: boolean;
}

/** The same as it goes on: which leg's host it is for, and what is written there. */
export interface OnwardRequest {
  readonly leg: Leg;
  readonly method: string;
  readonly target: string;
  readonly headers: HeaderLines;
}

/** What a relay adds for the profile's sake. */
export interface Additions {
  /** The profile's own header lines, with their values. */
  readonly headers: HeaderLines;
  /** Whether a value is one of the tokens that were given out. */
  readonly isToken: (value: string) => boolean;
  /** The prefix that the server dictates for a realm path (`sync_worker.path`); null where it dictates none. */
  readonly prefixOf: (realmPath: string) => string | null;
}

/** Where the original clients look for the sync service. */
const usualPrefix = '/realm-sync';

/**
 * A request of an app as the profile would send it: to the sync URL what opens a realm, to the server all else; the path
 * byte for byte behind the prefix; the token in the header that the profile has for it; the profile's headers in the
 * place of those of the same name, or else at the end. What speaks of this connection alone goes no further
 * (RFC 9110 §7.6.1). Nothing else is changed, and nothing added.
 */
export function onwardRequest(request: AppRequest, profile: Profile, additions: Additions): OnwardRequest {
  const { leg, target } = destinationOf(request, profile, additions);
  const url = new URL(leg === 'sync' ? syncUrlOf(profile) : profile.server);
  const own = ownLines(request);
  const renamed = own.map(([name, value]): readonly [string, string] =>
    sameHeader(name, 'authorization') && (isRealmToken(value) || additions.isToken(value))
      ? [profile.gateway.authorizationHeaderName, value]
      : [name, value],
  );
  const addressed = renamed.map(([name, value]): readonly [string, string] =>
    sameHeader(name, 'host') ? [name, url.host] : [name, value],
  );
  return { leg, method: request.method, target, headers: withProfiles(addressed, additions.headers) };
}

/** The realm path behind the prefix, byte for byte; null for a request that opens no realm. */
export function realmPartOf({ target, isUpgrade }: AppRequest, profile: Profile): string | null {
  if (!isUpgrade) return null;
  const prefix = [usualPrefix, profile.gateway.urlPrefix].find((each) => target.startsWith(`${each}/`));
  return prefix === undefined ? null : target.slice(prefix.length + 1);
}

/** A realm path as people read it: for the eye alone, as it is decoded once. */
export function shownRealmPath(part: string): string {
  const [path = ''] = part.split('?');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function destinationOf(
  request: AppRequest,
  profile: Profile,
  { prefixOf }: Additions,
): Pick<OnwardRequest, 'leg' | 'target'> {
  const part = realmPartOf(request, profile);
  if (part !== null) {
    const prefix = prefixOf(shownRealmPath(part)) ?? profile.gateway.urlPrefix;
    return { leg: 'sync', target: `${prefix}/${part}` };
  }
  const base = new URL(profile.server).pathname.replace(/\/+$/, '');
  return { leg: 'auth', target: `${base}${request.target}` };
}

/** Those of one connection (RFC 9110 §7.6.1), and those that a proxy is told by. */
const ofOneConnection = /^(connection|keep-alive|te|trailer|upgrade|proxy-.*)$/i;
const ofAnUpgrade = /^(connection|upgrade)$/i;

/** Without those that speak of the connection to us alone. */
export function ownLines({ headers, isUpgrade }: AppRequest): HeaderLines {
  const named = valuesOf(headers, 'connection').flatMap((value) =>
    value.split(',').map((each) => each.trim().toLowerCase()),
  );
  const isKept = (name: string): boolean => {
    if (isUpgrade && ofAnUpgrade.test(name)) return true;
    // How a body is framed is told by whoever writes it; that it has frames is the request's own.
    return !ofOneConnection.test(name) && !named.includes(name.toLowerCase());
  };
  return headers.filter(([name]) => isKept(name));
}

function withProfiles(lines: HeaderLines, own: HeaderLines): HeaderLines {
  const find = (name: string) => own.find(([each]) => sameHeader(each, name));
  const isFirst = (name: string, at: number) => lines.findIndex(([each]) => sameHeader(each, name)) === at;
  const kept = lines.flatMap((line, at) => {
    const replaced = find(line[0]);
    if (replaced === undefined) return [line];
    return isFirst(line[0], at) ? [replaced] : [];
  });
  return [...kept, ...own.filter(([name]) => !lines.some(([each]) => sameHeader(each, name)))];
}

/**
 * The server's own tokens, alone or in the words of the sync clients: two parts in base64 with a colon between them
 * (server, §2).
 */
export const isRealmToken = (value: string): boolean =>
  /^Realm-Access-Token\s/i.test(value) ||
  /^[A-Za-z0-9+/_-]{16,}={0,2}:[A-Za-z0-9+/_-]{16,}={0,2}$/.test(value);

/** What a request is to a server, as far as it decides what a failure is answered with. */
export type RequestKind = 'login' | 'refresh' | 'other';

/** Whether a request asks the auth server for tokens: it is told by its body which. */
export const asksForTokens = ({ method, target }: AppRequest): boolean =>
  method === 'POST' && /^\/auth\/?(\?|$)/.test(target);

/** By its body: with a refresh token an SDK asks for an access token, and nothing it can't read may answer it. */
export const kindOfAuth = (body: Buffer): RequestKind =>
  jsonOf(body.toString('utf8'))?.['provider'] === 'realm' ? 'refresh' : 'login';
