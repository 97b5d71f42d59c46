import type { ProfileId } from '../../shared/brand.ts';

/** How a click adds to what is selected, as everywhere on the computer. */
export type Reach = 'one' | 'toggle' | 'range';

export const reachOf = (event: { ctrlKey: boolean; metaKey: boolean; shiftKey: boolean }): Reach => {
  if (event.shiftKey) return 'range';
  return event.ctrlKey || event.metaKey ? 'toggle' : 'one';
};

/** Profiles that the person selected to do something with all of them. Fewer than two are no selection. */
export class Selection {
  ids: readonly ProfileId[] = $state.raw([]);
  /** Where a range begins. */
  #anchor: ProfileId | null = null;

  has(id: ProfileId): boolean {
    return this.ids.length > 1 && this.ids.includes(id);
  }

  clear(): void {
    if (this.ids.length > 0) this.ids = [];
  }

  /** `shown` are the profiles in the order in which they are seen; `current` is the one that is being watched. */
  reach(reach: Reach, id: ProfileId, shown: readonly ProfileId[], current: ProfileId | null): void {
    switch (reach) {
      case 'one':
        this.#anchor = id;
        this.ids = [id];
        return;
      case 'toggle': {
        const before = this.#before(current);
        this.#anchor = id;
        this.ids = before.includes(id) ? before.filter((each) => each !== id) : [...before, id];
        return;
      }
      case 'range': {
        const begin = [this.#anchor, current].find((each) => each !== null && shown.includes(each)) ?? id;
        const from = shown.indexOf(begin);
        const to = shown.indexOf(id);
        if (to < 0) return this.reach('one', id, shown, current);
        this.#anchor = shown[from] ?? id;
        this.ids = shown.slice(Math.min(from, to), Math.max(from, to) + 1);
      }
    }
  }

  /** What is out of sight (filtered out, folded up, removed) is no longer selected: only what is marked is counted and acted on. */
  keep(shown: readonly ProfileId[]): void {
    const kept = this.ids.filter((id) => shown.includes(id));
    if (kept.length < this.ids.length) this.ids = kept;
  }

  all(shown: readonly ProfileId[]): void {
    this.ids = shown;
  }

  /** The one that is watched counts as selected before anything else is. */
  #before(current: ProfileId | null): readonly ProfileId[] {
    return this.ids.length > 0 || current === null ? this.ids : [current];
  }
}
