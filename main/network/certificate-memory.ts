import type { Pin, SeenCertificate } from '../../shared/certificate.ts';

/**
 * What one profile remembers of the certificates it has met, by `host:port`: those that the person trusts until a
 * date, and those of the last good connections. It is kept beside the profile, never in it.
 */
export interface CertificateMemory {
  /** Those that still hold. */
  pins(): readonly Pin[];
  lastSeen(host: string): SeenCertificate | null;
  /** Told after every good connection. */
  remember(shown: ShownCertificate): void;
}

export type ShownCertificate = Omit<SeenCertificate, 'seenAt'>;

/** Remembers for as long as this run: the demo, and the command line. */
export class InMemoryCertificates implements CertificateMemory {
  readonly #now: () => number;
  readonly #pins: readonly Pin[];
  readonly #seen = new Map<string, SeenCertificate>();

  constructor(now: () => number, pins: readonly Pin[] = []) {
    this.#now = now;
    this.#pins = pins;
  }

  pins(): readonly Pin[] {
    return this.#pins.filter(({ until }) => until > this.#now());
  }

  lastSeen(host: string): SeenCertificate | null {
    return this.#seen.get(host) ?? null;
  }

  remember(shown: ShownCertificate): void {
    this.#seen.set(shown.host, { ...shown, seenAt: this.#now() });
  }
}

/** Remembers nothing. */
export const noCertificateMemory: CertificateMemory = {
  pins: () => [],
  lastSeen: () => null,
  remember: () => undefined,
};
