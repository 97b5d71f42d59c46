import type { RouteSettings } from '../../shared/profile.ts';
import type { RouteReason, RouteStatus } from '../../shared/status.ts';
import { ProblemError } from '../problem-error.ts';
import { Secret } from '../secret.ts';
import { isBypassed } from './bypass.ts';

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
export type Way =
  | { readonly kind: 'direct'; readonly reason: RouteReason }
  | { readonly kind: 'forwardProxy'; readonly proxy: ForwardProxy; readonly reason: RouteReason };

export type Route = readonly [Way, ...Way[]];

const defaultPorts: Record<ProxyScheme, number> = { http: 80, https: 443, socks5: 1080, socks5h: 1080 };

const isProxyScheme = (text: string): text is ProxyScheme => Object.hasOwn(defaultPorts, text);

/** Reads a forward proxy's URL; null if it is none that we speak. Credentials in it are not looked at. */
export function parseForwardProxy(url: string): ForwardProxy | null {
  const complete = /^[a-z0-9]+:\/\//i.test(url) ? url : `http://${url}`;
  if (!URL.canParse(complete)) return null;
  const scheme = /^[a-z0-9]+/i.exec(complete)?.[0].toLowerCase() ?? '';
  const { hostname, port } = new URL(complete);
  if (!isProxyScheme(scheme) || hostname === '') return null;
  // URL drops a port that is its scheme's own, and knows none for SOCKS.
  return { scheme, host: hostname, port: port === '' ? defaultPorts[scheme] : Number(port) };
}

/** As it is shown: never with credentials. */
export const proxyUrl = ({ scheme, host, port }: ForwardProxy): string => `${scheme}://${host}:${port}`;

export const statusOfWay = (way: Way): RouteStatus =>
  way.kind === 'direct' ? way : { kind: 'forwardProxy', proxy: proxyUrl(way.proxy), reason: way.reason };

/**
 * Decides the ways out for a target, in the order to try them; `ask` answers what the system would do and is called
 * only when the profile leaves it to the system. Errors: `route.undecided`.
 */
export async function decideRoute(
  settings: RouteSettings,
  target: Target,
  ask: () => Promise<readonly Way[]>,
): Promise<Route> {
  if (settings.mode === 'direct') return [{ kind: 'direct', reason: 'profile' }];
  if (isBypassed(target, settings.bypass, 'profile')) return [{ kind: 'direct', reason: 'bypass' }];
  const ways = settings.mode === 'manual' ? manualWays(settings) : await ask();
  const [first, ...rest] = settings.neverDirect ? ways.filter((way) => way.kind !== 'direct') : ways;
  if (first !== undefined) return [first, ...rest];
  throw new ProblemError({
    kind: 'route.undecided',
    reason: ways.length > 0 ? 'neverDirect' : 'unsupported',
  });
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

const variable = (variables: Variables, name: string): string | undefined =>
  variables[name] || variables[name.toUpperCase()] || undefined;

/**
 * What the environment variables say, as curl reads them, in both cases of spelling. A websocket uses the variable
 * of the HTTP scheme under it: `wss` that of `https`. `HTTP_PROXY` in capitals is not read: a CGI request can set it.
 */
export function waysFromEnvironment(variables: Variables, target: Target): Way[] {
  const bypass = variable(variables, 'no_proxy')?.split(/[\s,]+/) ?? [];
  if (isBypassed(target, bypass, 'environment')) return [{ kind: 'direct', reason: 'no_proxy' }];
  const own: RouteReason = target.isTls ? 'https_proxy' : 'http_proxy';
  const value = target.isTls ? variable(variables, own) : variables[own];
  const [reason, url] = value ? [own, value] : (['all_proxy', variable(variables, 'all_proxy')] as const);
  if (url === undefined) return [{ kind: 'direct', reason: 'no proxy set' }];
  const proxy = parseForwardProxy(url);
  return proxy === null ? [] : [{ kind: 'forwardProxy', proxy: { ...proxy, ...loginIn(url) }, reason }];
}

/** As curl does, an environment variable may bring user name and password, percent-encoded. */
function loginIn(url: string): Pick<ForwardProxy, 'login'> {
  const { username, password } = new URL(/^[a-z0-9]+:\/\//i.test(url) ? url : `http://${url}`);
  if (username === '') return {};
  const plain = (text: string): string => decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, '%25'));
  return { login: { username: plain(username), password: new Secret('ProxyPassword', plain(password)) } };
}
