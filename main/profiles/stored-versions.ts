import type { ProfileId } from '../../shared/brand.ts';
import type { VersionMemory } from '../sync/protocol-versions.ts';
import type { ProfileStore } from './store.ts';

/** What a saved profile remembers of its servers' versions lies beside it; what others remember serves it as well. */
export class StoredVersions implements VersionMemory {
  readonly #store: ProfileStore;
  readonly #id: ProfileId;

  constructor(store: ProfileStore, id: ProfileId) {
    this.#store = store;
    this.#id = id;
  }

  versionOf(server: string): number | null {
    return this.#store.versionOf(server);
  }

  remember(server: string, version: number): void {
    this.#store.rememberVersion(this.#id, { server, version });
  }
}
