import { retryAfterOf, type Problem } from '../../shared/problem.ts';
import { hasTrait, isRefusedInItsPlace, remedyOf } from '../../shared/problem-kinds.ts';
import { backoffMs, countFailure, type Failures } from '../pacing/backoff.ts';
import type { TokenTimes } from './token.ts';

/** The access token of one realm path, through its whole life. Pure: no clock, no promise, and not the token itself. */
export interface TokenState {
  /** The number of the latest request; answers to earlier ones are ignored. */
  readonly requests: number;
  readonly phase: TokenPhase;
}

export type TokenPhase =
  | { readonly at: 'idle' }
  /** Somebody wants it, but nobody is signed in. */
  | { readonly at: 'awaitingSignIn' }
  | { readonly at: 'fetching'; readonly failures: Failures | null; readonly held: TokenTimes | null }
  | { readonly at: 'fresh'; readonly held: TokenTimes }
  | {
      readonly at: 'retrying';
      readonly failures: Failures;
      readonly problem: Problem;
      readonly until: number;
      readonly held: TokenTimes | null;
    }
  /** Nobody connects with it until a person does something: it may be looked at while it is good, but is not renewed. */
  | { readonly at: 'resting'; readonly held: TokenTimes }
  | { readonly at: 'refused'; readonly problem: Problem };

export type TokenEvent =
  | { readonly type: 'wanted'; readonly isSignedIn: boolean }
  | { readonly type: 'released' }
  /** Whoever wanted it stopped trying to connect. */
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

export const initialToken: TokenState = { requests: 0, phase: { at: 'idle' } };

type Step = readonly [TokenState, ...TokenEffect[]];

export function stepToken(state: TokenState, event: TokenEvent): Step {
  const { phase } = state;
  switch (event.type) {
    case 'wanted':
      return wanted(state, event.isSignedIn);
    case 'released':
      return phase.at === 'idle' ? [state] : [to(state, { at: 'idle' }), ...leaving(phase), { do: 'forget' }];
    case 'rested':
      return rested(state);
    case 'signedIn':
      return phase.at === 'awaitingSignIn' ? fetch(state, null, null, []) : [state];
    case 'signedOut':
      return signedOut(state);
    case 'fetched':
      return phase.at === 'fetching' && event.request === state.requests
        ? fresh(state, event.times)
        : [state];
    case 'failed':
      return phase.at === 'fetching' && event.request === state.requests
        ? failed(state, phase, event)
        : [state];
    case 'timePassed':
      return timePassed(state, event.now);
    case 'clockSetBack':
      return clockSetBack(state);
    case 'rejected':
      return rejected(state);
  }
}

const to = (state: TokenState, phase: TokenPhase): TokenState => ({ ...state, phase });

/** What nobody wants stays unwanted; everything else waits for the next sign-in. */
function signedOut(state: TokenState): Step {
  const { phase } = state;
  if (phase.at === 'idle') return [state];
  if (phase.at === 'resting') return [to(state, { at: 'idle' }), { do: 'forget' }];
  return [to(state, { at: 'awaitingSignIn' }), ...leaving(phase), { do: 'forget' }];
}

function rested(state: TokenState): Step {
  const { phase } = state;
  switch (phase.at) {
    case 'fresh':
    case 'fetching':
    case 'retrying':
      return phase.held === null
        ? [to(state, { at: 'idle' }), ...leaving(phase), { do: 'forget' }]
        : [to(state, { at: 'resting', held: phase.held }), ...leaving(phase)];
    case 'awaitingSignIn':
      return [to(state, { at: 'idle' })];
    case 'idle':
    case 'resting':
    case 'refused':
      return [state];
  }
}

function wanted(state: TokenState, isSignedIn: boolean): Step {
  const { phase } = state;
  switch (phase.at) {
    case 'idle':
    case 'refused':
      return isSignedIn ? fetch(state, null, null, []) : [to(state, { at: 'awaitingSignIn' })];
    case 'resting': {
      // What it was refused with may be the reason: the next try gets a new one.
      const [next, ...effects] = wanted(to(state, { at: 'idle' }), isSignedIn);
      return [next, { do: 'forget' }, ...effects];
    }
    case 'retrying':
      return fetch(state, null, phase.held, [{ do: 'clearTimer' }]);
    case 'awaitingSignIn':
    case 'fetching':
    case 'fresh':
      return [state];
  }
}

function fetch(
  state: TokenState,
  failures: Failures | null,
  held: TokenTimes | null,
  before: readonly TokenEffect[],
): Step {
  const requests = state.requests + 1;
  return [
    { requests, phase: { at: 'fetching', failures, held } },
    ...before,
    { do: 'fetch', request: requests },
  ];
}

function fresh(state: TokenState, held: TokenTimes): Step {
  const next = to(state, { at: 'fresh', held });
  return held.renewsAt === null ? [next] : [next, { do: 'setTimer', at: held.renewsAt }];
}

function failed(
  state: TokenState,
  { failures: before, held }: Extract<TokenPhase, { at: 'fetching' }>,
  { problem, now, fraction }: Extract<TokenEvent, { type: 'failed' }>,
): Step {
  const mayWait = !isVerdict(problem) && (isRefusedInItsPlace(problem) || isGood(held, now));
  if (remedyOf(problem) === 'askUser' && !mayWait) return refused(state, problem);
  const failures = countFailure(before, problem.kind);
  const until = now + backoffMs(failures, fraction, retryAfterOf(problem));
  return [to(state, { at: 'retrying', failures, problem, until, held }), { do: 'setTimer', at: until }];
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
    ? [to(state, { at: 'awaitingSignIn' }), { do: 'forget' }, { do: 'refuseGrant', problem }]
    : [to(state, { at: 'refused', problem }), { do: 'forget' }];
}

function timePassed(state: TokenState, now: number): Step {
  const { phase } = state;
  if (phase.at === 'fresh' && phase.held.renewsAt !== null) {
    return now >= phase.held.renewsAt
      ? fetch(state, null, phase.held, [{ do: 'clearTimer' }])
      : [state, { do: 'setTimer', at: phase.held.renewsAt }];
  }
  if (phase.at !== 'retrying') return [state];
  return now >= phase.until
    ? fetch(state, phase.failures, phase.held, [{ do: 'clearTimer' }])
    : [state, { do: 'setTimer', at: phase.until }];
}

/** One request tells by how much; to wait for the moments noted before could be to wait for a day. */
function clockSetBack(state: TokenState): Step {
  const { phase } = state;
  if (phase.at === 'retrying') return fetch(state, phase.failures, phase.held, [{ do: 'clearTimer' }]);
  if (phase.at !== 'fresh' || phase.held.renewsAt === null) return [state];
  return fetch(state, null, phase.held, [{ do: 'clearTimer' }]);
}

function rejected(state: TokenState): Step {
  const { phase } = state;
  switch (phase.at) {
    case 'fresh':
      return fetch(state, null, null, [{ do: 'clearTimer' }, { do: 'forget' }]);
    case 'fetching':
    case 'retrying':
      return [to(state, { ...phase, held: null }), { do: 'forget' }];
    case 'resting':
      return [to(state, { at: 'idle' }), { do: 'forget' }];
    case 'idle':
    case 'awaitingSignIn':
    case 'refused':
      return [state];
  }
}

/** What has to end when a phase is left from outside. */
function leaving(phase: TokenPhase): TokenEffect[] {
  if (phase.at === 'fetching') return [{ do: 'abandon' }];
  return phase.at === 'retrying' || phase.at === 'fresh' ? [{ do: 'clearTimer' }] : [];
}
