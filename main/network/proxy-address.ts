import { readAddress } from '../../shared/bypass.ts';
import type { VariableFlaw } from '../../shared/problem.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import { unwrapped } from '../../shared/unwrapped.ts';
import { urlIn } from '../../shared/urls.ts';
import { Secret } from '../secrets/secret.ts';
import type { ProxyLogin } from './tunnel/proxy-authenticator.ts';

export type ProxyScheme = 'http' | 'https' | 'socks5' | 'socks5h';

export interface ForwardProxy {
  readonly scheme: ProxyScheme;
  /** IPv6 in brackets. */
  readonly host: string;
  readonly port: number;
  /** What stood in the environment variable before the `@`. Never shown. */
  readonly login?: ProxyLogin;
}

const defaultPorts: Record<ProxyScheme, number> = { http: 80, https: 443, socks5: 1080, socks5h: 1080 };

const isProxyScheme = (text: string): text is ProxyScheme => Object.hasOwn(defaultPorts, text);

/**
 * Reads a forward proxy's address as people write it: with or without scheme, user name and password raw or
 * percent-encoded. A password may hold any character: what stands before the last `@` is the login, and it ends at the
 * first colon. Errors: what is wrong with it; never a part of it.
 */
export function readProxyAddress(text: string): Result<ForwardProxy, VariableFlaw> {
  const value = unwrapped(text);
  const [, word, rest = value] = /^(?:([a-z][a-z0-9+.-]*):)?\/\/(.*)$/is.exec(value) ?? [];
  if (/^(https?|socks[45]?[ah]?):\/\//i.test(rest))
    return failure(word === undefined ? 'malformed' : 'twoSchemes');
  const scheme = schemeNamed(word?.toLowerCase() ?? 'http');
  return typeof scheme === 'string' ? failure(scheme) : readAuthority(scheme.scheme, rest);
}

type SchemeNamed = { readonly scheme: ProxyScheme } | 'socks4' | 'scheme';

/** GNOME writes `socks://` for SOCKS5, and its proxy looks names up. */
function schemeNamed(word: string): SchemeNamed {
  if (word === 'socks') return { scheme: 'socks5h' };
  if (isProxyScheme(word)) return { scheme: word };
  return word === 'socks4' || word === 'socks4a' ? 'socks4' : 'scheme';
}

function readAuthority(scheme: ProxyScheme, text: string): Result<ForwardProxy, VariableFlaw> {
  const at = text.lastIndexOf('@');
  const login = loginIn(text.slice(0, Math.max(0, at)));
  if (login === 'controlCharacter') return failure(login);
  const [, host = '', port, path = ''] = addressPattern.exec(text.slice(at + 1)) ?? [];
  // `http:/proxy:3128`: what stands before the colon is no host.
  const isScheme = /^(https?|socks[45]?[ah]?)$/i.test(host) && !/^\d+$/.test(port ?? '0');
  const name = isScheme ? null : hostNamed(host);
  if (name === null) return failure('malformed');
  if (/\.pac$|\/wpad\.dat$/i.test(path)) return failure('pacScript');
  const number = port === undefined || port === '' ? defaultPorts[scheme] : portIn(port);
  if (number === null) return failure('port');
  return success({ scheme, host: name, port: number, ...(login === null ? {} : { login }) });
}

const addressPattern = /^(\[[^\]]*\]|[^\s:/?#[\]\\]+)(?::([^/?#]*))?([/?#].*)?$/s;

/** As it is dialled: punycode, lower case; IPv6 in brackets. Null where no host can have such a name. */
function hostNamed(text: string): string | null {
  const address = readAddress(text);
  if (address !== null) return address.family === 'ipv6' ? `[${address.address}]` : address.address;
  const hostname = urlIn(`http://${text}`)?.hostname ?? '';
  return /^[a-z0-9._-]+$/.test(hostname) ? hostname : null;
}

function portIn(text: string): number | null {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port > 0 && port < 65_536 ? port : null;
}

// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const controlCharacter = /[\u0000-\u001f\u007f]/;

function loginIn(text: string): ProxyLogin | 'controlCharacter' | null {
  if (text === '') return null;
  const colon = text.includes(':') ? text.indexOf(':') : text.length;
  const username = decoded(text.slice(0, colon));
  const password = decoded(text.slice(colon + 1));
  if (controlCharacter.test(username + password)) return 'controlCharacter';
  return { username, password: new Secret('ProxyPassword', password) };
}

/** What percent-encoding makes of UTF-8 (RFC 3986 §2.1, RFC 3629 §4), and nothing else. */
const escaped =
  /%[0-7][0-9a-f]|%(?:c[2-9a-f]|d[0-9a-f])%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-4](?:%[89ab][0-9a-f]){3}/gi;

/** A `%` that escapes nothing stands for itself: people put their passwords in as they are. */
const decoded = (text: string): string =>
  text.replace(escaped, (found) => {
    try {
      return decodeURIComponent(found);
    } catch {
      return found;
    }
  });

/** As it is shown: never with credentials. */
export const proxyUrl = ({ scheme, host, port }: ForwardProxy): string => `${scheme}://${host}:${port}`;
