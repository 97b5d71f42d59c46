import {
  lifeBoundsMs,
  type Cause,
  type Lives,
  type Measures,
  type SessionHistory,
  type Span,
} from '../../shared/history.ts';
import { addMeasured } from './measures.ts';
import type { FailedRecord, HistoryRecord, MeasuredRecord } from './records.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
export const keptMs = 30 * dayMs;

/** So many spans are shown at most, the newest: a session that fails every other second must not drown the window. */
const mostSpans = 5_000;

/**
 * What the records that concern one session add up to, in the order in which they were written. What lies ahead of now
 * was written by a clock that has been set back since, and is left out. Pure.
 */
export function foldHistory(records: Iterable<HistoryRecord>, now: number): Omit<SessionHistory, 'minutes'> {
  const from = now - keptMs;
  const story = new Timeline();
  for (const record of records) story.take(record);
  const spans = story.spansUntil(now).flatMap((span) => clipped(span, from, now));
  return {
    from,
    until: now,
    spans: untangled(spans.slice(-mostSpans)),
    hours: [...story.hours.values()]
      .filter(({ at }) => at > from - hourMs && at <= now)
      .sort((a, b) => a.at - b.at),
    lives: [...story.lives.values()],
  };
}

const clipped = (span: Span, from: number, until: number): Span[] =>
  span.to < from || span.from > until
    ? []
    : [{ ...span, from: Math.max(span.from, from), to: Math.min(span.to, until) }];

/** In order of time, none over another: where the clock was set back, what was written last counts. */
function untangled(spans: readonly Span[]): readonly Span[] {
  let later: Span[] = [];
  for (const span of spans.toReversed()) {
    const next = later.at(-1);
    if (next === undefined || span.to <= next.from) later.push(span);
    else later = [...later, ...later.reduce(without, [span])].sort((a, b) => b.from - a.from);
  }
  return later.reverse();
}

const without = (spans: readonly Span[], other: Span): readonly Span[] =>
  spans.flatMap((span) => {
    if (other.to <= span.from || other.from >= span.to) return [span];
    const before = span.from < other.from ? [{ ...span, to: other.from }] : [];
    return other.to < span.to ? [...before, { ...span, from: other.to }] : before;
  });

/** A span that has not ended yet. */
interface OpenSpan {
  readonly state: Span['state'];
  readonly from: number;
  readonly causes: readonly Cause[];
}

class Timeline {
  readonly hours = new Map<number, Measures>();
  readonly lives = new Map<string, Lives>();
  readonly #spans: Span[] = [];
  #open: OpenSpan | null = null;
  /** When the app was last known to be there. */
  #seenAt = 0;

  take(record: HistoryRecord): void {
    switch (record.type) {
      case 'started':
        // It was killed: nothing is known of the time since its last sign of life.
        this.#close(this.#seenAt);
        break;
      case 'stopped':
      case 'off':
        this.#close(record.at);
        break;
      case 'slept':
        this.#sleep(record.since, record.at);
        break;
      case 'online':
        this.#begin({ state: 'online', from: record.at, causes: [] });
        break;
      case 'failed':
        this.#fail(record);
        break;
      case 'measured':
        this.#measure(record);
        // Its time is the beginning of the hour: no sign of life.
        return;
      case 'forgotten':
        this.#forget();
        break;
      case 'alive':
        break;
    }
    this.#seenAt = record.at;
  }

  spansUntil(now: number): readonly Span[] {
    const open = this.#open;
    if (open === null) return this.#spans;
    return [...this.#spans, ended({ ...open, from: Math.min(open.from, now) }, now, false)];
  }

  #begin(open: OpenSpan): void {
    this.#close(open.from);
    this.#open = open;
  }

  #close(at: number): void {
    const span = this.#open === null ? null : ended(this.#open, at, true);
    // What was over at once, such as what a computer that wakes up finds broken, was an outage or nothing.
    if (span !== null && (span.state === 'outage' || span.to > span.from)) this.#spans.push(span);
    this.#open = null;
  }

  #sleep(since: number, until: number): void {
    const open = this.#open;
    if (open === null) return;
    this.#close(since);
    this.#open = { ...open, from: until };
  }

  #fail({ at, cause, livedMs, quietMs }: FailedRecord): void {
    const open = this.#open;
    if (open?.state === 'outage') this.#open = { ...open, causes: withCause(open.causes, cause) };
    else this.#begin({ state: 'outage', from: at, causes: [cause] });
    if (livedMs === null) return;
    const { kind } = cause;
    const before = this.lives.get(kind) ?? { kind, lived: noCounts, quiet: noCounts };
    const quiet = quietMs === null ? before.quiet : counted(before.quiet, quietMs);
    this.lives.set(kind, { kind, lived: counted(before.lived, livedMs), quiet });
  }

  #measure({ at, roundTrips, traffic, connections }: MeasuredRecord): void {
    const measured = { roundTrips, traffic, ...(connections === undefined ? {} : { connections }) };
    const before = this.hours.get(at);
    this.hours.set(at, { at, ...(before === undefined ? measured : addMeasured(before, measured)) });
  }

  #forget(): void {
    this.hours.clear();
    this.lives.clear();
    this.#spans.length = 0;
    this.#open = null;
  }
}

/** Clocks are set back now and then: nothing ends before it began. */
function ended({ state, from, causes }: OpenSpan, at: number, isOver: boolean): Span {
  const to = Math.max(from, at);
  return state === 'online' ? { state, from, to } : { state, from, to, isOver, causes };
}

const withCause = (causes: readonly Cause[], cause: Cause): readonly Cause[] =>
  causes.some(({ kind, code }) => kind === cause.kind && code === cause.code) ? causes : [...causes, cause];

const noCounts: readonly number[] = [...lifeBoundsMs.map(() => 0), 0];

function counted(counts: readonly number[], ms: number): readonly number[] {
  const found = lifeBoundsMs.findIndex((bound) => ms <= bound);
  const index = found < 0 ? lifeBoundsMs.length : found;
  return counts.map((count, at) => (at === index ? count + 1 : count));
}
