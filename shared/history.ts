import type { ProblemKind } from './problem.ts';
import type { Traffic } from './traffic.ts';

/**
 * What became of a session over the last 30 days, as the window draws it. All times are milliseconds since 1970 by this
 * computer's clock; all durations are milliseconds.
 */
export interface SessionHistory {
  /** Nothing before this is kept. */
  readonly from: number;
  readonly until: number;
  /**
   * In order of time, none overlapping another. In between the session was not wanted connected, the computer slept, or
   * the app was not running.
   */
  readonly spans: readonly Span[];
  /** Hour by hour, as far as there was anything to measure. */
  readonly hours: readonly Measures[];
  /** Minute by minute over the last hour of this run. */
  readonly minutes: readonly Measures[];
  /** How long connections lived before each kind of end. */
  readonly lives: readonly Lives[];
}

/**
 * What became of the connections of apps to one realm path, through the profile's relay. Apps that are there at the same
 * time are told apart by number: each has its own outages. Bytes are those of the stream; messages aren't counted.
 */
export interface RelayedHistory extends SessionHistory {
  /** Null where no app has asked for it since the start: the history's file has no paths. */
  readonly path: string | null;
  /** From 1 on, of those of the same path; null where the path isn't known. */
  readonly nth: number | null;
}

export type Span =
  | { readonly state: 'online'; readonly from: number; readonly to: number }
  | {
      readonly state: 'outage';
      readonly from: number;
      readonly to: number;
      /** False while it lasts; `to` is then the moment of asking. */
      readonly isOver: boolean;
      /** In the order in which they came up, each once. */
      readonly causes: readonly Cause[];
    };
export type Outage = Extract<Span, { state: 'outage' }>;

export const isOutage = (span: Span): span is Outage => span.state === 'outage';

export interface Uptime {
  /** Of the time in which it was wanted; null if it never was. */
  readonly share: number | null;
  readonly outages: number;
  readonly outageMs: number;
}

export function uptimeOf(spans: readonly Span[]): Uptime {
  const lengthOf = (some: readonly Span[]) => some.reduce((sum, { from, to }) => sum + to - from, 0);
  const outages = spans.filter(isOutage);
  const [totalMs, outageMs] = [lengthOf(spans), lengthOf(outages)];
  return { share: totalMs === 0 ? null : 1 - outageMs / totalMs, outages: outages.length, outageMs };
}

/** Why a session is not online: a problem without what it says about hosts and paths. */
export interface Cause {
  readonly kind: ProblemKind;
  /** HTTP status, or the code of the websocket or of the sync protocol; null where there is none. */
  readonly code: number | null;
}

/** What was measured during an hour or a minute. */
export interface Measures {
  /** When it began. */
  readonly at: number;
  /** Null if none was measured. */
  readonly roundTrips: RoundTrips | null;
  readonly traffic: Traffic;
  /** Of apps, that were joined to the server; left out where there were none. */
  readonly connections?: number;
}

export interface RoundTrips {
  readonly count: number;
  readonly leastMs: number;
  readonly meanMs: number;
  readonly mostMs: number;
}

/** Lives and silences are counted by these bounds: up to 1 s, up to 10 s, and so on; the last count is of what is longer. */
export const lifeBoundsMs = [1_000, 10_000, 60_000, 600_000, 3_600_000, 21_600_000, 86_400_000] as const;

export interface Lives {
  readonly kind: ProblemKind;
  /** How long connections that ended so had lived: one count a bound, and one more. */
  readonly lived: readonly number[];
  /** How long nothing had been said when they ended, where that was noticed. */
  readonly quiet: readonly number[];
}

/** A rule of something on the way, found by how connections end. */
export interface FoundLimit {
  readonly limitMs: number;
  /** Streams were dropped without a word and a ping found out: the limit lies somewhere below. */
  readonly isAtMost: boolean;
  /** When it was last seen at work. */
  readonly at: number;
}

/** How often a profile's sessions ping, and why. */
export interface Pinging {
  /** At most so long apart. */
  readonly everyMs: number;
  /** Streams that are quiet for so long are closed on the way. */
  readonly idleLimit: FoundLimit | null;
  /** Streams are closed on the way when they are so old, however busy: pings are no help. */
  readonly ageLimit: FoundLimit | null;
  /** What would keep idle streams open; null where no such limit was found. */
  readonly suggestedMs: number | null;
}

/** How many connections of apps were opened while this was measured. */
export const connectionsIn = (measures: readonly Measures[]): number =>
  measures.reduce((sum, { connections = 0 }) => sum + connections, 0);
