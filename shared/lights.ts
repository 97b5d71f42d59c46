import type { AppView, ProfileView, SessionPhase, SessionStatus } from './status.ts';

/** What one glance shows of a session, a profile, or all of them. */

/** How a state looks: a shape and a colour each. */
export type Light = 'online' | 'working' | 'waiting' | 'off' | 'blocked';

const lightOfPhase: Record<SessionPhase['state'], Light> = {
  idle: 'off',
  awaitingToken: 'working',
  awaitingSignIn: 'blocked',
  connecting: 'working',
  online: 'online',
  waiting: 'waiting',
  offline: 'waiting',
  blocked: 'blocked',
};

export const sessionLight = (session: SessionStatus): Light => lightOfPhase[session.phase.state];

export const worstFirst: readonly Light[] = ['blocked', 'waiting', 'working', 'online', 'off'];

/** The profile's light: its worst session, or what signing in is doing before there are any. */
export function profileLight(profile: ProfileView): Light {
  const lights = profile.sessions.map(sessionLight);
  if (profile.signIn.state === 'needsUser') lights.push('blocked');
  if (profile.signIn.state === 'signingIn' || profile.signIn.state === 'unlocking') lights.push('working');
  return worstOf(lights);
}

/** The light that a person should look at first. */
export const worstOf = (lights: readonly Light[]): Light =>
  worstFirst.find((light) => lights.includes(light)) ?? 'off';

export const onlineCount = (profile: ProfileView): number =>
  profile.sessions.filter((session) => session.phase.state === 'online').length;

/** The slowest round trip among the profile's sessions, in milliseconds; null when none was measured. */
export function profileRoundTripMs(profile: ProfileView): number | null {
  const measured = profile.sessions.flatMap(({ phase }) =>
    phase.state === 'online' && phase.rttMs !== null ? [phase.rttMs] : [],
  );
  return measured.length === 0 ? null : Math.max(...measured);
}

export type LightCounts = Readonly<Record<Light, number>>;

/** How many sessions show which light, over all profiles. */
export function countLights(view: AppView): LightCounts {
  const counts = { online: 0, working: 0, waiting: 0, off: 0, blocked: 0 };
  for (const session of view.profiles.flatMap((profile) => profile.sessions))
    counts[sessionLight(session)] += 1;
  return counts;
}
