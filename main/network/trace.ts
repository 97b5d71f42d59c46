import type { Problem, StageName } from '../../shared/problem.ts';
import type {
  Evidence,
  Leg,
  RouteStatus,
  Stage,
  StageDetail,
  StageWait,
  Trace,
} from '../../shared/status.ts';
import type { Clock } from '../ports/clock.ts';
import { ProblemError } from '../problem-error.ts';

/** How a stage failed, before anyone has said what that means. */
export type RawFailure = { readonly timedOut: true } | { readonly timedOut: false; readonly error: unknown };

/** What a stage may do while it runs. */
export interface RunningStage {
  /** Aborts when the person cancels or the stage's deadline passes. */
  readonly signal: AbortSignal;
  /** Says in a few words what is worth knowing about the hop. Never a secret. */
  readonly note: (detail: StageDetail) => void;
  /** Keeps what the hop showed of itself; secrets have been replaced before. */
  readonly record: (evidence: Evidence) => void;
}

export interface StagePlan {
  readonly leg: Leg;
  readonly name: StageName;
  /** What it had to wait for, where that is not just the stage before. */
  readonly waitedFor?: StageWait | null;
  /** Says what a failure means at this place; null: nothing, it is a bug of ours and is thrown on as it is. */
  readonly classify: (failure: RawFailure) => Problem | null;
}

/** How long each stage may take, in milliseconds. One deadline each: a stalled CONNECT must not borrow from TLS. */
export const stageDeadlinesMs: Record<StageName, number> = {
  keychain: 60_000,
  // The file itself has less: this counts the start of the process that reads it, too.
  'jwt-file': 15_000,
  route: 10_000,
  resolve: 10_000,
  connect: 15_000,
  proxy: 20_000,
  tls: 15_000,
  'sign-in': 20_000,
  'access-token': 20_000,
  upgrade: 20_000,
  bind: 20_000,
  heartbeat: 120_000,
};

/** Records what one attempt does, hop by hop, and holds each hop to its deadline. */
export class TraceRecorder {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #startedMonotonic: number;
  #trace: Trace;

  constructor(clock: Clock, attempt: number, onChange: () => void = () => undefined) {
    this.#clock = clock;
    this.#onChange = onChange;
    this.#startedMonotonic = clock.monotonic();
    this.#trace = { attempt, startedAt: clock.now(), route: null, stages: [], current: null, problem: null };
  }

  get trace(): Trace {
    return this.#trace;
  }

  /** By the monotonic clock: the other one may be set while several are recorded. */
  get begunAt(): number {
    return this.#startedMonotonic;
  }

  chose(route: RouteStatus): void {
    this.#update({ route });
  }

  failed(problem: Problem): void {
    this.#update({ problem, current: null });
  }

  /**
   * Runs one stage. Errors: `ProblemError` with what `classify` says, with `cancelled` once `signal` aborts, or with
   * the problem that the stage itself threw. What can't be classified is thrown on.
   */
  async stage<Value>(
    plan: StagePlan,
    signal: AbortSignal,
    run: (stage: RunningStage) => Promise<Value>,
  ): Promise<Value> {
    const startedMs = this.#elapsedMs();
    const outer = this.#trace.current;
    const own = { leg: plan.leg, name: plan.name };
    let detail: StageDetail | null = null;
    let evidence: Evidence | null = null;
    const finish = (ok: boolean) => {
      const stage: Stage = {
        leg: plan.leg,
        name: plan.name,
        ok,
        startedMs,
        ms: this.#elapsedMs() - startedMs,
        detail,
        ...(evidence === null ? {} : { evidence }),
        ...(plan.waitedFor ? { waitedFor: plan.waitedFor } : {}),
      };
      this.#update({
        stages: [...this.#trace.stages, stage],
        current: this.#trace.current === own ? outer : null,
      });
    };
    this.#update({ current: own });
    try {
      const value = await withDeadline(this.#clock, stageDeadlinesMs[plan.name], signal, (inner) =>
        run({
          signal: inner,
          note: (noted) => (detail = noted),
          record: (more) => (evidence = { ...evidence, ...more }),
        }),
      );
      finish(true);
      return value;
    } catch (error) {
      finish(false);
      const problem = meaningOf(error, plan, signal);
      throw problem === null ? error : new ProblemError(problem);
    }
  }

  #elapsedMs(): number {
    return this.#clock.monotonic() - this.#startedMonotonic;
  }

  #update(change: Partial<Trace>): void {
    this.#trace = { ...this.#trace, ...change };
    this.#onChange();
  }
}

function meaningOf(error: unknown, plan: StagePlan, signal: AbortSignal): Problem | null {
  if (signal.aborted) return { kind: 'cancelled' };
  if (error instanceof ProblemError) return error.problem;
  if (isSlip(error)) return null;
  return plan.classify(error instanceof DeadlinePassed ? { timedOut: true } : { timedOut: false, error });
}

/** No network and no peer fails with one of these: it is code that went wrong, and must not be put down to a hop. */
const isSlip = (error: unknown): boolean =>
  [TypeError, RangeError, ReferenceError, SyntaxError].some((slip) => error instanceof slip);

class DeadlinePassed extends Error {}

/** Runs `work` until it is done, `outer` aborts or the time is up; in the last two cases its result is dropped. */
async function withDeadline<Value>(
  clock: Clock,
  ms: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const controller = new AbortController();
  const onOuterAborted = () => controller.abort(outer.reason);
  outer.addEventListener('abort', onOuterAborted);
  if (outer.aborted) onOuterAborted();
  const timer = clock.after(ms, () => controller.abort(new DeadlinePassed()));
  const aborted = new Aborted(controller.signal);
  try {
    return await Promise.race([work(controller.signal), aborted.rejected]);
  } finally {
    timer.cancel();
    aborted.forget();
    outer.removeEventListener('abort', onOuterAborted);
  }
}

/** The abort of a signal as a promise, for as long as that is of interest: what is kept of the signal may outlive it. */
class Aborted {
  readonly rejected: Promise<never>;
  forget: () => void = () => undefined;

  constructor(signal: AbortSignal) {
    this.rejected = new Promise((_, reject) => {
      const rejectNow = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      this.forget = () => signal.removeEventListener('abort', rejectNow);
      if (signal.aborted) rejectNow();
      else signal.addEventListener('abort', rejectNow, { once: true });
    });
  }
}
