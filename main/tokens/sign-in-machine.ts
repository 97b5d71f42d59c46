import { retryAfterOf, type Problem } from '../../shared/problem.ts';
import { isRefusedInItsPlace, mayBeClocks, remedyOf } from '../../shared/problem-kinds.ts';
import { backoffMs, countFailure, type Failures } from '../pacing/backoff.ts';

/** Whether one profile's identity is proven, and how that is getting on. Pure: no clock, no promise, no secret. */
export interface SignInState {
  /** The number of the latest request; answers to earlier ones are ignored. */
  readonly requests: number;
  readonly phase: SignInPhase;
}

export type SignInPhase =
  | { readonly at: 'signedOut' }
  /** The vault is being asked for what a former run left there. */
  | { readonly at: 'unlocking' }
  | { readonly at: 'signingIn'; readonly failures: Failures | null }
  | {
      readonly at: 'retrying';
      readonly failures: Failures;
      readonly problem: Problem;
      readonly until: number;
    }
  | { readonly at: 'signedIn' }
  | { readonly at: 'needsUser'; readonly problem: Problem };

export type SignInEvent =
  | { readonly type: 'wanted' }
  | { readonly type: 'credentialGiven' }
  /** What the vault held: something to go on with, nothing but a credential that needs nobody, or nothing. */
  | { readonly type: 'unlocked'; readonly request: number; readonly found: 'grant' | 'credential' }
  | { readonly type: 'signedIn'; readonly request: number }
  | {
      readonly type: 'failed';
      readonly request: number;
      readonly problem: Problem;
      readonly now: number;
      readonly fraction: number;
    }
  | { readonly type: 'retryDue' }
  /** The computer woke up, or its clock was set. */
  | { readonly type: 'timeChanged'; readonly now: number }
  /** The auth server no longer takes the refresh token. */
  | { readonly type: 'grantRefused'; readonly problem: Problem }
  /** The person doesn't want to wait for it any longer. */
  | { readonly type: 'cancelled' }
  /** Nobody wants to be connected any more. */
  | { readonly type: 'unwanted' }
  | { readonly type: 'signedOut' };

export type SignInEffect =
  | { readonly do: 'unlock'; readonly request: number }
  | { readonly do: 'signIn'; readonly request: number }
  | { readonly do: 'abandon' }
  | { readonly do: 'setTimer'; readonly at: number }
  | { readonly do: 'clearTimer' };

export const initialSignIn: SignInState = { requests: 0, phase: { at: 'signedOut' } };

type Step = readonly [SignInState, ...SignInEffect[]];

export function stepSignIn(state: SignInState, event: SignInEvent): Step {
  switch (event.type) {
    case 'wanted':
      return wanted(state);
    case 'credentialGiven':
      return request(state, 'signIn', { at: 'signingIn', failures: null }, leaving(state.phase));
    case 'unlocked':
      return unlocked(state, event.request, event.found);
    case 'signedIn':
      return isCurrent(state, event.request) ? [{ ...state, phase: { at: 'signedIn' } }] : [state];
    case 'failed':
      return isCurrent(state, event.request) ? failed(state, event) : [state];
    case 'retryDue':
      return state.phase.at === 'retrying'
        ? request(state, 'signIn', { at: 'signingIn', failures: state.phase.failures }, [])
        : [state];
    case 'timeChanged':
      return timeChanged(state, event.now);
    case 'grantRefused':
      return state.phase.at === 'signedIn'
        ? [{ ...state, phase: { at: 'needsUser', problem: event.problem } }]
        : [state];
    case 'cancelled':
      return isBusy(state.phase) || state.phase.at === 'retrying'
        ? [{ ...state, phase: { at: 'needsUser', problem: { kind: 'cancelled' } } }, ...leaving(state.phase)]
        : [state];
    case 'unwanted':
      return isAtRest(state.phase) ? [state] : signedOut(state);
    case 'signedOut':
      return signedOut(state);
  }
}

const signedOut = (state: SignInState): Step => [
  { ...state, phase: { at: 'signedOut' } },
  ...leaving(state.phase),
];

function wanted(state: SignInState): Step {
  switch (state.phase.at) {
    case 'signedOut':
    case 'needsUser':
      return request(state, 'unlock', { at: 'unlocking' }, []);
    case 'retrying':
      return request(state, 'signIn', { at: 'signingIn', failures: null }, [{ do: 'clearTimer' }]);
    case 'unlocking':
    case 'signingIn':
    case 'signedIn':
      return [state];
  }
}

function unlocked(state: SignInState, number: number, found: 'grant' | 'credential'): Step {
  if (state.phase.at !== 'unlocking' || number !== state.requests) return [state];
  return found === 'grant'
    ? [{ ...state, phase: { at: 'signedIn' } }]
    : request(state, 'signIn', { at: 'signingIn', failures: null }, []);
}

function failed(state: SignInState, event: Extract<SignInEvent, { type: 'failed' }>): Step {
  const { problem, now, fraction } = event;
  const remedy = remedyOf(problem);
  const passes = remedy === 'retry' || remedy === 'awaitNetwork' || isRefusedInItsPlace(problem);
  const mayRetry = state.phase.at === 'signingIn' && passes;
  if (!mayRetry) return [{ ...state, phase: { at: 'needsUser', problem } }];
  const before = state.phase.at === 'signingIn' ? state.phase.failures : null;
  const failures = countFailure(before, problem.kind);
  const until = now + backoffMs(failures, fraction, retryAfterOf(problem));
  return [
    { ...state, phase: { at: 'retrying', failures, problem, until } },
    { do: 'setTimer', at: until },
  ];
}

/** A wait lasts no longer than it was meant to, and a right clock may find a certificate good. */
function timeChanged(state: SignInState, now: number): Step {
  const { phase } = state;
  if (phase.at === 'needsUser') return mayBeClocks(phase.problem) ? wanted(state) : [state];
  if (phase.at !== 'retrying') return [state];
  const until = Math.min(phase.until, now + backoffMs(phase.failures, 0, retryAfterOf(phase.problem)));
  return [
    { ...state, phase: { ...phase, until } },
    { do: 'setTimer', at: until },
  ];
}

/** Whether it stays as it is without anybody who wants it: signed in is kept for the next time. */
const isAtRest = (phase: SignInPhase): boolean => phase.at === 'signedIn' || phase.at === 'signedOut';

const isBusy = (phase: SignInPhase): boolean => phase.at === 'unlocking' || phase.at === 'signingIn';

const isCurrent = (state: SignInState, number: number): boolean =>
  isBusy(state.phase) && number === state.requests;

/** What has to end when a phase is left from outside. */
function leaving(phase: SignInPhase): SignInEffect[] {
  if (isBusy(phase)) return [{ do: 'abandon' }];
  return phase.at === 'retrying' ? [{ do: 'clearTimer' }] : [];
}

function request(
  state: SignInState,
  kind: 'unlock' | 'signIn',
  phase: SignInPhase,
  before: readonly SignInEffect[],
): Step {
  const requests = state.requests + 1;
  return [{ requests, phase }, ...before, { do: kind, request: requests }];
}
