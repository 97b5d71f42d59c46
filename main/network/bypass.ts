import { BlockList, isIP } from 'node:net';
import {
  comparableHost,
  readBypassEntry,
  type BypassedHosts,
  type BypassEntry,
} from '../../shared/bypass.ts';

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** Where a connection goes, as far as bypass lists ask. */
export type BypassTarget = HostAndPort & { readonly isTls?: boolean };

/**
 * `profile`: a bare name means that host, and a URL’s scheme counts, as in the systems' lists. `environment`: a name
 * means its subdomains as well, as curl reads `no_proxy`, and of a pasted URL only the host and the port are meant.
 */
export type BypassDialect = 'profile' | 'environment';

/**
 * The entry that says that this target is reached without a forward proxy; null if none does. An entry that can never
 * match is passed over: where it was typed it was refused, where it comes from elsewhere `deadEntries` tells.
 */
export function bypassEntry(
  target: BypassTarget,
  entries: readonly string[],
  dialect: BypassDialect,
): string | null {
  const to = { ...target, host: comparableHost(target.host) };
  let found: string | null = null;
  for (const text of entries) {
    const entry = readBypassEntry(text);
    if (!entry.ok) continue;
    if (entry.value.hosts.kind === 'notLoopback') found = isLoopback(to.host) ? null : found;
    else if (matches(to, entry.value, dialect)) found ??= text;
  }
  return found;
}

/** Those that can never match anything. */
export const deadEntries = (entries: readonly string[]): readonly string[] =>
  entries.filter((entry) => !readBypassEntry(entry).ok);

function matches(to: BypassTarget, { hosts, port, scheme }: BypassEntry, dialect: BypassDialect): boolean {
  if (port !== null && port !== to.port) return false;
  const isOtherScheme = scheme !== null && to.isTls !== undefined && (scheme === 'https') !== to.isTls;
  return !(isOtherScheme && dialect === 'profile') && matchesHost(to.host, hosts, dialect);
}

function matchesHost(host: string, hosts: BypassedHosts, dialect: BypassDialect): boolean {
  switch (hosts.kind) {
    case 'local':
      return !host.includes('.') && isIP(host) === 0;
    case 'notLoopback':
      return false;
    case 'name':
      // An address has no subdomains: 10.0.0.1 does not belong to 0.0.1.
      return host === hosts.name || (dialect === 'environment' && isBelow(host, hosts.name));
    case 'domain':
      return host === hosts.domain || isBelow(host, hosts.domain);
    case 'pattern':
      return wildcard(hosts.pattern).test(host);
    case 'network':
    case 'range':
      return isAmong(host, hosts);
  }
}

const isBelow = (host: string, domain: string): boolean => isIP(host) === 0 && host.endsWith(`.${domain}`);

const wildcard = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*')}$`);

function isAmong(host: string, addresses: Extract<BypassedHosts, { kind: 'network' | 'range' }>): boolean {
  if (isIP(host) === 0) return false;
  const list = new BlockList();
  if (addresses.kind === 'network') list.addSubnet(addresses.address, addresses.bits, addresses.family);
  else list.addRange(addresses.from.address, addresses.to.address, addresses.from.family);
  return list.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6');
}

const isLoopback = (host: string): boolean => /^(localhost|.*\.localhost|127\.[\d.]+|::1)$/.test(host);
