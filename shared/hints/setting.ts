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

const usualPorts: Readonly<Record<string, string>> = {
  'http:': '80',
  'ws:': '80',
  'https:': '443',
  'wss:': '443',
};

const hostAndPort = ({ protocol, hostname, port }: URL): string =>
  `${hostname}:${port === '' ? (usualPorts[protocol] ?? '') : port}`;

/** The classic ways in which a gateway is set up wrongly, and what mends them is named after. */
export type Mistake =
  | 'upgradeStripped'
  | 'pathDecoded'
  | 'pathEncodedTwice'
  | 'wrongPrefix'
  | 'authorizationForwarded'
  | 'tokenHeaderStripped'
  | 'signInPage'
  | 'idleKilled'
  | 'headerTooLong'
  | 'protocolMismatch';

/** A line of a configuration, with the mistakes that it mends. */
export type Line = string | readonly [text: string, ...mends: Mistake[]];

const mark = '  # <- this';

/** The whole configuration, the lines that mend one of the mistakes marked. */
export const marked = (lines: readonly Line[], mistakes: readonly Mistake[]): string =>
  lines
    .map((line) => {
      if (typeof line === 'string') return line;
      const [text, ...mends] = line;
      return mends.some((one) => mistakes.includes(one)) ? `${text}${mark}` : text;
    })
    .join('\n')
    .concat('\n');

/** For a regular expression: every special character taken as itself. */
export const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
