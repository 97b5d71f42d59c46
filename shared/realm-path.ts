import type { Rule } from './rules.ts';

const segment = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/;
const reservedEnding = /\.realm(\.lock|\.management)?$/;

/** A path the server takes is at most this many bytes (Realm Object Server, BIND limits). */
const longestRealmPathBytes = 1024;

/**
 * The rule a realm path breaks, or null.
 * Grammar of Realm Object Server: `/segment[/segment…]`; a first segment `~` stands for the user's identity.
 */
export function realmPathRule(path: string): Rule | null {
  if (path === '') return 'required';
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return 'realmPathIsUrl';
  if (!path.startsWith('/')) return 'realmPathNoLeadingSlash';
  if (path.length > longestRealmPathBytes) return 'tooLong';
  if (/[^/]\/$/.test(path) && realmPathRule(path.slice(0, -1)) === null) return 'realmPathTrailingSlash';
  const segments = path.slice(1).split('/');
  if (segments.slice(1).includes('~')) return 'realmPathTilde';
  const own = segments[0] === '~' ? segments.slice(1) : segments;
  if (own.length === 0 || !own.every((part) => segment.test(part))) return 'realmPathSegment';
  if (own.some((part) => reservedEnding.test(part))) return 'realmPathReserved';
  return own.filter((part) => part === '__partial').length > 1 ? 'realmPathPartial' : null;
}

/** What is meant by a text that breaks a rule in a way that tells what is meant; null where it doesn't, or breaks none. */
export function meantRealmPath(typed: string): string | null {
  const text = typed.trim();
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/]*(\/.*)?$/i.exec(text)?.[1] ?? text;
  const meant = `/${path.replace(/^\/+|\/+$/g, '')}`;
  return meant !== typed && realmPathRule(text) !== null && realmPathRule(meant) === null ? meant : null;
}

/** `/~/tasks` → `/<identity>/tasks`: what `~` stands for once a user has signed in. */
export const resolveTilde = (path: string, identity: string): string =>
  path.startsWith('/~/') ? `/${identity}${path.slice(2)}` : path;

/**
 * What query-based sync opens in a path's place: a view of the realm for one user and one use of it (server, §3). A
 * path that names such a view already is opened as it is: there can be only one.
 */
export const partialPath = (path: string, identity: string, suffix: string): string =>
  path.split('/').includes('__partial') ? path : `${path}/__partial/${identity}/${suffix}`;

/**
 * The path as it stands in the upgrade request: percent-encoded whole, its slashes included, in upper case.
 * Unreserved are the characters of RFC 3986 §2.3 and nothing else; `encodeURIComponent` leaves five more alone.
 */
export const encodeRealmPath = (path: string): string =>
  encodeURIComponent(path).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
