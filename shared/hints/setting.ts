import type { Mistake } from '../mistakes.ts';
import { syncUrlOf, type Profile } from '../profile.ts';

/** What a profile says about the gateway that has to let it through. No secret in it. */
export interface Setting {
  readonly authHost: string;
  readonly syncHost: string;
  /** Under which the gateway serves the websocket; the server's own is `/realm-sync`. */
  readonly prefix: string;
  /** Under which it serves login. */
  readonly authPath: string;
  readonly tokenHeader: string;
  /** The profile's `Authorization` is meant for the gateway and must not reach the server. */
  readonly keepsAuthorization: boolean;
  /** Where the gateway finds the server: `host:port`. */
  readonly upstream: string;
}

/** Where Realm Object Server listens, seen from a gateway on the same machine. */
const usualUpstream = '127.0.0.1:9080';

export function settingOf(profile: Profile, upstream = usualUpstream): Setting {
  const { urlPrefix, authorizationHeaderName, customRequestHeaders } = profile.gateway;
  const server = new URL(profile.server);
  const isAuthorization = (name: string) => name.toLowerCase() === 'authorization';
  return {
    authHost: hostAndPort(server),
    syncHost: hostAndPort(new URL(syncUrlOf(profile))),
    prefix: urlPrefix,
    authPath: `${server.pathname.replace(/\/+$/, '')}/auth`,
    tokenHeader: authorizationHeaderName,
    keepsAuthorization:
      !isAuthorization(authorizationHeaderName) &&
      customRequestHeaders.some(({ name }) => isAuthorization(name)),
    upstream,
  };
}

/** Where one of the two paths lies below the other, a product must be told of the deeper one first, or last. */
export const isAuthBelowSync = ({ authPath, prefix }: Setting): boolean => authPath.startsWith(`${prefix}/`);

export const isSyncBelowAuth = ({ authPath, prefix }: Setting): boolean => `${prefix}/`.startsWith(authPath);

const usualPorts: Readonly<Record<string, string>> = {
  'http:': '80',
  'ws:': '80',
  'https:': '443',
  'wss:': '443',
};

const hostAndPort = ({ protocol, hostname, port }: URL): string =>
  `${hostname}:${port === '' ? (usualPorts[protocol] ?? '') : port}`;

/** A line of a configuration, with the mistakes that it mends. */
export type Line = string | readonly [text: string, ...mends: Mistake[]];

const mark = '  # <- this';
const markOfNext = `# the next line:${mark}`;

/**
 * The whole configuration, the lines that mend one of the mistakes marked: behind them, or above them in a language
 * whose comments need a line of their own.
 */
export const marked = (
  lines: readonly Line[],
  mistakes: readonly Mistake[],
  place: 'behind' | 'above' = 'behind',
): string =>
  lines
    .map((line) => {
      if (typeof line === 'string') return line;
      const [text, ...mends] = line;
      if (!mends.some((one) => mistakes.includes(one))) return text;
      const [indent = ''] = /^ */.exec(text) ?? [];
      return place === 'behind' || text.startsWith('#', indent.length)
        ? `${text}${mark}`
        : `${indent}${markOfNext}\n${text}`;
    })
    .join('\n')
    .concat('\n');

/** Whether a line of such a configuration is one that has to change. */
export const isMarked = (line: string, before: string | undefined): boolean =>
  line.endsWith(mark) || before?.endsWith(markOfNext) === true;

/** For a regular expression: every special character taken as itself. */
export const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
