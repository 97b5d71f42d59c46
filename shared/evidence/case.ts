import type { RelayedHistory, SessionHistory } from '../history.ts';
import type { Problem } from '../problem.ts';
import type { AppView, ProfileView, SessionStatus, Trace } from '../status.ts';

/** What a report tells of, as it was at one moment. It is what the window knows: no secret is in it. */
export interface Case {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly about: AppView['about'];
  readonly profile: ProfileView;
  /** Null where the profile has none yet. */
  readonly session: SessionStatus | null;
  /** The latest attempts, newest first. */
  readonly traces: readonly Trace[];
  /** Null where none was kept. */
  readonly history: SessionHistory | null;
  /** Of apps through the profile's relay; null where it wasn't kept. */
  readonly relayed: readonly RelayedHistory[] | null;
}

/** The attempt that is under way or was the latest, and those before it. */
export function tracesOf(session: SessionStatus | null, former: readonly Trace[]): readonly Trace[] {
  const newest = session?.trace ?? null;
  if (newest === null) return former;
  return [newest, ...former.filter(({ startedAt }) => startedAt !== newest.startedAt)];
}

/** Why it isn't online; null when nothing is wrong. */
export function problemOf({ profile, session }: Pick<Case, 'profile' | 'session'>): Problem | null {
  if (session !== null && 'problem' in session.phase) return session.phase.problem;
  if (session !== null && 'problem' in session.token) return session.token.problem;
  return 'problem' in profile.signIn ? profile.signIn.problem : null;
}
