import type { ProfileId } from '../../shared/brand.ts';
import { isFailure } from '../../shared/next-step.ts';
import type { Problem } from '../../shared/problem.ts';
import { hasTrait } from '../../shared/problem-kinds.ts';
import type { Profile } from '../../shared/profile.ts';
import type { SecretStorage, Revocation, SignInStatus } from '../../shared/status.ts';
import { TraceRecorder } from '../network/trace.ts';
import { mayCutShort } from '../pacing/backoff.ts';
import type { TimeEvent } from '../pacing/time-watch.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import { ProblemError, problemOf, type NameBug } from '../problem-error.ts';
import type { ProfileSecrets } from '../secrets/profile-secrets.ts';
import type { Vault } from '../secrets/vault.ts';
import { Machine } from '../state-machine.ts';
import { AccessExchange, type WantedRealm } from './access-exchange.ts';
import { Connector, type Connections } from './connections.ts';
import { CredentialSource } from './credential-source.ts';
import type { CredentialWithSecret } from './credential.ts';
import { GrantKeeper, type HeldToken } from './grant-keeper.ts';
import type { JwtFile } from './jwt-file.ts';
import { JwtWatch } from './jwt-watch.ts';
import { PathToken, type PathTokenListener } from './path-token.ts';
import { Revoker } from './revoker.ts';
import type { AccessToken } from './token.ts';
import {
  initialSignIn,
  stepSignIn,
  type SignInEffect,
  type SignInEvent,
  type SignInState,
} from './sign-in-machine.ts';

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

/**
 * All tokens of one profile: signs in once, and keeps an access token fresh for each realm path that is wanted. Drives
 * `sign-in-machine`; what it signs in with, over what, and what comes of it are its parts.
 */
export class TokenLifecycle {
  readonly #deps: LifecycleDeps;
  readonly #machine: Machine<SignInState, SignInEvent, SignInEffect>;
  readonly #credentials: CredentialSource;
  readonly #connector: Connector;
  readonly #grants: GrantKeeper;
  readonly #exchange: AccessExchange;
  readonly #revoker: Revoker;
  readonly #jwtWatch: JwtWatch;
  #paths: readonly PathToken[] = [];
  /** Callers that wait for it to be signed in. */
  readonly #waiting = new Set<() => void>();
  #request: AbortController | null = null;
  #timer: Timer | null = null;
  #recorder: TraceRecorder | null = null;
  /** Of the latest sign-in, until one succeeds. */
  #lastFailure: Problem | null = null;

  constructor(deps: LifecycleDeps) {
    const { profile, clock, jwtFile = null, entered = null } = deps;
    this.#deps = deps;
    this.#credentials = new CredentialSource(profile.credential, jwtFile, entered);
    // With a credential in hand the old token isn't needed, and a damaged one must not stand in the way of a new one.
    const readsGrant = () => this.#credentials.entered === null;
    this.#connector = new Connector({ ...deps, readsGrant });
    this.#grants = new GrantKeeper({ ...deps, connector: this.#connector });
    this.#exchange = new AccessExchange(this.#grants, this.#connector);
    this.#revoker = new Revoker(deps);
    this.#jwtWatch = new JwtWatch(jwtFile, clock, (jwt) => {
      if (profile.credential.kind === 'jwt') this.signIn({ ...profile.credential, jwt });
    });
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
    return this.#connector.current;
  }

  /** What the person typed and no server has judged yet. */
  get typed(): CredentialWithSecret | null {
    return this.#credentials.entered;
  }

  /** As may be shown: a server that names the user after a secret gives it away no further. */
  get identity(): string | null {
    return this.#grants.shownIdentity;
  }

  /** What became of the refresh token at the latest sign-out. */
  get revocation(): Revocation | null {
    return this.#revoker.latest;
  }

  /** The token that all others come from; null if there is none. Errors: `vault.*`. */
  async grantToken(): Promise<HeldToken | null> {
    const grant = await this.#grants.find();
    return grant === null ? null : { token: grant.token, storedIn: this.#grants.storedIn };
  }

  /** What signing in did, hop by hop. */
  get recorder(): TraceRecorder | null {
    return this.#recorder;
  }

  get status(): SignInStatus {
    const phase = this.#phase;
    switch (phase.state) {
      case 'signedIn':
        return this.#signedIn(this.#grants.storedIn);
      case 'retrying':
        return { state: 'retrying', problem: phase.problem, until: phase.until };
      case 'needsUser':
        return { state: 'needsUser', problem: phase.problem };
      case 'signedOut':
        // Before the vault is read, its notes tell whether a user signed in earlier and never out.
        return this.#grants.isSaved ? this.#signedIn(this.#deps.keeping) : { state: 'signedOut' };
      case 'unlocking':
      case 'signingIn': {
        const since = this.#recorder?.trace.startedAt ?? this.#deps.clock.now();
        return { state: phase.state, trying: { since, lastFailure: this.#lastFailure } };
      }
    }
  }

  #signedIn(storedIn: SecretStorage): SignInStatus {
    return { state: 'signedIn', identity: this.#grants.shownIdentity, storedIn };
  }

  /** The token of one realm path; nothing is fetched until it is wanted. */
  pathToken(realm: WantedRealm, listener: PathTokenListener): PathToken {
    const { clock, random, nameBug } = this.#deps;
    const token = new PathToken(
      {
        clock,
        random,
        nameBug,
        fetch: (recorder, signal) => this.#exchange.fetch(realm, recorder, signal),
        isSignedIn: () => this.#phase.state === 'signedIn',
        refuseGrant: (problem) => this.refuseGrant(problem),
      },
      listener,
    );
    this.#paths = [...this.#paths, token];
    return token;
  }

  /** Whose tokens these are; not to be shown. Signs in with what is there. Errors: what keeps it from that. */
  async identityOf(recorder: TraceRecorder, signal: AbortSignal): Promise<string> {
    await this.#signedInBy(signal);
    const [realmPath = '/~/default'] = this.#deps.profile.realmPaths;
    return this.#grants.identity ?? (await this.accessTo(realmPath, recorder, signal)).identity;
  }

  /** An access token for any realm path, once and not kept. Errors: what keeps it from signing in; the exchange's. */
  async accessTo(realmPath: string, recorder: TraceRecorder, signal: AbortSignal): Promise<AccessToken> {
    await this.#signedInBy(signal);
    return this.#exchange.fetch({ realmPath, partialSuffix: null }, recorder, signal);
  }

  /** Resolves once it is signed in. Errors: what it waits for, as soon as that is known; `cancelled`. */
  #signedInBy(signal: AbortSignal): Promise<void> {
    this.want();
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#waiting.delete(look);
        signal.removeEventListener('abort', giveUp);
      };
      const settle = (problem: Problem | null) => {
        stop();
        if (problem === null) resolve();
        else reject(new ProblemError(problem));
      };
      const giveUp = () => settle({ kind: 'cancelled' });
      const look = () => {
        const phase = this.#phase;
        if (phase.state === 'signedIn') settle(null);
        else if ('problem' in phase) settle(phase.problem);
      };
      this.#waiting.add(look);
      signal.addEventListener('abort', giveUp, { once: true });
      if (signal.aborted) giveUp();
      else look();
    });
  }

  /** Looks after this one no longer. */
  drop(token: PathToken): void {
    token.release();
    this.#paths = this.#paths.filter((other) => other !== token);
  }

  /** Goes on with what the vault holds; asks for nothing that is there. */
  want(): void {
    this.#machine.dispatch({ type: 'wanted' });
  }

  /** A good moment to try again, if a failed sign-in waits for one. */
  hint(): void {
    const phase = this.#phase;
    if (phase.state === 'retrying' && mayCutShort(phase, this.#deps.clock.now())) this.want();
  }

  /** Signs in with what the person typed; with null, with what needs no typing: a JWT from its file, or no secret at all. */
  signIn(credential: CredentialWithSecret | null): void {
    this.#grants.beginEpoch();
    this.#credentials.enter(credential);
    this.#machine.dispatch({ type: 'credentialGiven' });
  }

  /** Ends a sign-in that is on its way, at any stage. */
  cancel(): void {
    this.#machine.dispatch({ type: 'cancelled' });
  }

  /** The same where no connection is wanted any more: there is nothing to say about it. */
  rest(): void {
    this.#machine.dispatch({ type: 'unwanted' });
  }

  /** A server does not take this identity any more: one sign-in cures it for all realm paths. */
  refuseGrant(problem: Problem): void {
    this.#machine.dispatch({ type: 'grantRefused', problem });
  }

  /**
   * Forgets all tokens, here first, then in the vault, then at the server as far as it can be reached.
   * Errors: `vault.*` if the refresh token could not be removed.
   */
  async signOut(): Promise<void> {
    const grant = await this.#grants.find();
    const connections = this.#connector.current;
    this.#forget();
    this.#machine.dispatch({ type: 'signedOut' });
    this.#revoker.forgetLatest();
    try {
      await this.#grants.forgetSaved();
    } finally {
      if (grant?.kind === 'refreshToken' && connections !== null)
        void this.#revoker.revoke(connections.authServer, grant.token);
    }
  }

  /** Ends everything without forgetting what is in the vault. */
  dispose(): void {
    this.#paths.forEach((token) => token.release());
    this.#forget();
    this.#machine.dispatch({ type: 'signedOut' });
    this.#connector.close();
  }

  timeChanged(event: TimeEvent): void {
    this.#machine.dispatch({ type: 'timeChanged', now: this.#deps.clock.now() });
    this.#paths.forEach((token) => token.timeChanged(event));
  }

  #forget(): void {
    this.#grants.forget();
    this.#credentials.enter(null);
  }

  #settled({ phase: { state: before } }: SignInState): void {
    const { state } = this.#phase;
    if (state === 'signedIn' && before !== 'signedIn') this.#paths.forEach((token) => token.signedIn());
    if (state !== 'signedIn' && before === 'signedIn') this.#paths.forEach((token) => token.signedOut());
    if (state !== before) {
      this.#jwtWatch.stop();
      if (state === 'needsUser') this.#jwtWatch.start();
    }
    this.#waiting.forEach((look) => look());
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
        this.#setTimer(effect.at);
        break;
      case 'clearTimer':
        this.#timer?.cancel();
        break;
    }
  }

  #setTimer(at: number): void {
    const { clock } = this.#deps;
    this.#timer?.cancel();
    this.#timer = clock.after(at - clock.now(), () => this.#machine.dispatch({ type: 'retryDue' }));
  }

  async #run(
    request: number,
    work: (recorder: TraceRecorder, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const { clock, onChange } = this.#deps;
    const controller = new AbortController();
    const recorder = new TraceRecorder(clock, request, onChange);
    this.#request = controller;
    this.#recorder = recorder;
    try {
      await work(recorder, controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) this.#failed(request, recorder, error);
    }
  }

  #failed(request: number, recorder: TraceRecorder, error: unknown): void {
    const { clock, random, nameBug } = this.#deps;
    const problem = problemOf(error, nameBug);
    recorder.failed(problem);
    if (judgesCredential(problem)) this.#credentials.enter(null);
    this.#machine.dispatch({
      type: 'failed',
      request,
      problem,
      now: clock.now(),
      fraction: random.fraction(),
    });
  }

  async #unlock(request: number, recorder: TraceRecorder, signal: AbortSignal): Promise<void> {
    const { secrets } = await this.#connector.open(recorder, signal);
    const hasGrant = this.#grants.restore(secrets) !== null;
    if (hasGrant && this.#credentials.entered === null) {
      this.#machine.dispatch({ type: 'unlocked', request, found: 'grant' });
      return;
    }
    if (!this.#credentials.isAtHand) throw new ProblemError(this.#lack(secrets));
    this.#machine.dispatch({ type: 'unlocked', request, found: 'credential' });
  }

  /** Why there is nothing to sign in with. */
  #lack(secrets: ProfileSecrets): Problem {
    const { kind } = this.#deps.profile.credential;
    return secrets.withheld(this.#grants.kind) ?? { kind: 'secret.missing', secret: kind };
  }

  async #signIn(request: number, recorder: TraceRecorder, signal: AbortSignal): Promise<void> {
    const { authServer } = this.#connector.current ?? (await this.#connector.open(recorder, signal));
    const credential = await this.#credentials.take(recorder, signal);
    const grant = await authServer.signIn(credential, recorder, signal);
    if (signal.aborted) return;
    this.#credentials.enter(null);
    await this.#grants.keep(grant);
    if (signal.aborted) return;
    this.#machine.dispatch({ type: 'signedIn', request });
  }
}

/**
 * What the auth server said no to is not offered again. What stood in the way before it, such as a certificate that
 * the person may trust now, does not cost what was typed.
 */
const judgesCredential = (problem: Problem): boolean => hasTrait(problem, 'judgesCredential');
