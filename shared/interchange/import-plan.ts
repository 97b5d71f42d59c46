import type { ProfileId } from '../brand.ts';
import type { Profile } from '../profile.ts';
import { freeName, sameName } from './names.ts';
import type { FoundProfile } from './profile-files.ts';
import { clashingRelayPorts } from './relay-ports.ts';

/** What becomes of a profile that was found: saved beside all others, in the place of one, or not at all. */
export type ImportChoice = 'add' | 'replace' | 'leaveOut';

export interface ExistingProfile {
  readonly id: ProfileId;
  readonly name: string;
  /** Of its relay; null where it is not lent to apps. */
  readonly relayPort: number | null;
}

/** A profile that was found without a flaw, and what is going to become of it. */
export interface PlannedImport {
  readonly file: string;
  readonly place: number | null;
  readonly profile: Profile;
  /** The one profile that it could replace: it has the same name, and nothing before it takes its place. */
  readonly sameNamed: ExistingProfile | null;
  readonly choice: ImportChoice;
  /** Under which name it is saved; a number keeps it apart from others. */
  readonly name: string;
  /** Its relay's port is that of a profile that stays, or of one that comes before it: it can't be saved so. */
  readonly hasPortOfOther: boolean;
}

/** One profile to save, as the main process wants it. */
export interface ImportEntry {
  readonly profile: Profile;
  readonly replaces: ProfileId | null;
}

/** What importing would do. `choices` are the person's, by the place of the profile among those that were found. */
export function planImport(
  found: readonly FoundProfile[],
  existing: readonly ExistingProfile[],
  choices: ReadonlyMap<number, ImportChoice>,
): readonly PlannedImport[] {
  const taken = existing.map(({ name }) => name);
  const replaced = new Set<ProfileId>();
  const planned = found.flatMap(({ file, place, read }, at): Omit<PlannedImport, 'hasPortOfOther'>[] => {
    if (!read.ok) return [];
    const profile = read.value;
    const sameNamed = onlyOne(
      existing.filter(({ id, name }) => sameName(name, profile.name) && !replaced.has(id)),
    );
    const wished = choices.get(at) ?? 'add';
    const choice = wished === 'replace' && sameNamed === null ? 'add' : wished;
    if (choice === 'replace' && sameNamed !== null) replaced.add(sameNamed.id);
    const name = choice === 'add' ? freeName(profile.name, taken) : profile.name;
    if (choice === 'add') taken.push(name);
    return [{ file, place, profile, sameNamed, choice, name }];
  });
  const stay = existing.filter(({ id }) => !replaced.has(id));
  const lent = planned.map(({ profile, choice }) => (choice === 'leaveOut' ? {} : profile));
  const clashing = clashingRelayPorts(
    lent,
    stay.flatMap(({ relayPort }) => relayPort ?? []),
  );
  return planned.map((each, at) => ({ ...each, hasPortOfOther: clashing.has(at) }));
}

const onlyOne = <Item>(items: readonly Item[]): Item | null =>
  items.length === 1 ? (items[0] ?? null) : null;

export const importEntries = (plan: readonly PlannedImport[]): readonly ImportEntry[] =>
  plan
    .filter(({ choice }) => choice !== 'leaveOut')
    .map(({ profile, name, choice, sameNamed }) => ({
      profile: { ...profile, name },
      replaces: choice === 'replace' ? (sameNamed?.id ?? null) : null,
    }));
