import { urlIn } from '../../urls.ts';

/** A server's URL as a profile has it. */
export function serverOf(text: string): string | null {
  if (!/^https?:\/\/[^/?#@\s]+(?:\/|$)/i.test(text) || urlIn(text) === null) return null;
  return text.replace(/\/+$/, '');
}

export interface RealmUrlParts {
  /** Null where it stands for the server's own: `//ros.example/~/tasks`. */
  readonly scheme: 'ws' | 'wss' | null;
  /** With its port. Null for a path alone. */
  readonly host: string | null;
  readonly path: string | null;
}

/** `realms://ros.example:9443/~/tasks`, `//ros.example/~/tasks`, or a path alone, with or without its first slash. */
export function realmUrlParts(text: string): RealmUrlParts | null {
  if (/^~\//.test(text)) return realmUrlParts(`/${text}`);
  if (/^\/[^/]/.test(text)) return { scheme: null, host: null, path: text.replace(/\/+$/, '') };
  const match = /^(?:(realms?|wss?|https?):)?\/\/([^/?#@\s]+)(\/[^?#]*)?$/i.exec(text);
  if (match === null) return null;
  const [, scheme, host = '', path = ''] = match;
  if (urlIn(`ws://${host}`) === null) return null;
  return {
    scheme: scheme === undefined ? null : /s$/i.test(scheme) ? 'wss' : 'ws',
    host,
    path: path.replace(/\/+$/, '') === '' ? null : path.replace(/\/+$/, ''),
  };
}

/** A sync URL worth saying: one that does not follow from the server. */
export function syncUrlFor(origin: string | undefined, server: string | undefined): string | undefined {
  if (origin === undefined || server === undefined) return origin;
  const same = (one: string, other: string) => new URL(one).href === new URL(other).href;
  return same(origin, new URL('/', server.replace(/^http/i, 'ws')).href) ? undefined : origin;
}

/** Realm Java names the route itself, `https://ros.example/auth`; a profile's server is what that is put behind. */
export const withoutAuthRoute = (url: string): string => url.replace(/\/+$/, '').replace(/\/auth$/, '');
