import type { ProfileId } from '../../shared/brand.ts';
import type { Pin, SeenCertificate } from '../../shared/certificate.ts';
import type { CertificateMemory, ShownCertificate } from '../network/certificate-memory.ts';
import type { ProfileStore } from './store.ts';

/** "Last seen" is a matter of days: a reconnect a minute must not write to the disk a minute. */
const freshForMs = 24 * 3_600_000;

/** What a saved profile remembers of certificates lies in the document that holds the profile, beside it. */
export class StoredCertificateMemory implements CertificateMemory {
  readonly #store: ProfileStore;
  readonly #id: ProfileId;
  readonly #now: () => number;

  constructor(store: ProfileStore, id: ProfileId, now: () => number) {
    this.#store = store;
    this.#id = id;
    this.#now = now;
  }

  pins(): readonly Pin[] {
    return this.#store.pins(this.#id).filter(({ until }) => until > this.#now());
  }

  lastSeen(host: string): SeenCertificate | null {
    return this.#store.seenCertificates(this.#id).find((seen) => seen.host === host) ?? null;
  }

  remember(shown: ShownCertificate): void {
    const known = this.lastSeen(shown.host);
    const isSame = known?.fingerprint === shown.fingerprint && known.issuer === shown.issuer;
    if (isSame && this.#now() - known.seenAt < freshForMs) return;
    this.#store.rememberCertificate(this.#id, { ...shown, seenAt: this.#now() });
  }
}
