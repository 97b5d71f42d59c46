import { z } from 'zod';
import { failure, success, type Result } from './result.ts';
import type { Rule } from './rules.ts';
import { urlIn } from './urls.ts';

/** What one entry of a bypass list, or of `no_proxy`, says. */
export interface BypassEntry {
  readonly hosts: BypassedHosts;
  /** Null: any. */
  readonly port: number | null;
  /** Of an entry in the form of a URL; null where it is none. */
  readonly scheme: 'http' | 'https' | null;
}

export type BypassedHosts =
  /** Names without a dot. */
  | { readonly kind: 'local' }
  /** Chromium’s `<-loopback>`: this computer itself is not bypassed, in spite of earlier entries. */
  | { readonly kind: 'notLoopback' }
  | { readonly kind: 'name'; readonly name: string }
  /** With a dot in front: the domain and all that is in it. */
  | { readonly kind: 'domain'; readonly domain: string }
  /** With `*` in it. */
  | { readonly kind: 'pattern'; readonly pattern: string }
  /** A single address is a network of one. */
  | ({ readonly kind: 'network'; readonly bits: number } & Address)
  | { readonly kind: 'range'; readonly from: Address; readonly to: Address };

export interface Address {
  readonly family: 'ipv4' | 'ipv6';
  readonly address: string;
}

/** Rules that an entry of a bypass list can break: in each case it would never match anything. */
export type BypassRule = Extract<Rule, `bypass${string}`>;

const allBits = { ipv4: 32, ipv6: 128 } as const;

const ipv4 = z.ipv4();
const ipv6 = z.ipv6();
const isIpv4 = (text: string): boolean => ipv4.safeParse(text).success;
const isIpv6 = (text: string): boolean => ipv6.safeParse(text).success;

/**
 * An IP address, with or without brackets; null if it is none. Each address has one spelling (RFC 5952); an IPv4
 * address that is mapped into IPv6 (`::ffff:10.1.2.3`, RFC 4291 §2.5.5.2) is the IPv4 address.
 */
export function readAddress(text: string): Address | null {
  if (isIpv4(text)) return { family: 'ipv4', address: text };
  const bare = text.replace(/^\[(.*)\]$/, '$1');
  if (!isIpv6(bare)) return null;
  const address = urlIn(`http://[${bare}]`)?.hostname.slice(1, -1) ?? bare;
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (mapped === null) return { family: 'ipv6', address };
  const bytes = mapped.slice(1).flatMap((group) => {
    const value = parseInt(group, 16);
    return [value >> 8, value & 255];
  });
  return { family: 'ipv4', address: bytes.join('.') };
}

/** A host as it is compared: punycode, lower case, no brackets, no dot at its end; addresses in their one spelling. */
export function comparableHost(host: string): string {
  const bare = host.replace(/\.$/, '');
  const address = readAddress(bare);
  if (address !== null) return address.address;
  const parsed = urlIn(`http://${bare}`)?.hostname ?? bare.toLowerCase();
  return readAddress(parsed)?.address ?? parsed;
}

/** The entries of a list as people write it: commas, blanks, semicolons (Windows), bars (Java), quotes. */
export const bypassList = (text: string): readonly string[] =>
  text.split(/[\s,;|"'“”‘’]+/).filter((entry) => entry !== '');

/** Reads one entry; errors: the rule that it breaks. One that could never match anything is broken. */
export function readBypassEntry(text: string): Result<BypassEntry, BypassRule> {
  const entry = text.trim();
  if (/^<local>$/i.test(entry)) return everyPort({ kind: 'local' });
  if (/^<-loopback>$/i.test(entry)) return everyPort({ kind: 'notLoopback' });
  if (/[\s,;|]/.test(entry)) return failure('bypassIsList');
  const [, scheme, rest = ''] = /^(https?|wss?):\/\/([^/]*)\/?$/i.exec(entry) ?? [];
  if (scheme === undefined) return readHosts(entry.replace(/^([^/]+[^/\d\]])\/$/, '$1'));
  const hosts = readHosts(rest);
  return hosts.ok ? success({ ...hosts.value, scheme: /s$/i.test(scheme) ? 'https' : 'http' }) : hosts;
}

type Reading = Result<BypassEntry, BypassRule>;

const everyPort = (hosts: BypassedHosts): Reading => success({ hosts, port: null, scheme: null });

function readHosts(text: string): Reading {
  if (text.includes('@')) return failure('bypassMalformed');
  if (text.includes('/')) return readNetwork(text);
  if (/^\[?[\d.:a-f]*[.:][\d.:a-f]*\]?-\[?[\d.:a-f]*[.:][\d.:a-f]*\]?$/i.test(text)) return readRange(text);
  const address = readAddress(text);
  if (address !== null) return everyPort(networkOfOne(address));
  if (/^[^[].*:.*:/.test(text)) return failure('bypassAddress');
  const [, bracketed, plain, port] = /^(?:(\[[^\]]*\])|([^:]*))(?::(.*))?$/.exec(text) ?? [];
  const hosts = hostsNamed(bracketed ?? plain ?? '');
  if (hosts === null)
    return failure(/^(?=.*\d)[\d.:[\]*-]+$/.test(text) ? 'bypassAddress' : 'bypassMalformed');
  if (port === undefined) return everyPort(hosts);
  const isPort = /^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536;
  return isPort ? success({ hosts, port: Number(port), scheme: null }) : failure('bypassPort');
}

const networkOfOne = (address: Address): BypassedHosts => ({
  kind: 'network',
  ...address,
  bits: allBits[address.family],
});

/** RFC 4632 and RFC 4291 notation, `10.0.0.0/8`, `[fd00::]/8`; and with a mask, `10.0.0.0/255.0.0.0`. */
function readNetwork(text: string): Reading {
  const [network = '', length = '', ...more] = text.split('/');
  const address = readAddress(network);
  if (address === null && !/^[\d.:a-f[\]]+$/i.test(network)) return failure('bypassMalformed');
  if (address === null || more.length > 0) return failure('bypassAddress');
  // Written as IPv6, a mapped IPv4 network counts the 96 bits before it.
  const offset = address.family === 'ipv4' && network.includes(':') ? 96 : 0;
  const bits = (/^\d{1,3}$/.test(length) ? Number(length) : bitsOfMask(length)) - offset;
  return bits >= 0 && bits <= allBits[address.family]
    ? everyPort({ kind: 'network', ...address, bits })
    : failure('bypassAddress');
}

/** The ones of an IPv4 mask; NaN where they are not all in front. */
function bitsOfMask(mask: string): number {
  if (!isIpv4(mask)) return Number.NaN;
  const digits = mask
    .split('.')
    .map((byte) => Number(byte).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(digits) ? digits.replace(/0/g, '').length : Number.NaN;
}

function readRange(text: string): Reading {
  const [from = null, to = null] = text.split('-').map(readAddress);
  const isRange = from !== null && to?.family === from.family && !isAfter(from.address, to.address);
  return isRange ? everyPort({ kind: 'range', from, to }) : failure('bypassAddress');
}

const isAfter = (one: string, other: string): boolean => spelledOut(one) > spelledOut(other);

/** So that addresses of one family compare as texts. */
function spelledOut(address: string): string {
  if (isIpv4(address))
    return address
      .split('.')
      .map((byte) => byte.padStart(3, '0'))
      .join('.');
  const [front = [], back = []] = address.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => '0');
  return [...front, ...zeros, ...back].map((group) => group.padStart(4, '0')).join(':');
}

/** Null where no host can have such a name. */
function hostsNamed(text: string): BypassedHosts | null {
  if (text.startsWith('[')) {
    const address = readAddress(text);
    return address === null ? null : networkOfOne(address);
  }
  return prefixOfAddresses(text) ?? addressOrNull(text) ?? nameOrPattern(text);
}

function addressOrNull(text: string): BypassedHosts | null {
  const address = readAddress(text);
  return address === null ? null : networkOfOne(address);
}

/** `10.`, `192.168.`, `10.*`, `10.1.*.*` */
function prefixOfAddresses(text: string): BypassedHosts | null {
  const [, prefix = ''] = /^((?:\d{1,3}\.){1,3})(?:\*(?:\.\*)*)?$/.exec(text) ?? [];
  const bytes = prefix.split('.').slice(0, -1);
  if (bytes.length === 0 || text.split('.').length > 4) return null;
  const address = [...bytes, '0', '0', '0'].slice(0, 4).join('.');
  return isIpv4(address) ? { kind: 'network', family: 'ipv4', address, bits: bytes.length * 8 } : null;
}

function nameOrPattern(text: string): BypassedHosts | null {
  const isPattern = text.includes('*');
  const hasDotInFront = text.startsWith('.') && !isPattern;
  const labels = text
    .slice(hasDotInFront ? 1 : 0)
    .replace(/(?<=[^.*])\.$/, '')
    .split('.');
  // Punycode is made of whole labels.
  const isHalfALabel = (label: string): boolean => label.includes('*') && /[\u0080-\uffff]/.test(label);
  if (labels.some((label) => label === '' || isHalfALabel(label))) return null;
  if (/[%:/?#@\\[\]<>^]/.test(text)) return null;
  const name = urlIn(`http://${labels.join('.')}`)?.hostname ?? '';
  const isHalfARange = /^\d[\d.-]*\.[\d.-]*$/.test(name);
  if (!/^[a-z0-9_.*-]+$/.test(name) || isHalfARange) return null;
  if (isPattern) return { kind: 'pattern', pattern: name };
  return hasDotInFront ? { kind: 'domain', domain: name } : { kind: 'name', name };
}
