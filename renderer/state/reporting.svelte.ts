import type { ProfileId, SessionId } from '../../shared/brand.ts';
import { tracesOf, type Case } from '../../shared/evidence/case.ts';
import type { ProfileView, SessionStatus } from '../../shared/status.ts';
import type { Intents } from './intents.svelte.ts';
import type { ViewState } from './view.svelte.ts';

/** The report that lies open: of one moment, so that what is copied is what was read. */
export class Reporting {
  facts: Case | null = $state.raw(null);
  readonly #view: ViewState;
  readonly #intents: Intents;
  readonly #readClock: () => number;

  constructor(view: ViewState, intents: Intents, readClock: () => number) {
    this.#view = view;
    this.#intents = intents;
    this.#readClock = readClock;
  }

  /** Gathers what is known of a session, and shows it. Null: the profile's own, whichever has most to tell. */
  async open(id: ProfileId, sessionId: SessionId | null = null): Promise<void> {
    const about = this.#view.current?.about;
    const profile = this.#view.profile(id);
    if (about === undefined || profile === null) return;
    const at = this.#readClock();
    const session = sessionOf(profile, sessionId);
    this.facts = { at, about, profile, session, ...(await this.#kept(profile, session)) };
  }

  close(): void {
    this.facts = null;
  }

  async #kept(
    { id }: ProfileView,
    session: SessionStatus | null,
  ): Promise<Pick<Case, 'traces' | 'history' | 'relayed'>> {
    const ofApps = this.#intents.call((api) => api.getRelayedHistory({ id }));
    const relayedOf = async () => ofApps.then((answer) => (answer.ok ? answer.value : null));
    if (session === null) return { traces: [], history: null, relayed: await relayedOf() };
    const [relayed, former, history] = await Promise.all([
      relayedOf(),
      this.#intents.call((api) => api.getTraces({ id: session.id })),
      this.#intents.call((api) => api.getHistory({ id, session: session.id })),
    ]);
    const traces = tracesOf(session, former.ok ? former.value : []);
    return { traces, history: history.ok ? history.value : null, relayed };
  }
}

function sessionOf({ sessions }: ProfileView, id: SessionId | null): SessionStatus | null {
  const troubled = sessions.find(({ phase }) => 'problem' in phase);
  return sessions.find((session) => session.id === id) ?? troubled ?? sessions[0] ?? null;
}
