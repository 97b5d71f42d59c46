import type { CertificateFacts, Inspector, SeenCertificate } from '../../shared/certificate.ts';

/**
 * Products that open TLS on the way and sign what they show with an authority of their own, by what their makers and
 * administrators leave in its name.
 */
const products: readonly (readonly [name: string, mark: RegExp])[] = [
  ['mitmproxy', /mitmproxy/i],
  ['Zscaler', /zscaler/i],
  ['Netskope', /netskope|goskope/i],
  ['Symantec / Blue Coat ProxySG', /blue ?coat|proxysg|cloud services ca/i],
  ['Fortinet FortiGate', /forti(gate|net)|\bFG[0-9A-Z]{6,}\b/i],
  ['Palo Alto Networks', /palo ?alto|prisma access|pan-?os/i],
  ['Cisco Umbrella', /cisco umbrella|cisco secure access|opendns/i],
  ['Forcepoint / Websense', /forcepoint|websense/i],
  ['Skyhigh / McAfee Web Gateway', /mcafee|skyhigh|trellix/i],
  ['Sophos', /sophos/i],
  ['Check Point', /check ?point/i],
  ['Barracuda', /barracuda/i],
  ['WatchGuard', /watchguard|fireware/i],
  ['Cato Networks', /cato networks/i],
  ['Menlo Security', /menlo security/i],
  ['iboss', /\biboss\b/i],
  ['Untangle', /untangle|arista edge/i],
  ['Cloudflare Gateway', /gateway ca - cloudflare/i],
  ['Squid', /\bsquid\b/i],
  ['Kaspersky', /kaspersky/i],
  ['ESET', /\beset ssl\b/i],
  ['Avast / AVG', /avast|\bavg\b/i],
  ['Bitdefender', /bitdefender/i],
  ['Charles Proxy', /charles proxy/i],
  ['Fiddler', /fiddler/i],
  ['Burp Suite', /portswigger/i],
  ['Generic TLS inspection', /(ssl|tls|https)[ -]?(inspection|interception|decryption|bump)/i],
];

/** What is known besides the chain itself. */
export interface Circumstances {
  /** What the same host showed the last time a connection to it was good. */
  readonly lastGood: SeenCertificate | null;
  /** The issuers, unknown to this computer's roots, that other hosts showed, by host name. */
  readonly strangers: ReadonlyMap<string, string>;
  readonly host: string;
}

/** Whether a hop on the way opens TLS, as far as a chain can show it. A public authority clears of suspicion. */
export function recogniseInspector(
  chain: readonly CertificateFacts[],
  { lastGood, strangers, host }: Circumstances,
): Inspector | null {
  const [leaf] = chain;
  if (leaf === undefined || isPublic(chain)) return null;
  const issuers = chain.map(({ issuer }) => issuer);
  const product = products.find(([, mark]) => issuers.some((issuer) => mark.test(issuer)));
  if (product !== undefined) return { name: product[0], sign: 'productName' };
  if (leaf.issuer === leaf.subject) return null;
  if (lastGood !== null && lastGood.issuer !== leaf.issuer) {
    return { name: leaf.issuer, sign: 'issuerChanged' };
  }
  const isEverywhere = [...strangers].some(
    ([other, issuer]) => issuer === leaf.issuer && !areRelated(other, host),
  );
  return isEverywhere ? { name: leaf.issuer, sign: 'sameIssuerEverywhere' } : null;
}

export const isPublic = (chain: readonly CertificateFacts[]): boolean =>
  chain.some(({ trustedBy }) => trustedBy === 'builtIn');

/** Hosts of one domain, or addresses, may well share a private authority: that is no sign of anything. */
const areRelated = (one: string, other: string): boolean => domainOf(one) === domainOf(other);

const domainOf = (host: string): string =>
  /^[\d.]+$|:|^localhost$/.test(host) ? 'address' : host.toLowerCase().split('.').slice(-2).join('.');
