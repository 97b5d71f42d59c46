import { childrenOf, derTags, elementsIn, firstElement, isOid, type DerElement } from './der.ts';

/** What text that people hand over as certificates holds. */
export interface CertificateReading {
  /** Each as plain PEM (RFC 7468 §5), in the order of the text. */
  readonly certificates: readonly string[];
  /** Which of them can't be read, counted from 1 over all that the text has. */
  readonly damaged: readonly number[];
  readonly total: number;
}

/** By these words a block holds one certificate; openssl's TRUSTED form has its own remarks behind it. */
const certificateLabels = new Set(['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE']);
/** A bundle of certificates without content, as Windows and Java export chains: `.p7b`. */
const bundleLabels = new Set(['PKCS7', 'CMS', 'PKCS #7 SIGNED DATA']);

interface Block {
  readonly label: string;
  readonly base64: string;
}

/**
 * Reads certificates as people have them: any of the labels above, indented, on one line, with line feeds written as
 * `\n`, with remarks before and between, in a `.p7b`, or the bare base64.
 */
export function readCertificates(text: string): CertificateReading {
  const plain = text.replace(/\\r|\r/g, '').replace(/\\n/g, '\n');
  const blocks = blocksIn(plain);
  const read = (blocks.length === 0 ? bareBlock(plain) : blocks).flatMap(certificatesOf);
  return {
    certificates: read.flatMap((der) => (der === null ? [] : [pemOf(der)])),
    damaged: read.flatMap((der, index) => (der === null ? [index + 1] : [])),
    total: read.length,
  };
}

/** From each BEGIN to its END; one that was cut off reaches to the next BEGIN, or to the end of the text. */
function blocksIn(text: string): readonly Block[] {
  const [, ...parts] = text.split(/-----BEGIN /);
  return parts.flatMap((part): Block[] => {
    const [, label = '', body = ''] = /^([A-Z0-9# ]+)-----([\s\S]*?)(?:-----END |$)/.exec(part) ?? [];
    const isWanted = certificateLabels.has(label) || bundleLabels.has(label);
    return isWanted ? [{ label, base64: body.replace(/^[\w-]+:.*$/gm, '').replace(/\s/g, '') }] : [];
  });
}

/** Base64 without BEGIN and END; null certificates of nothing are no certificates. */
function bareBlock(text: string): readonly Block[] {
  const base64 = text.replace(/\s/g, '');
  const bytes = bytesOf(base64);
  if (base64 === '' || bytes === null) return [];
  return signedCertificates(bytes) !== null
    ? [{ label: 'PKCS7', base64 }]
    : isCertificate(firstElement(bytes))
      ? [{ label: 'CERTIFICATE', base64 }]
      : [];
}

/** The certificates of a block in DER; null for each that can't be read. */
function certificatesOf({ label, base64 }: Block): readonly (Uint8Array | null)[] {
  const bytes = bytesOf(base64);
  if (bytes === null) return [null];
  if (bundleLabels.has(label)) return signedCertificates(bytes) ?? [null];
  const element = firstElement(bytes);
  return [isCertificate(element) ? element.whole : null];
}

/** RFC 5280 §4.1: what is signed, by what, and the signature; they fill it exactly. */
function isCertificate(element: DerElement | null): element is DerElement {
  if (element?.tag !== derTags.sequence) return false;
  const [signed, algorithm, signature, ...more] = elementsIn(element.content) ?? [];
  return (
    signed?.tag === derTags.sequence &&
    elementsIn(signed.content) !== null &&
    algorithm?.tag === derTags.sequence &&
    signature?.tag === derTags.bitString &&
    more.length === 0
  );
}

const signedDataOid = '2a864886f70d010702';

/** The certificates in a `.p7b` (RFC 5652 §5.1, `certificates [0]`); null if it is none. */
function signedCertificates(bytes: Uint8Array): readonly Uint8Array[] | null {
  const [type, wrapped] = childrenOf(firstElement(bytes) ?? undefined, derTags.sequence);
  if (!isOid(type, signedDataOid)) return null;
  const signedData = childrenOf(childrenOf(wrapped, 0xa0)[0], derTags.sequence);
  const certificates = signedData.find(({ tag }) => tag === 0xa0);
  const found = childrenOf(certificates, 0xa0).filter(isCertificate);
  return found.length === 0 ? null : found.map(({ whole }) => whole);
}

/** Whether bytes of a file are certificates in DER: one, or a `.p7b`. Then as PEM; otherwise null. */
export function pemOfDer(bytes: Uint8Array): string | null {
  const element = firstElement(bytes);
  if (isCertificate(element) && element.whole.length === bytes.length) return pemOf(bytes);
  return signedCertificates(bytes)?.map(pemOf).join('') ?? null;
}

function pemOf(der: Uint8Array): string {
  const lines = btoa(Array.from(der, (byte) => String.fromCharCode(byte)).join('')).match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** The bytes of base64; null if it is none. */
export function bytesOf(base64: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
