import {
  isOutage,
  type Measures,
  type RoundTrips,
  type SessionHistory,
  type Span,
} from '../../shared/history.ts';
import type { Traffic, TrafficCount } from '../../shared/traffic.ts';

/** What part of the history is looked at, and what is drawn of it. Pure. */
export const ranges = ['hour', 'day', 'month'] as const;
export type Range = (typeof ranges)[number];

const hourMs = 3_600_000;
const lengths: Record<Range, number> = { hour: hourMs, day: 24 * hourMs, month: 30 * 24 * hourMs };

export const beginOf = (range: Range, now: number): number => now - lengths[range];

/** The spans of a range, cut off where it begins; what lasts goes on until now. */
export function spansOf({ spans, until }: SessionHistory, range: Range, now: number): readonly Span[] {
  const from = beginOf(range, now);
  return spans
    .map((span) => (span.to === until && !hasEnded(span) ? { ...span, to: Math.max(now, span.to) } : span))
    .filter(({ to }) => to >= from)
    .map((span) => (span.from < from ? { ...span, from } : span));
}

/** The last span of a session that is online has not ended; an outage says so itself. */
const hasEnded = (span: Span): boolean => span.state === 'outage' && span.isOver;

/** A piece of the timeline, in parts of its width. */
export interface Piece {
  readonly state: Span['state'];
  readonly start: number;
  readonly width: number;
}

/** Narrower ones could not be seen. */
const leastWidth = 0.004;

/** Pieces to draw, outages last so that none is covered; what would touch is drawn as one. */
export function piecesOf(spans: readonly Span[], range: Range, now: number): readonly Piece[] {
  const from = beginOf(range, now);
  const pieceOf = ({ state, from: begin, to }: Span): Piece => ({
    state,
    start: Math.min((begin - from) / lengths[range], 1 - leastWidth),
    width: Math.max((to - begin) / lengths[range], leastWidth),
  });
  const online = spans.filter((span) => !isOutage(span)).map(pieceOf);
  return [...joined(online), ...joined(spans.filter(isOutage).map(pieceOf))];
}

function joined(pieces: readonly Piece[]): readonly Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    const lastEnd = last === undefined ? -1 : last.start + last.width;
    if (last === undefined || piece.start > lastEnd + leastWidth / 4) result.push(piece);
    else
      result[result.length - 1] = {
        ...last,
        width: Math.max(lastEnd, piece.start + piece.width) - last.start,
      };
  }
  return result;
}

/** How long what is measured together takes. */
const measureMs = (range: Range): number => (range === 'hour' ? 60_000 : hourMs);

/** What was measured in a range: by minutes for an hour, otherwise by hours. */
export const measuresOf = (history: SessionHistory, range: Range, now: number): readonly Measures[] =>
  withGaps(measuredIn(history, range, now), measureMs(range));

/** The same for sums: without what keeps lines apart. */
export function measuredIn(
  { minutes, hours }: SessionHistory,
  range: Range,
  now: number,
): readonly Measures[] {
  const from = beginOf(range, now);
  const lengthMs = measureMs(range);
  return (range === 'hour' ? minutes : hours).filter(({ at }) => at + lengthMs > from);
}

const nothing = { messages: 0, bytes: 0 };

/** One that holds nothing after each that no other follows: a line is not drawn over what was not measured. */
function withGaps(measures: readonly Measures[], lengthMs: number): readonly Measures[] {
  return measures.flatMap((measure, index) => {
    const next = measures[index + 1];
    const isFollowed = next === undefined || next.at <= measure.at + 2 * lengthMs;
    const gap = {
      at: measure.at + lengthMs,
      roundTrips: null,
      traffic: { received: nothing, sent: nothing },
    };
    return isFollowed ? [measure] : [measure, gap];
  });
}

/**
 * The amounts to draw, as steps. The hour or minute that still runs only ends the one before it: what has come so far
 * would look like a fall.
 */
export function stepsOf(measures: readonly Measures[], range: Range, now: number): readonly Traffic[] {
  const amounts = measures.map(({ traffic }) => traffic);
  const last = measures.at(-1);
  const before = amounts.at(-2);
  const isRunning = last !== undefined && last.at + measureMs(range) > now;
  return isRunning && before !== undefined ? [...amounts.slice(0, -1), before] : amounts;
}

/** All round trips of some measures together; null if there are none. */
export function roundTripsIn(measures: readonly Measures[]): RoundTrips | null {
  const measured = measures.flatMap(({ roundTrips }) => (roundTrips === null ? [] : [roundTrips]));
  const count = measured.reduce((sum, one) => sum + one.count, 0);
  if (count === 0) return null;
  return {
    count,
    leastMs: Math.min(...measured.map(({ leastMs }) => leastMs)),
    meanMs: measured.reduce((sum, one) => sum + one.meanMs * one.count, 0) / count,
    mostMs: Math.max(...measured.map(({ mostMs }) => mostMs)),
  };
}

export function trafficIn(measures: readonly Measures[]): Traffic {
  const sum = (way: keyof Traffic, pick: keyof TrafficCount): number =>
    measures.reduce((total, { traffic }) => total + traffic[way][pick], 0);
  const counts = (way: keyof Traffic) => ({ messages: sum(way, 'messages'), bytes: sum(way, 'bytes') });
  return { received: counts('received'), sent: counts('sent') };
}
