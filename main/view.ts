import type { ProfileId } from '../shared/brand.ts';
import { isSameList, reusing } from '../shared/plain-data.ts';
import type { AppView, ProfileView } from '../shared/status.ts';
import { changeOf, type ViewMessage } from '../shared/view-change.ts';
import type { Clock, Timer } from './ports/clock.ts';
import type { ProfileSessions } from './sync/profile-sessions.ts';

/** What a profile's part of the view is folded from. */
export interface ShownProfile extends Omit<ProfileView, 'signIn' | 'revocation' | 'sessions'> {
  readonly sessions: Pick<ProfileSessions, 'signIn' | 'revocation' | 'sessions'> | null;
}

/** A profile, and what tells that its part of the view may be another one. */
export interface ProfileSource {
  readonly id: ProfileId;
  /** Compared by identity; where all are the same as before, it is not folded again. Always as many. */
  readonly facts: readonly unknown[];
  readonly shown: () => ShownProfile;
}

interface KeptView {
  readonly facts: readonly unknown[];
  readonly view: ProfileView;
}

/**
 * The profiles' parts of the view. Of a thousand profiles few change at once: only those are folded, and all that says
 * the same as before stays the same object, down to the parts of a session, so that all who come after it (the
 * difference for the window, the tray, the notifications) compare by identity (ADR 33).
 */
export class ProfileViews {
  #kept = new Map<ProfileId, KeptView>();
  #all: readonly ProfileView[] = [];

  /** The same list as before where none is another one. */
  fold(sources: readonly ProfileSource[]): readonly ProfileView[] {
    const all = sources.map((source) => this.#viewOf(source));
    if (isSameList(all, this.#all)) return this.#all;
    if (this.#kept.size > all.length) this.#forgetAllBut(all);
    this.#all = all;
    return all;
  }

  #viewOf({ id, facts, shown }: ProfileSource): ProfileView {
    const before = this.#kept.get(id);
    if (before !== undefined && isSameList(facts, before.facts)) return before.view;
    const view = reusing(before?.view, foldProfile(shown()));
    this.#kept.set(id, { facts, view });
    return view;
  }

  #forgetAllBut(all: readonly ProfileView[]): void {
    const shown = new Set(all.map(({ id }) => id));
    this.#kept = new Map([...this.#kept].filter(([id]) => shown.has(id)));
  }
}

export const foldProfile = ({ sessions, ...shown }: ShownProfile): ProfileView => ({
  ...shown,
  signIn: sessions?.signIn ?? { state: 'signedOut' },
  revocation: sessions?.revocation ?? null,
  sessions: sessions?.sessions ?? [],
});

/** However often things change, the window is told at most ten times a second; the first change at once. */
const leastBetweenPushesMs = 100;

/** Gathers changes into pushes. */
export class ViewPusher {
  readonly #clock: Clock;
  readonly #push: () => void;
  #timer: Timer | null = null;
  #lastPush = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, push: () => void) {
    this.#clock = clock;
    this.#push = push;
  }

  changed(): void {
    if (this.#timer !== null) return;
    const since = this.#clock.monotonic() - this.#lastPush;
    this.#timer = this.#clock.after(Math.max(0, leastBetweenPushesMs - since), () => {
      this.#timer = null;
      this.#lastPush = this.#clock.monotonic();
      this.#push();
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }
}

/** What the window has been told, so that it needs to be told only what is different. */
export class ViewFeed {
  #told: AppView | null = null;

  /** The view as the answer to a window that asked for all of it. */
  whole(view: AppView): AppView {
    this.#told = view;
    return view;
  }

  /** What to tell of the view; null when the window knows it all. */
  next(view: AppView): ViewMessage | null {
    const told = this.#told;
    const change = told === null ? null : changeOf(told, view);
    if (told !== null && change === null) return null;
    this.#told = view;
    return change === null ? { whole: view } : { change };
  }
}
