import { X509Certificate } from 'node:crypto';
import {
  childrenOf,
  derTags,
  elementsIn,
  firstElement,
  hexOf,
  isOid,
  type DerElement,
} from '../../shared/der.ts';
import type { CertificateFlaw } from '../../shared/problem.ts';

/**
 * What is wrong with a chain beyond what TLS libraries agree on. Electron's BoringSSL and Node's OpenSSL judge weak
 * signatures, short keys and missing names differently, and neither says which it was: so this is judged here, for
 * window and command line alike, by the rules that browsers hold public authorities to (CA/Browser Forum Baseline
 * Requirements §6.1.5 and §7.1.3; RFC 6125 §6.4.4 and RFC 9110 §4.3.4 for names).
 */

/** `chain`: in DER, the host's own certificate first. `isAnchor`: whether it is trusted as it is, by any issuer. */
export function flawOf(
  chain: readonly Uint8Array[],
  isAnchor: (der: Uint8Array) => boolean,
): CertificateFlaw | null {
  const read = chain.flatMap((der) => readCertificate(der) ?? []);
  const [leaf] = read;
  if (leaf === undefined) return null;
  const anchorAt = read.findIndex(({ der }) => isAnchor(der));
  const judged = anchorAt < 0 ? read : read.slice(0, anchorAt + 1);
  return (
    firstOf(judged, (each) => weakSignature(each, isAnchor)) ?? firstOf(judged, weakKey) ?? namelessFlaw(leaf)
  );
}

/** Whether the host's certificate names no host at all, rather than another one. */
export function namelessFlawOf([der]: readonly Uint8Array[]): CertificateFlaw | null {
  const leaf = der === undefined ? null : readCertificate(der);
  return leaf === null ? null : namelessFlaw(leaf);
}

const namelessFlaw = ({ names, subject }: Read): CertificateFlaw | null =>
  names === null ? { kind: 'noNames', subject } : null;

/** The first of a chain that signed the one before it and is no authority (RFC 5280 §4.2.1.9). */
export function strayAuthorityOf([, ...signers]: readonly Uint8Array[]): CertificateFlaw | null {
  const stray = signers.flatMap((der) => readCertificate(der) ?? []).find(({ x509 }) => !x509.ca);
  return stray === undefined ? null : { kind: 'notAnAuthority', subject: stray.subject };
}

/** Why a library that only said "no" refused a chain; null if this can't tell. */
export function hiddenFlawOf(chain: readonly Uint8Array[], code: string): CertificateFlaw | null {
  const [leaf, ...authorities] = chain.flatMap((der) => readCertificate(der) ?? []);
  if (leaf === undefined) return null;
  const stray = strayAuthorityOf(chain);
  if (stray !== null) return stray;
  if (code === 'INVALID_PURPOSE' || !mayServe(leaf)) return { kind: 'wrongUsage', subject: leaf.subject };
  const limiting = authorities.find((authority) => !allowsNames(authority, leaf.names ?? []));
  return limiting === undefined ? null : { kind: 'nameConstraints', issuer: limiting.subject };
}

interface Read {
  readonly der: Uint8Array;
  readonly x509: X509Certificate;
  readonly subject: string;
  /** Object identifier of the signature, in hexadecimal. */
  readonly signedBy: string;
  readonly extensions: readonly DerElement[];
  /** Null if it names none (no subjectAltName). */
  readonly names: readonly AltName[] | null;
}

type AltName =
  { readonly kind: 'dns'; readonly name: string } | { readonly kind: 'ip'; readonly bytes: Uint8Array };

function readCertificate(der: Uint8Array): Read | null {
  const [signed, algorithm] = childrenOf(firstElement(der) ?? undefined, derTags.sequence);
  const oid = childrenOf(algorithm, derTags.sequence)[0];
  const x509 = x509Of(der);
  if (signed === undefined || oid === undefined || x509 === null) return null;
  const wrapped = childrenOf(signed, derTags.sequence).find(({ tag }) => tag === 0xa3);
  const extensions = childrenOf(childrenOf(wrapped, 0xa3)[0], derTags.sequence);
  const altNames = extension(extensions, '551d11');
  return {
    der,
    x509,
    extensions,
    subject: subjectOf(x509),
    signedBy: hexOf(oid.content),
    names: altNames === null ? null : childrenOf(altNames, derTags.sequence).flatMap(altNameOf),
  };
}

function x509Of(der: Uint8Array): X509Certificate | null {
  try {
    return new X509Certificate(der);
  } catch {
    return null;
  }
}

/** Common name, else the first name there is; what comes from outside is cleaned where it is shown. */
const subjectOf = ({ subject }: X509Certificate): string =>
  (/^CN=(.*)$/m.exec(subject)?.[1] ?? subject)
    .replace(/[^\P{C}]/gu, ' ')
    .slice(0, 200)
    .trim() || 'unnamed';

/** The content of an extension (RFC 5280 §4.2), by its object identifier in hexadecimal. */
function extension(extensions: readonly DerElement[], oid: string): DerElement | null {
  const found = extensions.find((each) => isOid(childrenOf(each, derTags.sequence)[0], oid));
  const value = childrenOf(found, derTags.sequence).find(({ tag }) => tag === derTags.octetString);
  return value === undefined ? null : firstElement(value.content);
}

const dnsTag = 0x82;
const ipTag = 0x87;

function altNameOf({ tag, content }: DerElement): AltName[] {
  if (tag === dnsTag) return [{ kind: 'dns', name: Buffer.from(content).toString('latin1').toLowerCase() }];
  return tag === ipTag ? [{ kind: 'ip', bytes: content }] : [];
}

function firstOf(
  chain: readonly Read[],
  flaw: (certificate: Read) => CertificateFlaw | null,
): CertificateFlaw | null {
  for (const certificate of chain) {
    const found = flaw(certificate);
    if (found !== null) return found;
  }
  return null;
}

/** RSA and DSA with MD2, MD4, MD5 and SHA-1, and ECDSA with SHA-1 (RFC 3279 §2.2). */
const weakSignatures: Readonly<Record<string, 'MD5' | 'SHA-1' | 'MD2' | 'MD4'>> = {
  '2a864886f70d010102': 'MD2',
  '2a864886f70d010103': 'MD4',
  '2a864886f70d010104': 'MD5',
  '2a864886f70d010105': 'SHA-1',
  '2b0e03021d': 'SHA-1',
  '2a8648ce380403': 'SHA-1',
  '2a8648ce3d0401': 'SHA-1',
};

/** The signature of a certificate that is trusted as it is doesn't matter, nor does a root's own. */
function weakSignature(
  { der, signedBy, subject, x509 }: Read,
  isAnchor: (der: Uint8Array) => boolean,
): CertificateFlaw | null {
  const algorithm = weakSignatures[signedBy];
  if (algorithm === undefined || isAnchor(der) || x509.subject === x509.issuer) return null;
  return { kind: 'weakSignature', algorithm, subject };
}

const leastRsaBits = 2048;

function weakKey({ x509, subject }: Read): CertificateFlaw | null {
  const { asymmetricKeyType, asymmetricKeyDetails } = x509.publicKey;
  const bits = asymmetricKeyDetails?.modulusLength ?? leastRsaBits;
  return asymmetricKeyType?.startsWith('rsa') === true && bits < leastRsaBits
    ? { kind: 'weakKey', bits, subject }
    : null;
}

const serverAuth = '1.3.6.1.5.5.7.3.1';
const anyUsage = '2.5.29.37.0';

/** RFC 5280 §4.2.1.12: without the extension any usage is allowed. */
function mayServe({ x509 }: Read): boolean {
  // Typed as if there always were some; without the extension it is undefined.
  const usages = x509.keyUsage as readonly string[] | undefined;
  return usages === undefined || usages.includes(serverAuth) || usages.includes(anyUsage);
}

/** RFC 5280 §4.2.1.10, for names and addresses: inside a permitted tree if there is one, and outside the excluded. */
function allowsNames({ extensions }: Read, names: readonly AltName[]): boolean {
  const constraints = extension(extensions, '551d1e');
  if (constraints === null) return true;
  const parts = childrenOf(constraints, derTags.sequence);
  const trees = (tag: number) =>
    childrenOf(
      parts.find((part) => part.tag === tag),
      tag,
    ).flatMap((tree) => (elementsIn(tree.content) ?? []).slice(0, 1));
  const [permitted, excluded] = [trees(0xa0), trees(0xa1)];
  return names.every((name) => {
    const ofKind = permitted.filter(({ tag }) => tag === (name.kind === 'dns' ? dnsTag : ipTag));
    const isPermitted = ofKind.length === 0 || ofKind.some((tree) => isWithin(name, tree));
    return isPermitted && !excluded.some((tree) => isWithin(name, tree));
  });
}

function isWithin(name: AltName, { tag, content }: DerElement): boolean {
  if (name.kind === 'ip') return tag === ipTag && isInNetwork(name.bytes, content);
  if (tag !== dnsTag) return false;
  const tree = Buffer.from(content).toString('latin1').toLowerCase().replace(/^\./, '');
  return tree === '' || name.name === tree || name.name.endsWith(`.${tree}`);
}

/** `network`: an address and a mask of the same length. */
function isInNetwork(address: Uint8Array, network: Uint8Array): boolean {
  const size = network.length / 2;
  return (
    address.length === size &&
    address.every((byte, index) => {
      const mask = network[size + index] ?? 0;
      return (byte & mask) === ((network[index] ?? 0) & mask);
    })
  );
}
