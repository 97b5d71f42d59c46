import { hasTrait, nextStepFor } from './problem-kinds.ts';
import type { NextStep, Problem } from './problem.ts';
import type { ProfileView, SessionPhase, SessionStatus } from './status.ts';

/**
 * Whether there is just nothing to sign in with, as after one's own “Forget the tokens”. That is no failure: nothing is
 * red, and no hop is to blame.
 */
export const isSignInDue = (problem: Problem): boolean =>
  hasTrait(problem, 'secretWanted') && nextStepFor(problem).do === 'signIn';

/** Whether it is a failure that stays in sight while it is tried again: what the person did, or what a new token cures at once, is none. */
export const isFailure = (problem: Problem): boolean =>
  !hasTrait(problem, 'noFailure') && !isSignInDue(problem);

/** Why a session goes on no further until a person does something; null where it does, or need not. */
function standstillOf(phase: SessionPhase): Problem | null {
  switch (phase.state) {
    case 'blocked':
    case 'awaitingSignIn':
      return phase.problem;
    case 'idle':
    case 'awaitingToken':
    case 'connecting':
    case 'online':
    case 'waiting':
    case 'offline':
      return null;
  }
}

/** What a profile waits for. */
export interface NeededStep<Session = SessionStatus> {
  readonly step: NextStep;
  /** Null where the person is signed out, which needs no reason. */
  readonly problem: Problem | null;
  /** Whose problem it is; none where it is the sign-in's, which concerns them all. */
  readonly sessions: readonly Session[];
}

/** What a person has to do before the profile goes on; null where nothing waits for that. */
export function neededFor<Session extends Pick<SessionStatus, 'phase'>>({
  signIn: status,
  sessions,
}: Pick<ProfileView, 'signIn'> & { readonly sessions: readonly Session[] }): NeededStep<Session> | null {
  if (status.state === 'signedOut') return { step: { do: 'signIn' }, problem: null, sessions: [] };
  if (status.state === 'needsUser')
    return { step: nextStepFor(status.problem), problem: status.problem, sessions: [] };
  // While some of it works, the notes of the others are enough.
  if (sessions.some(({ phase }) => phase.state === 'online')) return null;
  const stuck = sessions.flatMap((session) => {
    const problem = standstillOf(session.phase);
    return problem === null ? [] : [{ session, problem, step: nextStepFor(problem) }];
  });
  const chosen = stuck.find(({ step }) => step.do !== 'retry' && step.do !== 'connect') ?? stuck[0];
  if (chosen === undefined) return null;
  const alike = stuck.filter(({ problem }) => problem.kind === chosen.problem.kind);
  const { step, problem } = chosen;
  return { step, problem, sessions: alike.map(({ session }) => session) };
}
