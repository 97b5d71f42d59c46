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
    this.#roots ??= fromSystem().then((system) => [
      ...new Set([...tls.rootCertificates, ...system].map((pem) => pem.trim())),
    ]);
    return this.#roots;
  }
}

async function fromSystem(): Promise<readonly string[]> {
  // Node ≥ 22.15 asks the platform itself, which is the only way on macOS and Windows.
  if (typeof tls.getCACertificates === 'function') return tls.getCACertificates('system');
  for (const file of bundles) {
    const bundle = await readFile(file, 'utf8').catch(() => null);
    if (bundle !== null) return certificatesIn(bundle);
  }
  return [];
}

/** The single certificates of a PEM file. */
export const certificatesIn = (pem: string): string[] =>
  pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
