import type { SessionId } from '../../shared/brand.ts';
import type { Problem } from '../../shared/problem.ts';
import type { SessionEvent } from '../../shared/session-events.ts';
import type { SessionPhase, SessionStatus, Trace } from '../../shared/status.ts';
import type { SinceGood } from '../../shared/what-changed.ts';
import type { Log } from '../log.ts';
import { TraceRecorder } from '../network/trace.ts';
import type { Timer } from '../ports/clock.ts';
import { Machine } from '../state-machine.ts';
import type { TokenLifecycle } from '../tokens/lifecycle.ts';
import type { PathToken } from '../tokens/path-token.ts';
import type { AccessToken } from '../tokens/token.ts';
import { Attempt, type AttemptDeps, type AttemptListener } from './attempt.ts';
import { initialSync, stepSync, type SyncEffect, type SyncEvent, type SyncState } from './machine.ts';
import { SessionCounts } from './session-counts.ts';
import { downSince, shownPhase } from './shown-phase.ts';
import { StreamAhead } from './stream-ahead.ts';
import { Tries } from './tries.ts';

/** The same for all sessions of a profile. */
export interface SessionDeps extends AttemptDeps {
  readonly tokens: TokenLifecycle;
  readonly log: Log;
}

export interface SessionPlan {
  readonly id: SessionId;
  /** As the profile has it, `~` included. */
  readonly realmPath: string;
  readonly partialSuffix: string | null;
  readonly listener: SessionListener;
}

export interface SessionListener {
  /** Told of all that happens, in the order that it does, before it is `changed` or `counted`. */
  happened(session: SessionId, event: SessionEvent): void;
  /** Something of its status is different. */
  changed(): void;
  /** The same where it isn't worth a push of its own: what went over the wire. */
  counted(): void;
}

/** Keeps one realm path connected for as long as that is wanted: drives `machine`. */
export class SyncSession {
  readonly #deps: SessionDeps;
  readonly #plan: SessionPlan;
  readonly #token: PathToken;
  readonly #tries: Tries;
  readonly #counts: SessionCounts;
  readonly #machine: Machine<SyncState, SyncEvent, SyncEffect>;
  #attempt: Attempt | null = null;
  /** Until the connection that was last given up is closed. */
  #goodbye: Promise<void> = Promise.resolve();
  #ahead: StreamAhead | null = null;
  #timer: Timer | null = null;
  /** How quiet the last connection was when it ended: the same silence twice is no accident. */
  #lastQuietMs: number | null = null;
  /** Until something of it changes: the view is folded ten times a second. */
  #status: SessionStatus | null = null;
  /** As it was told last. */
  #told: SessionPhase = { state: 'idle' };
  /** By the clock that people read. */
  #downSince: number | null = null;

  constructor(deps: SessionDeps, plan: SessionPlan) {
    this.#deps = deps;
    this.#plan = plan;
    this.#token = deps.tokens.pathToken(plan, {
      fetched: (access) => this.#fetched(access),
      refused: (problem) => this.#machine.dispatch({ type: 'tokenRefused', problem }),
      changed: () => {
        this.#keepAhead();
        this.#changed();
      },
    });
    this.#tries = new Tries(deps.clock, { signIn: deps.tokens, token: this.#token });
    this.#counts = new SessionCounts((traffic) => {
      this.#status = null;
      this.#tell({ type: 'carried', traffic });
      plan.listener.counted();
    });
    this.#machine = new Machine({
      initial: initialSync,
      step: stepSync,
      entered: (before) => this.#entered(before),
      perform: (effect) => this.#perform(effect),
      settled: () => {
        this.#keepAhead();
        this.#changed();
      },
    });
  }

  get id(): SessionId {
    return this.#plan.id;
  }

  get realmPath(): string {
    return this.#plan.realmPath;
  }

  /** The same object until something of it changes. */
  get status(): SessionStatus {
    this.#status ??= this.#newStatus;
    return this.#status;
  }

  get #newStatus(): SessionStatus {
    const phase = this.#phase;
    const access = this.#token.current ?? this.#attempt?.access;
    return {
      id: this.#plan.id,
      realmPath: this.#plan.realmPath,
      resolvedPath: access?.shown.realmPath ?? null,
      syncPrefix: access?.shown.syncPrefix ?? null,
      phase,
      trying: this.#tries.tryingIn(phase),
      token: this.#token.status,
      trace: this.#tries.trace,
      downSince: this.#downSince,
      ...this.#counts.all,
    };
  }

  get #phase(): SessionPhase {
    return shownPhase(this.#machine.state.phase, {
      signIn: this.#deps.tokens.status,
      token: this.#token.status,
      expiresAt: this.#attempt?.access.times.expiresAt ?? null,
    });
  }

  /** Whether it is wanted connected, in any phase. */
  get isWanted(): boolean {
    return this.#state !== 'idle';
  }

  get #state(): SyncState['phase']['state'] {
    return this.#machine.state.phase.state;
  }

  /** The access token, while it is good. */
  get access(): AccessToken | null {
    return this.#token.current;
  }

  /** This try and those before it, newest first, with all that was kept of them. */
  get traces(): readonly Trace[] {
    return this.#tries.traces;
  }

  /** What became of the way since it was last online; null where there is nothing to compare. */
  get sinceGood(): SinceGood | null {
    return this.#tries.sinceGood;
  }

  connect(): void {
    this.#machine.dispatch({ type: 'wanted' });
  }

  /** Resolves when the connection, if there was one, is closed. */
  disconnect(): Promise<void> {
    this.#machine.dispatch({ type: 'unwanted' });
    return this.#goodbye;
  }

  /** For good: its token is no longer looked after. */
  dispose(): void {
    void this.disconnect();
    this.#deps.tokens.drop(this.#token);
  }

  /** Ends what is on its way to being online. */
  cancel(): void {
    const state = this.#state;
    if (state === 'awaitingToken' || state === 'connecting') this.#tries.cancelled();
    this.#machine.dispatch({ type: 'cancelled' });
  }

  /** The sign-in that its token comes from stands elsewhere now. */
  signInChanged(): void {
    this.#status = null;
    this.#tellPhase();
  }

  /** The settings for heartbeats are other ones now: for the connection there is, too. */
  heartbeatChanged(): void {
    this.#attempt?.heartbeatChanged();
  }

  /** Ends a wait, or tries again what is blocked. */
  retryNow(): void {
    if (this.#state === 'awaitingToken') this.#token.want();
    else this.#machine.dispatch({ type: 'retryRequested' });
  }

  /** The network changed or the computer woke up: waiting tries may start now, and what seems online has to prove it. */
  hint(): void {
    this.#token.hint();
    if (this.#state === 'online') this.#attempt?.probe();
    this.#machine.dispatch({ type: 'retryHinted', now: this.#deps.clock.now() });
  }

  /** The computer woke up or its clock was set. */
  timeChanged(): void {
    const livedMs = this.#attempt?.livedMs ?? null;
    this.#machine.dispatch({ type: 'timeChanged', now: this.#deps.clock.now(), livedMs });
    this.hint();
  }

  #changed(): void {
    this.#status = null;
    this.#tellPhase();
    this.#plan.listener.changed();
  }

  #tell(event: SessionEvent): void {
    this.#plan.listener.happened(this.#plan.id, event);
  }

  #tellPhase(): void {
    const phase = this.#phase;
    if (isSamePhase(phase, this.#told)) return;
    this.#told = phase;
    this.#downSince = downSince(phase, this.#downSince, this.#deps.clock.now());
    this.#tell({ type: 'phaseChanged', phase });
  }

  /** Before anything is done for it: what the token fetches now is part of the new try. */
  #entered({ phase: before }: SyncState): void {
    const { phase } = this.#machine.state;
    const isOther = phase.state !== before.state;
    if (isOther && phase.state === 'awaitingToken') this.#tries.begin();
    this.#tries.entered(phase, before);
    if (isOther) this.#logChange();
  }

  #logChange(): void {
    const phase = this.#phase;
    const problem = 'problem' in phase ? phase.problem.kind : null;
    this.#deps.log.write({ event: 'sessionChanged', session: this.#plan.id, state: phase.state, problem });
  }

  #perform(effect: SyncEffect): void {
    switch (effect.do) {
      case 'wantToken':
        this.#token.want();
        if (this.#token.current !== null) this.#machine.dispatch({ type: 'tokenFetched' });
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

  #setTimer(at: number): void {
    this.#timer?.cancel();
    const { clock } = this.#deps;
    this.#timer = clock.after(at - clock.now(), () => this.#machine.dispatch({ type: 'retryDue' }));
  }

  /** A session is bound to one identity: another one needs a connection of its own. */
  #fetched(access: AccessToken): void {
    const bearer = this.#attempt?.access;
    const isOther = bearer !== undefined && bearer.identity !== access.identity;
    if (isOther) this.#machine.dispatch({ type: 'unwanted' });
    this.#machine.dispatch({ type: isOther ? 'wanted' : 'tokenFetched' });
  }

  #sendToken(): void {
    const access = this.#token.current;
    if (access === null || this.#attempt === null) return;
    this.#attempt.sendToken(access);
    this.#counts.refreshed();
  }

  #startAttempt(number: number): void {
    const { clock, tokens } = this.#deps;
    const access = this.#token.current;
    const { connections } = tokens;
    const ahead = this.#ahead;
    this.#ahead = null;
    const recorder = ahead?.recorder ?? new TraceRecorder(clock, number, () => this.#changed());
    this.#tries.connecting(recorder);
    if (access === null || connections === null) {
      ahead?.discard();
      this.#ended(number, { kind: 'session.tokenExpired', code: 0 });
      return;
    }
    const listener: AttemptListener = {
      sent: (upgrade) => {
        this.#counts.sent(upgrade);
        this.#changed();
      },
      bound: (protocol, rttMs) => {
        this.#tell({ type: 'bound', rttMs });
        this.#machine.dispatch({ type: 'bound', attempt: number, now: clock.now(), protocol, rttMs });
        // Renewed while we were connecting: the server only knows the one before.
        if (this.#token.current !== access) this.#sendToken();
      },
      measured: (rttMs) => {
        this.#counts.measured();
        this.#tell({ type: 'measured', rttMs });
        this.#machine.dispatch({ type: 'measured', attempt: number, rttMs });
      },
      ended: (problem) => this.#ended(number, problem),
    };
    const { meter } = this.#counts;
    const source = { access, connections, ahead, recorder, meter, lastQuietMs: this.#lastQuietMs };
    this.#attempt = new Attempt(this.#deps, source, listener);
    void this.#attempt.run();
  }

  #ended(attempt: number, problem: Problem): void {
    const { clock, random, tokens } = this.#deps;
    const livedMs = this.#attempt?.livedMs ?? null;
    this.#attempt = null;
    if ('quietMs' in problem) this.#lastQuietMs = problem.quietMs ?? null;
    const now = clock.now();
    const end = { at: now, problem, livedMs };
    this.#counts.ended(end);
    this.#tell({ type: 'ended', end });
    this.#machine.dispatch({ type: 'ended', attempt, problem, livedMs, now, fraction: random.fraction() });
    if (problem.kind === 'session.badAuthentication') tokens.refuseGrant(problem);
  }

  /** Opens the stream as soon as the request for the token is under way, and closes it when there will be none. */
  #keepAhead(): void {
    const { state } = this.#token.status;
    const isAwaited = this.#state === 'awaitingToken';
    const isUnderWay = state === 'fetching' && (this.#token.recorder?.trace.current ?? null) !== null;
    if (isAwaited && isUnderWay) this.#ahead ??= this.#openAhead();
    if (isAwaited && (state === 'fetching' || state === 'fresh')) return;
    this.#ahead?.discard();
    this.#ahead = null;
  }

  #openAhead(): StreamAhead | null {
    const { clock, profile, tokens, rateLimiter } = this.#deps;
    // Where others wait for their turn, being early gains nothing.
    if (tokens.connections === null || !rateLimiter.tryAcquire()) return null;
    const number = this.#machine.state.attempts + 1;
    const recorder = new TraceRecorder(clock, number, () => this.#changed());
    this.#tries.record(recorder);
    return new StreamAhead(profile, tokens.connections, recorder, clock);
  }
}

/** A round trip, or an end that is moved, makes no other phase. */
const isSamePhase = (one: SessionPhase, other: SessionPhase): boolean =>
  one.state === other.state && problemIn(one) === problemIn(other);

const problemIn = (phase: SessionPhase): Problem | null => ('problem' in phase ? phase.problem : null);
