import { BlockList, isIP } from 'node:net';

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** `profile`: a bare name means that host. `environment`: it means its subdomains as well, as curl reads `no_proxy`. */
export type BypassDialect = 'profile' | 'environment';

/** The first of the patterns that says that this target is reached without a forward proxy; null if none does. */
export const bypassEntry = (
  target: HostAndPort,
  patterns: readonly string[],
  dialect: BypassDialect,
): string | null =>
  patterns.find((pattern) => matches(normal(target), pattern.trim().toLowerCase(), dialect)) ?? null;

const normal = ({ host, port }: HostAndPort): HostAndPort => ({
  host: host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, ''),
  port,
});

function matches(target: HostAndPort, pattern: string, dialect: BypassDialect): boolean {
  if (pattern === '') return false;
  if (pattern === '*') return true;
  if (pattern === '<local>') return !target.host.includes('.') && isIP(target.host) === 0;
  if (pattern.includes('/')) return isInRange(target.host, pattern);
  const { host, port } = splitPort(pattern);
  if (port !== null && port !== target.port) return false;
  return matchesName(target.host, host, dialect);
}

function matchesName(host: string, pattern: string, dialect: BypassDialect): boolean {
  if (pattern.startsWith('*.')) return host.endsWith(pattern.slice(1));
  if (pattern.startsWith('.')) return host.endsWith(pattern) || host === pattern.slice(1);
  if (pattern.includes('*')) return wildcard(pattern).test(host);
  // An address has no subdomains: 10.0.0.1 does not belong to 0.0.1.
  return host === pattern || (dialect === 'environment' && isIP(host) === 0 && host.endsWith(`.${pattern}`));
}

const wildcard = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*')}$`);

/** `host:port`, `[v6]:port`; a bare IPv6 address has colons but no port. */
function splitPort(pattern: string): { host: string; port: number | null } {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(pattern);
  const plain = bracketed ?? /^([^:]+):(\d+)$/.exec(pattern);
  const [, host, port] = plain ?? [];
  return { host: host ?? pattern, port: port === undefined ? null : Number(port) };
}

/** RFC 4632 and RFC 4291 notation: `10.0.0.0/8`, `fd00::/8`. */
function isInRange(host: string, range: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const family = isIP(network);
  const length = Number(bits);
  if (family === 0 || isIP(host) !== family || !/^\d+$/.test(bits) || length > (family === 4 ? 32 : 128))
    return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, length, type);
  return list.check(host, type);
}
