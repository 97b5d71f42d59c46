import type { RouteProblem } from '../../shared/problem.ts';
import type { RouteSettings } from '../../shared/profile.ts';
import type { RouteRule, RouteStatus } from '../../shared/status.ts';
import { ProblemError } from '../problem-error.ts';
import { bypassEntry } from './bypass.ts';
import { proxyUrl, readProxyAddress, type ForwardProxy, type ProxyScheme } from './proxy-address.ts';

/** Where a connection wants to go. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

/** Where a URL leads, by the port that its scheme implies where it names none. */
export const targetOf = (url: URL): Target => {
  const isTls = url.protocol === 'https:' || url.protocol === 'wss:';
  return { host: url.hostname, port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port), isTls };
};

/** The address of a page there: PAC scripts and settings know http and https; for ws and wss they would answer as for an unknown scheme. */
export const pageUrlOf = ({ host, port, isTls }: Target): string =>
  `${isTls ? 'https' : 'http'}://${host}:${port}/`;

/** One way out. A route is a list of them, tried in turn. */
export type Way = RouteRule &
  ({ readonly kind: 'direct' } | { readonly kind: 'forwardProxy'; readonly proxy: ForwardProxy });

export type Route = readonly [Way, ...Way[]];

/** A forward proxy's address in a profile or in a PAC script's answer; null if it is none that we speak. */
export function parseForwardProxy(url: string): ForwardProxy | null {
  const read = readProxyAddress(url);
  if (!read.ok) return null;
  const { scheme, host, port } = read.value;
  return { scheme, host, port };
}

export const statusOfWay = (way: Way): RouteStatus =>
  way.kind === 'direct' ? way : { ...way, proxy: proxyUrl(way.proxy) };

/** What a profile and its surroundings say about a target, before anything is dialled. */
export interface RouteDecision {
  /** In the order in which to try them. */
  readonly ways: readonly Way[];
  /** Whether “never directly” struck one out. */
  readonly isGuarded: boolean;
}

/** `ask` answers what the system would do, and is called only when the profile leaves it to the system. */
export async function considerRoute(
  settings: RouteSettings,
  target: Target,
  ask: () => Promise<readonly Way[]>,
): Promise<RouteDecision> {
  if (settings.mode === 'direct') return unguarded([{ kind: 'direct', reason: 'profile' }]);
  const entry = bypassEntry(target, settings.bypass, 'profile');
  if (entry !== null) return unguarded([{ kind: 'direct', reason: 'bypass', entry }]);
  const ways = settings.mode === 'manual' ? manualWays(settings) : await systemWays(settings, ask);
  if (!settings.neverDirect) return unguarded(ways);
  const proxied = ways.filter((way) => way.kind !== 'direct');
  return { ways: proxied, isGuarded: proxied.length < ways.length };
}

/** Where the system names no way, a direct one is taken only if the person said so. */
async function systemWays(
  { whenUndecided }: RouteSettings,
  ask: () => Promise<readonly Way[]>,
): Promise<readonly Way[]> {
  if (whenUndecided !== 'direct') return ask();
  const ways = await ask().catch((): readonly Way[] => []);
  return ways.length > 0 ? ways : [{ kind: 'direct', reason: 'whenUndecided' }];
}

const unguarded = (ways: readonly Way[]): RouteDecision => ({ ways, isGuarded: false });

export const undecided = ({ isGuarded }: RouteDecision): RouteProblem => ({
  kind: 'route.undecided',
  reason: isGuarded ? 'neverDirect' : 'unsupported',
});

/** The ways out for a target; at least one. Errors: `route.undecided`; those of `ask`. */
export async function decideRoute(
  settings: RouteSettings,
  target: Target,
  ask: () => Promise<readonly Way[]>,
): Promise<Route> {
  const decision = await considerRoute(settings, target, ask);
  const [first, ...rest] = decision.ways;
  if (first === undefined) throw new ProblemError(undecided(decision));
  return [first, ...rest];
}

function manualWays({ proxy }: RouteSettings): Way[] {
  const parsed = parseForwardProxy(proxy ?? '');
  return parsed === null ? [] : [{ kind: 'forwardProxy', proxy: parsed, reason: 'profile' }];
}

/** What a PAC script or the system's settings answer: `PROXY a:3128; SOCKS5 b:1080; DIRECT`. */
export function parsePacAnswer(answer: string): Way[] {
  const schemes: Record<string, ProxyScheme> = {
    PROXY: 'http',
    HTTP: 'http',
    HTTPS: 'https',
    SOCKS: 'socks5h',
    SOCKS5: 'socks5h',
  };
  return answer.split(';').flatMap((entry): Way[] => {
    const [word = '', address = ''] = entry.trim().split(/\s+/);
    if (word.toUpperCase() === 'DIRECT') return [{ kind: 'direct', reason: 'system' }];
    const scheme = schemes[word.toUpperCase()];
    const proxy = scheme === undefined ? null : parseForwardProxy(`${scheme}://${address}`);
    return proxy === null ? [] : [{ kind: 'forwardProxy', proxy, reason: 'system' }];
  });
}
