import type { RouteProblem } from '../../shared/problem.ts';
import type { RouteSettings } from '../../shared/profile.ts';
import type { RouteReason, RouteRule, RouteStatus } from '../../shared/status.ts';
import { urlIn } from '../../shared/urls.ts';
import { ProblemError } from '../problem-error.ts';
import { Secret } from '../secret.ts';
import { bypassEntry } from './bypass.ts';

/** Where a connection wants to go. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

export type ProxyScheme = 'http' | 'https' | 'socks5' | 'socks5h';

export interface ForwardProxy {
  readonly scheme: ProxyScheme;
  readonly host: string;
  readonly port: number;
  /** What stood in the environment variable before the `@`. Never shown. */
  readonly login?: { readonly username: string; readonly password: Secret<'ProxyPassword'> };
}

/** One way out. A route is a list of them, tried in turn. */
export type Way = RouteRule &
  ({ readonly kind: 'direct' } | { readonly kind: 'forwardProxy'; readonly proxy: ForwardProxy });

export type Route = readonly [Way, ...Way[]];

const defaultPorts: Record<ProxyScheme, number> = { http: 80, https: 443, socks5: 1080, socks5h: 1080 };

const isProxyScheme = (text: string): text is ProxyScheme => Object.hasOwn(defaultPorts, text);

/** Reads a forward proxy's URL; null if it is none that we speak. Credentials in it are not looked at. */
export function parseForwardProxy(url: string): ForwardProxy | null {
  const complete = /^[a-z0-9]+:\/\//i.test(url) ? url : `http://${url}`;
  const parsed = urlIn(complete);
  if (parsed === null) return null;
  const scheme = /^[a-z0-9]+/i.exec(complete)?.[0].toLowerCase() ?? '';
  const { hostname, port } = parsed;
  if (!isProxyScheme(scheme) || hostname === '') return null;
  // URL drops a port that is its scheme's own, and knows none for SOCKS.
  return { scheme, host: hostname, port: port === '' ? defaultPorts[scheme] : Number(port) };
}

/** As it is shown: never with credentials. */
export const proxyUrl = ({ scheme, host, port }: ForwardProxy): string => `${scheme}://${host}:${port}`;

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
  const ways = settings.mode === 'manual' ? manualWays(settings) : await ask();
  if (!settings.neverDirect) return unguarded(ways);
  const proxied = ways.filter((way) => way.kind !== 'direct');
  return { ways: proxied, isGuarded: proxied.length < ways.length };
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

type Variables = Readonly<Record<string, string | undefined>>;

/** A variable that is set, by the name under which it is. */
interface SetVariable {
  readonly variable: string;
  readonly value: string;
}

function setVariable(variables: Variables, ...names: readonly string[]): SetVariable | null {
  const variable = names.find((name) => variables[name]);
  return variable === undefined ? null : { variable, value: variables[variable] ?? '' };
}

const inBothCases = (variables: Variables, name: string): SetVariable | null =>
  setVariable(variables, name, name.toUpperCase());

/**
 * What the environment variables say, as curl reads them, in both cases of spelling. A websocket uses the variable
 * of the HTTP scheme under it: `wss` that of `https`. `HTTP_PROXY` in capitals is not read: a CGI request can set it.
 */
export function waysFromEnvironment(variables: Variables, target: Target): Way[] {
  const bypass = inBothCases(variables, 'no_proxy');
  const entry = bypassEntry(target, bypass?.value.split(/[\s,]+/) ?? [], 'environment');
  if (bypass !== null && entry !== null) {
    return [{ kind: 'direct', reason: 'no_proxy', variable: bypass.variable, entry }];
  }
  const own: RouteReason = target.isTls ? 'https_proxy' : 'http_proxy';
  const ownVariable = target.isTls ? inBothCases(variables, own) : setVariable(variables, own);
  const found = ownVariable ?? inBothCases(variables, 'all_proxy');
  if (found === null) return [{ kind: 'direct', reason: 'no proxy set' }];
  const { variable, value } = found;
  const proxy = parseForwardProxy(value);
  const reason = ownVariable === null ? 'all_proxy' : own;
  return proxy === null
    ? []
    : [{ kind: 'forwardProxy', proxy: { ...proxy, ...loginIn(value) }, reason, variable }];
}

/** As curl does, an environment variable may bring user name and password, percent-encoded. */
function loginIn(url: string): Pick<ForwardProxy, 'login'> {
  const { username, password } = new URL(/^[a-z0-9]+:\/\//i.test(url) ? url : `http://${url}`);
  if (username === '') return {};
  const plain = (text: string): string => decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, '%25'));
  return { login: { username: plain(username), password: new Secret('ProxyPassword', plain(password)) } };
}
