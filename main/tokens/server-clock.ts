/** How far the server's clock is ahead of ours, as far as it is known. Milliseconds. */
export interface OffsetBounds {
  readonly least: number;
  readonly most: number;
}

/** One answer's `Date` header, and when, by our clock, the question was sent and the answer received. */
export interface DateSeen {
  /** Milliseconds since 1970; `Date` has whole seconds (RFC 9110 §5.6.7). */
  readonly date: number;
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** Clocks that are steered drift; what earlier answers said is never trusted to less than this. */
const driftMs = 50;

/** What an answer adds: each one narrows the second that a single `Date` leaves open. */
export function narrowOffset(
  known: OffsetBounds | null,
  { date, sentAt, receivedAt }: DateSeen,
): OffsetBounds {
  const seen = { least: date - receivedAt, most: date + 1000 - sentAt };
  if (known === null) return seen;
  const least = Math.max(known.least - driftMs, seen.least);
  const most = Math.min(known.most + driftMs, seen.most);
  // They contradict each other only if one of the clocks was set.
  return least <= most ? { least, most } : seen;
}

/**
 * The offset to reckon with: none, if our clock may be right, because then it most likely is; otherwise the most there
 * can be, so that no token is used a moment too long.
 */
export function offsetIn(bounds: OffsetBounds | null): number {
  if (bounds === null) return 0;
  return bounds.least <= 0 && bounds.most >= 0 ? 0 : bounds.most;
}

/** The offset of one server's clock, learned from its answers. */
export class ServerClock {
  #bounds: OffsetBounds | null = null;

  /** Takes in an answer; one without a readable `Date` says nothing. */
  saw(dateHeader: string | null, sentAt: number, receivedAt: number): void {
    const date = Date.parse(dateHeader ?? '');
    if (!Number.isNaN(date)) this.#bounds = narrowOffset(this.#bounds, { date, sentAt, receivedAt });
  }

  /** How far it is ahead of ours, as it is reckoned with. */
  get offsetMs(): number {
    return offsetIn(this.#bounds);
  }

  /** The server's clock when ours stands at `now`. */
  at(now: number): number {
    return now + this.offsetMs;
  }
}
