import { isFailure } from '../../shared/next-step.ts';
import type { Problem } from '../../shared/problem.ts';
import { isSameList } from '../../shared/plain-data.ts';
import type { SessionPhase, SignInStatus, Stage, SyncPhase, Trace, Trying } from '../../shared/status.ts';
import type { TraceRecorder } from '../network/trace.ts';
import type { Clock } from '../ports/clock.ts';
import { changesBetween, type SinceGood } from '../../shared/what-changed.ts';
import { expand, KeptTraces, type Squeezed } from './kept-traces.ts';

/** What a try waits for before it can connect, and what that is recorded by. */
export interface TokenMaking {
  readonly signIn: { readonly status: SignInStatus; readonly recorder: TraceRecorder | null };
  readonly token: { readonly lastFailure: Problem | null; readonly recorder: TraceRecorder | null };
}

/** So many tries of a session are kept, the one under way included. */
const keptTries = 50;

/** What a session's tries did: the one under way, and those before it. */
export class Tries {
  readonly #clock: Clock;
  readonly #making: TokenMaking;
  readonly #former = new KeptTraces(keptTries - 1);
  #recorder: TraceRecorder | null = null;
  /** When this try began, by the monotonic clock: tokens fetched before it are no part of its trace. */
  #begunAt = 0;
  /** The same by the clock that people read, or when the request for its token began that succeeded. */
  #since = 0;
  /** Why the latest try failed, until one leads online or none is wanted. */
  #lastFailure: Problem | null = null;
  /** Whether the try that is kept as the current one led online. */
  #isGood = false;
  /** The last try that led online, once another one has begun, and until when it was. */
  #good: { readonly trace: Squeezed; readonly until: number } | null = null;
  #wentDownAt = 0;
  /** Joined anew only when a part has changed. */
  #joined: { readonly parts: readonly Trace[]; readonly trace: Trace | null } = { parts: [], trace: null };

  constructor(clock: Clock, making: TokenMaking) {
    this.#clock = clock;
    this.#making = making;
  }

  begin(): void {
    const former = this.trace;
    if (former !== null) {
      const squeezed = this.#former.add(former);
      if (this.#isGood) this.#good = { trace: squeezed, until: this.#wentDownAt };
    }
    this.#isGood = false;
    this.#begunAt = this.#clock.monotonic();
    this.#since = this.#clock.now();
  }

  /** What connects is recorded by this. */
  record(recorder: TraceRecorder): void {
    this.#recorder = recorder;
  }

  /** The token is there, and the session connects with it. */
  connecting(recorder: TraceRecorder): void {
    this.#since = this.#requestedSince;
    this.#recorder = recorder;
  }

  cancelled(): void {
    this.#recorder?.failed({ kind: 'cancelled' });
  }

  /** The machine is in this phase now. */
  entered(phase: SyncPhase, before: SyncPhase): void {
    if ('problem' in phase && isFailure(phase.problem)) this.#lastFailure = phase.problem;
    if (phase.state === 'online' || phase.state === 'idle') this.#lastFailure = null;
    if (phase.state === 'online') this.#isGood = true;
    else if (before.state === 'online') this.#wentDownAt = this.#clock.now();
  }

  /**
   * What was another one in the latest try that failed than in the last one that led online; null where none did since
   * this program began, or none failed after it.
   */
  get sinceGood(): SinceGood | null {
    const good = this.#good;
    if (good === null || this.#isGood) return null;
    const current = this.trace;
    const hasFailed = current !== null && current.problem !== null;
    const failing = hasFailed ? current : this.#former.latestFailure;
    if (failing === null) return null;
    const before = expand(good.trace);
    return failing.startedAt <= before.startedAt
      ? null
      : { workedUntil: good.until, changes: changesBetween(before, failing) };
  }

  /** The whole way of this try: signing in, the access token, the session. */
  get trace(): Trace | null {
    const { signIn, token } = this.#making;
    const recorders = [signIn.recorder, token.recorder, this.#recorder]
      .filter((recorder) => recorder !== null)
      .filter(({ begunAt }) => begunAt >= this.#begunAt);
    const parts = recorders.map(({ trace }) => trace);
    if (!isSameList(parts, this.#joined.parts)) this.#joined = { parts, trace: joinTraces(recorders) };
    return this.#joined.trace;
  }

  /** This try and those before it, newest first, with all that was kept of them. */
  get traces(): readonly Trace[] {
    const current = this.trace;
    return current === null ? this.#former.all : [current, ...this.#former.all];
  }

  /** The try that is under way, and why the one before it failed; null where none is. */
  tryingIn({ state }: SessionPhase): Trying | null {
    switch (state) {
      case 'connecting':
        return { since: this.#since, lastFailure: this.#lastFailure };
      case 'awaitingToken':
        return this.#awaiting;
      case 'idle':
      case 'awaitingSignIn':
      case 'online':
      case 'waiting':
      case 'offline':
      case 'blocked':
        return null;
    }
  }

  get #awaiting(): Trying {
    const { status } = this.#making.signIn;
    if (status.state === 'unlocking' || status.state === 'signingIn')
      return { ...status.trying, lastFailure: status.trying.lastFailure ?? this.#lastFailure };
    return {
      since: this.#requestedSince,
      lastFailure: this.#making.token.lastFailure ?? this.#lastFailure,
    };
  }

  /** When the latest request for the token began, if it is part of this try; else when the try did. */
  get #requestedSince(): number {
    const { recorder } = this.#making.token;
    return recorder !== null && recorder.begunAt >= this.#begunAt ? recorder.trace.startedAt : this.#since;
  }
}

/** Each part has its own clock zero; joined, all count from the earliest that belongs to this try. */
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
      trace.stages.map((stage) => later(stage, begunAt - first.begunAt)),
    ),
    // Side by side, the token is what everything waits for.
    current: traces.find((trace) => trace.current !== null)?.current ?? null,
    problem: last.problem ?? traces.findLast((trace) => trace.problem !== null)?.problem ?? null,
  };
}

const later = (stage: Stage, byMs: number): Stage =>
  byMs === 0 ? stage : { ...stage, startedMs: stage.startedMs + byMs };
