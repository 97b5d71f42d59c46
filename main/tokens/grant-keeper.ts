import type { ProfileId } from '../../shared/brand.ts';
import { grantOf, type GrantKind } from '../../shared/credential-kinds.ts';
import { givenWith } from '../../shared/destinations.ts';
import type { Profile } from '../../shared/profile.ts';
import type { SecretStorage } from '../../shared/status.ts';
import { TraceRecorder } from '../network/trace.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import { ProblemError } from '../problem-error.ts';
import type { ProfileSecrets } from '../secrets/profile-secrets.ts';
import type { Secret } from '../secrets/secret.ts';
import type { Vault } from '../secrets/vault.ts';
import { identityIn } from './auth-server.ts';
import type { Connector } from './connections.ts';
import type { Grant } from './token.ts';

/** A token on its way to the inspector. */
export interface HeldToken {
  readonly token: Secret<'RefreshToken' | 'AdminToken' | 'AccessToken'>;
  readonly storedIn: SecretStorage;
}

export interface GrantKeeperDeps {
  readonly id: ProfileId;
  readonly profile: Profile;
  readonly vault: Vault;
  /** Where the vault keeps things, for the person to know. */
  readonly keeping: SecretStorage;
  readonly clock: Clock;
  readonly connector: Connector;
  readonly onChange: () => void;
}

/** A keychain that doesn't ask has saved a token by then. */
const keepWithinMs = 2_000;

/** Keeps the token that all others of a profile come from, in memory and in the vault, and knows whose it is. */
export class GrantKeeper {
  readonly #deps: GrantKeeperDeps;
  #grant: Grant | null = null;
  #identity: string | null = null;
  /** The same, as may be shown. */
  #shownIdentity: string | null = null;
  #storedIn: SecretStorage;
  #epoch = 0;

  constructor(deps: GrantKeeperDeps) {
    this.#deps = deps;
    this.#storedIn = deps.keeping;
  }

  get current(): Grant | null {
    return this.#grant;
  }

  get storedIn(): SecretStorage {
    return this.#storedIn;
  }

  /** As may be shown: a server that names the user after a secret gives it away no further. */
  get shownIdentity(): string | null {
    return this.#shownIdentity;
  }

  /** Whose it is, as far as the server or the token has said so; not to be shown. */
  get identity(): string | null {
    return this.#identity ?? (this.#grant === null ? null : identityIn(this.#grant));
  }

  /** Which sign-in an answer belongs to: what comes late must not be kept for another one. */
  get epoch(): number {
    return this.#epoch;
  }

  get kind(): GrantKind {
    return grantOf(this.#deps.profile);
  }

  /** Whether the vault's notes say that there is one: nothing is read. */
  get isSaved(): boolean {
    const { id, profile, vault } = this.#deps;
    return vault.usableKinds(id, profile).includes(this.kind);
  }

  /** Another sign-in begins: answers to what was asked before it are not its own. */
  beginEpoch(): void {
    this.#epoch += 1;
  }

  /** Goes on with what is held, or with what the vault had. */
  restore(secrets: ProfileSecrets): Grant | null {
    this.#grant ??= grantIn(secrets);
    return this.#grant;
  }

  /** What is held, or what a former run left in the vault; then connections are made to go with it. Errors: `vault.*`. */
  async find(): Promise<Grant | null> {
    if (this.#grant !== null || !this.isSaved) return this.#grant;
    const { clock, connector } = this.#deps;
    const { secrets } = await connector.open(new TraceRecorder(clock, 0), new AbortController().signal);
    return grantIn(secrets);
  }

  /** Takes it up, and saves it. A keychain that waits to be unlocked delays the caller only briefly. */
  async keep(grant: Grant): Promise<void> {
    this.#grant = grant;
    this.learnIdentity(grant.identity);
    // Signed in all the same: the keychain's state says why it will be asked for again after a restart.
    this.#storedIn = 'memory';
    this.#deps.onChange();
    const saving = this.#save(grant);
    await settledWithin(this.#deps.clock, keepWithinMs, saving);
    // The caller is gone; the vault's status tells.
    saving.catch(() => undefined);
  }

  /** Here only: what the vault holds stays. */
  forget(): void {
    this.beginEpoch();
    this.#grant = null;
    this.learnIdentity(null);
  }

  /** Errors: `vault.*`. */
  async forgetSaved(): Promise<void> {
    const { vault, id } = this.#deps;
    await vault.forget(id, this.kind);
  }

  learnIdentity(identity: string | null): void {
    const isSame = identity === this.#identity;
    this.#identity = identity;
    if (isSame && this.#shownIdentity !== null) return;
    const masking = this.#deps.connector.current?.network.masking;
    this.#shownIdentity = identity === null || masking === undefined ? null : masking.text(identity);
  }

  async #save(grant: Grant): Promise<void> {
    const { vault, id, profile, keeping, onChange } = this.#deps;
    try {
      await vault.save(id, grant.kind, grant.token, givenWith(grant.kind, profile));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return;
    }
    if (this.#grant !== grant) return;
    this.#storedIn = keeping;
    onChange();
  }
}

/** Resolves when the work is done or has taken this long. Errors: the work's own, while it is awaited. */
async function settledWithin(clock: Clock, ms: number, work: Promise<void>): Promise<void> {
  let timer: Timer | null = null;
  const patience = new Promise<void>((resolve) => {
    timer = clock.after(ms, resolve);
  });
  try {
    await Promise.race([work, patience]);
  } finally {
    cancel(timer);
  }
}

const cancel = (timer: Timer | null): void => timer?.cancel();

function grantIn(secrets: ProfileSecrets): Grant | null {
  const find = <Kind extends GrantKind>(kind: Kind) =>
    secrets.withheld(kind) === null ? secrets.find(kind) : null;
  const refresh = find('refreshToken');
  if (refresh !== null) return { kind: 'refreshToken', token: refresh, identity: null };
  const admin = find('adminToken');
  return admin === null ? null : { kind: 'adminToken', token: admin, identity: '__admin' };
}
