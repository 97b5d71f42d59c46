import type { ProfileId } from '../../shared/brand.ts';
import type { Profile } from '../../shared/profile.ts';
import type { UpdateWay } from '../../shared/settings.ts';

/** Which way out updates take. */
export type ChosenWay =
  | { readonly kind: 'profile'; readonly id: ProfileId }
  | { readonly kind: 'system'; readonly neverDirect: boolean }
  /** The profile that was chosen is gone: nothing is asked rather than asked some other way. */
  | { readonly kind: 'missing' };

interface Candidate {
  readonly id: ProfileId;
  readonly profile: Profile;
}

/**
 * The way that was chosen. `automatic`: the one that all profiles with a forward proxy take, if it is the same one;
 * otherwise this computer's, but not directly where a profile never goes so (ADR 41).
 */
export function chooseWay(choice: UpdateWay, profiles: readonly Candidate[]): ChosenWay {
  if (choice === 'system') return { kind: 'system', neverDirect: false };
  if (choice !== 'automatic')
    return profiles.some(({ id }) => id === choice) ? { kind: 'profile', id: choice } : { kind: 'missing' };
  // A profile that goes directly is one for a server inside: it says nothing of the way out.
  const leaving = profiles.filter(({ profile }) => profile.route.mode !== 'direct');
  const [first] = leaving;
  if (first !== undefined && new Set(leaving.map(wayOf)).size === 1) return { kind: 'profile', id: first.id };
  return { kind: 'system', neverDirect: leaving.some(({ profile }) => profile.route.neverDirect) };
}

/** All of a profile that decides how a stream leaves, and through whom. */
const wayOf = ({ profile: { route, trust } }: Candidate): string => JSON.stringify([route, trust.ca ?? null]);
