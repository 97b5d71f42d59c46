import type { ProfileId, SessionId } from '../../shared/brand.ts';
import type { RelayedHistory, SessionHistory } from '../../shared/history.ts';
import type { Intents } from '../state/intents.svelte.ts';

/** One session's history, asked for again whenever there may be more to tell. */
export class HistoryReading {
  current: SessionHistory | null = $state.raw(null);
  readonly #intents: Intents;
  #of: SessionId | null = null;
  #asked = 0;

  constructor(intents: Intents) {
    this.#intents = intents;
  }

  /** Until the answer is there the one before stands, unless it is another session's. */
  async read(id: ProfileId, session: SessionId): Promise<void> {
    if (session !== this.#of) this.current = null;
    this.#of = session;
    this.#asked += 1;
    const asked = this.#asked;
    const answer = await this.#intents.call((api) => api.getHistory({ id, session }));
    if (asked === this.#asked && answer.ok) this.current = answer.value;
  }
}

/** The same of what apps had open through a profile's relay. */
export class RelayedReading {
  current: readonly RelayedHistory[] | null = $state.raw(null);
  readonly #intents: Intents;
  #asked = 0;

  constructor(intents: Intents) {
    this.#intents = intents;
  }

  async read(id: ProfileId): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const answer = await this.#intents.call((api) => api.getRelayedHistory({ id }));
    if (asked === this.#asked && answer.ok) this.current = answer.value;
  }
}
