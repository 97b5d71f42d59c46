import type { DetailedPeerCertificate } from 'node:tls';
import type { CertificateFacts, Voucher } from '../../shared/certificate.ts';

/** Says who on this computer vouches for a certificate, by its DER bytes in base64. */
export type VouchedBy = (der: string) => Voucher | null;

/** The longest chain that is looked at: real ones have three or four. */
const longest = 10;

/** The chain as it was shown, completed from what this computer knows; the host's own certificate comes first. */
export function chainOf(leaf: DetailedPeerCertificate, vouchedBy: VouchedBy): CertificateFacts[] {
  const chain: CertificateFacts[] = [];
  const seen = new Set<string>();
  // A root names itself as its issuer; a connection without certificates answers an empty object.
  for (let next: Partial<DetailedPeerCertificate> | undefined = leaf; isNew(next, seen);) {
    chain.push(factsOf(next, vouchedBy));
    seen.add(next.fingerprint256);
    next = next.issuerCertificate;
  }
  return chain;
}

const isNew = (
  certificate: Partial<DetailedPeerCertificate> | undefined,
  seen: ReadonlySet<string>,
): certificate is DetailedPeerCertificate =>
  certificate?.fingerprint256 !== undefined && !seen.has(certificate.fingerprint256) && seen.size < longest;

const factsOf = (certificate: DetailedPeerCertificate, vouchedBy: VouchedBy): CertificateFacts => ({
  subject: nameOf(certificate.subject),
  issuer: nameOf(certificate.issuer),
  names: namesOf(certificate.subjectaltname),
  validFrom: timeOf(certificate.valid_from),
  validTo: timeOf(certificate.valid_to),
  fingerprint: certificate.fingerprint256,
  trustedBy: vouchedBy(certificate.raw.toString('base64')),
});

type Name = DetailedPeerCertificate['issuer'] | undefined;

/** Common name and organisation: what people know an authority by. */
function nameOf(name: Name): string {
  const parts = [name?.CN, name?.O].flatMap((part) => part ?? []);
  const plain = [...new Set(parts)].join(', ').replace(/[^\P{C}]/gu, '');
  return plain === '' ? 'unnamed' : plain.slice(0, 200);
}

const namesOf = (subjectAltName: string | undefined): string[] =>
  subjectAltName?.split(', ').map((name) => name.replace(/^(DNS|IP Address):/, '')) ?? [];

/** `Nov 22 15:22:00 2026 GMT` → `2026-11-22T15:22:00.000Z`. */
function timeOf(text: string): string {
  const date = Date.parse(text);
  return Number.isNaN(date) ? text : new Date(date).toISOString();
}

/** The bytes of a PEM certificate, as `VouchedBy` wants them. */
export const derOf = (pem: string): string => pem.replace(/-----[A-Z ]+-----|\s/g, '');
