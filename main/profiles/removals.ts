import type { ProfileId } from '../../shared/brand.ts';
import type { Removal } from '../../shared/status.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { ProfileStore } from './store.ts';

export interface RemovalsDeps {
  readonly clock: Clock;
  readonly store: ProfileStore;
  /** Forgets everything that is kept of a profile elsewhere, its secrets first. Errors: `vault.*`. */
  readonly forget: (id: ProfileId) => Promise<void>;
  readonly onChange: () => void;
}

/** So long a removal can be undone. */
export const undoableForMs = 10_000;

/**
 * Removed profiles on their way out. They are out of sight at once, but what the keychain holds for them goes only when
 * the time to undo is over, or the app quits. What can't be forgotten then is tried again when the keychain
 * can be used, in this run or the next; the person is told.
 */
export class Removals {
  readonly #deps: RemovalsDeps;
  #latest: { readonly ids: readonly ProfileId[]; readonly status: Removal } | null = null;
  #timer: Timer | null = null;
  readonly #forgetting = new Map<ProfileId, Promise<void>>();
  /** How many could not be forgotten when it was last tried. */
  #left = 0;

  constructor(deps: RemovalsDeps) {
    this.#deps = deps;
  }

  /** What can still be undone. */
  get status(): Removal | null {
    return this.#latest?.status ?? null;
  }

  /** Puts profiles out of sight; the removal before this one is no longer to be undone. */
  remove(ids: readonly ProfileId[]): void {
    const { store, clock, onChange } = this.#deps;
    const removed = ids.flatMap((id) => store.find(id) ?? []);
    if (removed.length === 0) return;
    void this.finish();
    store.setRemoved(ids, true);
    const names = removed.map(({ profile }) => profile.name);
    this.#latest = {
      ids: removed.map(({ id }) => id),
      status: { names, undoableUntil: clock.now() + undoableForMs },
    };
    this.#timer = clock.after(undoableForMs, () => void this.finish());
    onChange();
  }

  /** Brings the latest back; answers which they were. */
  undo(): readonly ProfileId[] {
    const ids = this.#latest?.ids ?? [];
    this.#settle();
    this.#deps.store.setRemoved(ids, false);
    return ids;
  }

  /** Forgets a profile whose saving failed half-way, and what the keychain took for it before. Never fails. */
  async discard(id: ProfileId): Promise<void> {
    this.#deps.store.setRemoved([id], true);
    await this.#forgetDue();
  }

  /** Forgets for good what is removed, what an earlier run left behind included. Never fails. */
  async finish(): Promise<void> {
    this.#settle();
    await this.#forgetDue();
  }

  /** The keychain can be used: what it did not let us forget before is tried again now, not only at the next start. */
  async keychainOpened(): Promise<void> {
    if (this.#left > 0 && this.#forgetting.size === 0) await this.#forgetDue();
  }

  /** All that is removed but what can still be undone. */
  get #due(): readonly ProfileId[] {
    const undoable = this.#latest?.ids ?? [];
    return this.#deps.store.removed.filter((id) => !undoable.includes(id));
  }

  async #forgetDue(): Promise<void> {
    await Promise.all(this.#due.map((id) => this.#forget(id)));
    this.#tellOfLeft(this.#due.length);
  }

  #tellOfLeft(profiles: number): void {
    if (profiles === this.#left) return;
    this.#left = profiles;
    const { store, onChange } = this.#deps;
    const told = store.notices.findIndex(({ kind }) => kind === 'secretsLeftInKeychain');
    if (told >= 0) store.notices.splice(told, 1);
    if (profiles > 0) store.notices.push({ kind: 'secretsLeftInKeychain', profiles });
    onChange();
  }

  #forget(id: ProfileId): Promise<void> {
    const { store, forget } = this.#deps;
    const underWay = this.#forgetting.get(id);
    if (underWay !== undefined) return underWay;
    const forgetting = forget(id)
      .then(
        () => store.remove(id),
        // The keychain can't be used: the profile stays out of sight, and with it the note of what is to be forgotten.
        () => undefined,
      )
      .finally(() => this.#forgetting.delete(id));
    this.#forgetting.set(id, forgetting);
    return forgetting;
  }

  #settle(): void {
    this.#timer?.cancel();
    this.#timer = null;
    if (this.#latest === null) return;
    this.#latest = null;
    this.#deps.onChange();
  }
}
