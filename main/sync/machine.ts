import { retryAfterOf, type Problem } from '../../shared/problem.ts';
import { mayBeClocks, remedyOf } from '../../shared/problem-kinds.ts';
import { backoffMs, countFailure, mayCutShort, type Failures } from '../pacing/backoff.ts';

/** One sync session: our wish to keep a realm path connected. Pure: no clock, no promise, no socket. */
export interface SyncState {
  /** The number of the latest attempt; events of earlier ones are ignored. */
  readonly attempts: number;
  /** Failures in a row; null after a minute online. */
  readonly failures: Failures | null;
  /** Whether this outage has already cost a token: a gateway that always says 401 must not make us hammer the auth server. */
  readonly hasRenewed: boolean;
  readonly phase: SyncPhase;
}

export type SyncPhase =
  | { readonly at: 'idle' }
  | { readonly at: 'awaitingToken' }
  | { readonly at: 'connecting' }
  | { readonly at: 'online'; readonly since: number }
  | { readonly at: 'waiting'; readonly problem: Problem; readonly until: number }
  | { readonly at: 'offline'; readonly problem: Problem; readonly until: number }
  | { readonly at: 'blocked'; readonly problem: Problem };

export type SyncEvent =
  | { readonly type: 'wanted' }
  | { readonly type: 'unwanted' }
  /** The person doesn't want to wait for it any longer. */
  | { readonly type: 'cancelled' }
  /** There is a fresh access token: the first, or the next. */
  | { readonly type: 'tokenFetched' }
  /** There will be none until a person does something. */
  | { readonly type: 'tokenRefused'; readonly problem: Problem }
  | { readonly type: 'bound'; readonly attempt: number; readonly now: number }
  | {
      readonly type: 'ended';
      readonly attempt: number;
      readonly problem: Problem;
      /** How long it had been online, by a clock that never jumps; null if it wasn't. */
      readonly livedMs: number | null;
      readonly now: number;
      readonly fraction: number;
    }
  /** The wait is over. */
  | { readonly type: 'retryDue' }
  /** The network came back or the computer woke: a good moment for whatever waits, but no cure for a refusal. */
  | { readonly type: 'retryHinted'; readonly now: number }
  /** The computer woke up, or its clock was set. `livedMs`: as above. */
  | { readonly type: 'timeChanged'; readonly now: number; readonly livedMs: number | null }
  /** The person wants it now, and may have changed what was refused. */
  | { readonly type: 'retryRequested' };

export type SyncEffect =
  /** Answered with `tokenFetched` as soon as there is one: at once, if there is one. */
  | { readonly do: 'wantToken' }
  | { readonly do: 'releaseToken' }
  /** It need not be kept fresh while nothing is tried. */
  | { readonly do: 'restToken' }
  | { readonly do: 'rejectToken' }
  | { readonly do: 'startAttempt'; readonly attempt: number }
  | { readonly do: 'abandonAttempt' }
  | { readonly do: 'sendToken' }
  | { readonly do: 'setTimer'; readonly at: number }
  | { readonly do: 'clearTimer' };

export const initialSync: SyncState = {
  attempts: 0,
  failures: null,
  hasRenewed: false,
  phase: { at: 'idle' },
};

/** A session that was online this long has recovered: the next failure is the first of a new outage. */
const recoveredMs = 60_000;

type Step = readonly [SyncState, ...SyncEffect[]];

export function stepSync(state: SyncState, event: SyncEvent): Step {
  switch (event.type) {
    case 'wanted':
      return wanted(state);
    case 'unwanted':
      return unwanted(state);
    case 'cancelled':
      return cancelled(state);
    case 'tokenFetched':
      return tokenFetched(state);
    case 'tokenRefused':
      return tokenRefused(state, event.problem);
    case 'bound':
      return isCurrent(state, event.attempt) && state.phase.at === 'connecting'
        ? [to(state, { at: 'online', since: event.now })]
        : [state];
    case 'ended':
      return isCurrent(state, event.attempt) ? ended(state, event) : [state];
    case 'retryHinted':
      return hinted(state, event.now);
    case 'timeChanged':
      return timeChanged(state, event.now, event.livedMs ?? 0);
    case 'retryDue':
      return state.phase.at === 'blocked' ? [state] : retried(state);
    case 'retryRequested':
      return retried(state);
  }
}

const to = (state: SyncState, phase: SyncPhase): SyncState => ({ ...state, phase });

function wanted(state: SyncState): Step {
  if (state.phase.at === 'blocked') return retried(state);
  if (state.phase.at !== 'idle') return [state];
  return [
    { ...state, failures: null, hasRenewed: false, phase: { at: 'awaitingToken' } },
    { do: 'wantToken' },
  ];
}

function unwanted(state: SyncState): Step {
  if (state.phase.at === 'idle') return [state];
  return [to(state, { at: 'idle' }), ...leaving(state.phase), { do: 'releaseToken' }];
}

/** What is on its way ends and stays ended; what is online or off already has nothing to cancel. */
function cancelled(state: SyncState): Step {
  switch (state.phase.at) {
    case 'awaitingToken':
    case 'connecting':
    case 'waiting':
    case 'offline': {
      const blocked = to(state, { at: 'blocked', problem: { kind: 'cancelled' } });
      return [blocked, ...leaving(state.phase), { do: 'releaseToken' }];
    }
    case 'idle':
    case 'online':
    case 'blocked':
      return [state];
  }
}

function tokenFetched(state: SyncState): Step {
  switch (state.phase.at) {
    case 'awaitingToken':
      return start(state);
    case 'online':
      return [state, { do: 'sendToken' }];
    // A wait is not cut short by a token: a server that refuses each new one would have us in a loop.
    case 'waiting':
    case 'idle':
    case 'connecting':
    case 'offline':
    case 'blocked':
      return [state];
  }
}

function tokenRefused(state: SyncState, problem: Problem): Step {
  if (state.phase.at === 'idle' || state.phase.at === 'blocked') return [state];
  return [to(state, { at: 'blocked', problem }), ...leaving(state.phase)];
}

function ended(state: SyncState, event: Extract<SyncEvent, { type: 'ended' }>): Step {
  const { problem, livedMs, now, fraction } = event;
  const hasRecovered = livedMs !== null && livedMs >= recoveredMs;
  const before = hasRecovered ? null : state.failures;
  const failures = countFailure(before, problem.kind);
  const next: SyncState = { ...state, failures, hasRenewed: state.hasRenewed && !hasRecovered };
  const until = now + backoffMs(failures, fraction, retryAfterOf(problem));
  switch (remedyOf(problem)) {
    case 'retry':
      return wait(next, { at: 'waiting', problem, until });
    case 'awaitNetwork':
      return wait(next, { at: 'offline', problem, until });
    case 'refreshToken':
      return renew(next, problem, until);
    case 'askUser':
      return block(next, problem);
  }
}

const block = (state: SyncState, problem: Problem): Step => [
  to(state, { at: 'blocked', problem }),
  { do: 'restToken' },
];

const wait = (state: SyncState, phase: Extract<SyncPhase, { at: 'waiting' | 'offline' }>): Step => [
  to(state, phase),
  { do: 'setTimer', at: phase.until },
];

/** The first time in an outage at once; after that an expired token waits its turn, and a refusal is for the person. */
function renew(state: SyncState, problem: Problem, until: number): Step {
  const renewed: SyncState = { ...state, hasRenewed: true };
  if (!state.hasRenewed)
    return [to(renewed, { at: 'awaitingToken' }), { do: 'rejectToken' }, { do: 'wantToken' }];
  if (problem.kind !== 'session.tokenExpired') return block(renewed, problem);
  const [waiting, ...effects] = wait(renewed, { at: 'waiting', problem, until });
  return [waiting, { do: 'rejectToken' }, ...effects];
}

/**
 * A wait that stands has its timer set anew: while the computer slept, time passed that timers know nothing of. Nor does
 * it last longer than it could have been meant to: the clock may have been set back.
 */
function hinted(state: SyncState, now: number): Step {
  const { phase, failures } = state;
  if (phase.at !== 'waiting' && phase.at !== 'offline') return [state];
  if (mayCutShort(phase, now)) return retried(state);
  const longestMs = failures === null ? Infinity : backoffMs(failures, 0, retryAfterOf(phase.problem));
  const until = Math.min(phase.until, now + longestMs);
  return [to(state, { ...phase, until }), { do: 'setTimer', at: until }];
}

/** Nothing has been online since a moment that is yet to come, and a right clock may find a certificate good. */
function timeChanged(state: SyncState, now: number, livedMs: number): Step {
  const { phase } = state;
  if (phase.at === 'blocked' && mayBeClocks(phase.problem)) return retried(state);
  if (phase.at !== 'online' || phase.since <= now - livedMs) return [state];
  return [to(state, { ...phase, since: now - livedMs })];
}

function retried(state: SyncState): Step {
  const { phase } = state;
  switch (phase.at) {
    case 'waiting':
    case 'offline':
      return [to(state, { at: 'awaitingToken' }), { do: 'clearTimer' }, { do: 'wantToken' }];
    case 'blocked':
      return [
        { ...state, failures: null, hasRenewed: false, phase: { at: 'awaitingToken' } },
        { do: 'wantToken' },
      ];
    case 'idle':
    case 'awaitingToken':
    case 'connecting':
    case 'online':
      return [state];
  }
}

function start(state: SyncState): Step {
  const attempt = state.attempts + 1;
  return [
    { ...state, attempts: attempt, phase: { at: 'connecting' } },
    { do: 'startAttempt', attempt },
  ];
}

const isCurrent = (state: SyncState, attempt: number): boolean =>
  attempt === state.attempts && (state.phase.at === 'connecting' || state.phase.at === 'online');

/** What has to end when a phase is left from outside. */
function leaving(phase: SyncPhase): SyncEffect[] {
  if (phase.at === 'connecting' || phase.at === 'online') return [{ do: 'abandonAttempt' }];
  return phase.at === 'waiting' || phase.at === 'offline' ? [{ do: 'clearTimer' }] : [];
}
