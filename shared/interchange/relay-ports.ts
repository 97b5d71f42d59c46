import type { Profile } from '../profile.ts';

/**
 * Which of the profiles, by their places, would have a relay port that is another's: one of `taken`, or that of one before
 * it. Two relays can't listen on one port: apps would reach the one that was there first, and with it another server.
 */
export function clashingRelayPorts(
  profiles: readonly Pick<Profile, 'relay'>[],
  taken: readonly number[],
): ReadonlySet<number> {
  const used = new Set(taken);
  const clashing = new Set<number>();
  profiles.forEach(({ relay }, at) => {
    if (relay === undefined) return;
    if (used.has(relay.port)) clashing.add(at);
    used.add(relay.port);
  });
  return clashing;
}
