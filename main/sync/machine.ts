import { retryAfterOf, type Problem } from '../../shared/problem.ts';
import { mayBeClocks, remedyOf } from '../../shared/problem-kinds.ts';
import type { SyncPhase } from '../../shared/status.ts';
import { stay, stepBy, type Table, type Within as MachineWithin } from '../state-machine.ts';
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

export type SyncEvent =
  | { readonly type: 'wanted' }
  | { readonly type: 'unwanted' }
  /** The person doesn't want to wait for it any longer. */
  | { readonly type: 'cancelled' }
  /** There is a fresh access token: the first, or the next. */
  | { readonly type: 'tokenFetched' }
  /** There will be none until a person does something. */
  | { readonly type: 'tokenRefused'; readonly problem: Problem }
  | {
      readonly type: 'bound';
      readonly attempt: number;
      readonly now: number;
      readonly protocol: string;
      readonly rttMs: number;
    }
  /** A heartbeat or MARK was answered. */
  | { readonly type: 'measured'; readonly attempt: number; readonly rttMs: number }
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
  /** The network came back or the computer woke: a good moment for waiting tries, but no cure for a refusal. */
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
  phase: { state: 'idle' },
};

/** A session that was online this long has recovered: the next failure is the first of a new outage. */
const recoveredMs = 60_000;

type Step = readonly [SyncState, ...SyncEffect[]];
type Within<Name extends SyncPhase['state']> = MachineWithin<SyncState, Name>;
type EventOf<Type extends SyncEvent['type']> = Extract<SyncEvent, { readonly type: Type }>;

const to = (state: SyncState, phase: SyncPhase): SyncState => ({ ...state, phase });

/** A new outage, or none: what was before counts no longer. */
const begin = (state: SyncState): Step => [
  { ...state, failures: null, hasRenewed: false, phase: { state: 'awaitingToken' } },
  { do: 'wantToken' },
];

const finish = (state: SyncState): Step => [
  to(state, { state: 'idle' }),
  ...leaving(state.phase),
  { do: 'releaseToken' },
];

/** What is on its way ends and stays ended; what is online or off already has nothing to cancel. */
const cancel = (state: SyncState): Step => [
  to(state, { state: 'blocked', problem: { kind: 'cancelled' } }),
  ...leaving(state.phase),
  { do: 'releaseToken' },
];

const sendToken = (state: SyncState): Step => [state, { do: 'sendToken' }];

const refuse = (state: SyncState, { problem }: EventOf<'tokenRefused'>): Step => [
  to(state, { state: 'blocked', problem }),
  ...leaving(state.phase),
];

const retry = (state: SyncState): Step => [
  to(state, { state: 'awaitingToken' }),
  { do: 'clearTimer' },
  { do: 'wantToken' },
];

const bind = (state: Within<'connecting'>, event: EventOf<'bound'>): Step => {
  const { attempt, now: since, protocol, rttMs } = event;
  if (attempt !== state.phase.attempt) return [state];
  return [to(state, { state: 'online', attempt, since, protocol, rttMs })];
};

const measure = (state: Within<'online'>, { attempt, rttMs }: EventOf<'measured'>): Step =>
  attempt === state.phase.attempt ? [to(state, { ...state.phase, rttMs })] : [state];

const end = (state: Within<'connecting' | 'online'>, event: EventOf<'ended'>): Step =>
  event.attempt === state.phase.attempt ? ended(state, event) : [state];

const table: Table<SyncState, SyncEvent, SyncEffect> = {
  wanted: {
    idle: begin,
    awaitingToken: stay,
    connecting: stay,
    online: stay,
    waiting: stay,
    offline: stay,
    blocked: begin,
  },
  unwanted: {
    idle: stay,
    awaitingToken: finish,
    connecting: finish,
    online: finish,
    waiting: finish,
    offline: finish,
    blocked: finish,
  },
  cancelled: {
    idle: stay,
    awaitingToken: cancel,
    connecting: cancel,
    online: stay,
    waiting: cancel,
    offline: cancel,
    blocked: stay,
  },
  // A wait is not cut short by a token: a server that refuses each new one would have us in a loop.
  tokenFetched: {
    idle: stay,
    awaitingToken: start,
    connecting: stay,
    online: sendToken,
    waiting: stay,
    offline: stay,
    blocked: stay,
  },
  tokenRefused: {
    idle: stay,
    awaitingToken: refuse,
    connecting: refuse,
    online: refuse,
    waiting: refuse,
    offline: refuse,
    blocked: stay,
  },
  bound: {
    idle: stay,
    awaitingToken: stay,
    connecting: bind,
    online: stay,
    waiting: stay,
    offline: stay,
    blocked: stay,
  },
  measured: {
    idle: stay,
    awaitingToken: stay,
    connecting: stay,
    online: measure,
    waiting: stay,
    offline: stay,
    blocked: stay,
  },
  ended: {
    idle: stay,
    awaitingToken: stay,
    connecting: end,
    online: end,
    waiting: stay,
    offline: stay,
    blocked: stay,
  },
  retryDue: {
    idle: stay,
    awaitingToken: stay,
    connecting: stay,
    online: stay,
    waiting: retry,
    offline: retry,
    blocked: stay,
  },
  retryHinted: {
    idle: stay,
    awaitingToken: stay,
    connecting: stay,
    online: stay,
    waiting: hinted,
    offline: hinted,
    blocked: stay,
  },
  timeChanged: {
    idle: stay,
    awaitingToken: stay,
    connecting: stay,
    online: correctSince,
    waiting: stay,
    offline: stay,
    blocked: (state) => (mayBeClocks(state.phase.problem) ? begin(state) : [state]),
  },
  retryRequested: {
    idle: stay,
    awaitingToken: stay,
    connecting: stay,
    online: stay,
    waiting: retry,
    offline: retry,
    blocked: begin,
  },
};

export const stepSync = stepBy(table);

function ended(state: SyncState, event: Extract<SyncEvent, { type: 'ended' }>): Step {
  const { problem, livedMs, now, fraction } = event;
  const hasRecovered = livedMs !== null && livedMs >= recoveredMs;
  const before = hasRecovered ? null : state.failures;
  const failures = countFailure(before, problem.kind);
  const next: SyncState = { ...state, failures, hasRenewed: state.hasRenewed && !hasRecovered };
  const until = now + backoffMs(failures, fraction, retryAfterOf(problem));
  switch (remedyOf(problem)) {
    case 'retry':
      return wait(next, { state: 'waiting', problem, until });
    case 'awaitNetwork':
      return wait(next, { state: 'offline', problem, until });
    case 'refreshToken':
      return renew(next, problem, until);
    case 'askUser':
      return block(next, problem);
  }
}

const block = (state: SyncState, problem: Problem): Step => [
  to(state, { state: 'blocked', problem }),
  { do: 'restToken' },
];

const wait = (state: SyncState, phase: Extract<SyncPhase, { state: 'waiting' | 'offline' }>): Step => [
  to(state, phase),
  { do: 'setTimer', at: phase.until },
];

/** The first time in an outage at once; after that an expired token waits its turn, and a refusal is for the person. */
function renew(state: SyncState, problem: Problem, until: number): Step {
  const renewed: SyncState = { ...state, hasRenewed: true };
  if (!state.hasRenewed)
    return [to(renewed, { state: 'awaitingToken' }), { do: 'rejectToken' }, { do: 'wantToken' }];
  if (problem.kind !== 'session.tokenExpired') return block(renewed, problem);
  const [waiting, ...effects] = wait(renewed, { state: 'waiting', problem, until });
  return [waiting, { do: 'rejectToken' }, ...effects];
}

/**
 * A wait that stands has its timer set anew: while the computer slept, time passed that timers know nothing of. Nor does
 * it last longer than it could have been meant to: the clock may have been set back.
 */
function hinted(state: Within<'waiting' | 'offline'>, { now }: EventOf<'retryHinted'>): Step {
  const { phase, failures } = state;
  if (mayCutShort(phase, now)) return retry(state);
  const longestMs = failures === null ? Infinity : backoffMs(failures, 0, retryAfterOf(phase.problem));
  const until = Math.min(phase.until, now + longestMs);
  return [to(state, { ...phase, until }), { do: 'setTimer', at: until }];
}

/** Nothing has been online since a moment that is yet to come. A right clock may find a certificate good (`blocked`). */
function correctSince(state: Within<'online'>, { now, livedMs }: EventOf<'timeChanged'>): Step {
  const latest = now - (livedMs ?? 0);
  return state.phase.since <= latest ? [state] : [to(state, { ...state.phase, since: latest })];
}

function start(state: SyncState): Step {
  const attempt = state.attempts + 1;
  return [
    { ...state, attempts: attempt, phase: { state: 'connecting', attempt } },
    { do: 'startAttempt', attempt },
  ];
}

/** What has to end when a phase is left from outside. */
function leaving(phase: SyncPhase): SyncEffect[] {
  switch (phase.state) {
    case 'connecting':
    case 'online':
      return [{ do: 'abandonAttempt' }];
    case 'waiting':
    case 'offline':
      return [{ do: 'clearTimer' }];
    case 'idle':
    case 'awaitingToken':
    case 'blocked':
      return [];
  }
}
