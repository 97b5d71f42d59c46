import { isTokenItself } from '../../shared/credential-kinds.ts';
import type { Problem } from '../../shared/problem.ts';
import { hasTrait } from '../../shared/problem-kinds.ts';
import type { ProfileView, SessionPhase, SessionStatus } from '../../shared/status.ts';

/** What came of a sign-in that a person asked for. */
export type SignInOutcome =
  | { readonly kind: 'signedIn' }
  /** What was typed isn't taken: something else has to be. */
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** Something else is in the way, or it was let go of. The window says what, and what was typed waits for its turn. */
  | { readonly kind: 'elsewhere' };

/** Whether typing something else helps. */
export const wantsAnother = (problem: Problem): boolean => hasTrait(problem, 'wantsAnotherCredential');

/** Null while it is under way. */
export function outcomeOf(profile: ProfileView): SignInOutcome | null {
  const { signIn, sessions } = profile;
  switch (signIn.state) {
    case 'unlocking':
    case 'signingIn':
      return null;
    case 'signedOut':
    case 'retrying':
      return { kind: 'elsewhere' };
    case 'needsUser':
      return wantsAnother(signIn.problem)
        ? { kind: 'refused', problem: signIn.problem }
        : { kind: 'elsewhere' };
    case 'signedIn':
      // A pasted token is taken visually-hidden: only those that it is shown to say whether it is any good.
      return isTokenItself(profile.profile.credential.kind) ? outcomeAt(sessions) : { kind: 'signedIn' };
  }
}

/** Whether a session that stands so may yet come online with what was entered. */
const isUnderWay: Readonly<Record<SessionPhase['state'], boolean>> = {
  idle: false,
  awaitingToken: true,
  awaitingSignIn: true,
  connecting: true,
  online: false,
  waiting: false,
  offline: false,
  blocked: false,
};

function outcomeAt(sessions: readonly SessionStatus[]): SignInOutcome | null {
  if (sessions.some(({ phase }) => phase.state === 'online')) return { kind: 'signedIn' };
  return sessions.some(({ phase }) => isUnderWay[phase.state]) ? null : { kind: 'elsewhere' };
}
