import type { SessionId } from '../../shared/brand.ts';
import { isFailure } from '../../shared/next-step.ts';
import type { Problem } from '../../shared/problem.ts';
import { nextStepFor } from '../../shared/problem-kinds.ts';
import type { Profile } from '../../shared/profile.ts';
import type {
  SentUpgrade,
  SessionEnd,
  SessionPhase,
  SessionStatus,
  Trace,
  Trying,
} from '../../shared/status.ts';
import type { Log } from '../log.ts';
import { TraceRecorder } from '../network/trace.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import type { Sockets } from '../ports/sockets.ts';
import type { NameBug } from '../problem-error.ts';
import type { TokenLifecycle } from '../tokens/lifecycle.ts';
import type { PathToken } from '../tokens/path-token.ts';
import type { AccessToken } from '../tokens/token.ts';
import { Attempt } from './attempt.ts';
import type { HeartbeatSettings } from './heartbeat.ts';
import { KeptTraces } from './kept-traces.ts';
import type { ProtocolVersions } from './protocol-versions.ts';
import { StreamAhead } from './stream-ahead.ts';
import { TrafficMeter } from './traffic-meter.ts';
import type { RateLimiter } from '../pacing/rate-limiter.ts';
import { initialSync, stepSync, type SyncEffect, type SyncEvent, type SyncState } from './machine.ts';

export interface SessionDeps {
  readonly id: SessionId;
  readonly profile: Profile;
  /** As the profile has it, `~` included. */
  readonly realmPath: string;
  readonly partialSuffix: string | null;
  readonly tokens: TokenLifecycle;
  readonly sockets: Sockets;
  readonly clock: Clock;
  readonly random: Random;
  readonly heartbeat: () => HeartbeatSettings;
  readonly rateLimiter: RateLimiter;
  readonly versions: ProtocolVersions;
  readonly log: Log;
  readonly nameBug: NameBug;
  readonly onChange: () => void;
  /** Something of its status is different that nobody need be told of for its own sake: what went over the wire. */
  readonly onCounted?: () => void;
}

/** What is known of the session while it is online. */
interface Online {
  readonly protocol: string;
  readonly rttMs: number | null;
}

/** So many attempts of a session are kept, the one under way included. */
const keptTraces = 50;

/** Keeps one realm path connected for as long as that is wanted: drives `machine`. */
export class SyncSession {
  readonly #deps: SessionDeps;
  readonly #token: PathToken;
  #state: SyncState = initialSync;
  #attempt: Attempt | null = null;
  /** Until the connection that was last given up is closed. */
  #goodbye: Promise<void> = Promise.resolve();
  #ahead: StreamAhead | null = null;
  #recorder: TraceRecorder | null = null;
  /** Joined anew only when a part has changed: the view is folded ten times a second. */
  #joined: { readonly parts: readonly Trace[]; readonly trace: Trace | null } = { parts: [], trace: null };
  /** When this try began, by the monotonic clock: tokens fetched before it are no part of its trace. */
  #wantedAt = 0;
  /** The same by the clock that people read, or when the request for its token began that succeeded. */
  #triedSince = 0;
  /** Why the latest try failed, until one leads online or nobody wants any. */
  #lastFailure: Problem | null = null;
  readonly #formerTries = new KeptTraces(keptTraces - 1);
  /** How quiet the last connection was when it ended: the same silence twice is no accident. */
  #lastQuietMs: number | null = null;
  #timer: Timer | null = null;
  #online: Online | null = null;
  /** By the monotonic clock; null while it isn't online. */
  #onlineSince: number | null = null;
  #upgrade: SentUpgrade | null = null;
  /** Upgrade requests that were sent, over all attempts. */
  #upgrades = 0;
  readonly #meter: TrafficMeter;
  /** Until something of it changes: the view is folded ten times a second. */
  #status: SessionStatus | null = null;
  #lastEnd: SessionEnd | null = null;
  #heartbeats = 0;
  #refreshes = 0;
  /** The token that the server knows this connection by; null while there is no connection. */
  #bearer: AccessToken | null = null;

  constructor(deps: SessionDeps) {
    const changed = () => {
      this.#status = null;
      deps.onChange();
    };
    this.#deps = { ...deps, onChange: changed };
    this.#meter = new TrafficMeter(() => {
      this.#status = null;
      deps.onCounted?.();
    });
    this.#token = deps.tokens.pathToken(deps, {
      fetched: (access) => this.#fetched(access),
      refused: (problem) => this.#dispatch({ type: 'tokenRefused', problem }),
      changed: () => {
        this.#keepAhead();
        changed();
      },
    });
  }

  get id(): SessionId {
    return this.#deps.id;
  }

  get realmPath(): string {
    return this.#deps.realmPath;
  }

  /** The same object until something of it changes. */
  get status(): SessionStatus {
    this.#status ??= this.#newStatus;
    return this.#status;
  }

  /** The sign-in that its token comes from stands elsewhere now. */
  signInChanged(): void {
    this.#status = null;
  }

  get #newStatus(): SessionStatus {
    return {
      id: this.#deps.id,
      realmPath: this.#deps.realmPath,
      resolvedPath: (this.#token.current ?? this.#bearer)?.shown.realmPath ?? null,
      syncPrefix: (this.#token.current ?? this.#bearer)?.shown.syncPrefix ?? null,
      phase: this.#phase,
      trying: this.#trying,
      token: this.#token.status,
      trace: this.#trace,
      upgrade: this.#upgrade,
      upgrades: this.#upgrades,
      heartbeats: this.#heartbeats,
      refreshes: this.#refreshes,
      traffic: this.#meter.traffic,
      lastEnd: this.#lastEnd,
    };
  }

  /** Whether somebody wants it connected, however far that has got. */
  get isWanted(): boolean {
    return this.#state.phase.at !== 'idle';
  }

  /** The access token, while it is good. */
  get access(): AccessToken | null {
    return this.#token.current;
  }

  connect(): void {
    this.#dispatch({ type: 'wanted' });
  }

  /** Resolves when the connection, if there was one, is closed. */
  disconnect(): Promise<void> {
    this.#dispatch({ type: 'unwanted' });
    return this.#goodbye;
  }

  /** For good: its token is no longer looked after. */
  dispose(): void {
    void this.disconnect();
    this.#deps.tokens.drop(this.#token);
  }

  /** Ends what is on its way to being online. */
  cancel(): void {
    const isUnderWay = ['awaitingToken', 'connecting'].includes(this.#state.phase.at);
    if (isUnderWay) this.#recorder?.failed({ kind: 'cancelled' });
    this.#dispatch({ type: 'cancelled' });
  }

  /** This try and those before it, newest first, with all that was kept of them. */
  get traces(): readonly Trace[] {
    const current = this.#trace;
    return current === null ? this.#formerTries.all : [current, ...this.#formerTries.all];
  }

  /** The settings for heartbeats are other ones now: for the connection there is, too. */
  heartbeatChanged(): void {
    this.#attempt?.heartbeatChanged();
  }

  /** Ends a wait, or tries again what is blocked. */
  retryNow(): void {
    if (this.#state.phase.at === 'awaitingToken') this.#token.want();
    else this.#dispatch({ type: 'retryRequested' });
  }

  /** The network changed or the computer woke up: whatever waits may try now, and what seems online has to prove it. */
  hint(): void {
    this.#token.hint();
    if (this.#state.phase.at === 'online') this.#attempt?.probe();
    this.#dispatch({ type: 'retryHinted', now: this.#deps.clock.now() });
  }

  /** The computer woke up or its clock was set. */
  timeChanged(): void {
    this.#dispatch({ type: 'timeChanged', now: this.#deps.clock.now(), livedMs: this.#livedMs });
    this.hint();
  }

  get #livedMs(): number | null {
    return this.#onlineSince === null ? null : this.#deps.clock.monotonic() - this.#onlineSince;
  }

  get #trace(): Trace | null {
    const recorders = [this.#deps.tokens.recorder, this.#token.recorder, this.#recorder]
      .filter((recorder) => recorder !== null)
      .filter(({ begunAt }) => begunAt >= this.#wantedAt);
    const parts = recorders.map(({ trace }) => trace);
    const { parts: before } = this.#joined;
    const isSame = parts.length === before.length && parts.every((part, at) => part === before[at]);
    if (!isSame) this.#joined = { parts, trace: joinTraces(recorders) };
    return this.#joined.trace;
  }

  get #phase(): SessionPhase {
    const { phase, attempts } = this.#state;
    switch (phase.at) {
      case 'idle':
        return { state: 'idle' };
      case 'awaitingToken':
        return this.#awaitingPhase;
      case 'connecting':
        return { state: 'connecting', attempt: attempts };
      case 'online':
        return {
          state: 'online',
          attempt: attempts,
          since: phase.since,
          protocol: this.#online?.protocol ?? '',
          rttMs: this.#online?.rttMs ?? null,
          ending: this.#ending,
        };
      case 'waiting':
        return { state: 'waiting', problem: phase.problem, until: phase.until };
      case 'offline':
      case 'blocked':
        return { state: phase.at, problem: phase.problem };
    }
  }

  /** The try that is under way, and why the one before it failed. */
  get #trying(): Trying | null {
    const own = { since: this.#triedSince, lastFailure: this.#lastFailure };
    const { state } = this.#phase;
    if (state === 'connecting') return own;
    if (state !== 'awaitingToken') return null;
    const signIn = this.#deps.tokens.status;
    if (signIn.state === 'unlocking' || signIn.state === 'signingIn')
      return { ...signIn.trying, lastFailure: signIn.trying.lastFailure ?? own.lastFailure };
    return { since: this.#requestedSince, lastFailure: this.#token.lastFailure ?? own.lastFailure };
  }

  /** When the latest request for the token began, if it is part of this try; else when the try did. */
  get #requestedSince(): number {
    const { recorder } = this.#token;
    return recorder !== null && recorder.begunAt >= this.#wantedAt
      ? recorder.trace.startedAt
      : this.#triedSince;
  }

  /** A server asks for nothing when a token expires: the session ends by it with the next message (server, §4). */
  get #ending(): Extract<SessionPhase, { state: 'online' }>['ending'] {
    const signIn = this.#deps.tokens.status;
    if (signIn.state !== 'needsUser') return null;
    return { problem: signIn.problem, at: this.#bearer?.times.expiresAt ?? null };
  }

  /** Whoever waits for a token waits for what its making waits for. */
  get #awaitingPhase(): SessionPhase {
    const signIn = this.#deps.tokens.status;
    if (signIn.state === 'needsUser') return standstill(signIn.problem);
    const holdUp = [signIn, this.#token.status].find((status) => status.state === 'retrying');
    return holdUp === undefined
      ? { state: 'awaitingToken' }
      : { state: 'waiting', problem: holdUp.problem, until: holdUp.until };
  }

  #dispatch(event: SyncEvent): void {
    const before = this.#state.phase.at;
    const [state, ...effects] = stepSync(this.#state, event);
    this.#state = state;
    // Before anything is done for it: what the token fetches now is part of the new try.
    if (state.phase.at === 'awaitingToken' && before !== 'awaitingToken') this.#beginTry();
    if ('problem' in state.phase && isFailure(state.phase.problem)) this.#lastFailure = state.phase.problem;
    if (state.phase.at === 'online' || state.phase.at === 'idle') this.#lastFailure = null;
    if (state.phase.at !== before) this.#logChange();
    effects.forEach((effect) => this.#perform(effect));
    this.#keepAhead();
    this.#deps.onChange();
  }

  #logChange(): void {
    const phase = this.#phase;
    const problem = 'problem' in phase ? phase.problem.kind : null;
    this.#deps.log.write({ event: 'sessionChanged', session: this.#deps.id, state: phase.state, problem });
  }

  #perform(effect: SyncEffect): void {
    switch (effect.do) {
      case 'wantToken':
        this.#wantToken();
        break;
      case 'releaseToken':
        this.#token.release();
        break;
      case 'restToken':
        this.#token.rest();
        break;
      case 'rejectToken':
        this.#token.reject();
        break;
      case 'startAttempt':
        this.#startAttempt(effect.attempt);
        break;
      case 'abandonAttempt':
        this.#goodbye = this.#attempt?.abandon() ?? Promise.resolve();
        this.#attempt = null;
        this.#bearer = null;
        this.#onlineSince = null;
        break;
      case 'sendToken':
        this.#sendToken();
        break;
      case 'setTimer':
        this.#setTimer(effect.at);
        break;
      case 'clearTimer':
        this.#timer?.cancel();
        break;
    }
  }

  #beginTry(): void {
    const former = this.#trace;
    if (former !== null) this.#formerTries.add(former);
    this.#wantedAt = this.#deps.clock.monotonic();
    this.#triedSince = this.#deps.clock.now();
  }

  #wantToken(): void {
    this.#token.want();
    if (this.#token.current !== null) this.#dispatch({ type: 'tokenFetched' });
  }

  #setTimer(at: number): void {
    this.#timer?.cancel();
    const { clock } = this.#deps;
    this.#timer = clock.after(at - clock.now(), () => this.#dispatch({ type: 'retryDue' }));
  }

  /** A session is bound to one identity: another one needs a connection of its own. */
  #fetched(access: AccessToken): void {
    const isOther = this.#bearer !== null && this.#bearer.identity !== access.identity;
    if (isOther) this.#dispatch({ type: 'unwanted' });
    this.#dispatch({ type: isOther ? 'wanted' : 'tokenFetched' });
  }

  #sendToken(): void {
    const access = this.#token.current;
    if (access === null || this.#attempt === null) return;
    this.#attempt.sendToken(access);
    this.#bearer = access;
    this.#refreshes += 1;
  }

  #startAttempt(attempt: number): void {
    const { clock, tokens, onChange } = this.#deps;
    const access = this.#token.current;
    const { connections } = tokens;
    const ahead = this.#ahead;
    this.#ahead = null;
    this.#triedSince = this.#requestedSince;
    this.#recorder = ahead?.recorder ?? new TraceRecorder(clock, attempt, onChange);
    if (access === null || connections === null) {
      ahead?.discard();
      this.#ended(attempt, { kind: 'session.tokenExpired', code: 0 });
      return;
    }
    this.#bearer = access;
    this.#attempt = new Attempt(
      { ...this.#deps, connections, ahead, meter: this.#meter, lastQuietMs: this.#lastQuietMs },
      access,
      this.#recorder,
      {
        sent: (upgrade) => {
          this.#upgrade = upgrade;
          this.#upgrades += 1;
          onChange();
        },
        bound: (protocol, rttMs) => {
          this.#online = { protocol, rttMs };
          this.#onlineSince = clock.monotonic();
          this.#dispatch({ type: 'bound', attempt, now: clock.now() });
          // Renewed while we were connecting: the server only knows the one before.
          if (this.#token.current !== access) this.#sendToken();
        },
        measured: (rttMs) => this.#measured(rttMs),
        ended: (problem) => this.#ended(attempt, problem),
      },
    );
    void this.#attempt.run();
  }

  /** Opens the stream as soon as the request for the token is under way, and closes it when there will be none. */
  #keepAhead(): void {
    const { state } = this.#token.status;
    const isAwaited = this.#state.phase.at === 'awaitingToken';
    const isUnderWay = state === 'fetching' && (this.#token.recorder?.trace.current ?? null) !== null;
    if (isAwaited && isUnderWay) this.#ahead ??= this.#openAhead();
    if (isAwaited && (state === 'fetching' || state === 'fresh')) return;
    this.#ahead?.discard();
    this.#ahead = null;
  }

  #openAhead(): StreamAhead | null {
    const { clock, profile, tokens, rateLimiter, onChange } = this.#deps;
    // Where others wait for their turn, being early gains nothing.
    if (tokens.connections === null || !rateLimiter.tryAcquire()) return null;
    const recorder = new TraceRecorder(clock, this.#state.attempts + 1, onChange);
    this.#recorder = recorder;
    return new StreamAhead(profile, tokens.connections, recorder, clock);
  }

  #measured(rttMs: number): void {
    if (this.#online !== null) this.#online = { ...this.#online, rttMs };
    this.#heartbeats += 1;
    this.#deps.onChange();
  }

  #ended(attempt: number, problem: Problem): void {
    const { clock, random } = this.#deps;
    this.#bearer = null;
    if ('quietMs' in problem) this.#lastQuietMs = problem.quietMs ?? null;
    const now = clock.now();
    const livedMs = this.#livedMs;
    this.#onlineSince = null;
    this.#lastEnd = { at: now, problem, livedMs };
    this.#dispatch({ type: 'ended', attempt, problem, livedMs, now, fraction: random.fraction() });
    if (problem.kind === 'session.badAuthentication') this.#deps.tokens.refuseGrant(problem);
  }
}

/** Only what a sign-in cures waits for one: a certificate that is not trusted, or a proxy's password, is cured elsewhere. */
const standstill = (problem: Problem): SessionPhase => ({
  state: nextStepFor(problem).do === 'signIn' ? 'awaitingSignIn' : 'blocked',
  problem,
});

/**
 * The whole way of an attempt: signing in, the access token, the session. Each part has its own clock zero; joined,
 * all count from the earliest that belongs to this attempt.
 */
function joinTraces(recorders: readonly TraceRecorder[]): Trace | null {
  const traces = recorders.map(({ trace }) => trace);
  const last = traces.at(-1);
  const [first] = recorders.toSorted((one, other) => one.begunAt - other.begunAt);
  if (last === undefined || first === undefined) return null;
  return {
    attempt: last.attempt,
    startedAt: first.trace.startedAt,
    route: traces.findLast((trace) => trace.route !== null)?.route ?? null,
    stages: recorders.flatMap(({ trace, begunAt }) =>
      trace.stages.map((stage) => ({ ...stage, startedMs: stage.startedMs + begunAt - first.begunAt })),
    ),
    // Side by side, the token is what everything waits for.
    current: traces.find((trace) => trace.current !== null)?.current ?? null,
    problem: last.problem ?? traces.findLast((trace) => trace.problem !== null)?.problem ?? null,
  };
}
