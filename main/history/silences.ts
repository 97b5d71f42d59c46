/** What is an idle limit's silence, for whoever judges one end and for whoever compares many. */

/** Shorter ones come from work, not from an idle limit. */
export const shortestIdleMs = 1_000;

/** What closes a stream sooner than this after it was opened is a failure, not a rule about its age. */
export const shortestAgeMs = 2_000;

/** How far apart silences may be that the same limit ended: timers are coarse, and ends take a moment to arrive. */
export const silenceToleranceMs = (ms: number): number => Math.max(500, ms * 0.1);
