import type { Profile } from '../../shared/profile.ts';
import { bypassEntry } from '../network/bypass.ts';
import { targetOf, type Target } from '../network/route.ts';
import type { TraceRecorder } from '../network/trace.ts';
import type { PassingLink } from '../ports/http.ts';
import { syncUrlOf } from '../../shared/profile.ts';
import type { Leg } from '../../shared/status.ts';
import { urlIn } from '../../shared/urls.ts';
import type { IssuedTokens } from './issued-tokens.ts';
import type { WarmLinks } from './links.ts';
import { onwardRequest, ownLines, type AppRequest, type OnwardRequest } from './requests.ts';
import type { WayOut } from './way-out.ts';

/** How one request of an app goes on. */
export interface Passage {
  /** Errors: `secret.*`, `vault.*`. */
  readonly onward: () => Promise<OnwardRequest>;
  /** Errors: those of `Network.open`, `vault.*`. */
  readonly open: (recorder: TraceRecorder, signal: AbortSignal) => Promise<PassingLink>;
  /** A stream that has carried a request already; null where there is none. */
  readonly takeWarm: () => PassingLink | null;
  readonly keep: (link: PassingLink) => void;
}

/** To the profile's server, as the profile would send it. */
export function passageToServer(
  request: AppRequest,
  { profile, wayOut, warm, issued }: PassageDeps,
): Passage {
  return {
    onward: async () => {
      const headers = await wayOut.headers();
      const isToken = (value: string) => issued.isToken(value);
      return onwardRequest(request, profile, { headers, isToken, prefixOf: () => null });
    },
    open: (recorder, signal) => wayOut.open('auth', recorder, signal),
    takeWarm: () => warm.take('auth'),
    keep: (link) => warm.keep('auth', link),
  };
}

export interface PassageDeps {
  readonly profile: Profile;
  readonly wayOut: WayOut;
  readonly warm: WarmLinks;
  readonly issued: IssuedTokens;
}

/** To where a request in absolute form (RFC 9112 §3.2.2) says, with nothing of the profile but its way. */
export function passageToTarget(
  request: AppRequest,
  { target, path }: Addressed,
  wayOut: WayOut,
  leg: Leg,
): Passage {
  const { method } = request;
  return {
    onward: () => Promise.resolve({ leg, method, target: path, headers: ownLines(request) }),
    open: (recorder, signal) => wayOut.openTo(leg, target, recorder, signal),
    takeWarm: () => null,
    keep: (link) => link.close(),
  };
}

/** Where a request to a forward proxy wants to go. */
export interface Addressed {
  readonly target: Target;
  /** What stands in the request line behind the proxy; empty for CONNECT. */
  readonly path: string;
}

/** Null where a request isn't one to a forward proxy: CONNECT with `host:port`, or an absolute `http:` URL. */
export function addressedBy({ method, target }: Pick<AppRequest, 'method' | 'target'>): Addressed | null {
  if (method === 'CONNECT') {
    const [, host, port] = /^(\[[0-9a-f:.]+\]|[^\s:/?#@]+):(\d{1,5})$/i.exec(target) ?? [];
    if (host === undefined || Number(port) < 1 || Number(port) > 65_535) return null;
    return { target: { host, port: Number(port), isTls: false }, path: '' };
  }
  const url = /^http:\/\//i.test(target) ? urlIn(target) : null;
  if (url === null || url.hostname === '' || url.username !== '' || url.password !== '') return null;
  const path = target.replace(/^http:\/\/[^/?#]*/i, '').replace(/#.*$/, '');
  return { target: targetOf(url), path: path.startsWith('/') ? path : `/${path}` };
}

/** Which of the profile's legs leads there; null where it is neither of its hosts, nor one that `allow` names. */
export function legTo({ host, port }: Target, profile: Profile, allow: readonly string[]): Leg | null {
  const isAt = (url: string): boolean => {
    const own = targetOf(new URL(url));
    return own.host.toLowerCase() === host.toLowerCase() && own.port === port;
  };
  if (isAt(syncUrlOf(profile))) return 'sync';
  const isAllowed = isAt(profile.server) || bypassEntry({ host, port }, allow, 'profile') !== null;
  return isAllowed ? 'auth' : null;
}
