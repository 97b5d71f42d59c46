import type { Cause } from '../../shared/history.ts';
import type { Problem, Silences } from '../../shared/problem.ts';
import type { SessionEvent } from '../../shared/session-events.ts';
import type { SessionEnd, SessionPhase } from '../../shared/status.ts';
import type { FailedRecord, HistoryRecord, SessionKey } from './records.ts';

/** What the history last noted of a session. */
export interface Observed {
  readonly state: 'off' | 'online' | 'outage';
  /** Of the outage. */
  readonly cause: Cause | null;
}

export const unobserved: Observed = { state: 'off', cause: null };

type Step = readonly [Observed, ...HistoryRecord[]];

/** What is worth noting of what happened to a session. Pure. */
export function observe(before: Observed, event: SessionEvent, session: SessionKey, now: number): Step {
  switch (event.type) {
    case 'ended':
      return observeEnd(before, event.end, session);
    case 'phaseChanged':
      return observePhase(before, event.phase, session, now);
    // Measured, elsewhere.
    case 'bound':
    case 'measured':
    case 'carried':
    case 'joined':
      return [before];
  }
}

function observeEnd(before: Observed, end: SessionEnd, session: SessionKey): Step {
  const cause = causeOf(end.problem);
  // A gateway that is down for a night fails every attempt alike: once is enough.
  if (isKnown(before, cause)) return [before];
  return [{ state: 'outage', cause }, failed(session, end.at, cause, end)];
}

function observePhase(before: Observed, phase: SessionPhase, session: SessionKey, now: number): Step {
  switch (phase.state) {
    case 'online':
      return before.state === 'online'
        ? [before]
        : [
            { state: 'online', cause: null },
            { type: 'online', at: phase.since, session },
          ];
    case 'idle':
      return off(before, session, now);
    case 'waiting':
    case 'offline':
    case 'blocked': {
      if (phase.problem.kind === 'cancelled') return off(before, session, now);
      const cause = causeOf(phase.problem);
      if (isKnown(before, cause)) return [before];
      return [{ state: 'outage', cause }, failed(session, now, cause, null)];
    }
    // On its way, or up to the person: what it was before goes on.
    case 'awaitingToken':
    case 'awaitingSignIn':
    case 'connecting':
      return [before];
  }
}

const off = (before: Observed, session: SessionKey, at: number): Step =>
  before.state === 'off' ? [before] : [unobserved, { type: 'off', at, session }];

const isKnown = ({ state, cause }: Observed, { kind, code }: Cause): boolean =>
  state === 'outage' && cause?.kind === kind && cause.code === code;

function failed(session: SessionKey, at: number, cause: Cause, end: SessionEnd | null): FailedRecord {
  const { quietMs = null, survivedMs = null, waitedMs = null } = end === null ? {} : silencesOf(end.problem);
  const livedMs = end?.livedMs ?? null;
  return { type: 'failed', at, session, cause, livedMs, quietMs, survivedMs, waitedMs };
}

const silencesOf = (problem: Problem): Partial<Silences> =>
  'quietMs' in problem || 'waitedMs' in problem ? problem : {};

function causeOf(problem: Problem): Cause {
  if ('status' in problem) return { kind: problem.kind, code: problem.status };
  const code = 'code' in problem && typeof problem.code === 'number' ? problem.code : null;
  return { kind: problem.kind, code };
}
