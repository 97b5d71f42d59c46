import { urlIn } from '../../urls.ts';

/** A server's URL as a profile has it. */
export function serverOf(text: string): string | null {
  if (!/^https?:\/\/[^/?#@\s]+(?:\/|$)/i.test(text) || urlIn(text) === null) return null;
  return text.replace(/\/+$/, '');
}

export interface RealmUrlParts {
  /** As a websocket's: `wss://ros.example:9443`. Null for a path alone. */
  readonly origin: string | null;
  readonly path: string | null;
}

/** `realms://ros.example:9443/~/tasks`, or a path alone. */
export function realmUrlParts(text: string): RealmUrlParts | null {
  if (/^\/[^/]/.test(text)) return { origin: null, path: text };
  const match = /^(realms?|wss?|https?):\/\/([^/?#@\s]+)(\/[^?#]*)?$/i.exec(text);
  if (match === null) return null;
  const [, scheme = '', host = '', path = ''] = match;
  const origin = `${/s$/i.test(scheme) ? 'wss' : 'ws'}://${host}`;
  if (urlIn(origin) === null) return null;
  return { origin, path: path.replace(/\/+$/, '') === '' ? null : path };
}

/** A sync URL worth saying: one that does not follow from the server. */
export function syncUrlFor(origin: string | undefined, server: string | undefined): string | undefined {
  if (origin === undefined || server === undefined) return origin;
  const same = (one: string, other: string) => new URL(one).href === new URL(other).href;
  return same(origin, new URL('/', server.replace(/^http/i, 'ws')).href) ? undefined : origin;
}

/** Realm Java names the route itself, `https://ros.example/auth`; a profile's server is what that is put behind. */
export const withoutAuthRoute = (url: string): string => url.replace(/\/+$/, '').replace(/\/auth$/, '');
