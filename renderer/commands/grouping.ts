import type { ProfileId } from '../../shared/brand.ts';
import type { ProfileGroupName } from '../../shared/list-position.ts';
import type { ProfileView } from '../../shared/status.ts';
import { ui } from '../text.ts';
import { searchedBy } from '../ui/searched.ts';

/** The profiles that stand together: the favourites, or those of one environment; the demo's stands apart. */
export interface ProfileGroup {
  readonly name: ProfileGroupName;
  readonly profiles: readonly ProfileView[];
}

/** What matters most comes first. */
const order: readonly ProfileGroupName[] = [
  'favourites',
  'production',
  'staging',
  'development',
  'own',
  'demo',
];

function groupOf({ temporary, isFavourite, profile }: ProfileView): ProfileGroupName {
  if (temporary) return 'demo';
  return isFavourite ? 'favourites' : profile.environment;
}

export function groupProfiles(profiles: readonly ProfileView[]): readonly ProfileGroup[] {
  const groups = new Map<ProfileGroupName, ProfileView[]>(order.map((name) => [name, []]));
  for (const profile of profiles) groups.get(groupOf(profile))?.push(profile);
  return [...groups]
    .filter(([, members]) => members.length > 0)
    .map(([name, members]) => ({ name, profiles: members.sort(byPlace) }));
}

/** As the person put them; a profile that was never moved comes after those, by name. */
function byPlace(one: ProfileView, other: ProfileView): number {
  if (one.place !== null && other.place !== null) return one.place - other.place;
  if (one.place === null && other.place === null) return byName(one, other);
  return one.place === null ? 1 : -1;
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const byName = (one: ProfileView, other: ProfileView): number =>
  collator.compare(one.profile.name, other.profile.name);

/** The profiles in whose name, server or environment (as files have it, or as it is called here) all the words are found. */
export function searchProfiles(profiles: readonly ProfileView[], words: string): readonly ProfileView[] {
  if (words.trim() === '') return profiles;
  const isFound = searchedBy(words);
  return profiles.filter(({ profile: { name, server, environment } }) =>
    isFound(`${name} ${server} ${environment} ${ui.environments[environment]}`),
  );
}

/** From how many profiles on a search field is worth its room. */
export const searchFrom = 7;

/**
 * Answers what it answered before while nothing that a list of profiles is arranged by has changed: round trips do, ten
 * times a second, and a thousand names need not be sorted for them.
 */
export function whileArrangedAlike<Answer>(
  arrange: (profiles: readonly ProfileView[], words: string) => Answer,
): (profiles: readonly ProfileView[], words: string) => Answer {
  let before: { profiles: readonly ProfileView[]; words: string; answer: Answer } | null = null;
  return (profiles, words) => {
    const isAlike = before !== null && before.words === words && isArrangedAlike(before.profiles, profiles);
    before = {
      profiles,
      words,
      answer: before !== null && isAlike ? before.answer : arrange(profiles, words),
    };
    return before.answer;
  };
}

const isArrangedAlike = (one: readonly ProfileView[], other: readonly ProfileView[]): boolean =>
  one.length === other.length &&
  one.every((each, index) => {
    const now = other[index];
    return (
      each === now ||
      (each.id === now?.id &&
        each.profile === now.profile &&
        each.place === now.place &&
        each.isFavourite === now.isFavourite)
    );
  });

/** The ids of a group after one of them, or several that are chosen, was put before `target` (null: at the end). */
export function withMoved(
  ids: readonly ProfileId[],
  moved: readonly ProfileId[],
  target: ProfileId | null,
): readonly ProfileId[] {
  const rest = ids.filter((id) => !moved.includes(id));
  const at = target === null ? rest.length : rest.indexOf(target);
  const movedIds = ids.filter((id) => moved.includes(id));
  return [...rest.slice(0, at < 0 ? rest.length : at), ...movedIds, ...rest.slice(at < 0 ? rest.length : at)];
}

/** The same, one step up (-1) or down (1). */
export function withStep(ids: readonly ProfileId[], id: ProfileId, step: -1 | 1): readonly ProfileId[] {
  const from = ids.indexOf(id);
  const to = from + step;
  if (from < 0 || to < 0 || to >= ids.length) return ids;
  const others = ids.filter((each) => each !== id);
  return [...others.slice(0, to), id, ...others.slice(to)];
}
