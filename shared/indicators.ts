import { isSignInDue } from './next-step.ts';
import type { Problem } from './problem.ts';
import type { ProfileView, SessionPhase, SessionStatus } from './status.ts';

/** What one glance shows of a session, a profile, or all of them. */

/** How a state looks: a shape and a colour each. */
export type Indicator = 'online' | 'working' | 'waiting' | 'off' | 'needsSignIn' | 'blocked';

export function indicatorOfPhase(phase: SessionPhase): Indicator {
  switch (phase.state) {
    case 'idle':
      return 'off';
    case 'awaitingToken':
    case 'connecting':
      return 'working';
    case 'online':
      return 'online';
    case 'waiting':
    case 'offline':
      return 'waiting';
    case 'awaitingSignIn':
    case 'blocked':
      return indicatorOfStandstill(phase.problem);
  }
}

/** What the person ended is off, as what they never began. */
function indicatorOfStandstill(problem: Problem): Indicator {
  if (problem.kind === 'cancelled') return 'off';
  return isSignInDue(problem) ? 'needsSignIn' : 'blocked';
}

type PhaseOnly = Pick<SessionStatus, 'phase'>;
type ProfilePhases = Pick<ProfileView, 'signIn'> & { readonly sessions: readonly PhaseOnly[] };

export const sessionIndicator = (session: PhaseOnly): Indicator => indicatorOfPhase(session.phase);

/** Whether trying again now may change anything: nothing is tried without something to sign in with. */
export const canRetry = (indicator: Indicator): boolean => indicator === 'waiting' || indicator === 'blocked';

export const worstFirst: readonly Indicator[] = [
  'blocked',
  'needsSignIn',
  'waiting',
  'working',
  'online',
  'off',
];

/** The profile's indicator: its worst session, or what signing in is doing before there are any. */
export function profileIndicator(profile: ProfilePhases): Indicator {
  const indicators = profile.sessions.map(sessionIndicator);
  const { signIn } = profile;
  if (signIn.state === 'needsUser') indicators.push(indicatorOfStandstill(signIn.problem));
  if (signIn.state === 'signingIn' || signIn.state === 'unlocking') indicators.push('working');
  return worstOf(indicators);
}

/** The indicator that a person should look at first. */
export const worstOf = (indicators: readonly Indicator[]): Indicator =>
  worstFirst.find((indicator) => indicators.includes(indicator)) ?? 'off';

export const onlineCount = (profile: Pick<ProfilePhases, 'sessions'>): number =>
  profile.sessions.filter((session) => session.phase.state === 'online').length;

/** The slowest round trip among the profile's sessions, in milliseconds; null when none was measured. */
export function profileRoundTripMs(profile: ProfileView): number | null {
  const measured = profile.sessions.flatMap(({ phase }) =>
    phase.state === 'online' && phase.rttMs !== null ? [phase.rttMs] : [],
  );
  return measured.length === 0 ? null : Math.max(...measured);
}

export type LightCounts = Readonly<Record<Indicator, number>>;

/** How many sessions show which indicator, over all profiles. */
export function countIndicators(view: { readonly profiles: readonly ProfilePhases[] }): LightCounts {
  const counts = { online: 0, working: 0, waiting: 0, off: 0, needsSignIn: 0, blocked: 0 };
  for (const session of view.profiles.flatMap((profile) => profile.sessions))
    counts[sessionIndicator(session)] += 1;
  return counts;
}
