import type { Revocation } from '../../shared/status.ts';
import { TraceRecorder } from '../network/trace.ts';
import type { Clock } from '../ports/clock.ts';
import { problemOf, type NameBug } from '../problem-error.ts';
import type { Secret } from '../secrets/secret.ts';
import type { AuthServer } from './auth-server.ts';

export interface RevokerDeps {
  readonly clock: Clock;
  readonly nameBug: NameBug;
  readonly onChange: () => void;
}

/** Has the server forget a refresh token that is forgotten here, and knows what became of that. */
export class Revoker {
  readonly #deps: RevokerDeps;
  #latest: Revocation | null = null;

  constructor(deps: RevokerDeps) {
    this.#deps = deps;
  }

  /** What became of the refresh token at the latest sign-out; null if there was none to tell the server of. */
  get latest(): Revocation | null {
    return this.#latest;
  }

  forgetLatest(): void {
    this.#latest = null;
  }

  /** Resolves when the server has answered, or can't be reached. Errors: none, they become the revocation's. */
  async revoke(authServer: AuthServer, token: Secret<'RefreshToken'>): Promise<void> {
    const { clock, nameBug } = this.#deps;
    this.#set({ state: 'asking' });
    try {
      await authServer.revoke(token, new TraceRecorder(clock, 0), new AbortController().signal);
      this.#set({ state: 'revoked' });
    } catch (error) {
      this.#set({ state: 'failed', problem: problemOf(error, nameBug) });
    }
  }

  #set(revocation: Revocation): void {
    this.#latest = revocation;
    this.#deps.onChange();
  }
}
