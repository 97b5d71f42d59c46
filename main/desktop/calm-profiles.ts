import { isSameList, reusing } from '../../shared/plain-data.ts';
import type { RelayStatus } from '../../shared/relay-status.ts';
import type { ProfileView, SessionStatus } from '../../shared/status.ts';

/** A session without what changes with every heartbeat and message. */
export type CalmSession = Pick<SessionStatus, 'id' | 'realmPath' | 'phase'>;

/** A profile as tray and notifications know it: nothing else of it is theirs to draw. */
export interface CalmProfile extends Pick<ProfileView, 'id' | 'profile' | 'wanted' | 'signIn' | 'relay'> {
  readonly sessions: readonly CalmSession[];
}

/**
 * Tells apart the few views in which something is different outside the window from the ten a second in which a round
 * trip is: only profiles that are another object are looked into, and the list stays the same one while all say the same.
 */
export class CalmProfiles {
  #profiles: readonly ProfileView[] = [];
  /** Of each of these, in their order. */
  #calm: readonly CalmProfile[] = [];

  of(profiles: readonly ProfileView[]): readonly CalmProfile[] {
    if (profiles === this.#profiles) return this.#calm;
    const all = profiles.map((profile, index) => this.#calmed(profile, index));
    if (!isSameList(all, this.#calm)) this.#calm = all;
    this.#profiles = profiles;
    return this.#calm;
  }

  #calmed(profile: ProfileView, index: number): CalmProfile {
    const isThere = this.#profiles[index]?.id === profile.id;
    const before = isThere ? index : this.#profiles.findIndex(({ id }) => id === profile.id);
    const known = this.#calm[before];
    return known !== undefined && this.#profiles[before] === profile ? known : reusing(known, calm(profile));
  }
}

const calm = ({ id, profile, wanted, signIn, sessions, relay }: ProfileView): CalmProfile => ({
  id,
  profile,
  wanted,
  signIn,
  relay: calmRelay(relay),
  sessions: sessions.map(({ id: session, realmPath, phase }) => ({
    id: session,
    realmPath,
    phase: phase.state === 'online' ? { ...phase, rttMs: null } : phase,
  })),
});

/** Without the amounts that its apps carry, and what is over. */
const calmRelay = (status: RelayStatus): RelayStatus =>
  status.state === 'listening'
    ? {
        ...status,
        refused: {},
        apps: status.apps
          .filter(({ phase }) => phase.state !== 'ended')
          .map((app) => ({ ...app, received: 0, sent: 0 })),
      }
    : status;
