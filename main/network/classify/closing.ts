import type { SessionProblem, Silences } from '../../../shared/problem.ts';

/** Silences this short come from work, not from an idle limit. */
const shortestIdleMs = 1_000;

/** A connection that was closed without a word; the same silence twice in a row, and its longest, is no accident. */
export function classifyClosing(
  code: number,
  silences: Silences | null,
  lastQuietMs: number | null,
): SessionProblem {
  if (silences === null || silences.quietMs < shortestIdleMs) return { kind: 'session.closed', code };
  const { quietMs, survivedMs, waitedMs } = silences;
  // When it was dropped is unknown: the ping only revealed it.
  if (waitedMs !== undefined) return { kind: 'session.closed', code, ...silences };
  const isSameAgain = lastQuietMs !== null && Math.abs(quietMs - lastQuietMs) < Math.max(500, quietMs * 0.1);
  return isSameAgain && quietMs >= survivedMs
    ? { kind: 'session.idleKilled', quietMs, survivedMs }
    : { kind: 'session.closed', code, ...silences };
}
