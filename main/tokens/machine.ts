import { retryAfterOf, type Problem } from '../../shared/problem.ts';
import { hasTrait, isRefusedInItsPlace, remedyOf } from '../../shared/problem-kinds.ts';
import { stay, stepBy, type Table, type Within as MachineWithin } from '../state-machine.ts';
import { backoffMs, countFailure, type Failures } from '../pacing/backoff.ts';
import type { TokenTimes } from './token.ts';

/** The access token of one realm path, through its whole life. Pure: no clock, no promise, and not the token itself. */
export interface TokenState {
  /** The number of the latest request; answers to earlier ones are ignored. */
  readonly requests: number;
  readonly phase: TokenPhase;
}

export type TokenPhase =
  | { readonly state: 'idle' }
  /** It is wanted, but no user is signed in. */
  | { readonly state: 'awaitingSignIn' }
  | { readonly state: 'fetching'; readonly failures: Failures | null; readonly held: TokenTimes | null }
  | { readonly state: 'fresh'; readonly held: TokenTimes }
  | {
      readonly state: 'retrying';
      readonly failures: Failures;
      readonly problem: Problem;
      readonly until: number;
      readonly held: TokenTimes | null;
    }
  /** It is not used to connect until a person does something: it may be looked at while it is good, but is not renewed. */
  | { readonly state: 'resting'; readonly held: TokenTimes }
  | { readonly state: 'refused'; readonly problem: Problem };

export type TokenEvent =
  | { readonly type: 'wanted'; readonly isSignedIn: boolean }
  | { readonly type: 'released' }
  /** The session that wanted it stopped trying to connect. */
  | { readonly type: 'rested' }
  | { readonly type: 'signedIn' }
  | { readonly type: 'signedOut' }
  | { readonly type: 'fetched'; readonly request: number; readonly times: TokenTimes }
  | {
      readonly type: 'failed';
      readonly request: number;
      readonly problem: Problem;
      readonly now: number;
      readonly fraction: number;
    }
  /** A timer fired, the computer woke up, or its clock was set: look at the time again. */
  | { readonly type: 'timePassed'; readonly now: number }
  /** The computer's clock was set back: the moments we noted now lie too far in the future. */
  | { readonly type: 'clockSetBack' }
  /** A server said that the token we hold is no good any more. */
  | { readonly type: 'rejected' };

export type TokenEffect =
  | { readonly do: 'fetch'; readonly request: number }
  | { readonly do: 'abandon' }
  | { readonly do: 'setTimer'; readonly at: number }
  | { readonly do: 'clearTimer' }
  /** The token must not be used any more. */
  | { readonly do: 'forget' }
  /** The refresh token itself was refused: signing in again is for the whole profile. */
  | { readonly do: 'refuseGrant'; readonly problem: Problem };

export const initialToken: TokenState = { requests: 0, phase: { state: 'idle' } };

type Step = readonly [TokenState, ...TokenEffect[]];
type Within<Name extends TokenPhase['state']> = MachineWithin<TokenState, Name>;
type EventOf<Type extends TokenEvent['type']> = Extract<TokenEvent, { readonly type: Type }>;

const to = (state: TokenState, phase: TokenPhase): TokenState => ({ ...state, phase });

const fetchOrAwaitSignIn = (state: TokenState, { isSignedIn }: EventOf<'wanted'>): Step =>
  isSignedIn ? fetch(state, null, null, []) : [to(state, { state: 'awaitingSignIn' })];

/** What it was refused with may be the reason: the next try gets a new one. */
function fetchAnew(state: TokenState, event: EventOf<'wanted'>): Step {
  const [next, ...effects] = fetchOrAwaitSignIn(to(state, { state: 'idle' }), event);
  return [next, { do: 'forget' }, ...effects];
}

const retryNow = (state: Within<'retrying'>): Step =>
  fetch(state, null, state.phase.held, [{ do: 'clearTimer' }]);

const release = (state: TokenState): Step => [
  to(state, { state: 'idle' }),
  ...leaving(state.phase),
  { do: 'forget' },
];

/** What is held stays as it is; what is not there yet is not fetched any more. */
function rest(state: Within<'fetching' | 'fresh' | 'retrying'>): Step {
  const { phase } = state;
  return phase.held === null
    ? release(state)
    : [to(state, { state: 'resting', held: phase.held }), ...leaving(phase)];
}

const backToIdle = (state: TokenState): Step => [to(state, { state: 'idle' })];

const forgetHeld = (state: TokenState): Step => [to(state, { state: 'idle' }), { do: 'forget' }];

const awaitSignIn = (state: TokenState): Step => [
  to(state, { state: 'awaitingSignIn' }),
  ...leaving(state.phase),
  { do: 'forget' },
];

const fetchFirst = (state: TokenState): Step => fetch(state, null, null, []);

const table: Table<TokenState, TokenEvent, TokenEffect> = {
  wanted: {
    idle: fetchOrAwaitSignIn,
    awaitingSignIn: stay,
    fetching: stay,
    fresh: stay,
    retrying: retryNow,
    resting: fetchAnew,
    refused: fetchOrAwaitSignIn,
  },
  released: {
    idle: stay,
    awaitingSignIn: release,
    fetching: release,
    fresh: release,
    retrying: release,
    resting: release,
    refused: release,
  },
  rested: {
    idle: stay,
    awaitingSignIn: backToIdle,
    fetching: rest,
    fresh: rest,
    retrying: rest,
    resting: stay,
    refused: stay,
  },
  signedIn: {
    idle: stay,
    awaitingSignIn: fetchFirst,
    fetching: stay,
    fresh: stay,
    retrying: stay,
    resting: stay,
    refused: stay,
  },
  // What isn't wanted stays so; everything else waits for the next sign-in.
  signedOut: {
    idle: stay,
    awaitingSignIn: awaitSignIn,
    fetching: awaitSignIn,
    fresh: awaitSignIn,
    retrying: awaitSignIn,
    resting: forgetHeld,
    refused: awaitSignIn,
  },
  fetched: {
    idle: stay,
    awaitingSignIn: stay,
    fetching: (state, { request, times }) => (request === state.requests ? fresh(state, times) : [state]),
    fresh: stay,
    retrying: stay,
    resting: stay,
    refused: stay,
  },
  failed: {
    idle: stay,
    awaitingSignIn: stay,
    fetching: (state, event) =>
      event.request === state.requests ? failed(state, state.phase, event) : [state],
    fresh: stay,
    retrying: stay,
    resting: stay,
    refused: stay,
  },
  timePassed: {
    idle: stay,
    awaitingSignIn: stay,
    fetching: stay,
    fresh: renewInTime,
    retrying: retryInTime,
    resting: stay,
    refused: stay,
  },
  // One request tells by how much; to wait for the moments noted before could be to wait for a day.
  clockSetBack: {
    idle: stay,
    awaitingSignIn: stay,
    fetching: stay,
    fresh: (state) => (state.phase.held.renewsAt === null ? [state] : renew(state)),
    retrying: retryAsBefore,
    resting: stay,
    refused: stay,
  },
  rejected: {
    idle: stay,
    awaitingSignIn: stay,
    fetching: holdNothing,
    fresh: (state) => fetch(state, null, null, [{ do: 'clearTimer' }, { do: 'forget' }]),
    retrying: holdNothing,
    resting: forgetHeld,
    refused: stay,
  },
};

export const stepToken = stepBy(table);

function fetch(
  state: TokenState,
  failures: Failures | null,
  held: TokenTimes | null,
  before: readonly TokenEffect[],
): Step {
  const requests = state.requests + 1;
  return [
    { requests, phase: { state: 'fetching', failures, held } },
    ...before,
    { do: 'fetch', request: requests },
  ];
}

function fresh(state: TokenState, held: TokenTimes): Step {
  const next = to(state, { state: 'fresh', held });
  return held.renewsAt === null ? [next] : [next, { do: 'setTimer', at: held.renewsAt }];
}

function failed(
  state: TokenState,
  { failures: before, held }: Extract<TokenPhase, { state: 'fetching' }>,
  { problem, now, fraction }: Extract<TokenEvent, { type: 'failed' }>,
): Step {
  const mayWait = !isVerdict(problem) && (isRefusedInItsPlace(problem) || isGood(held, now));
  if (remedyOf(problem) === 'askUser' && !mayWait) return refused(state, problem);
  const failures = countFailure(before, problem.kind);
  const until = now + backoffMs(failures, fraction, retryAfterOf(problem));
  return [to(state, { state: 'retrying', failures, problem, until, held }), { do: 'setTimer', at: until }];
}

/** The auth server's own word on this identity or path, as opposed to trouble on the way to it. */
const isVerdict = (problem: Problem): boolean => hasTrait(problem, 'verdict');

/** With a good token in hand a session goes on: a captive portal at renewal must not end what works. */
const isGood = (held: TokenTimes | null, now: number): boolean =>
  held !== null && (held.expiresAt === null || held.expiresAt > now);

/** A refused refresh token concerns the whole profile, anything else this realm path alone. */
function refused(state: TokenState, problem: Problem): Step {
  const isGrantRefused = problem.kind === 'auth.refreshRefused';
  return isGrantRefused
    ? [to(state, { state: 'awaitingSignIn' }), { do: 'forget' }, { do: 'refuseGrant', problem }]
    : [to(state, { state: 'refused', problem }), { do: 'forget' }];
}

function renewInTime(state: Within<'fresh'>, { now }: EventOf<'timePassed'>): Step {
  const { renewsAt } = state.phase.held;
  if (renewsAt === null) return [state];
  return now >= renewsAt ? renew(state) : [state, { do: 'setTimer', at: renewsAt }];
}

function retryInTime(state: Within<'retrying'>, { now }: EventOf<'timePassed'>): Step {
  const { until } = state.phase;
  return now >= until ? retryAsBefore(state) : [state, { do: 'setTimer', at: until }];
}

function renew(state: Within<'fresh'>): Step {
  return fetch(state, null, state.phase.held, [{ do: 'clearTimer' }]);
}

/** The failures in a row go on being counted. */
function retryAsBefore(state: Within<'retrying'>): Step {
  return fetch(state, state.phase.failures, state.phase.held, [{ do: 'clearTimer' }]);
}

function holdNothing(state: Within<'fetching' | 'retrying'>): Step {
  return [to(state, { ...state.phase, held: null }), { do: 'forget' }];
}

/** What has to end when a phase is left from outside. */
function leaving(phase: TokenPhase): TokenEffect[] {
  switch (phase.state) {
    case 'fetching':
      return [{ do: 'abandon' }];
    case 'retrying':
    case 'fresh':
      return [{ do: 'clearTimer' }];
    case 'idle':
    case 'awaitingSignIn':
    case 'resting':
    case 'refused':
      return [];
  }
}
