import type { SessionId } from '../../shared/brand.ts';
import type { Problem } from '../../shared/problem.ts';
import { groupByCause, isSameCause, type SharedCause } from '../../shared/same-cause.ts';
import type { ProfileView, SessionStatus, SignInStatus } from '../../shared/status.ts';

/** Where each cause is said: once, however many sessions it stops. */
export interface Notes {
  /** Causes of two sessions or more, which are said above all sessions. */
  readonly shared: readonly SharedCause<SessionStatus>[];
  /** The sessions whose cause is said above, there or by the profile's sign-in; any other says its own. */
  readonly saidAbove: ReadonlySet<SessionId>;
}

export function notesOf({ signIn, sessions }: ProfileView): Notes {
  const bySignIn = problemOfSignIn(signIn);
  const isSignIns = (session: SessionStatus): boolean => {
    const problem = problemOf(session);
    return problem !== null && bySignIn !== null && isSameCause(problem, bySignIn);
  };
  const own = sessions.filter((session) => !isSignIns(session));
  const shared = groupByCause(own, problemOf).filter(({ items }) => items.length > 1);
  const said = [...sessions.filter(isSignIns), ...shared.flatMap(({ items }) => items)];
  return { shared, saidAbove: new Set(said.map(({ id }) => id)) };
}

/** What a session's note is about: while it is tried again, why the last try failed. */
export const problemOf = ({ phase, trying }: SessionStatus): Problem | null =>
  'problem' in phase ? phase.problem : (trying?.lastFailure ?? null);

/** The same of a sign-in. */
export function problemOfSignIn(signIn: SignInStatus): Problem | null {
  if ('problem' in signIn) return signIn.problem;
  return 'trying' in signIn ? signIn.trying.lastFailure : null;
}

/** When the try began that the longest of these is at; null where one of them waits or has come to a stop. */
export function tryingSince(sessions: readonly SessionStatus[]): number | null {
  const since = sessions.flatMap(({ trying }) => (trying === null ? [] : [trying.since]));
  return since.length > 0 && since.length === sessions.length ? Math.min(...since) : null;
}
