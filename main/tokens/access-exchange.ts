import { partialPath } from '../../shared/realm-path.ts';
import type { TraceRecorder } from '../network/trace.ts';
import { ProblemError } from '../problem-error.ts';
import type { FetchedAccess } from './auth-server.ts';
import type { Connector } from './connections.ts';
import type { GrantKeeper } from './grant-keeper.ts';
import type { AccessToken, Grant } from './token.ts';

/** The realm that an access token is for. */
export interface WantedRealm {
  /** As the profile has it, `~` included. */
  readonly realmPath: string;
  /** With query-based sync, what tells this use of the realm from others of the same user; otherwise null. */
  readonly partialSuffix: string | null;
}

/** Exchanges a profile's refresh token for access tokens. Errors: those of `AuthServer.fetchAccess`, and `cancelled`. */
export class AccessExchange {
  readonly #grants: GrantKeeper;
  readonly #connector: Connector;

  constructor(grants: GrantKeeper, connector: Connector) {
    this.#grants = grants;
    this.#connector = connector;
  }

  /** The view of a realm bears the identity: where no token says it, the answer for the realm itself does. */
  async fetch(
    { realmPath, partialSuffix }: WantedRealm,
    recorder: TraceRecorder,
    signal: AbortSignal,
  ): Promise<AccessToken> {
    if (partialSuffix === null) return this.#fetchPath(realmPath, recorder, signal);
    const identity = this.#grants.identity ?? (await this.#fetchPath(realmPath, recorder, signal)).identity;
    return this.#fetchPath(partialPath(realmPath, identity, partialSuffix), recorder, signal);
  }

  async #fetchPath(realmPath: string, recorder: TraceRecorder, signal: AbortSignal): Promise<AccessToken> {
    const { epoch } = this.#grants;
    const fetched = await this.#ask(realmPath, recorder, signal);
    if (fetched === null) return this.#fetchPath(realmPath, recorder, signal);
    this.#assertSame(epoch);
    const { access, rotated } = fetched;
    // A refresh token may be good for one use only: the new one is safe before the access token is used.
    if (rotated !== null)
      await this.#grants.keep({ kind: 'refreshToken', token: rotated, identity: access.identity });
    if (this.#grants.epoch === epoch) this.#grants.learnIdentity(access.identity);
    return access;
  }

  /** Null if another realm path's answer has meanwhile brought the next refresh token: this one was not to be used again. */
  async #ask(realmPath: string, recorder: TraceRecorder, signal: AbortSignal): Promise<FetchedAccess | null> {
    const { current: grant, epoch } = this.#grants;
    const connections = this.#connector.current;
    if (grant === null || connections === null) throw new ProblemError({ kind: 'cancelled' });
    try {
      return await connections.authServer.fetchAccess(grant, realmPath, recorder, signal);
    } catch (error) {
      if (this.#isRotated(grant, epoch) && isRefused(error)) return null;
      throw error;
    }
  }

  #isRotated(grant: Grant, epoch: number): boolean {
    return this.#grants.epoch === epoch && this.#grants.current !== grant;
  }

  #assertSame(epoch: number): void {
    if (this.#grants.epoch !== epoch) throw new ProblemError({ kind: 'cancelled' });
  }
}

const isRefused = (error: unknown): boolean =>
  error instanceof ProblemError && error.problem.kind === 'auth.refreshRefused';
