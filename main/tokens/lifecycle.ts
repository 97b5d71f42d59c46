import type { ProfileId } from '../../shared/brand.ts';
import { givenWith } from '../../shared/destinations.ts';
import { isFailure } from '../../shared/next-step.ts';
import type { Problem } from '../../shared/problem.ts';
import { hasTrait } from '../../shared/problem-kinds.ts';
import type { Profile } from '../../shared/profile.ts';
import { partialPath } from '../../shared/realm-path.ts';
import { grantOf, signsInAlone, type GrantKind } from '../../shared/credential-kinds.ts';
import { usedSecrets, type SecretKind } from '../../shared/secret-kinds.ts';
import type { SecretStorage, Revocation, SignInStatus } from '../../shared/status.ts';
import { TraceRecorder } from '../network/trace.ts';
import type { Network } from '../network/connection.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import { ProblemError, problemOf, type NameBug } from '../problem-error.ts';
import type { Secret } from '../secrets/secret.ts';
import { mayCutShort } from '../pacing/backoff.ts';
import type { TimeEvent } from '../pacing/time-watch.ts';
import { Machine } from '../state-machine.ts';
import { identityIn, type AuthServer } from './auth-server.ts';
import type { CredentialWithSecret } from './credential.ts';
import type { JwtFile } from './jwt-file.ts';
import { PathToken, type PathTokenListener } from './path-token.ts';
import type { ProfileSecrets } from '../secrets/profile-secrets.ts';
import {
  initialSignIn,
  stepSignIn,
  type SignInEffect,
  type SignInEvent,
  type SignInState,
} from './sign-in-machine.ts';
import type { AccessToken, Grant } from './token.ts';
import type { Vault } from '../secrets/vault.ts';

/** What a profile talks over, once its secrets are out of the vault. */
export interface Connections {
  readonly network: Network;
  readonly authServer: AuthServer;
  readonly secrets: ProfileSecrets;
}

export interface LifecycleDeps {
  readonly id: ProfileId;
  readonly profile: Profile;
  readonly vault: Vault;
  /** Where the vault keeps things, for the person to know. */
  readonly keeping: SecretStorage;
  readonly clock: Clock;
  readonly random: Random;
  readonly nameBug: NameBug;
  readonly connectWith: (secrets: ProfileSecrets) => Connections;
  readonly onChange: () => void;
  /** Where another tool keeps a fresh JWT; null when the person pastes it. */
  readonly jwtFile?: JwtFile | null;
  /** What the person typed earlier, for the same identity, and no server has judged yet. */
  readonly entered?: CredentialWithSecret | null;
}

/** The realm that an access token is for. */
export interface WantedRealm {
  /** As the profile has it, `~` included. */
  readonly realmPath: string;
  /** With query-based sync, what tells this use of the realm from others of the same user; otherwise null. */
  readonly partialSuffix: string | null;
}

/** A token on its way to the inspector. */
export interface HeldToken {
  readonly token: Secret<'RefreshToken' | 'AdminToken' | 'AccessToken'>;
  readonly storedIn: SecretStorage;
}

/** All tokens of one profile: signs in once, and keeps an access token fresh for each realm path that is wanted. */
export class TokenLifecycle {
  readonly #deps: LifecycleDeps;
  #paths: readonly PathToken[] = [];
  readonly #machine: Machine<SignInState, SignInEvent, SignInEffect>;
  #connections: Connections | null = null;
  #grant: Grant | null = null;
  #identity: string | null = null;
  /** The same, as may be shown. */
  #shownIdentity: string | null = null;
  #storedIn: SecretStorage;
  /** What the person typed, until the server has taken or refused it. */
  #pending: CredentialWithSecret | null;
  #request: AbortController | null = null;
  #timer: Timer | null = null;
  #recorder: TraceRecorder | null = null;
  /** Of the latest sign-in, until one succeeds. */
  #lastFailure: Problem | null = null;
  #revocation: Revocation | null = null;
  #jwtTimer: Timer | null = null;
  /** Which sign-in an answer belongs to: what comes late must not be kept for another one. */
  #epoch = 0;

  constructor(deps: LifecycleDeps) {
    this.#deps = deps;
    this.#storedIn = deps.keeping;
    this.#pending = deps.entered ?? null;
    this.#machine = new Machine({
      initial: initialSignIn,
      step: stepSignIn,
      entered: () => this.#noteFailure(),
      perform: (effect) => this.#perform(effect),
      settled: (before) => this.#settled(before),
    });
  }

  get #phase(): SignInState['phase'] {
    return this.#machine.state.phase;
  }

  /** Null until the vault has been read. */
  get connections(): Connections | null {
    return this.#connections;
  }

  /** What the person typed and no server has judged yet. */
  get typed(): CredentialWithSecret | null {
    return this.#pending;
  }

  /** As may be shown: a server that names the user after a secret gives it away no further. */
  get identity(): string | null {
    return this.#shownIdentity;
  }

  /** What became of the refresh token at the latest sign-out. */
  get revocation(): Revocation | null {
    return this.#revocation;
  }

  /** The token that all others come from; null if there is none. Errors: `vault.*`. */
  async grantToken(): Promise<HeldToken | null> {
    const grant = this.#grant ?? (await this.#savedGrant());
    return grant === null ? null : { token: grant.token, storedIn: this.#storedIn };
  }

  /** What signing in did, hop by hop. */
  get recorder(): TraceRecorder | null {
    return this.#recorder;
  }

  get status(): SignInStatus {
    const phase = this.#phase;
    switch (phase.state) {
      case 'signedIn':
        return { state: 'signedIn', identity: this.#shownIdentity, storedIn: this.#storedIn };
      case 'retrying':
        return { state: 'retrying', problem: phase.problem, until: phase.until };
      case 'needsUser':
        return { state: 'needsUser', problem: phase.problem };
      case 'signedOut':
        return this.#restingStatus;
      case 'unlocking':
      case 'signingIn': {
        const since = this.#recorder?.trace.startedAt ?? this.#deps.clock.now();
        return { state: phase.state, trying: { since, lastFailure: this.#lastFailure } };
      }
    }
  }

  /** Before the vault is read, its notes tell whether a user signed in earlier and never out. */
  get #restingStatus(): SignInStatus {
    const { id, profile, vault, keeping } = this.#deps;
    return vault.usableKinds(id, profile).includes(this.#grantKind)
      ? { state: 'signedIn', identity: this.#shownIdentity, storedIn: keeping }
      : { state: 'signedOut' };
  }

  /** The token of one realm path; nothing is fetched until it is wanted. */
  pathToken(realm: WantedRealm, listener: PathTokenListener): PathToken {
    const { clock, random, nameBug } = this.#deps;
    const token = new PathToken(
      {
        clock,
        random,
        nameBug,
        fetch: (recorder, signal) => this.#fetchFor(realm, recorder, signal),
        isSignedIn: () => this.#phase.state === 'signedIn',
        refuseGrant: (problem) => this.refuseGrant(problem),
      },
      listener,
    );
    this.#paths = [...this.#paths, token];
    return token;
  }

  /** Looks after this one no longer. */
  drop(token: PathToken): void {
    token.release();
    this.#paths = this.#paths.filter((other) => other !== token);
  }

  /** Goes on with what the vault holds; asks for nothing that is there. */
  want(): void {
    this.#dispatch({ type: 'wanted' });
  }

  /** A good moment to try again, if a failed sign-in waits for one. */
  hint(): void {
    const phase = this.#phase;
    if (phase.state === 'retrying' && mayCutShort(phase, this.#deps.clock.now())) this.want();
  }

  /** Signs in with what the person typed; with null, with what needs no typing: a JWT from its file, or no secret at all. */
  signIn(credential: CredentialWithSecret | null): void {
    this.#epoch += 1;
    this.#pending = credential;
    this.#dispatch({ type: 'credentialGiven' });
  }

  /** Ends a sign-in that is on its way, at any stage. */
  cancel(): void {
    this.#dispatch({ type: 'cancelled' });
  }

  /** The same where no connection is wanted any more: there is nothing to say about it. */
  rest(): void {
    this.#dispatch({ type: 'unwanted' });
  }

  /** A server does not take this identity any more: one sign-in cures it for all realm paths. */
  refuseGrant(problem: Problem): void {
    this.#dispatch({ type: 'grantRefused', problem });
  }

  /**
   * Forgets all tokens, here first, then in the vault, then at the server as far as it can be reached.
   * Errors: `vault.*` if the refresh token could not be removed.
   */
  async signOut(): Promise<void> {
    const grant = this.#grant ?? (await this.#savedGrant());
    const connections = this.#connections;
    this.#forget();
    this.#dispatch({ type: 'signedOut' });
    this.#revocation = null;
    try {
      await this.#deps.vault.forget(this.#deps.id, this.#grantKind);
    } finally {
      if (grant?.kind === 'refreshToken' && connections !== null) void this.#revoke(connections, grant.token);
    }
  }

  /** Ends everything without forgetting what is in the vault. */
  dispose(): void {
    this.#paths.forEach((token) => token.release());
    this.#forget();
    this.#dispatch({ type: 'signedOut' });
    this.#connections?.authServer.close();
    this.#connections = null;
  }

  timeChanged(event: TimeEvent): void {
    this.#dispatch({ type: 'timeChanged', now: this.#deps.clock.now() });
    this.#paths.forEach((token) => token.timeChanged(event));
  }

  get #grantKind(): GrantKind {
    return grantOf(this.#deps.profile);
  }

  #forget(): void {
    this.#epoch += 1;
    this.#grant = null;
    this.#learnIdentity(null);
    this.#pending = null;
  }

  #learnIdentity(identity: string | null): void {
    const isSame = identity === this.#identity;
    this.#identity = identity;
    if (isSame && this.#shownIdentity !== null) return;
    const masking = this.#connections?.network.masking;
    this.#shownIdentity = identity === null || masking === undefined ? null : masking.text(identity);
  }

  #dispatch(event: SignInEvent): void {
    this.#machine.dispatch(event);
  }

  #settled({ phase: { state: before } }: SignInState): void {
    const { state } = this.#phase;
    if (state === 'signedIn' && before !== 'signedIn') this.#paths.forEach((token) => token.signedIn());
    if (state !== 'signedIn' && before === 'signedIn') this.#paths.forEach((token) => token.signedOut());
    if (state !== before) {
      this.#jwtTimer?.cancel();
      if (state === 'needsUser') this.#lookForNewJwt(0);
    }
    this.#deps.onChange();
  }

  #noteFailure(): void {
    const phase = this.#phase;
    if ('problem' in phase) this.#lastFailure = isFailure(phase.problem) ? phase.problem : null;
    else if (phase.state === 'signedIn' || phase.state === 'signedOut') this.#lastFailure = null;
  }

  #perform(effect: SignInEffect): void {
    switch (effect.do) {
      case 'unlock':
        void this.#run(effect.request, (recorder, signal) => this.#unlock(effect.request, recorder, signal));
        break;
      case 'signIn':
        void this.#run(effect.request, (recorder, signal) => this.#signIn(effect.request, recorder, signal));
        break;
      case 'abandon':
        this.#request?.abort();
        break;
      case 'setTimer':
        this.#timer?.cancel();
        this.#timer = this.#deps.clock.after(effect.at - this.#deps.clock.now(), () =>
          this.#dispatch({ type: 'retryDue' }),
        );
        break;
      case 'clearTimer':
        this.#timer?.cancel();
        break;
    }
  }

  async #run(
    request: number,
    work: (recorder: TraceRecorder, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const { clock, random, nameBug, onChange } = this.#deps;
    const controller = new AbortController();
    const recorder = new TraceRecorder(clock, request, onChange);
    this.#request = controller;
    this.#recorder = recorder;
    try {
      await work(recorder, controller.signal);
    } catch (error) {
      if (controller.signal.aborted) return;
      const problem = problemOf(error, nameBug);
      recorder.failed(problem);
      if (judgesCredential(problem)) this.#pending = null;
      this.#dispatch({ type: 'failed', request, problem, now: clock.now(), fraction: random.fraction() });
    }
  }

  async #unlock(request: number, recorder: TraceRecorder, signal: AbortSignal): Promise<void> {
    const { secrets } = await this.#openWire(recorder, signal);
    const grant = this.#grant ?? savedGrant(secrets);
    this.#grant = grant;
    if (grant !== null && this.#pending === null) {
      this.#dispatch({ type: 'unlocked', request, found: 'grant' });
      return;
    }
    const { profile, jwtFile = null } = this.#deps;
    const isAtHand = this.#pending !== null || signsInAlone(profile.credential) || jwtFile !== null;
    if (!isAtHand) throw new ProblemError(this.#lack(secrets));
    this.#dispatch({ type: 'unlocked', request, found: 'credential' });
  }

  /** Why there is nothing to sign in with. */
  #lack(secrets: ProfileSecrets): Problem {
    const { kind } = this.#deps.profile.credential;
    return secrets.withheld(this.#grantKind) ?? { kind: 'secret.missing', secret: kind };
  }

  async #signIn(request: number, recorder: TraceRecorder, signal: AbortSignal): Promise<void> {
    const { authServer } = this.#connections ?? (await this.#openWire(recorder, signal));
    const credential = await this.#credential(recorder, signal);
    const grant = await authServer.signIn(credential, recorder, signal);
    if (signal.aborted) return;
    this.#pending = null;
    await this.#keep(grant);
    if (signal.aborted) return;
    this.#dispatch({ type: 'signedIn', request });
  }

  /** Saves what others come from. A keychain that waits to be unlocked delays the caller only briefly. */
  async #keep(grant: Grant): Promise<void> {
    this.#grant = grant;
    this.#learnIdentity(grant.identity);
    // Signed in all the same: the keychain's state says why it will be asked for again after a restart.
    this.#storedIn = 'memory';
    this.#deps.onChange();
    let timer: Timer | null = null;
    const patience = new Promise<void>((resolve) => {
      timer = this.#deps.clock.after(keepWithinMs, resolve);
    });
    const saving = this.#save(grant);
    try {
      await Promise.race([saving, patience]);
    } finally {
      stop(timer);
    }
    // The caller is gone; the vault's status tells.
    saving.catch(() => undefined);
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

  async #openWire(recorder: TraceRecorder, signal: AbortSignal): Promise<Connections> {
    const { vault, id, profile, keeping, connectWith } = this.#deps;
    // With a credential in hand the old token isn't needed, and a damaged one must not stand in the way of a new one.
    const grants = this.#pending === null ? [this.#grantKind] : [];
    const kinds: SecretKind[] = [...grants, ...usedSecrets(profile)];
    const saved = kinds.filter((kind) => vault.kinds(id).includes(kind));
    const read = () => vault.readAll(id, saved, profile);
    const classify = (): Problem => ({ kind: 'vault.unavailable', reason: 'timeout' });
    const plan = { leg: 'auth', name: 'keychain', classify } as const;
    const asksKeychain = keeping === 'keychain' && saved.length > 0;
    const secrets = asksKeychain ? await recorder.stage(plan, signal, read) : await read();
    if (signal.aborted) throw new ProblemError({ kind: 'cancelled' });
    this.#connections?.authServer.close();
    this.#connections = connectWith(secrets);
    return this.#connections;
  }

  /** The view of a realm bears the identity: where no token says it, the answer for the realm itself does. */
  async #fetchFor(
    { realmPath, partialSuffix }: WantedRealm,
    recorder: TraceRecorder,
    signal: AbortSignal,
  ): Promise<AccessToken> {
    if (partialSuffix === null) return this.#fetchAccess(realmPath, recorder, signal);
    const known = this.#identity ?? (this.#grant === null ? null : identityIn(this.#grant));
    const identity = known ?? (await this.#fetchAccess(realmPath, recorder, signal)).identity;
    return this.#fetchAccess(partialPath(realmPath, identity, partialSuffix), recorder, signal);
  }

  async #fetchAccess(realmPath: string, recorder: TraceRecorder, signal: AbortSignal): Promise<AccessToken> {
    const grant = this.#grant;
    const connections = this.#connections;
    const epoch = this.#epoch;
    if (grant === null || connections === null) throw new ProblemError({ kind: 'cancelled' });
    const fetched = await connections.authServer
      .fetchAccess(grant, realmPath, recorder, signal)
      .catch((error: unknown) => {
        // Another realm path's answer has meanwhile brought the next refresh token: this one was not to be used again.
        if (this.#epoch === epoch && this.#grant !== grant && isRefused(error)) return null;
        throw error;
      });
    if (fetched === null) return this.#fetchAccess(realmPath, recorder, signal);
    if (this.#epoch !== epoch) throw new ProblemError({ kind: 'cancelled' });
    const { access, rotated } = fetched;
    // A refresh token may be good for one use only: the new one is safe before the access token is used.
    if (rotated !== null)
      await this.#keep({ kind: 'refreshToken', token: rotated, identity: access.identity });
    if (this.#epoch === epoch) this.#learnIdentity(access.identity);
    return access;
  }

  async #revoke({ authServer }: Connections, token: Secret<'RefreshToken'>): Promise<void> {
    const tell = (revocation: Revocation) => {
      this.#revocation = revocation;
      this.#deps.onChange();
    };
    tell({ state: 'asking' });
    try {
      await authServer.revoke(token, new TraceRecorder(this.#deps.clock, 0), new AbortController().signal);
      tell({ state: 'revoked' });
    } catch (error) {
      tell({ state: 'failed', problem: problemOf(error, this.#deps.nameBug) });
    }
  }

  /** What a former run left in the vault, and the connections to go with it. Errors: `vault.*`. */
  async #savedGrant(): Promise<Grant | null> {
    const { id, profile, vault, clock } = this.#deps;
    if (!vault.usableKinds(id, profile).includes(this.#grantKind)) return null;
    const { secrets } = await this.#openWire(new TraceRecorder(clock, 0), new AbortController().signal);
    return savedGrant(secrets);
  }

  /** A tool that renews the JWT cures a refused sign-in without a person, as soon as it has written a new one. */
  #lookForNewJwt(afterMs: number): void {
    const { clock, jwtFile = null } = this.#deps;
    if (jwtFile !== null) this.#jwtTimer = clock.after(afterMs, () => void this.#takeNewJwt(jwtFile));
  }

  async #takeNewJwt(file: JwtFile): Promise<void> {
    const jwt = await file.takeIfNew();
    if (this.#phase.state !== 'needsUser') return;
    const { credential } = this.#deps.profile;
    if (jwt === null || credential.kind !== 'jwt') this.#lookForNewJwt(lookForJwtEveryMs);
    else this.signIn({ ...credential, jwt });
  }

  #jwtIn(file: JwtFile, recorder: TraceRecorder, signal: AbortSignal): Promise<Secret<'Jwt'>> {
    const classify = (): Problem => ({ kind: 'secret.fileUnreadable', file: file.path, cause: 'timeout' });
    return recorder.stage({ leg: 'auth', name: 'jwt-file', classify }, signal, ({ note }) => {
      note(file.path);
      return file.take();
    });
  }

  async #credential(recorder: TraceRecorder, signal: AbortSignal): Promise<CredentialWithSecret> {
    const { profile, jwtFile = null } = this.#deps;
    if (this.#pending !== null) return this.#pending;
    if (jwtFile !== null && profile.credential.kind === 'jwt')
      return { ...profile.credential, jwt: await this.#jwtIn(jwtFile, recorder, signal) };
    if (signsInAlone(profile.credential)) return profile.credential;
    throw new ProblemError({ kind: 'secret.missing', secret: profile.credential.kind });
  }
}

/**
 * What the auth server said no to is not offered again. What stood in the way before it, such as a certificate that
 * the person may trust now, does not cost what was typed.
 */
const judgesCredential = (problem: Problem): boolean => hasTrait(problem, 'judgesCredential');

/** A keychain that doesn't ask has saved a token by then. */
const keepWithinMs = 2_000;

const stop = (timer: Timer | null): void => timer?.cancel();

/** Often enough for a person not to wait for it, seldom enough to cost nothing. */
const lookForJwtEveryMs = 5_000;

const isRefused = (error: unknown): boolean =>
  error instanceof ProblemError && error.problem.kind === 'auth.refreshRefused';

const savedGrant = (secrets: ProfileSecrets): Grant | null => {
  const find = <Kind extends GrantKind>(kind: Kind) =>
    secrets.withheld(kind) === null ? secrets.find(kind) : null;
  const refresh = find('refreshToken');
  if (refresh !== null) return { kind: 'refreshToken', token: refresh, identity: null };
  const admin = find('adminToken');
  return admin === null ? null : { kind: 'adminToken', token: admin, identity: '__admin' };
};
