import { sameHeader } from '../../shared/headers.ts';
import type { HeaderLines } from '../ports/http.ts';

/** Whom a relay takes requests from, beside programs of this computer. */
export interface CallerRules {
  /** Names that programs may call this computer by, beside those of loopback. */
  readonly hosts: readonly string[];
  /** Origins whose pages may use it. */
  readonly origins: readonly string[];
}

/** Why a request isn't taken: where it says to be addressed to, or that a browser sent it for a page. */
export type CallerFlaw = 'host' | 'origin' | 'fetch' | 'preflight';

/**
 * Whether a program of this computer asks, and no page in a browser of it. Three rules are needed at once (docs/realm-clients.md, “Browsers reach a loopback listener”): a
 * page of another site sends an Origin with a websocket and a form, but only `Sec-Fetch-Site` with an image, and one
 * whose name was rebound to loopback neither with either, but its own name as `Host`.
 */
export function flawOfCaller(method: string, headers: HeaderLines, rules: CallerRules): CallerFlaw | null {
  const hosts = valuesOf(headers, 'host');
  if (hosts.length !== 1 || !isOwnHost(hosts[0] ?? '', rules.hosts)) return 'host';
  const origins = valuesOf(headers, 'origin');
  if (origins.some((origin) => !rules.origins.includes(origin))) return 'origin';
  // A page that may use it is a browser's, too.
  if (origins.length > 0) return null;
  // Node's own `fetch` sends `Sec-Fetch-Mode`, and never this one.
  if (valuesOf(headers, 'sec-fetch-site').length > 0) return 'fetch';
  const isPreflight =
    method === 'OPTIONS' && headers.some(([name]) => /^access-control-request-/i.test(name));
  return isPreflight ? 'preflight' : null;
}

/** Loopback as it is written, and this computer as Android's emulators call it. */
const loopbackHosts = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|10\.0\.[23]\.2)$/i;

function isOwnHost(host: string, more: readonly string[]): boolean {
  const name = host.replace(/:\d*$/, '');
  return loopbackHosts.test(name) || more.some((each) => each.toLowerCase() === name.toLowerCase());
}

export const valuesOf = (headers: HeaderLines, name: string): readonly string[] =>
  headers.filter(([each]) => sameHeader(each, name)).map(([, value]) => value);
