import { readFile } from 'node:fs/promises';
import * as tls from 'node:tls';
import { readCertificates } from '../../shared/pem.ts';
import type { Files } from './files.ts';

/** The certificate authorities that this computer trusts. */
export interface SystemRoots {
  /** PEM certificates, built-in ones included; without repetition. */
  read(): Promise<readonly string[]>;
  /** What environment variables add to them. Those that add nothing and have no flaw are left out. */
  fromEnvironment(): Promise<readonly EnvironmentRoots[]>;
}

/** What one variable adds. */
export interface EnvironmentRoots {
  readonly variable: string;
  /** PEM; those that the computer has anyway are left out. */
  readonly certificates: readonly string[];
  readonly flaw: 'unreadable' | 'noCertificates' | null;
}

/** Node's and OpenSSL's variables for files with more authorities. Electron heeds neither, so they are read here. */
const variables = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'] as const;

/** The largest bundles of roots have a quarter of it. */
const mostBytes = 4 * 1024 * 1024;

/** Where Linux distributions and BSDs keep the whole bundle in one file. */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** Node's own roots, the operating system's and the environment's. Read with the first TLS connection and kept for the run. */
export class NodeSystemRoots implements SystemRoots {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #files: Files;
  #roots: Promise<readonly string[]> | null = null;
  #added: Promise<readonly EnvironmentRoots[]> | null = null;

  constructor(environment: NodeJS.ProcessEnv, files: Files) {
    this.#environment = environment;
    this.#files = files;
  }

  read(): Promise<readonly string[]> {
    this.#roots ??= fromSystem().then((system) => withoutRepetition([...tls.rootCertificates, ...system]));
    return this.#roots;
  }

  fromEnvironment(): Promise<readonly EnvironmentRoots[]> {
    this.#added ??= this.#readEnvironment();
    return this.#added;
  }

  async #readEnvironment(): Promise<readonly EnvironmentRoots[]> {
    const known = new Set((await this.read()).map(bodyOf));
    const all = await Promise.all(
      variables.map(async (variable) => {
        const file = this.#environment[variable];
        return file === undefined || file === '' ? [] : [await this.#readVariable(variable, file, known)];
      }),
    );
    return all.flat().filter(({ certificates, flaw }) => certificates.length > 0 || flaw !== null);
  }

  async #readVariable(variable: string, file: string, known: ReadonlySet<string>): Promise<EnvironmentRoots> {
    const text = await this.#files.readText(file, mostBytes).catch(() => null);
    if (text === null) return { variable, certificates: [], flaw: 'unreadable' };
    const { certificates } = readCertificates(text);
    if (certificates.length === 0) return { variable, certificates, flaw: 'noCertificates' };
    return { variable, certificates: certificates.filter((pem) => !known.has(bodyOf(pem))), flaw: null };
  }
}

const bodyOf = (pem: string): string => pem.replace(/-----[A-Z ]+-----|\s/g, '');

/** The same certificate is wrapped differently by different bundles. Each that is left out saves half a millisecond. */
function withoutRepetition(certificates: readonly string[]): string[] {
  const byBody = new Map(certificates.map((pem) => [bodyOf(pem), pem.trim()]));
  return [...byBody.values()];
}

async function fromSystem(): Promise<readonly string[]> {
  const platform = fromPlatform();
  if (platform !== null) return platform;
  for (const file of bundles) {
    const bundle = await readFile(file, 'utf8').catch(() => null);
    if (bundle !== null) return readCertificates(bundle).certificates;
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
