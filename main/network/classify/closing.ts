import type { SessionProblem, Silences } from '../../../shared/problem.ts';
import { shortestIdleMs, silenceToleranceMs } from '../../history/silences.ts';

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
  const isSameAgain = lastQuietMs !== null && Math.abs(quietMs - lastQuietMs) < silenceToleranceMs(quietMs);
  return isSameAgain && quietMs >= survivedMs
    ? { kind: 'session.idleKilled', quietMs, survivedMs }
    : { kind: 'session.closed', code, ...silences };
}
