import { readFile } from 'node:fs/promises';
import * as tls from 'node:tls';

/** The certificate authorities that this computer trusts. */
export interface SystemRoots {
  /** PEM certificates, built-in ones included; without repetition. */
  read(): Promise<readonly string[]>;
}

/** Where Linux distributions and BSDs keep the whole bundle in one file. */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** Node's own roots and the operating system's. Read with the first TLS connection and kept for the run. */
export class NodeSystemRoots implements SystemRoots {
  #roots: Promise<readonly string[]> | null = null;

  read(): Promise<readonly string[]> {
    this.#roots ??= fromSystem().then((system) => withoutRepetition([...tls.rootCertificates, ...system]));
    return this.#roots;
  }
}

/** The same certificate is wrapped differently by different bundles. Each that is left out saves half a millisecond. */
function withoutRepetition(certificates: readonly string[]): string[] {
  const byBody = new Map(certificates.map((pem) => [pem.replace(/-----[A-Z ]+-----|\s/g, ''), pem.trim()]));
  return [...byBody.values()];
}

async function fromSystem(): Promise<readonly string[]> {
  const platform = fromPlatform();
  if (platform !== null) return platform;
  for (const file of bundles) {
    const bundle = await readFile(file, 'utf8').catch(() => null);
    if (bundle !== null) return certificatesIn(bundle);
  }
  return [];
}

/** Node ≥ 22.15 asks the platform itself, which is the only way on macOS and Windows; older ones can't. */
function fromPlatform(): readonly string[] | null {
  const ask: unknown = Reflect.get(tls, 'getCACertificates');
  if (typeof ask !== 'function') return null;
  const answer: unknown = Reflect.apply(ask, tls, ['system']);
  return Array.isArray(answer) ? answer.filter((pem) => typeof pem === 'string') : null;
}

/** The single certificates of a PEM file. */
export const certificatesIn = (pem: string): string[] =>
  pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
