import { signsInAlone } from '../../shared/credential-kinds.ts';
import { isDeepStrictEqual } from 'node:util';
import { sessionIdOf, type ProfileId, type SessionId } from '../../shared/brand.ts';
import { givenWith, withheldFrom } from '../../shared/destinations.ts';
import { hasTrait } from '../../shared/problem-kinds.ts';
import { syncUrlOf, type Profile } from '../../shared/profile.ts';
import type { SessionEvent } from '../../shared/session-events.ts';
import type { SecretStorage, Revocation, SessionStatus, SignInStatus, Trace } from '../../shared/status.ts';
import type { SinceGood } from '../../shared/what-changed.ts';
import { InMemoryCertificates, type CertificateMemory } from '../network/certificate-memory.ts';
import { Network } from '../network/connection.ts';
import { KnownSecrets } from '../network/known-secrets.ts';
import type { Ports } from '../dependencies.ts';
import type { Account } from '../tokens/account.ts';
import { AuthServer } from '../tokens/auth-server.ts';
import { provesSameIdentity, type CredentialWithSecret } from '../tokens/credential.ts';
import { JwtFile, type ChosenJwtFile } from '../tokens/jwt-file.ts';
import type { ConcurrencyLimiters } from '../pacing/concurrency-limiter.ts';
import type { Connections } from '../tokens/connections.ts';
import type { HeldToken } from '../tokens/grant-keeper.ts';
import { TokenLifecycle } from '../tokens/lifecycle.ts';
import type { ProfileSecrets } from '../secrets/profile-secrets.ts';
import type { Vault } from '../secrets/vault.ts';
import type { TimeEvent } from '../pacing/time-watch.ts';
import type { HeartbeatSettings } from './heartbeat.ts';
import { partialSuffix } from './partial.ts';
import {
  MemoryVersions,
  NegotiationTurns,
  ProtocolVersions,
  type VersionMemory,
} from './protocol-versions.ts';
import { SyncSession, type SessionDeps, type SessionListener } from './session.ts';
import { RateLimiters } from '../pacing/rate-limiter.ts';

export interface ProfileSessionsDeps {
  readonly id: ProfileId;
  readonly profile: Profile;
  readonly ports: Ports;
  readonly vault: Vault;
  readonly keeping: SecretStorage;
  readonly heartbeat: () => HeartbeatSettings;
  /** The file that another tool keeps a fresh JWT in. */
  readonly jwtFile?: ChosenJwtFile | null;
  /** How many token requests a server gets at once, over all profiles. */
  readonly limiters?: ConcurrencyLimiters;
  /** How fast a server gets connections, over all profiles. */
  readonly rateLimiters?: RateLimiters;
  /** What is remembered of the certificates this profile has met. */
  readonly certificateMemory?: CertificateMemory;
  /** Which version of the sync protocol worked at which server. */
  readonly versions?: VersionMemory;
  /** Who finds the version of a server that none has talked to yet, over all profiles. */
  readonly negotiationTurns?: NegotiationTurns;
  /** What was typed for this identity before, and no server has judged yet. */
  readonly typed?: CredentialWithSecret | null;
  readonly onChange: () => void;
  /** Told of all that happens to a session, however short it lasts, before `onChange`. */
  readonly onEvent?: (session: SessionId, event: SessionEvent) => void;
}

/** One profile at work: its tokens, and a session for each of its realm paths. */
export class ProfileSessions {
  readonly #deps: ProfileSessionsDeps;
  readonly #tokens: TokenLifecycle;
  readonly #sessionDeps: SessionDeps;
  readonly #listener: SessionListener;
  /** Outlives a sign-in: what was typed for it may be repeated on any leg afterwards. */
  readonly #known: KnownSecrets;
  #profile: Profile;
  #sessions: readonly SyncSession[];
  /** Of `revision`; null until the statuses are asked for. */
  #statuses: readonly SessionStatus[] | null = null;
  #revision = 0;

  constructor(deps: ProfileSessionsDeps) {
    const { id, profile, ports, vault, keeping } = deps;
    const { clock, random, sockets, log, nameBug } = ports;
    this.#known = new KnownSecrets(ports.nameSecret);
    const rateLimiter = (deps.rateLimiters ?? new RateLimiters(clock)).of(syncUrlOf(profile));
    const versions = new ProtocolVersions(
      deps.versions ?? new MemoryVersions(),
      deps.negotiationTurns ?? new NegotiationTurns(clock),
    );
    this.#profile = profile;
    const certificateMemory = deps.certificateMemory ?? new InMemoryCertificates(() => clock.now());
    this.#deps = deps;
    this.#tokens = new TokenLifecycle({
      id,
      profile,
      vault,
      keeping,
      clock,
      random,
      nameBug,
      connectWith: (secrets) => makeWire(deps, secrets, certificateMemory, this.#known),
      onChange: () => this.#signInChanged(),
      jwtFile: jwtFileOf(deps),
      entered: deps.typed ?? null,
    });
    this.#listener = {
      happened: (session, event) => deps.onEvent?.(session, event),
      changed: () => this.#changed(),
      counted: () => this.#differs(),
    };
    this.#sessionDeps = {
      profile,
      tokens: this.#tokens,
      sockets,
      clock,
      random,
      heartbeat: deps.heartbeat,
      rateLimiter,
      versions,
      log,
      nameBug,
    };
    this.#sessions = profile.realmPaths.map((realmPath) => this.#makeSession(realmPath));
  }

  /** Another number whenever something that is seen of it is different; so callers need not compare what is seen. */
  get revision(): number {
    return this.#revision;
  }

  #signInChanged(): void {
    this.#sessions.forEach((session) => session.signInChanged());
    this.#changed();
  }

  #changed(): void {
    this.#differs();
    this.#deps.onChange();
  }

  #differs(): void {
    this.#statuses = null;
    this.#revision += 1;
  }

  get profile(): Profile {
    return this.#profile;
  }

  /**
   * Goes on with another version of the profile, one that `connectsAlike`. Sessions of realm paths that stay are left
   * alone in every state; those of others end; new ones are connected if the profile is.
   */
  revise(profile: Profile, wanted: boolean): void {
    const before = new Map(this.#sessions.map((session) => [session.realmPath, session]));
    this.#profile = profile;
    this.#sessions = profile.realmPaths.map((path) => before.get(path) ?? this.#makeSession(path));
    const kept = new Set(this.#sessions);
    for (const [, session] of before) if (!kept.has(session)) session.dispose();
    const added = this.#sessions.filter(({ realmPath }) => !before.has(realmPath));
    if (wanted) added.forEach((session) => session.connect());
    this.#changed();
  }

  #makeSession(realmPath: string): SyncSession {
    const { id, profile } = this.#deps;
    return new SyncSession(this.#sessionDeps, {
      id: sessionIdOf(id, realmPath),
      realmPath,
      partialSuffix: profile.sync.partial ? partialSuffix(id, realmPath) : null,
      listener: this.#listener,
    });
  }

  get signIn(): SignInStatus {
    return this.#tokens.status;
  }

  get revocation(): Revocation | null {
    return this.#tokens.revocation;
  }

  /** Whether signing in needs nothing to be typed. */
  get signsInAlone(): boolean {
    return signsInAlone(this.profile.credential) || jwtFileOf(this.#deps) !== null;
  }

  /** A session's access token, or (null) the token they all come from; null if there is none. Errors: `vault.*`. */
  async heldToken(id: SessionId | null): Promise<HeldToken | null> {
    if (id === null) return this.#tokens.grantToken();
    const access = this.#sessions.find((session) => session.id === id)?.access ?? null;
    return access === null ? null : { token: access.token, storedIn: 'memory' };
  }

  /** For apps that are lent the account. */
  get account(): Account {
    return this.#tokens;
  }

  get identity(): string | null {
    return this.#tokens.identity;
  }

  get sessions(): readonly SessionStatus[] {
    this.#statuses ??= this.#sessions.map((session) => session.status);
    return this.#statuses;
  }

  /** Connects with what the vault holds, or waits for a person to sign in. */
  connect(): void {
    this.#sessions.forEach((session) => session.connect());
    this.#tokens.want();
  }

  /** What the person typed to sign in and no server has judged, if it serves another version of the profile, too. */
  typedFor(profile: Profile): CredentialWithSecret | null {
    // It was typed for the places that stood there then, as a token that comes of it would be.
    const isForOthers =
      withheldFrom('refreshToken', profile, givenWith('refreshToken', this.#profile)) !== null;
    return provesSameIdentity(this.#profile, profile) && !isForOthers ? this.#tokens.typed : null;
  }

  /** Signs in with what the person typed; with null, with what needs no typing. */
  signInWith(credential: CredentialWithSecret | null): void {
    this.#sessions.forEach((session) => session.connect());
    this.#tokens.signIn(credential);
  }

  /** Resolves when all connections are closed. */
  async disconnect(): Promise<void> {
    this.#tokens.rest();
    await Promise.all(this.#sessions.map((session) => session.disconnect()));
  }

  /** Errors: `vault.*` if the tokens could not be removed from the keychain. */
  async signOut(): Promise<void> {
    void this.disconnect();
    await this.#tokens.signOut();
  }

  /**
   * Throws away all tokens and asks for the credential; once it is given, sessions go on where they were.
   * Errors: `vault.*` if the tokens could not be removed from the keychain.
   */
  async signInAgain(): Promise<void> {
    const wanted = this.#sessions.filter((session) => session.isWanted);
    void this.disconnect();
    await this.#tokens.signOut();
    wanted.forEach((session) => session.connect());
    this.#tokens.want();
  }

  /** Whether any of its realm paths is to be connected. */
  get isWanted(): boolean {
    return this.#sessions.some((session) => session.isWanted);
  }

  /** Tries again what waits or is blocked, signing in included. */
  retryNow(id: SessionId): void {
    const session = this.#sessions.find((one) => one.id === id);
    if (session === undefined) return;
    const { state } = this.#tokens.status;
    if (state === 'needsUser' || state === 'retrying' || state === 'signedOut') this.#tokens.want();
    session.retryNow();
  }

  /** Ends what a session is doing to get online, and a sign-in that it waits for. */
  cancel(id: SessionId): void {
    const session = this.#sessions.find((one) => one.id === id);
    if (session === undefined) return;
    session.cancel();
    this.#tokens.cancel();
  }

  /** The settings for heartbeats are other ones now. */
  heartbeatChanged(): void {
    this.#sessions.forEach((session) => session.heartbeatChanged());
  }

  traces(id: SessionId): readonly Trace[] {
    return this.#sessions.find((session) => session.id === id)?.traces ?? [];
  }

  sinceGood(id: SessionId): SinceGood | null {
    return this.#sessions.find((session) => session.id === id)?.sinceGood ?? null;
  }

  /** The computer woke up or its clock was set: timers and waits are looked at again. */
  timeChanged(event: TimeEvent): void {
    this.#tokens.timeChanged(event);
    this.#tokens.hint();
    this.#sessions.forEach((session) => session.timeChanged());
  }

  /** A good moment to retry what waits, signing in included, and to doubt what seems to be there. */
  hint(): void {
    this.#tokens.hint();
    this.#sessions.forEach((session) => session.hint());
  }

  /** The keychain answers again: a sign-in that it stopped goes on by itself. */
  keychainOpened(): void {
    const { status } = this.#tokens;
    const isStopped = status.state === 'needsUser' && hasTrait(status.problem, 'keychainAway');
    if (isStopped && this.isWanted) this.#tokens.want();
  }

  /** Ends all connections; what is in the vault stays there. Resolves when they are closed. */
  async dispose(): Promise<void> {
    const closed = this.disconnect();
    this.#tokens.dispose();
    await closed;
  }
}

/** Whether two versions of a profile reach their server in the same way: only its name, environment and realm paths differ. */
export const connectsAlike = (one: Profile, other: Profile): boolean =>
  isDeepStrictEqual(connectionOf(one), connectionOf(other));

const connectionOf = (profile: Profile): Profile => ({
  ...profile,
  name: '',
  environment: 'own',
  realmPaths: [],
  relay: undefined,
});

function jwtFileOf({ profile, ports, jwtFile = null }: ProfileSessionsDeps): JwtFile | null {
  if (jwtFile === null || profile.credential.kind !== 'jwt') return null;
  const { path, givenFor } = jwtFile;
  return new JwtFile(ports.files, path, withheldFrom('jwtFile', profile, givenFor));
}

function makeWire(
  { profile, ports, limiters }: ProfileSessionsDeps,
  secrets: ProfileSecrets,
  certificateMemory: CertificateMemory,
  known: KnownSecrets,
): Connections {
  const network = new Network(profile, ports, secrets, certificateMemory, known);
  return {
    network,
    secrets,
    authServer: new AuthServer(
      profile,
      network,
      secrets,
      ports.http,
      ports.clock,
      limiters?.of(profile.server),
    ),
  };
}
