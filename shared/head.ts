import type { ProfileId } from './brand.ts';
import { profileIndicator, sessionIndicator, worstOf, type Indicator } from './indicators.ts';
import { isProduction } from './profile.ts';
import type { Problem } from './problem.ts';
import type { ProfileView, SessionStatus } from './status.ts';

/** What the head of the window says of all profiles: the worst state there is, and one profile that is in it. */
export interface Head {
  readonly indicator: Indicator;
  /** Null where nothing is in that state but the app itself: there are no profiles. */
  readonly profile: ProfileView | null;
  /** Why, where it is a failure or a wait. */
  readonly problem: Problem | null;
  /** The realm paths of that profile in that state, and all of them. */
  readonly paths: { readonly alike: number; readonly all: number };
  /** When the first of them stopped working, in milliseconds since 1970; null where that is not known or none did. */
  readonly since: number | null;
  /** So many other profiles are in that state. */
  readonly others: number;
}

/**
 * The worst state of all profiles. Of several in it the one in sight is named, else one of production, else the first.
 * @param inSight the profile that the window shows; null where it shows none or all of them
 */
export function headOf(profiles: readonly ProfileView[], inSight: ProfileId | null): Head {
  const indicator = worstOf(profiles.map(profileIndicator));
  const alike = profiles.filter((profile) => profileIndicator(profile) === indicator);
  const profile = alike.find(({ id }) => id === inSight) ?? alike.find(isOfProduction) ?? alike[0] ?? null;
  const sessions = (profile?.sessions ?? []).filter((session) => sessionIndicator(session) === indicator);
  const downSince = sessions.flatMap((session) => session.downSince ?? []);
  return {
    indicator,
    profile,
    problem: problemOf(profile, sessions),
    paths: { alike: sessions.length, all: profile?.sessions.length ?? 0 },
    since: downSince.length === 0 ? null : Math.min(...downSince),
    others: Math.max(0, alike.length - 1),
  };
}

const isOfProduction = ({ profile }: ProfileView): boolean => isProduction(profile);

/** What stops its sign-in stops all of it. */
function problemOf(profile: ProfileView | null, sessions: readonly SessionStatus[]): Problem | null {
  if (profile?.signIn.state === 'needsUser') return profile.signIn.problem;
  const [first] = sessions.flatMap(({ phase }) => ('problem' in phase ? [phase.problem] : []));
  return first ?? null;
}
