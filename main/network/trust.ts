import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { TrustSettings } from '../../shared/profile.ts';
import type { Rule } from '../../shared/rules.ts';
import { certificatesIn, type SystemRoots } from '../ports/system-roots.ts';
import { ProblemError } from '../problem-error.ts';
import type { ProfileSecrets } from '../tokens/profile-secrets.ts';

/**
 * Which certificates one profile accepts, and which it shows. The own authority is added to the built-in and the
 * system's roots, never put in their place; the same trust holds for forward proxy, auth server and gateway.
 */
export class Trust {
  readonly verify: boolean;
  readonly #settings: TrustSettings;
  readonly #roots: SystemRoots;
  readonly #secrets: ProfileSecrets;
  #context: Promise<SecureContext> | null = null;

  constructor(settings: TrustSettings, roots: SystemRoots, secrets: ProfileSecrets) {
    this.verify = settings.verify;
    this.#settings = settings;
    this.#roots = roots;
    this.#secrets = secrets;
  }

  /** Made once: reading some 150 roots takes milliseconds. Errors: `profile.invalid`, `secret.missing`. */
  context(): Promise<SecureContext> {
    this.#context ??= this.#make();
    this.#context.catch(() => (this.#context = null));
    return this.#context;
  }

  async #make(): Promise<SecureContext> {
    const { ca, clientCertificate } = this.#settings;
    const own = ca === undefined ? [] : readCertificates(ca, 'trust.ca');
    const identity = clientCertificate === undefined ? {} : this.#clientIdentity(clientCertificate);
    return createSecureContext({ ca: [...(await this.#roots.read()), ...own], ...identity });
  }

  #clientIdentity(certificate: string): { cert: string; key: string } {
    const key = this.#secrets.need('clientKey');
    const passphrase = this.#secrets.find('clientKeyPassphrase');
    const [leaf] = readCertificates(certificate, 'trust.clientCertificate');
    const opened = openKey(key.reveal(), passphrase?.reveal());
    if (leaf === undefined || !new X509Certificate(leaf).checkPrivateKey(opened)) {
      throw invalid('trust.clientCertificate', 'keyDoesNotMatch');
    }
    return { cert: certificate, key: opened.export({ type: 'pkcs8', format: 'pem' }).toString() };
  }
}

const invalid = (field: string, rule: Rule): ProblemError =>
  new ProblemError({ kind: 'profile.invalid', issues: [{ field, rule }] });

function readCertificates(pem: string, field: string): string[] {
  const certificates = certificatesIn(pem);
  try {
    certificates.forEach((certificate) => new X509Certificate(certificate));
  } catch {
    throw invalid(field, 'pemUnreadable');
  }
  return certificates;
}

function openKey(pem: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    throw invalid('clientKey', 'pemNotKey');
  }
}
