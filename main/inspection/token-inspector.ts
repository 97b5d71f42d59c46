import type { KeyObject } from 'node:crypto';
import type { ProfileId } from '../../shared/brand.ts';
import type { TokenRef } from '../../shared/ipc.ts';
import type { HeldTokenInspection, TokenInspection } from '../../shared/token-inspection.ts';
import { ProblemError } from '../problem-error.ts';
import type { ProfileSessions } from '../sync/profile-sessions.ts';
import type { Disclosure } from './disclosure.ts';
import { inspectToken } from '../tokens/inspect.ts';
import { readPublicKey } from '../tokens/server-key.ts';
import type { HeldToken } from '../tokens/grant-keeper.ts';

export interface TokenInspectorDeps {
  readonly disclosure: Disclosure;
  /** Errors: `profile.missing`. */
  readonly find: (id: ProfileId) => ProfileSessions;
  readonly serverKey: (id: ProfileId) => string | null;
}

/** Where a person looks at the tokens they hold, and takes one out. */
export class TokenInspector {
  readonly #deps: TokenInspectorDeps;

  constructor(deps: TokenInspectorDeps) {
    this.#deps = deps;
  }

  /** Null if there is no such token just now. Errors: `vault.*`. */
  async inspect(ref: TokenRef): Promise<HeldTokenInspection | null> {
    const held = await this.#find(ref);
    if (held === null) return null;
    return { ...inspectToken(held.token.reveal(), this.#key(ref.id)), storedIn: held.storedIn };
  }

  /** A pasted token: nothing of it is kept, and nothing leaves this computer. */
  inspectText(id: ProfileId | null, token: string): TokenInspection {
    return inspectToken(token, id === null ? null : this.#key(id));
  }

  /** The token itself, for the window to show for a moment. */
  async show(ref: TokenRef): Promise<string> {
    return this.#deps.disclosure.reveal((await this.#need(ref)).token);
  }

  async copy(ref: TokenRef): Promise<null> {
    await this.#deps.disclosure.copy((await this.#need(ref)).token);
    return null;
  }

  close(): Promise<void> {
    return this.#deps.disclosure.takeBack();
  }

  #find({ id, session }: TokenRef): Promise<HeldToken | null> {
    return this.#deps.find(id).heldToken(session);
  }

  async #need(ref: TokenRef): Promise<HeldToken> {
    const held = await this.#find(ref);
    if (held === null) throw new ProblemError({ kind: 'secret.missing', secret: 'token' });
    return held;
  }

  /** A key that was good when it was settled may be damaged on disk; then nothing is verified with it. */
  #key(id: ProfileId): KeyObject | null {
    const pem = this.#deps.serverKey(id);
    if (pem === null) return null;
    try {
      return readPublicKey(pem);
    } catch {
      return null;
    }
  }
}
