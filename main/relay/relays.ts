import { isDeepStrictEqual } from 'node:util';
import type { ProfileId } from '../../shared/brand.ts';
import { defaultRelay, type RelaySettings } from '../../shared/relay.ts';
import type { RelayStatus } from '../../shared/relay-status.ts';
import type { Trace } from '../../shared/status.ts';
import type { Ports } from '../dependencies.ts';
import type { Timer } from '../ports/clock.ts';
import { connectsAlike } from '../sync/profile-sessions.ts';
import { connectLent, type LentProfile } from './lent-connections.ts';
import { OwnPorts } from './own-ports.ts';
import { Relay, type RelayPorts } from './relay.ts';
import type { TellRelayed } from './relayed-sessions.ts';

export interface RelaysDeps {
  readonly ports: Ports;
  readonly relayPorts: RelayPorts;
  /** Something that is seen of a relay is different. */
  readonly onChange: () => void;
  /** Told of what apps have open, as of sessions. */
  readonly tell: (id: ProfileId, ...told: Parameters<TellRelayed>) => void;
}

/** How often the amounts that are carried are told anew while any are. */
const tellAmountsEveryMs = 2_000;

interface Running {
  readonly lent: LentProfile;
  readonly settings: RelaySettings;
  readonly relay: Relay;
}

/** The relays of all profiles that are lent to apps just now. */
export class Relays {
  readonly #deps: RelaysDeps;
  readonly #ownPorts = new OwnPorts();
  readonly #running = new Map<ProfileId, Running>();
  readonly #statuses = new Map<ProfileId, RelayStatus>();
  #amounts: Timer | null = null;

  constructor(deps: RelaysDeps) {
    this.#deps = deps;
  }

  /** The same object as long as nothing has happened. */
  status(id: ProfileId): RelayStatus {
    const kept = this.#statuses.get(id);
    if (kept !== undefined) return kept;
    const status = this.#running.get(id)?.relay.status ?? off;
    this.#statuses.set(id, status);
    return status;
  }

  isOn(id: ProfileId): boolean {
    return this.#running.has(id);
  }

  /** What the latest try of an app's websocket did; null where there is none. */
  traceOf(id: ProfileId, app: number): Trace | null {
    return this.#running.get(id)?.relay.traceOf(app) ?? null;
  }

  /** Lends the profile. One that is lent already stays so where nothing has changed, or is lent anew. */
  async start(lent: LentProfile): Promise<void> {
    const { id, profile } = lent;
    const settings = profile.relay ?? defaultRelay;
    const before = this.#running.get(id);
    if (before !== undefined && isSameLoan(before, lent, settings)) {
      before.relay.secretsChanged();
      return;
    }
    await this.stop(id);
    const relay = this.#make(lent, settings);
    this.#running.set(id, { lent, settings, relay });
    await relay.start();
    this.#tellAmounts();
  }

  /** A profile was changed: its relay goes on with it, if it has one and is lent. */
  async revise(lent: LentProfile): Promise<void> {
    if (!this.isOn(lent.id)) return;
    if (lent.profile.relay === undefined) await this.stop(lent.id);
    else await this.start(lent);
  }

  /** Cuts its apps. Resolves when the port is free. */
  async stop(id: ProfileId): Promise<void> {
    const running = this.#running.get(id);
    this.#running.delete(id);
    this.#changed(id);
    await running?.relay.stop();
  }

  /** Ends what one app has open. */
  cut(id: ProfileId, app: number): void {
    this.#running.get(id)?.relay.cut(app);
  }

  /** A good moment to try again what waits. */
  hint(): void {
    for (const { relay } of this.#running.values()) relay.hint();
  }

  /** The secrets of a profile may be other ones, or (null) those of all: they are read anew. */
  secretsChanged(id: ProfileId | null): void {
    for (const [each, { relay }] of this.#running) if (id === null || id === each) relay.secretsChanged();
  }

  async dispose(): Promise<void> {
    this.#amounts?.cancel();
    await Promise.all([...this.#running.keys()].map((id) => this.stop(id)));
  }

  #make(lent: LentProfile, settings: RelaySettings): Relay {
    const { id, profile, account } = lent;
    return new Relay({
      id,
      profile,
      account,
      settings,
      ports: this.#deps.relayPorts,
      ownPorts: this.#ownPorts,
      connect: () => connectLent(lent, this.#deps.ports, this.#ownPorts),
      onChange: () => this.#changed(id),
      tell: (...told) => this.#deps.tell(id, ...told),
    });
  }

  #changed(id: ProfileId): void {
    this.#statuses.delete(id);
    this.#deps.onChange();
  }

  /** Amounts change with every byte; they are told now and then. */
  #tellAmounts(): void {
    this.#amounts?.cancel();
    if (this.#running.size === 0) return;
    this.#amounts = this.#deps.ports.clock.after(tellAmountsEveryMs, () => {
      for (const [id, { relay }] of this.#running) {
        if (!carries(this.status(id))) continue;
        relay.tellAmounts();
        this.#changed(id);
      }
      this.#tellAmounts();
    });
  }
}

const off: RelayStatus = { state: 'off' };

const carries = (status: RelayStatus): boolean =>
  status.state === 'listening' && status.apps.some(({ phase }) => phase.state === 'open');

const isSameLoan = (before: Running, lent: LentProfile, settings: RelaySettings): boolean =>
  // When it is to begin doesn't concern one that has.
  isDeepStrictEqual({ ...before.settings, start: settings.start }, settings) &&
  connectsAlike(before.lent.profile, lent.profile);
