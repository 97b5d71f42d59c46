import { retryAfterOf, type Problem } from '../../shared/problem.ts';
import { isRefusedInItsPlace, mayBeClocks, remedyOf } from '../../shared/problem-kinds.ts';
import { stay, stepBy, type Table, type Within as MachineWithin } from '../state-machine.ts';
import { backoffMs, countFailure, type Failures } from '../pacing/backoff.ts';

/** Whether one profile's identity is proven, and how that is getting on. Pure: no clock, no promise, no secret. */
export interface SignInState {
  /** The number of the latest request; answers to earlier ones are ignored. */
  readonly requests: number;
  readonly phase: SignInPhase;
}

export type SignInPhase =
  | { readonly state: 'signedOut' }
  /** The vault is being asked for what a former run left there. */
  | { readonly state: 'unlocking' }
  | { readonly state: 'signingIn'; readonly failures: Failures | null }
  | {
      readonly state: 'retrying';
      readonly failures: Failures;
      readonly problem: Problem;
      readonly until: number;
    }
  | { readonly state: 'signedIn' }
  | { readonly state: 'needsUser'; readonly problem: Problem };

export type SignInEvent =
  | { readonly type: 'wanted' }
  | { readonly type: 'credentialGiven' }
  /** What the vault held: something to go on with, nothing but a credential that needs no typing, or nothing. */
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
  /** No connection is wanted any more. */
  | { readonly type: 'unwanted' }
  | { readonly type: 'signedOut' };

export type SignInEffect =
  | { readonly do: 'unlock'; readonly request: number }
  | { readonly do: 'signIn'; readonly request: number }
  | { readonly do: 'abandon' }
  | { readonly do: 'setTimer'; readonly at: number }
  | { readonly do: 'clearTimer' };

export const initialSignIn: SignInState = { requests: 0, phase: { state: 'signedOut' } };

type Step = readonly [SignInState, ...SignInEffect[]];
type Within<Name extends SignInPhase['state']> = MachineWithin<SignInState, Name>;
type EventOf<Type extends SignInEvent['type']> = Extract<SignInEvent, { readonly type: Type }>;

const unlock = (state: SignInState): Step => request(state, 'unlock', { state: 'unlocking' }, []);

const signInAnew = (state: SignInState): Step =>
  request(state, 'signIn', { state: 'signingIn', failures: null }, leaving(state.phase));

const retry = (state: Within<'retrying'>): Step =>
  request(state, 'signIn', { state: 'signingIn', failures: state.phase.failures }, []);

const signedIn = (state: SignInState, event: EventOf<'signedIn'>): Step =>
  event.request === state.requests ? [{ ...state, phase: { state: 'signedIn' } }] : [state];

const signOut = (state: SignInState): Step => [
  { ...state, phase: { state: 'signedOut' } },
  ...leaving(state.phase),
];

const cancel = (state: SignInState): Step => [
  { ...state, phase: { state: 'needsUser', problem: { kind: 'cancelled' } } },
  ...leaving(state.phase),
];

const needUser = (state: SignInState, { problem }: EventOf<'grantRefused'>): Step => [
  { ...state, phase: { state: 'needsUser', problem } },
];

const table: Table<SignInState, SignInEvent, SignInEffect> = {
  wanted: {
    signedOut: unlock,
    unlocking: stay,
    signingIn: stay,
    retrying: signInAnew,
    signedIn: stay,
    needsUser: unlock,
  },
  credentialGiven: {
    signedOut: signInAnew,
    unlocking: signInAnew,
    signingIn: signInAnew,
    retrying: signInAnew,
    signedIn: signInAnew,
    needsUser: signInAnew,
  },
  unlocked: {
    signedOut: stay,
    unlocking: unlocked,
    signingIn: stay,
    retrying: stay,
    signedIn: stay,
    needsUser: stay,
  },
  signedIn: {
    signedOut: stay,
    unlocking: signedIn,
    signingIn: signedIn,
    retrying: stay,
    signedIn: stay,
    needsUser: stay,
  },
  failed: {
    signedOut: stay,
    unlocking: failed,
    signingIn: failed,
    retrying: stay,
    signedIn: stay,
    needsUser: stay,
  },
  retryDue: {
    signedOut: stay,
    unlocking: stay,
    signingIn: stay,
    retrying: retry,
    signedIn: stay,
    needsUser: stay,
  },
  timeChanged: {
    signedOut: stay,
    unlocking: stay,
    signingIn: stay,
    retrying: waitAgain,
    signedIn: stay,
    // A right clock may find a certificate good.
    needsUser: (state) => (mayBeClocks(state.phase.problem) ? unlock(state) : [state]),
  },
  grantRefused: {
    signedOut: stay,
    unlocking: stay,
    signingIn: stay,
    retrying: stay,
    signedIn: needUser,
    needsUser: stay,
  },
  cancelled: {
    signedOut: stay,
    unlocking: cancel,
    signingIn: cancel,
    retrying: cancel,
    signedIn: stay,
    needsUser: stay,
  },
  // Signed in is kept for the next time.
  unwanted: {
    signedOut: stay,
    unlocking: signOut,
    signingIn: signOut,
    retrying: signOut,
    signedIn: stay,
    needsUser: signOut,
  },
  signedOut: {
    signedOut: signOut,
    unlocking: signOut,
    signingIn: signOut,
    retrying: signOut,
    signedIn: signOut,
    needsUser: signOut,
  },
};

export const stepSignIn = stepBy(table);

function unlocked(state: SignInState, event: EventOf<'unlocked'>): Step {
  if (event.request !== state.requests) return [state];
  return event.found === 'grant'
    ? [{ ...state, phase: { state: 'signedIn' } }]
    : request(state, 'signIn', { state: 'signingIn', failures: null }, []);
}

/** Only a sign-in is tried again: what the vault said no to is for the person. */
function failed(state: Within<'unlocking' | 'signingIn'>, event: EventOf<'failed'>): Step {
  const { problem, now, fraction } = event;
  if (event.request !== state.requests) return [state];
  const remedy = remedyOf(problem);
  const passes = remedy === 'retry' || remedy === 'awaitNetwork' || isRefusedInItsPlace(problem);
  if (state.phase.state === 'unlocking' || !passes)
    return [{ ...state, phase: { state: 'needsUser', problem } }];
  const failures = countFailure(state.phase.failures, problem.kind);
  const until = now + backoffMs(failures, fraction, retryAfterOf(problem));
  return [
    { ...state, phase: { state: 'retrying', failures, problem, until } },
    { do: 'setTimer', at: until },
  ];
}

/** A wait lasts no longer than it was meant to. */
function waitAgain(state: Within<'retrying'>, { now }: EventOf<'timeChanged'>): Step {
  const { phase } = state;
  const until = Math.min(phase.until, now + backoffMs(phase.failures, 0, retryAfterOf(phase.problem)));
  return [
    { ...state, phase: { ...phase, until } },
    { do: 'setTimer', at: until },
  ];
}

/** What has to end when a phase is left from outside. */
function leaving(phase: SignInPhase): SignInEffect[] {
  switch (phase.state) {
    case 'unlocking':
    case 'signingIn':
      return [{ do: 'abandon' }];
    case 'retrying':
      return [{ do: 'clearTimer' }];
    case 'signedOut':
    case 'signedIn':
    case 'needsUser':
      return [];
  }
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
