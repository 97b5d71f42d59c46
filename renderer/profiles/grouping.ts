import type { Environment } from '../../shared/profile.ts';
import type { ProfileView } from '../../shared/status.ts';

/** The profiles of one environment. The demo's stands in a group of its own, whatever its environment. */
export interface ProfileGroup {
  readonly name: Environment | 'demo';
  readonly profiles: readonly ProfileView[];
}

/** What matters most comes first. */
const order: readonly ProfileGroup['name'][] = ['production', 'staging', 'development', 'own', 'demo'];

export function groupProfiles(profiles: readonly ProfileView[]): readonly ProfileGroup[] {
  const groupOf = ({ temporary, profile }: ProfileView) => (temporary ? 'demo' : profile.environment);
  return order
    .map((name) => ({ name, profiles: profiles.filter((each) => groupOf(each) === name).sort(byName) }))
    .filter((group) => group.profiles.length > 0);
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const byName = (one: ProfileView, other: ProfileView): number =>
  collator.compare(one.profile.name, other.profile.name);

/** The profiles in whose name, server or environment all the words are found. */
export function searchProfiles(profiles: readonly ProfileView[], words: string): readonly ProfileView[] {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return profiles.filter(({ profile }) => {
    const text = `${profile.name} ${profile.server} ${profile.environment}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** From how many profiles on a search field is worth its room. */
export const searchFrom = 7;
