import type { AppView, ProfileView } from '../shared/status.ts';
import { changeOf, type ViewMessage } from '../shared/view-change.ts';
import type { Clock, Timer } from './ports/clock.ts';
import type { ProfileSessions } from './sync/profile-sessions.ts';

/** What a profile's part of the view is folded from. */
export interface ShownProfile extends Omit<ProfileView, 'signIn' | 'revocation' | 'sessions'> {
  readonly sessions: Pick<ProfileSessions, 'signIn' | 'revocation' | 'sessions'> | null;
}

export interface ViewParts extends Omit<AppView, 'revision' | 'profiles'> {
  readonly profiles: readonly ShownProfile[];
}

/** Folds everything into the snapshot that the window draws. */
export const foldView = (revision: number, parts: ViewParts): AppView => ({
  ...parts,
  revision,
  notices: [...parts.notices],
  profiles: parts.profiles.map(foldProfile),
});

const foldProfile = ({ sessions, ...shown }: ShownProfile): ProfileView => ({
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
