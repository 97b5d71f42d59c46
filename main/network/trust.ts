import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import {
  createSecureContext,
  rootCertificates,
  type DetailedPeerCertificate,
  type SecureContext,
  type SecureContextOptions,
} from 'node:tls';
import type { Pin, Presented, Voucher } from '../../shared/certificate.ts';
import { readCertificates } from '../../shared/pem.ts';
import type { CertificateFlaw } from '../../shared/problem.ts';
import type { TrustSettings } from '../../shared/profile.ts';
import type { Rule } from '../../shared/rules.ts';
import { rawChain, type CertificateRefused } from '../ports/dialer.ts';
import type { SystemRoots } from '../ports/system-roots.ts';
import { ProblemError } from '../problem-error.ts';
import type { ProfileSecrets } from '../secrets/profile-secrets.ts';
import type { CertificateMemory } from './certificate-memory.ts';
import { flawOf, hiddenFlawOf, namelessFlawOf, strayAuthorityOf } from './certificate-flaws.ts';
import { chainOf, derOf } from './chain.ts';
import { isPublic, recogniseInspector } from './inspection.ts';

/**
 * Which certificates one profile accepts, and which it shows. The own authority is added to the built-in and the
 * system's roots, never put in their place; the same trust holds for forward proxy, auth server and gateway.
 */
export class Trust {
  readonly verify: boolean;
  readonly #settings: TrustSettings;
  readonly #roots: SystemRoots;
  readonly #secrets: ProfileSecrets;
  readonly #certificateMemory: CertificateMemory;
  /** The issuers that no root of this computer vouches for, by host: the same one everywhere is a sign of inspection. */
  readonly #strangers = new Map<string, string>();
  #context: Promise<SecureContext> | null = null;
  #vouchers: Promise<ReadonlyMap<string, Voucher>> | null = null;

  constructor(
    settings: TrustSettings,
    roots: SystemRoots,
    secrets: ProfileSecrets,
    certificateMemory: CertificateMemory,
  ) {
    this.verify = settings.verify;
    this.#settings = settings;
    this.#roots = roots;
    this.#secrets = secrets;
    this.#certificateMemory = certificateMemory;
  }

  /** Reads some 150 roots, which takes milliseconds, before a handshake has to wait for it. */
  prepare(): void {
    this.context().catch(() => undefined); // callers that need the context get the error
    this.#whoVouches().catch(() => undefined);
  }

  /** Made once. Errors: `profile.invalid`, `secret.missing`. */
  context(): Promise<SecureContext> {
    this.#context ??= this.#make();
    this.#context.catch(() => (this.#context = null));
    return this.#context;
  }

  /** What the person decided about exactly this certificate at this `host:port`, while it still holds. */
  pinFor(address: string, fingerprint: string): Pin | null {
    const isIt = (pin: Pin) => pin.host === address && pin.fingerprint === fingerprint;
    return this.#certificateMemory.pins().find(isIt) ?? null;
  }

  /** Reads what was shown. `outcome` says whether the connection is good: then the certificate is remembered. */
  async examine(
    { host, port }: { readonly host: string; readonly port: number },
    leaf: DetailedPeerCertificate,
    outcome: 'accepted' | 'pinned' | 'refused',
  ): Promise<Presented> {
    const vouchers = await this.#whoVouches();
    const address = `${host}:${port}`;
    const chain = chainOf(leaf, (der) => vouchers.get(der) ?? null);
    const lastGood = this.#certificateMemory.lastSeen(address);
    const [first] = chain;
    const inspector = recogniseInspector(chain, { lastGood, strangers: this.#strangers, host });
    if (first !== undefined && !isPublic(chain)) this.#strangers.set(host, first.issuer);
    if (first !== undefined && outcome !== 'refused') {
      this.#certificateMemory.remember({
        host: address,
        fingerprint: first.fingerprint,
        issuer: first.issuer,
      });
    }
    return {
      host: address,
      chain,
      inspector,
      ...(await this.environmentRoots()),
      changedFrom: lastGood?.fingerprint === first?.fingerprint ? null : lastGood,
      trustedUntil: outcome === 'pinned' ? (this.pinFor(address, leaf.fingerprint256)?.until ?? null) : null,
    };
  }

  /** What is wrong with a chain that the TLS library accepts; the same for window and command line. */
  async judge(): Promise<(chain: readonly Uint8Array[]) => CertificateFlaw | null> {
    const vouchers = await this.#whoVouches();
    const isAnchor = (der: Uint8Array) => vouchers.has(Buffer.from(der).toString('base64'));
    return (chain) => flawOf(chain, isAnchor);
  }

  /** Why a certificate was refused, where that is no question of who signed it; null if it is, or can't be told. */
  async flawOf({ code, flaw, certificate }: CertificateRefused): Promise<CertificateFlaw | null> {
    if (flaw !== null) return flaw;
    const chain = rawChain(certificate);
    if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return namelessFlawOf(chain);
    if (lacksIssuer.has(code)) return strayAuthorityOf(chain);
    if (!vagueCodes.has(code)) return null;
    return hiddenFlawOf(chain, code) ?? (await this.judge())(chain);
  }

  /** What environment variables add to the roots, to be shown; nothing where they add nothing. */
  async environmentRoots(): Promise<Pick<Presented, 'environmentRoots'>> {
    const roots = await this.#roots.fromEnvironment();
    if (roots.length === 0) return {};
    return {
      environmentRoots: roots.map(({ variable, certificates, flaw }) => ({
        variable,
        flaw,
        count: certificates.length,
      })),
    };
  }

  async #make(): Promise<SecureContext> {
    const { ca } = this.#settings;
    const own = ca === undefined ? [] : certificatesOf(ca, 'trust.ca');
    const options: SecureContextOptions = {
      // An intermediate, or a host's own certificate, given as authority is enough: its issuer need not be known.
      allowPartialTrustChain: true,
      minVersion: 'TLSv1.2',
    };
    const context = this.#withIdentity(options);
    const added = (await this.#roots.fromEnvironment()).flatMap(({ certificates }) => certificates);
    addAuthorities(context, [...(await this.#roots.read()), ...added].filter(isNotBuiltIn).concat(own));
    return context;
  }

  #withIdentity(options: SecureContextOptions): SecureContext {
    const bundle = this.#secrets.find('clientBundle');
    if (bundle !== null) return this.#withBundle(options, bundle.reveal());
    const { clientCertificate } = this.#settings;
    return createSecureContext({
      ...options,
      ...(clientCertificate === undefined ? {} : this.#clientIdentity(clientCertificate)),
    });
  }

  /** Certificate and key in one PKCS #12 file (RFC 7292), kept in base64. */
  #withBundle(options: SecureContextOptions, bundle: string): SecureContext {
    const passphrase = this.#secrets.find('clientKeyPassphrase')?.reveal() ?? '';
    try {
      return createSecureContext({ ...options, pfx: Buffer.from(bundle, 'base64'), passphrase });
    } catch {
      throw invalid('clientBundle', 'bundleUnreadable');
    }
  }

  #whoVouches(): Promise<ReadonlyMap<string, Voucher>> {
    this.#vouchers ??= this.#readVouchers();
    return this.#vouchers;
  }

  async #readVouchers(): Promise<ReadonlyMap<string, Voucher>> {
    const { ca } = this.#settings;
    const own = ca === undefined ? [] : readCertificates(ca).certificates;
    const vouchers = new Map<string, Voucher>(own.map((pem) => [derOf(pem), 'profile']));
    for (const { certificates } of await this.#roots.fromEnvironment()) {
      certificates.forEach((pem) => vouchers.set(derOf(pem), 'environment'));
    }
    (await this.#roots.read()).forEach((pem) => vouchers.set(derOf(pem), 'system'));
    rootCertificates.forEach((pem) => vouchers.set(derOf(pem), 'builtIn'));
    return vouchers;
  }

  #clientIdentity(certificate: string): { cert: string; key: string } {
    const key = this.#secrets.need('clientKey');
    const passphrase = this.#secrets.find('clientKeyPassphrase');
    const chain = certificatesOf(certificate, 'trust.clientCertificate');
    const [leaf] = chain;
    const opened = openKey(key.reveal(), passphrase?.reveal());
    if (leaf === undefined || !new X509Certificate(leaf).checkPrivateKey(opened)) {
      throw invalid('trust.clientCertificate', 'keyDoesNotMatch');
    }
    return { cert: chain.join(''), key: opened.export({ type: 'pkcs8', format: 'pem' }).toString() };
  }
}

/** Codes that don't say what was wrong: OpenSSL and BoringSSL have more reasons than Node has names for. */
const vagueCodes = new Set([
  'UNSPECIFIED',
  'INVALID_PURPOSE',
  'INVALID_CA',
  'PATH_LENGTH_EXCEEDED',
  'CERT_REJECTED',
]);
const lacksIssuer = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** The built-in roots are parsed once for all; as `ca`, all would be parsed anew for each profile: some 40 ms. */
function addAuthorities({ context }: SecureContext, certificates: readonly string[]): void {
  // Typed as anything: the native context, which `createSecureContext` fills in just this way.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  const store = context as { readonly addCACert: (pem: string) => void };
  certificates.forEach((pem) => store.addCACert(pem));
}

const builtIn = new Set(rootCertificates.map(derOf));
const isNotBuiltIn = (pem: string): boolean => !builtIn.has(derOf(pem));

const invalid = (field: string, rule: Rule): ProblemError =>
  new ProblemError({ kind: 'profile.invalid', issues: [{ field, rule }] });

/** Errors: `profile.invalid`, which names the first that can't be read. */
function certificatesOf(text: string, field: string): readonly string[] {
  const { certificates } = readCertificates(text);
  const broken = certificates.findIndex((pem) => !isReadable(pem));
  if (broken < 0) return certificates;
  const which = certificates.length === 1 ? {} : { which: { number: broken + 1, of: certificates.length } };
  throw new ProblemError({
    kind: 'profile.invalid',
    issues: [{ field, rule: 'pemUnreadable', ...which }],
  });
}

function isReadable(pem: string): boolean {
  try {
    return new X509Certificate(pem).fingerprint256 !== '';
  } catch {
    return false;
  }
}

function openKey(pem: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    throw invalid('clientKey', 'pemNotKey');
  }
}
