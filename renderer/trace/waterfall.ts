import type { Evidence, Leg, Stage, StageDetail, StageWait, Trace } from '../../shared/status.ts';
import type { StageName } from '../../shared/problem.ts';

/** One row of the trace: a stage with its bar. Offsets and widths are shares of the whole, from 0 to 1. */
export interface WaterfallRow {
  readonly leg: Leg;
  readonly name: StageName;
  readonly mark: 'ok' | 'refused' | 'underWay';
  readonly offset: number;
  readonly width: number;
  /** Milliseconds; null while it is under way. */
  readonly ms: number | null;
  readonly detail: StageDetail | null;
  readonly evidence: Evidence | null;
  /** What it stood ready for and had to wait for. */
  readonly waitedFor: StageWait | null;
  /** The share of the whole before this stage in which it only waited; drawn as a thin line up to the bar. */
  readonly waitWidth: number;
}

export interface Waterfall {
  readonly totalMs: number;
  readonly rows: readonly WaterfallRow[];
}

/** The narrowest bar that can still be seen. */
const sliver = 0.006;

const endOf = (stage: Stage): number => stage.startedMs + stage.ms;

/** A trace as bars; `nowMs` is the clock, for the stage that is still under way. */
export function waterfall(trace: Trace, nowMs: number): Waterfall {
  const passedMs = Math.max(0, ...trace.stages.map(endOf));
  const totalMs = trace.current === null ? passedMs : Math.max(passedMs, nowMs - trace.startedAt);
  const share = (ms: number): number => (totalMs <= 0 ? 0 : Math.min(1, ms / totalMs));
  const rows = trace.stages.map((stage): WaterfallRow => {
    const width = Math.max(sliver, share(stage.ms));
    return {
      leg: stage.leg,
      name: stage.name,
      mark: stage.ok ? 'ok' : 'refused',
      offset: Math.min(share(stage.startedMs), 1 - width),
      width,
      ms: stage.ms,
      detail: stage.detail,
      evidence: stage.evidence ?? null,
      waitedFor: stage.waitedFor ?? null,
      waitWidth: Math.min(share(stage.waitedFor?.ms ?? 0), share(stage.startedMs)),
    };
  });
  return {
    totalMs,
    rows: trace.current === null ? rows : [...rows, rowUnderWay(trace.current, share(passedMs))],
  };
}

const nothingYet = { detail: null, evidence: null, waitedFor: null, waitWidth: 0 } as const;

const rowUnderWay = (current: NonNullable<Trace['current']>, share: number): WaterfallRow => {
  const offset = Math.min(share, 1 - sliver);
  return { ...current, mark: 'underWay', offset, width: 1 - offset, ms: null, ...nothingYet };
};
