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
  #waiting: readonly (() => void)[] = [];
  readonly #byId = $derived(byId(this.current?.profiles ?? []));

  constructor(api: CausewayApi) {
    this.#api = api;
  }

  /** Listens to snapshots and asks for the newest one; answers how to stop. */
  follow(): () => void {
    const stop = this.#api.viewChanged((message) => this.#hear(unpack(message)));
    void this.#ask();
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

  /**
   * What `read` makes of a snapshot: of the first that it makes something of, and that is no older than this question.
   * All that the main process was told before stands in that one. Null once `signal` ends it.
   */
  async first<Found>(read: () => Found | null, signal: AbortSignal): Promise<Found | null> {
    await this.#ask();
    return new Promise((resolve) => {
      const look = (): void => {
        const found = signal.aborted ? null : read();
        if (found === null && !signal.aborted) return;
        this.#waiting = this.#waiting.filter((each) => each !== look);
        resolve(found);
      };
      signal.addEventListener('abort', look, { once: true });
      this.#waiting = [...this.#waiting, look];
      look();
    });
  }

  async #ask(): Promise<void> {
    const answer = await this.#api.getView(undefined);
    if (answer.ok) this.#accept(unpack(answer.value));
  }

  #take(view: AppView): void {
    this.current = view;
    for (const look of this.#waiting) look();
  }

  /** A change to what we don't have is of no use; before the first answer another one is on its way. */
  #hear(message: ViewMessage): void {
    if ('whole' in message) this.#accept(message.whole);
    else if (this.current?.revision === message.change.since) {
      this.#take(applyChange(this.current, message.change));
    } else if (this.current !== null && this.current.revision < message.change.revision) void this.#ask();
  }

  /** The answer to the first question may arrive after a snapshot that was pushed later. */
  #accept(view: AppView): void {
    if (this.current === null || view.revision >= this.current.revision) this.#take(view);
  }
}
