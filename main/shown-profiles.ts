import type { ProfileId } from '../shared/brand.ts';
import type { Pin } from '../shared/certificate.ts';
import type { Given } from '../shared/destinations.ts';
import type { Pinging } from '../shared/history.ts';
import { newListPosition } from '../shared/list-position.ts';
import type { RelayStatus } from '../shared/relay-status.ts';
import type { SecretKind } from '../shared/secret-kinds.ts';
import { demoProfileId, demoSettings } from './demo/demo.ts';
import type { History } from './history/history.ts';
import { pingingUnder } from './history/idle-limit.ts';
import type { Clock } from './ports/clock.ts';
import type { SecretsOfProfiles } from './profiles/secrets-of-profiles.ts';
import type { ProfileStore, SavedProfile } from './profiles/store.ts';
import { originalHeartbeat } from './sync/heartbeat.ts';
import type { ProfileSessions } from './sync/profile-sessions.ts';
import type { Sessions } from './sync/sessions.ts';
import type { ProfileSource, ShownProfile } from './view.ts';

export interface ShownProfilesDeps {
  readonly clock: Clock;
  readonly store: ProfileStore;
  readonly secrets: SecretsOfProfiles;
  readonly sessions: Sessions;
  readonly history: History;
  readonly relays: { status(id: ProfileId): RelayStatus };
}

/** What is shown of each profile: of the demo's, and of those that are saved. */
export class ShownProfiles {
  readonly #deps: ShownProfilesDeps;

  constructor(deps: ShownProfilesDeps) {
    this.#deps = deps;
  }

  get all(): readonly ProfileSource[] {
    const demo = this.#deps.sessions.find(demoProfileId);
    const saved = this.#deps.store.all.map((each) => this.#savedSource(each));
    return demo === null ? saved : [this.#demoSource(demo), ...saved];
  }

  pinging(id: ProfileId): Pinging {
    const { history, secrets } = this.#deps;
    return pingingUnder(history.limitsOf(id), originalHeartbeat.everyMs, secrets.local(id).adaptsPings);
  }

  /** All that is shown of a saved profile lies in these facts, or follows from them. */
  #savedSource(saved: SavedProfile): ProfileSource {
    const { id } = saved;
    const sessions = this.#deps.sessions.find(id);
    const pins = this.#goodPins(id);
    const facts = [saved, sessions, sessions?.revision, ...this.#factsBeside(id), pins.length];
    return { id, facts, shown: () => this.#savedProfile(saved, sessions, pins) };
  }

  #demoSource(sessions: ProfileSessions): ProfileSource {
    const facts = [sessions, sessions.revision, ...this.#factsBeside(demoProfileId)];
    return { id: demoProfileId, facts, shown: () => this.#demoProfile(sessions) };
  }

  #factsBeside(id: ProfileId): readonly unknown[] {
    return [this.#deps.history.limitsOf(id), this.#kinds(id), this.#deps.relays.status(id)];
  }

  #savedProfile(
    { id, profile, wanted }: SavedProfile,
    sessions: ProfileSessions | null,
    pins: readonly Pin[],
  ): ShownProfile {
    const { store } = this.#deps;
    const beside = { ...this.#beside(id), pins, local: store.local(id), ...store.standing(id) };
    return { id, profile, temporary: false, wanted, ...beside, sessions };
  }

  #demoProfile(sessions: ProfileSessions): ShownProfile {
    const id = demoProfileId;
    const wanted = sessions.sessions.some(({ phase }) => phase.state !== 'idle');
    const beside = { ...this.#beside(id), pins: [], local: demoSettings, ...newListPosition };
    return { id, profile: sessions.profile, temporary: true, wanted, ...beside, sessions };
  }

  #beside(id: ProfileId): Pick<ShownProfile, 'savedSecrets' | 'given' | 'pinging' | 'relay'> {
    return {
      savedSecrets: this.#kinds(id),
      given: this.#given(id),
      pinging: this.pinging(id),
      relay: this.#deps.relays.status(id),
    };
  }

  #kinds(id: ProfileId): readonly SecretKind[] {
    return this.#deps.secrets.vaultOf(id).kinds(id);
  }

  /** What is kept for a profile, and what each was given for. */
  #given(id: ProfileId): Given {
    const vault = this.#deps.secrets.vaultOf(id);
    const { jwtFile } = this.#deps.store.given(id);
    const given: Given = Object.fromEntries(this.#kinds(id).map((kind) => [kind, vault.places(id, kind)]));
    return jwtFile === undefined ? given : { ...given, jwtFile };
  }

  #goodPins(id: ProfileId): readonly Pin[] {
    const pins = this.#deps.store.pins(id);
    if (pins.length === 0) return pins;
    const now = this.#deps.clock.now();
    return pins.filter(({ until }) => until > now);
  }
}
