import type { ProfileId, SessionId } from '../../shared/brand.ts';
import type { CausewayApi } from '../../shared/ipc.ts';
import type { AppView, ProfileView, SessionStatus } from '../../shared/status.ts';

/** The newest snapshot of the main process. Replaced whole, never changed here. */
export class ViewState {
  current: AppView | null = $state.raw(null);
  readonly #api: CausewayApi;

  constructor(api: CausewayApi) {
    this.#api = api;
  }

  /** Listens to snapshots and asks for the newest one; answers how to stop. */
  follow(): () => void {
    const stop = this.#api.viewChanged((view) => this.#accept(view));
    void this.#api.getView(undefined).then((answer) => {
      if (answer.ok) this.#accept(answer.value);
    });
    return stop;
  }

  profile(id: ProfileId | null): ProfileView | null {
    return this.current?.profiles.find((profile) => profile.id === id) ?? null;
  }

  session(id: SessionId | null): SessionStatus | null {
    const sessions = this.current?.profiles.flatMap((profile) => profile.sessions);
    return sessions?.find((session) => session.id === id) ?? null;
  }

  /** The answer to the first question may arrive after a snapshot that was pushed later. */
  #accept(view: AppView): void {
    if (this.current === null || view.revision >= this.current.revision) this.current = view;
  }
}
