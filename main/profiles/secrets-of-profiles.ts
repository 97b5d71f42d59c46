import type { ProfileId } from '../../shared/brand.ts';
import { givenWith, type Destination } from '../../shared/destinations.ts';
import type { LocalSettings } from '../../shared/local-settings.ts';
import type { Profile } from '../../shared/profile.ts';
import { grantKinds, isGrant, useOf, type SecretKind } from '../../shared/secret-kinds.ts';
import type { EnteredSecrets } from '../../shared/secrets.ts';
import { demoProfileId, demoSettings } from '../demo/demo.ts';
import { ProblemError } from '../problem-error.ts';
import type { Vaults } from '../sync/sessions.ts';
import { provesSameAccount } from '../tokens/credential.ts';
import { requireServerKey } from '../tokens/server-key.ts';
import { enteredEntries } from '../secrets/entered-secrets.ts';
import type { Vault } from '../secrets/vault.ts';
import type { ProfileStore } from './store.ts';

/** In which vault the secrets of each profile lie, and what comes and goes there when a profile changes. */
export class SecretsOfProfiles {
  readonly #store: ProfileStore;
  readonly #vaults: Vaults;
  readonly #isKeychainReadable: () => boolean;

  constructor(store: ProfileStore, vaults: Vaults, isKeychainReadable: () => boolean) {
    this.#store = store;
    this.#vaults = vaults;
    this.#isKeychainReadable = isKeychainReadable;
  }

  /** What is settled for a profile on this computer. */
  local(id: ProfileId): LocalSettings {
    return id === demoProfileId ? demoSettings : this.#store.local(id);
  }

  vaultOf(id: ProfileId): Vault {
    return this.#vaults[this.local(id).keeping];
  }

  /** Takes what was typed for a profile, and forgets what it has no use for any more. Errors: `vault.*`. */
  async save(id: ProfileId, profile: Profile, before: Profile | null, typed: EnteredSecrets): Promise<void> {
    const vault = this.vaultOf(id);
    for (const { kind, secret } of enteredEntries(profile, typed))
      await vault.save(id, kind, secret, givenWith(kind, profile));
    // A token that was given for another server stays, and is withheld: the old address may come back.
    const isSameAccount = before === null || provesSameAccount(before, profile);
    const isKept = (kind: SecretKind) => (isGrant(kind) ? isSameAccount : useOf(kind, profile) !== 'none');
    for (const kind of vault.kinds(id)) if (!isKept(kind)) await vault.forget(id, kind);
  }

  /** Puts into a vault what a profile has that is good for a changed one, too. Errors: `vault.*`. */
  async lend(vault: Vault, id: ProfileId, before: Profile, changed: Profile): Promise<void> {
    await this.vaultOf(id).copyTo(vault, id);
    if (provesSameAccount(before, changed)) return;
    for (const kind of grantKinds) await vault.forget(id, kind);
  }

  /**
   * Nothing is lost on the way: what the keychain holds stays there, and memory is let go of only once it is saved.
   * Errors: `profile.missing`, `profile.invalid`, `vault.*`.
   */
  async settleLocal(id: ProfileId, local: LocalSettings, jwtFileFor?: readonly Destination[]): Promise<void> {
    const { keychain, memory } = this.#vaults;
    requireServerKey(local.serverKey);
    if (this.#store.find(id) === null) throw new ProblemError({ kind: 'profile.missing', name: id });
    const before = this.#store.local(id).keeping;
    if (before === 'memory' && local.keeping === 'keychain') {
      await memory.copyTo(keychain, id);
      await memory.forgetAll(id);
    }
    if (before === 'keychain' && local.keeping === 'memory' && this.#isKeychainReadable()) {
      await keychain.copyTo(memory, id).catch(() => undefined);
    }
    this.#store.setLocal(id, local, jwtFileFor);
  }

  async forgetAll(id: ProfileId): Promise<void> {
    await this.#vaults.keychain.forgetAll(id);
    await this.#vaults.memory.forgetAll(id);
  }
}
