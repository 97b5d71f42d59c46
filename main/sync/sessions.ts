import type { ProfileId, SessionId } from '../../shared/brand.ts';
import type { Profile } from '../../shared/profile.ts';
import type { SessionEvent } from '../../shared/session-events.ts';
import type { SecretStorage, Trace } from '../../shared/status.ts';
import type { SinceGood } from '../../shared/what-changed.ts';
import type { CertificateMemory } from '../network/certificate-memory.ts';
import type { Ports } from '../dependencies.ts';
import { ProblemError } from '../problem-error.ts';
import type { TimeEvent } from '../pacing/time-watch.ts';
import { ConcurrencyLimiters } from '../pacing/concurrency-limiter.ts';
import type { ChosenJwtFile } from '../tokens/jwt-file.ts';
import type { Vault } from '../secrets/vault.ts';
import { originalHeartbeat, type HeartbeatSettings } from './heartbeat.ts';
import { ProfileSessions } from './profile-sessions.ts';
import { NegotiationTurns, type VersionMemory } from './protocol-versions.ts';
import { RateLimiters } from '../pacing/rate-limiter.ts';

/** Where a profile's secrets lie: the saved profiles' in the keychain, the demo's in memory. */
export interface Vaults {
  readonly keychain: Vault;
  readonly memory: Vault;
}

/** All profiles at work. */
export class Sessions {
  readonly #ports: Ports;
  readonly #vaults: Vaults;
  readonly #onChange: () => void;
  readonly #heartbeat: HeartbeatSettings;
  /** Of profiles whose sessions ping more often than others. */
  readonly #pingPeriodsMs = new Map<ProfileId, number>();
  readonly #limiters = new ConcurrencyLimiters();
  readonly #rateLimiters: RateLimiters;
  readonly #negotiationTurns: NegotiationTurns;
  readonly #byProfile = new Map<ProfileId, ProfileSessions>();

  /** Told of all that happens to a session, however short it lasts. */
  onEvent: (profile: ProfileId, session: SessionId, event: SessionEvent) => void = () => undefined;

  constructor(
    ports: Ports,
    vaults: Vaults,
    onChange: () => void = () => undefined,
    heartbeat: HeartbeatSettings = originalHeartbeat,
  ) {
    this.#ports = ports;
    this.#vaults = vaults;
    this.#onChange = onChange;
    this.#heartbeat = heartbeat;
    this.#rateLimiters = new RateLimiters(ports.clock);
    this.#negotiationTurns = new NegotiationTurns(ports.clock);
  }

  find(id: ProfileId): ProfileSessions | null {
    return this.#byProfile.get(id) ?? null;
  }

  /** Errors: `profile.missing`. */
  need(id: ProfileId): ProfileSessions {
    const sessions = this.find(id);
    if (sessions === null) throw new ProblemError({ kind: 'profile.missing', name: id });
    return sessions;
  }

  /** Takes up a profile; one that was there under the same id is ended first. What was typed for it is not lost. */
  put(
    id: ProfileId,
    profile: Profile,
    keeping: SecretStorage,
    certificateMemory?: CertificateMemory,
    jwtFile: ChosenJwtFile | null = null,
    versions?: VersionMemory,
  ): ProfileSessions {
    const before = this.find(id);
    const typed = before?.typedFor(profile) ?? null;
    void before?.dispose();
    const sessions = new ProfileSessions({
      id,
      profile,
      keeping,
      jwtFile,
      typed,
      ...(certificateMemory === undefined ? {} : { certificateMemory }),
      ...(versions === undefined ? {} : { versions }),
      negotiationTurns: this.#negotiationTurns,
      ports: this.#ports,
      limiters: this.#limiters,
      rateLimiters: this.#rateLimiters,
      vault: this.#vaults[keeping],
      heartbeat: () => this.#heartbeatOf(id),
      onChange: this.#onChange,
      onEvent: (session, event) => this.onEvent(id, session, event),
    });
    this.#byProfile.set(id, sessions);
    this.#onChange();
    return sessions;
  }

  /** How often a profile's sessions ping from now on, those that are online included. */
  setPingPeriod(id: ProfileId, everyMs: number): void {
    if (this.#heartbeatOf(id).everyMs === everyMs) return;
    this.#pingPeriodsMs.set(id, everyMs);
    this.#byProfile.get(id)?.heartbeatChanged();
  }

  #heartbeatOf(id: ProfileId): HeartbeatSettings {
    const everyMs = this.#pingPeriodsMs.get(id) ?? this.#heartbeat.everyMs;
    return { ...this.#heartbeat, everyMs, firstWithinMs: Math.min(this.#heartbeat.firstWithinMs, everyMs) };
  }

  drop(id: ProfileId): void {
    void this.#byProfile.get(id)?.dispose();
    this.#byProfile.delete(id);
    this.#onChange();
  }

  retryNow(id: SessionId): void {
    for (const profile of this.#byProfile.values()) profile.retryNow(id);
  }

  /** Ends what a session is doing to get online. */
  cancel(id: SessionId): void {
    for (const profile of this.#byProfile.values()) profile.cancel(id);
  }

  /** The latest attempts of a session, newest first. */
  traces(id: SessionId): readonly Trace[] {
    return [...this.#byProfile.values()].flatMap((profile) => profile.traces(id));
  }

  /** What became of a session's way since it was last online; null where there is nothing to compare. */
  sinceGood(id: SessionId): SinceGood | null {
    const found = [...this.#byProfile.values()].map((profile) => profile.sinceGood(id));
    return found.find((since) => since !== null) ?? null;
  }

  timeChanged(event: TimeEvent): void {
    for (const profile of this.#byProfile.values()) profile.timeChanged(event);
  }

  /** This computer is in another network, or in one again. */
  networkChanged(): void {
    for (const profile of this.#byProfile.values()) profile.hint();
  }

  /** What was stopped by the keychain may go on now. */
  keychainOpened(): void {
    for (const profile of this.#byProfile.values()) profile.keychainOpened();
  }

  /** Resolves when all connections are closed: half a second at most, however many there are. */
  async dispose(): Promise<void> {
    const closed = [...this.#byProfile.values()].map((profile) => profile.dispose());
    this.#byProfile.clear();
    await Promise.all(closed);
  }
}
