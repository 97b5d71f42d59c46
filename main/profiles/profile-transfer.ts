import type { ProfileId } from '../../shared/brand.ts';
import { profileFileText } from '../../shared/interchange/export/export.ts';
import { profileFileEnding } from '../../shared/interchange/opened-files.ts';
import type { SaveOutcome } from '../../shared/interchange/save-outcome.ts';
import { clashingRelayPorts } from '../../shared/interchange/relay-ports.ts';
import { parseProfile, type Profile } from '../../shared/profile.ts';
import type { ProfileIssue } from '../../shared/rules.ts';
import { fileName, type SaveFile } from '../ports/save-file.ts';
import { ProblemError } from '../problem-error.ts';
import type { ProfileStore, SavedProfile } from './store.ts';

export interface OfferedProfile {
  readonly profile: unknown;
  /** The saved profile whose place it takes; null: none. */
  readonly replaces: ProfileId | null;
}

export interface ExchangeDeps {
  readonly store: ProfileStore;
  readonly saveFile: SaveFile;
  readonly newId: () => ProfileId;
  /** Forgets what the keychain holds for the profile and the changed one has no use for. */
  readonly settleSecrets: (saved: SavedProfile, before: Profile) => Promise<void>;
  /** Makes the sessions of a profile that was saved. */
  readonly takeUp: (saved: SavedProfile) => void;
  readonly find: (id: ProfileId) => Profile;
}

/** Profiles on their way in and out, as files. No secret takes part: those files hold none. */
export class ProfileTransfer {
  readonly #deps: ExchangeDeps;

  constructor(deps: ExchangeDeps) {
    this.#deps = deps;
  }

  /**
   * Saves all of them or none. A new one is not connected: no person has looked at what it does yet.
   * Errors: `profile.invalid`, its fields beginning with the place; `profile.missing`; `storage.notSaved`; the keychain's.
   */
  async import(offered: readonly OfferedProfile[]): Promise<readonly ProfileId[]> {
    const { store } = this.#deps;
    const profiles = validProfiles(offered);
    const before = offered.map(({ replaces }) => (replaces === null ? null : this.#saved(replaces)));
    this.#requireOwnPorts(profiles, before);
    const saved = profiles.map((profile, at): SavedProfile => {
      const known = before[at] ?? null;
      return { id: known?.id ?? this.#deps.newId(), profile, wanted: known?.wanted ?? false };
    });
    store.saveAll(saved);
    try {
      for (const [at, one] of saved.entries()) {
        const known = before[at] ?? null;
        if (known !== null) await this.#deps.settleSecrets(one, known.profile);
      }
    } catch (error) {
      // With the tokens of another server in reach, a changed profile must not stay.
      const added = saved.filter((_, at) => before[at] === null);
      store.takeBack(
        before.filter((one) => one !== null),
        added.map(({ id }) => id),
      );
      throw error;
    }
    for (const one of saved) this.#deps.takeUp(one);
    return saved.map(({ id }) => id);
  }

  /** Writes a profile file with these where the person says. */
  async export(ids: readonly ProfileId[]): Promise<SaveOutcome> {
    const profiles = ids.map((id) => this.#deps.find(id));
    const [first] = profiles;
    if (first === undefined) return 'cancelled';
    const name = profiles.length === 1 ? first.name : 'profiles';
    return this.#deps.saveFile.save(fileName(name, profileFileEnding), profileFileText(profiles));
  }

  /** As when one is saved in the form. Errors: `profile.invalid`. */
  #requireOwnPorts(profiles: readonly Profile[], before: readonly (SavedProfile | null)[]): void {
    const replaced = new Set(before.map((each) => each?.id));
    const others = this.#deps.store.all.filter(({ id }) => !replaced.has(id));
    const taken = others.flatMap(({ profile }) => profile.relay?.port ?? []);
    const [first, ...rest] = [...clashingRelayPorts(profiles, taken)].map((at): ProfileIssue => ({
      field: `[${at}].relay.port`,
      rule: 'relayPortOfOther',
    }));
    if (first !== undefined) throw new ProblemError({ kind: 'profile.invalid', issues: [first, ...rest] });
  }

  #saved(id: ProfileId): SavedProfile {
    const saved = this.#deps.store.find(id);
    if (saved === null) throw new ProblemError({ kind: 'profile.missing', name: id });
    return saved;
  }
}

/** Errors: `profile.invalid`, with the flaws of all of them. */
function validProfiles(offered: readonly OfferedProfile[]): readonly Profile[] {
  const read = offered.map(({ profile }) => parseProfile(profile));
  const flaws = read.flatMap((each, at): ProfileIssue[] =>
    each.ok ? [] : each.problem.map(({ field, rule }) => ({ field: `[${at}].${field}`, rule })),
  );
  const [first, ...rest] = flaws;
  if (first !== undefined) throw new ProblemError({ kind: 'profile.invalid', issues: [first, ...rest] });
  return read.flatMap((each) => (each.ok ? [each.value] : []));
}
