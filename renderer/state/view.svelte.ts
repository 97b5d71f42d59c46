import type { ProfileId, SessionId } from '../../shared/brand.ts';
import type { CausewayApi } from '../../shared/ipc.ts';
import { unpack } from '../../shared/packed.ts';
import type { AppView, ProfileView, SessionStatus } from '../../shared/status.ts';
import { applyChange, type ViewMessage } from '../../shared/view-change.ts';

const byId = (profiles: readonly ProfileView[]): ReadonlyMap<ProfileId, ProfileView> =>
  new Map(profiles.map((profile) => [profile.id, profile]));

/** The newest snapshot of the main process. Replaced by the next, never changed here; what stays is the same object. */
export class ViewState {
  current: AppView | null = $state.raw(null);
  readonly #api: CausewayApi;
  readonly #byId = $derived(byId(this.current?.profiles ?? []));

  constructor(api: CausewayApi) {
    this.#api = api;
  }

  /** Listens to snapshots and asks for the newest one; answers how to stop. */
  follow(): () => void {
    const stop = this.#api.viewChanged((message) => this.#hear(unpack(message)));
    this.#ask();
    return stop;
  }

  /** Which keys and signs there are depends on it. */
  get isMac(): boolean {
    return this.current?.about.platform === 'darwin';
  }

  profile(id: ProfileId | null): ProfileView | null {
    return id === null ? null : (this.#byId.get(id) ?? null);
  }

  session(id: SessionId | null): SessionStatus | null {
    const sessions = this.current?.profiles.flatMap((profile) => profile.sessions);
    return sessions?.find((session) => session.id === id) ?? null;
  }

  #ask(): void {
    void this.#api.getView(undefined).then((answer) => {
      if (answer.ok) this.#accept(unpack(answer.value));
    });
  }

  /** A change to what we don't have is of no use; before the first answer another one is on its way. */
  #hear(message: ViewMessage): void {
    if ('whole' in message) this.#accept(message.whole);
    else if (this.current?.revision === message.change.since) {
      this.current = applyChange(this.current, message.change);
    } else if (this.current !== null && this.current.revision < message.change.revision) this.#ask();
  }

  /** The answer to the first question may arrive after a snapshot that was pushed later. */
  #accept(view: AppView): void {
    if (this.current === null || view.revision >= this.current.revision) this.current = view;
  }
}
