/** When a feed is asked by itself: never at the start, for the network and the keychain come up with it; then once a day. */

const minute = 60_000;
const hour = 60 * minute;

const firstMs = 5 * minute;
const firstSpreadMs = 10 * minute;
const dayMs = 24 * hour;
/** A company's computers are switched on at the same time, and not all of them should ask at the same time. */
const spreadMs = 4 * hour;
/** What a computer slept through doesn't count as waiting: the clock on the wall is looked at that often. */
const lookMs = hour;

export interface Waiting {
  /** Milliseconds since 1970, both. */
  readonly now: number;
  readonly startedAt: number;
  /** When it was last asked; null: never. */
  readonly lastAt: number | null;
  /** At least 0, less than 1; the same until it is asked. */
  readonly fraction: number;
}

/** How long until the feed is due. 0: now. */
export function dueInMs({ now, startedAt, lastAt, fraction }: Waiting): number {
  const first = startedAt + firstMs + fraction * firstSpreadMs;
  // A clock that was set back must not put the next time off for years.
  const daily = lastAt === null || lastAt > now ? first : lastAt + dayMs - spreadMs / 2 + fraction * spreadMs;
  return Math.max(0, Math.max(first, daily) - now);
}

/** How long to sleep before looking at the clock again. */
export const napMs = (waiting: Waiting): number => Math.min(dueInMs(waiting), lookMs);
