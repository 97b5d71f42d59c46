import type { ProfileId, SessionId } from '../../shared/brand.ts';
import type { Indicator } from '../../shared/indicators.ts';
import type { ProfileView, SessionStatus } from '../../shared/status.ts';
import { SignIns } from './sign-ins.svelte.ts';
import { Selection } from './selection.svelte.ts';
import type { Draft } from './draft.ts';
import type { ViewState } from './view.svelte.ts';

/** What the middle of the window is for: watching the sessions of one profile or of all, or editing a profile (`id: null` makes a new one). */
export type Task =
  | { readonly kind: 'watching' }
  /** `only`: those with this indicator; null: all. */
  | { readonly kind: 'overview'; readonly only: Indicator | null }
  | {
      readonly kind: 'editing';
      readonly id: ProfileId | null;
      readonly field: string | null;
      readonly draft?: Draft;
    };

/** Asked where a production profile is about to be changed, or used without care. */
export interface Question {
  readonly title: string;
  readonly body: string;
  readonly yes: string;
  readonly act: () => void;
}

export type DetailsTab = 'now' | 'trace' | 'token' | 'request' | 'history' | 'relay';

/** What the open editor can be told from outside. */
export interface OpenForm {
  readonly save: () => void;
  readonly test: () => void;
}

/** Where the person is in the window: what is selected, and which form or dialog is open. */
export class ScreenState {
  task: Task = $state.raw({ kind: 'watching' });
  tab: DetailsTab = $state('now');
  readonly signIns: SignIns;
  /** Profiles that are about to be removed. */
  removing: readonly ProfileId[] = $state.raw([]);
  /** Something that is not done before the person says so once more. */
  question: Question | null = $state.raw(null);
  readonly selection = new Selection();
  /** Whose tokens are about to be forgotten: the selected profile's, or those of all. */
  forgetting: 'selected' | 'all' | null = $state(null);
  settingsAreOpen = $state(false);
  /** What helps to find one's way lies over everything else. */
  overlay: 'palette' | 'shortcuts' | 'guide' | 'about' | null = $state(null);
  /** That of the open editor. */
  form: OpenForm | null = $state.raw(null);
  #profileId: ProfileId | null = $state(null);
  #standInId: ProfileId | null = $state(null);
  #sessionId: SessionId | null = $state(null);
  /** Asked before an editor is left; answers whether that's fine. */
  #mayLeave: (go: () => void) => boolean = () => true;
  readonly #view: ViewState;

  constructor(view: ViewState) {
    this.#view = view;
    this.signIns = new SignIns(view);
  }

  /** The selected profile; while it is gone, the one in its stead; the first one while none was chosen. */
  get profile(): ProfileView | null {
    const { current } = this.#view;
    return (
      this.#view.profile(this.#profileId) ??
      this.#view.profile(this.#standInId) ??
      current?.profiles[0] ??
      null
    );
  }

  /** Shows this one while the selected one is gone, which may be brought back. */
  standIn(id: ProfileId | null): void {
    this.#standInId = id;
  }

  /** The selected session of that profile, or its first one. */
  get session(): SessionStatus | null {
    const sessions = this.profile?.sessions ?? [];
    return sessions.find((session) => session.id === this.#sessionId) ?? sessions[0] ?? null;
  }

  select(id: ProfileId): void {
    this.#leaving(() => {
      this.#profileId = id;
      this.task = { kind: 'watching' };
    });
  }

  /** A session that the person chose outside the window. */
  choose(profile: ProfileId, session: SessionId | null): void {
    this.#leaving(() => {
      this.doneEditing(profile);
      if (session !== null) this.#sessionId = session;
    });
  }

  /** All sessions of all profiles, or those with one indicator. */
  overview(only: Indicator | null = null): void {
    this.#leaving(() => (this.task = { kind: 'overview', only }));
  }

  selectSession(id: SessionId): void {
    this.#sessionId = id;
  }

  /** `draft`: what is filled in already. */
  create(draft?: Draft): void {
    const filled = draft === undefined ? {} : { draft };
    this.#leaving(() => (this.task = { kind: 'editing', id: null, field: null, ...filled }));
  }

  edit(id: ProfileId, field: string | null = null): void {
    this.#leaving(() => (this.task = { kind: 'editing', id, field }));
  }

  /** Leaves the editor without asking: what was typed is saved, or the person let go of it. */
  doneEditing(id: ProfileId | null = null): void {
    if (id !== null) this.#profileId = id;
    this.task = { kind: 'watching' };
  }

  /** The open editor's word on being left; answers how to take it back. */
  guard(mayLeave: (go: () => void) => boolean): () => void {
    this.#mayLeave = mayLeave;
    return () => (this.#mayLeave = () => true);
  }

  #leaving(go: () => void): void {
    if (this.#mayLeave(go)) go();
  }
}
