import { retryAfterOf, type Problem } from '../../shared/problem.ts';

/** The failures in a row that a wait is reckoned from. */
export interface Failures {
  /** The kind of problem they share; another kind starts anew. */
  readonly kind: string;
  readonly count: number;
}

const firstMs = 1_000;
const longestMs = 300_000;
const jitterShare = 0.25;

export const countFailure = (before: Failures | null, kind: string): Failures =>
  before?.kind === kind ? { kind, count: before.count + 1 } : { kind, count: 1 };

/**
 * How long to wait after so many failures: 1 s doubling to 5 min, less a random part of up to a quarter, so that many
 * clients don't come back in step. What the other side asked for with `Retry-After` is the least.
 */
export function backoffMs({ count }: Failures, fraction: number, retryAfterMs: number): number {
  const whole = Math.min(firstMs * 2 ** Math.min(count - 1, 30), longestMs);
  return Math.max(whole * (1 - jitterShare * fraction), retryAfterMs);
}

/** Whether a good moment may end a wait: not one that the other side asked for, before it is over. */
export const mayCutShort = (
  wait: { readonly problem: Problem; readonly until: number },
  now: number,
): boolean => retryAfterOf(wait.problem) === 0 || now >= wait.until;
