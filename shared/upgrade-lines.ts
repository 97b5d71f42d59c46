import { encodeRealmPath } from './realm-path.ts';
import { firstProtocol, protocolName, syncUrlOf, type Profile } from './profile.ts';

/** The upgrade request as lines: what follows `GET`, the host it is meant for, and its headers in order. */
export interface UpgradeLines {
  /** Prefix and encoded realm path, as they stand in the request line. */
  readonly target: string;
  readonly host: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What the profile doesn't hold. The caller decides whether these are the real values or words in their place. */
export interface UpgradeSecrets {
  readonly token: string;
  /** `Sec-WebSocket-Key`: 16 random bytes in base64 (RFC 6455 §4.1). */
  readonly key: string;
  /** The one version of the sync protocol that is asked for; left out, the first that would be tried. */
  readonly version?: number;
  readonly secretHeader: (name: string) => string;
}

/**
 * The upgrade request of one realm path, as the original client sends it: headers sorted by name regardless of case,
 * each spelled as the person spelled it. One protocol version in each request: the native sync worker reads no more.
 * Source: Realm Object Server, "Proxy Integration"; RFC 6455 §4.1.
 */
export function upgradeLines(profile: Profile, realmPath: string, secrets: UpgradeSecrets): UpgradeLines {
  const { gateway, sync } = profile;
  const host = hostOf(syncUrlOf(profile));
  const custom = gateway.customRequestHeaders.map(
    (header) => [header.name, header.secret ? secrets.secretHeader(header.name) : header.value] as const,
  );
  const headers: [name: string, value: string][] = [
    ['Connection', 'Upgrade'],
    ['Host', host],
    ['Sec-WebSocket-Key', secrets.key],
    ['Sec-WebSocket-Protocol', protocolName(secrets.version ?? firstProtocol(sync))],
    ['Sec-WebSocket-Version', '13'],
    ['Upgrade', 'websocket'],
    [gateway.authorizationHeaderName, `Realm-Access-Token version=1 token="${secrets.token}"`],
    ...custom.map(([name, value]): [string, string] => [name, value]),
  ];
  if (sync.compression) {
    headers.push(['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits']);
  }
  return {
    target: `${gateway.urlPrefix}/${encodeRealmPath(realmPath)}`,
    host,
    headers: headers.sort(([one], [other]) => byName(one, other)),
  };
}

function byName(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The authority as it was typed, without the scheme's own port (RFC 9110 §7.2). A URL parser would put it in lower
 * case; only names that can't travel as they are go through one.
 */
function hostOf(syncUrl: string): string {
  const typed = /^wss?:\/\/([^/]+)/i.exec(syncUrl)?.[1] ?? '';
  // eslint-disable-next-line no-control-regex -- whether it is plain ASCII
  if (!/^[\u0000-\u007f]+$/.test(typed)) return new URL(syncUrl).host;
  const ownPort = /^wss:/i.test(syncUrl) ? ':443' : ':80';
  return typed.endsWith(ownPort) ? typed.slice(0, -ownPort.length) : typed;
}
