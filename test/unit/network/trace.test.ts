import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import {
  stageDeadlinesMs,
  TraceRecorder,
  type RawFailure,
  type RunningStage,
} from '../../../main/network/trace.ts';
import { ProblemError } from '../../../main/problem-error.ts';
import { stageNames, type Problem, type StageName } from '../../../shared/problem.ts';
import { never, turn } from '../../fakes/abort.ts';
import { FakeClock } from '../../fakes/clock.ts';

class Bench {
  readonly clock = new FakeClock();
  changes = 0;
  readonly recorder = new TraceRecorder(this.clock, 7, () => (this.changes += 1));
  readonly failures: RawFailure[] = [];

  stage<Value>(
    name: StageName,
    run: (stage: RunningStage) => Promise<Value>,
    signal: AbortSignal = never(),
  ): Promise<Value> {
    const classify = (failure: RawFailure): Problem => {
      this.failures.push(failure);
      return failure.timedOut
        ? { kind: 'gateway.timeout', host: 'h', stage: name }
        : { kind: 'network.down' };
    };
    return this.recorder.stage({ leg: 'sync', name, classify }, signal, run);
  }
}

const hang = (): Promise<never> => new Promise(() => undefined);

/** The outcome of either kind, without waiting in vain for a rejection. */
const outcomeOf = (work: Promise<unknown>): { problem: Problem | null } => {
  const outcome: { problem: Problem | null } = { problem: null };
  work.catch((error: unknown) => {
    outcome.problem = error instanceof ProblemError ? error.problem : { kind: 'bug', id: String(error) };
  });
  return outcome;
};

describe('a stage', () => {
  it('is recorded with its time, its place and its note', async () => {
    const { recorder, clock, stage } = bound(new Bench());
    clock.advance(5);
    const value = await stage('resolve', (running) => {
      clock.advance(12);
      running.note('10.0.0.1');
      return Promise.resolve('found');
    });
    expect(value).toBe('found');
    expect(recorder.trace).toMatchObject({ attempt: 7, current: null, problem: null });
    expect(recorder.trace.stages).toEqual([
      { leg: 'sync', name: 'resolve', ok: true, startedMs: 5, ms: 12, detail: '10.0.0.1' },
    ]);
  });

  it('is the current one while it runs', async () => {
    const { recorder, stage } = bound(new Bench());
    await stage('tls', () => {
      expect(recorder.trace.current).toEqual({ leg: 'sync', name: 'tls' });
      return Promise.resolve();
    });
    expect(recorder.trace.current).toBeNull();
  });

  it('follows the one before it, failed or not', async () => {
    const { recorder, stage } = bound(new Bench());
    await stage('resolve', () => Promise.resolve());
    await expect(stage('connect', () => Promise.reject(new Error('x')))).rejects.toThrow(ProblemError);
    await stage('connect', () => Promise.resolve());
    expect(recorder.trace.stages.map(({ name, ok }) => [name, ok])).toEqual([
      ['resolve', true],
      ['connect', false],
      ['connect', true],
    ]);
  });

  it('measures durations by a clock that nobody sets', async () => {
    const { recorder, clock, stage } = bound(new Bench());
    await stage('connect', () => {
      clock.jump(0);
      clock.advance(3);
      return Promise.resolve();
    });
    expect(recorder.trace.stages[0]?.ms).toBe(3);
  });

  it('has its failures classified where it stands', async () => {
    const { failures, stage } = bound(new Bench());
    const error = new Error('x');
    const outcome = outcomeOf(stage('connect', () => Promise.reject(error)));
    await turn();
    expect(outcome.problem).toEqual({ kind: 'network.down' });
    expect(failures).toEqual([{ timedOut: false, error }]);
  });

  it('keeps a problem that is already classified', async () => {
    const { failures, stage } = bound(new Bench());
    const outcome = outcomeOf(
      stage('proxy', () => Promise.reject(new ProblemError({ kind: 'route.closed', proxy: 'p' }))),
    );
    await turn();
    expect(outcome.problem).toEqual({ kind: 'route.closed', proxy: 'p' });
    expect(failures).toEqual([]);
  });

  it.each([new TypeError('x'), new RangeError('x'), new ReferenceError('x'), new SyntaxError('x')])(
    'throws on what no hop can be blamed for: %s',
    async (slip) => {
      const { failures, recorder, stage } = bound(new Bench());
      await expect(stage('connect', () => Promise.reject(slip))).rejects.toBe(slip);
      expect(failures).toEqual([]);
      expect(recorder.trace.stages).toMatchObject([{ name: 'connect', ok: false }]);
    },
  );

  it('leaves no timer behind, however it ends', async () => {
    const bench = new Bench();
    await bench.stage('connect', () => Promise.resolve());
    await bench.stage('connect', () => Promise.reject(new Error('x'))).catch(() => undefined);
    expect(bench.clock.timers).toBe(0);
  });
});

describe.each(stageNames)('the stage %s', (name) => {
  it('ends at its deadline and no sooner', async () => {
    const bench = new Bench();
    const signals: AbortSignal[] = [];
    const outcome = outcomeOf(
      bench.stage(name, ({ signal }) => {
        signals.push(signal);
        return hang();
      }),
    );
    bench.clock.advance(stageDeadlinesMs[name] - 1);
    await turn();
    expect(outcome.problem).toBeNull();
    expect(signals[0]?.aborted).toBe(false);
    bench.clock.advance(1);
    await turn();
    expect(outcome.problem).toEqual({ kind: 'gateway.timeout', host: 'h', stage: name });
    expect(signals[0]?.aborted).toBe(true);
    expect(bench.recorder.trace.stages).toMatchObject([{ name, ok: false, ms: stageDeadlinesMs[name] }]);
    expect(bench.clock.timers).toBe(0);
  });

  it('ends at once when it is cancelled', async () => {
    const bench = new Bench();
    const person = new AbortController();
    const signals: AbortSignal[] = [];
    const running = ({ signal }: RunningStage) => {
      signals.push(signal);
      return hang();
    };
    const outcome = outcomeOf(bench.stage(name, running, person.signal));
    person.abort();
    expect(signals[0]?.aborted).toBe(true);
    await turn();
    expect(outcome.problem).toEqual({ kind: 'cancelled' });
    expect(bench.failures).toEqual([]);
    expect(bench.recorder.trace).toMatchObject({ stages: [{ name, ok: false }], current: null });
    expect(bench.clock.timers).toBe(0);
  });

  it('does not outlive a signal that had aborted before', async () => {
    const bench = new Bench();
    const outcome = outcomeOf(bench.stage(name, hang, AbortSignal.abort()));
    await turn();
    expect(outcome.problem).toEqual({ kind: 'cancelled' });
  });
});

describe('a trace', () => {
  it('tells of every change', async () => {
    const bench = new Bench();
    bench.recorder.chose({ kind: 'direct', reason: 'profile' });
    expect(bench.changes).toBe(1);
    await bench.stage('connect', () => Promise.resolve());
    expect(bench.changes).toBe(3);
    bench.recorder.failed({ kind: 'network.down' });
    expect(bench.changes).toBe(4);
    expect(bench.recorder.trace).toMatchObject({
      route: { kind: 'direct', reason: 'profile' },
      problem: { kind: 'network.down' },
    });
  });

  it('is never changed once it was handed out', async () => {
    const bench = new Bench();
    const before = bench.recorder.trace;
    const copy = structuredClone(before);
    await bench.stage('connect', () => Promise.resolve());
    expect(before).toEqual(copy);
  });
});

/** With its method ready to be called alone. */
const bound = (bench: Bench) => ({
  recorder: bench.recorder,
  clock: bench.clock,
  failures: bench.failures,
  stage: <Value>(name: StageName, run: (stage: RunningStage) => Promise<Value>) => bench.stage(name, run),
});

describe('after a stage', () => {
  it('nothing listens to its signal, nor to the attempt’s: a stream that keeps one keeps no more than that', async () => {
    const bench = new Bench();
    const attempt = new AbortController();
    const kept: AbortSignal[] = [attempt.signal];
    await bench.stage('connect', ({ signal }) => Promise.resolve(kept.push(signal)), attempt.signal);
    await bench
      .stage('tls', ({ signal }) => Promise.reject(new Error(String(kept.push(signal)))), attempt.signal)
      .catch(() => null);
    expect(kept).toHaveLength(3);
    expect(kept.flatMap((signal) => getEventListeners(signal, 'abort'))).toEqual([]);
  });
});
