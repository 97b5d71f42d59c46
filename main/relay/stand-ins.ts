import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ProfileId } from '../../shared/brand.ts';
import type { Secret } from '../secrets/secret.ts';

/**
 * Stand-in refresh tokens: what an app gets that is lent an account. They have the form of the server's own (server, §2),
 * an identity and a code over it by the relay's key; so they outlive restarts, are worth nothing at a server, and are
 * revoked by another key.
 */
export class StandIns {
  readonly #key: Secret<'RelayKey'>;
  readonly #profile: ProfileId;

  constructor(key: Secret<'RelayKey'>, profile: ProfileId) {
    this.#key = key;
    this.#profile = profile;
  }

  /** The stand-in of an identity: always the same. */
  of(identity: string): string {
    const payload = JSON.stringify({ app_id: '', identity, access: ['refresh'], salt: 'causeway' });
    return `${Buffer.from(payload).toString('base64')}:${this.#codeOf(payload)}`;
  }

  isOf(identity: string, token: string): boolean {
    return isSame(token, this.of(identity));
  }

  /** Whether a password is the relay's key. */
  isKey(password: string): boolean {
    return isSame(password, this.#key.reveal());
  }

  #codeOf(payload: string): string {
    return createHmac('sha256', this.#key.reveal()).update(`${this.#profile}\n${payload}`).digest('base64');
  }
}

/** In the same time whatever is compared: by its time alone nothing is guessed. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'causeway').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
