import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../main/ports/clock.ts';
import { systemDialer, type Dialer } from '../../main/ports/dialer.ts';
import { MemoryKeychain } from '../../main/ports/keychain.ts';
import type { Ports } from '../../main/dependencies.ts';
import { originalHeartbeat, type HeartbeatSettings } from '../../main/sync/heartbeat.ts';
import { Sessions } from '../../main/sync/sessions.ts';
import { withSecret } from '../../main/tokens/credential.ts';
import { MemoryMarkers, Vault } from '../../main/secrets/vault.ts';
import { profileIdSchema, type ProfileId } from '../../shared/brand.ts';
import { parseProfile, type Profile, type ProfileFile } from '../../shared/profile.ts';
import type { EnteredSecrets } from '../../shared/secrets.ts';
import type { SessionPhase, SessionStatus } from '../../shared/status.ts';
import { realPorts } from './services.ts';

export interface FleetSettings {
  readonly ports?: Partial<Ports>;
  readonly heartbeat?: HeartbeatSettings;
}

/** All profiles of an app at work, without the window: as many sessions as a test wants, over real connections. */
export class Fleet {
  readonly sessions: Sessions;
  readonly #ids: ProfileId[] = [];

  constructor({ ports = {}, heartbeat = originalHeartbeat }: FleetSettings = {}) {
    const vault = new Vault(new MemoryKeychain(), new MemoryMarkers(), systemClock);
    const vaults = { keychain: vault, memory: vault };
    this.sessions = new Sessions({ ...realPorts(), ...ports }, vaults, () => undefined, heartbeat);
  }

  /** Takes up a profile and signs in. */
  launch(name: string, file: ProfileFile, secrets: EnteredSecrets): ProfileId {
    const id = profileIdSchema.parse(name);
    const profile = profileOf(file);
    this.#ids.push(id);
    this.sessions.put(id, profile, 'memory').signInWith(withSecret(profile.credential, secrets));
    return id;
  }

  get statuses(): SessionStatus[] {
    return this.#ids.flatMap((id) => this.sessions.find(id)?.sessions ?? []);
  }

  get states(): SessionPhase['state'][] {
    return this.statuses.map(({ phase }) => phase.state);
  }

  /** Waits for a state, and says what it was instead if that never comes. */
  async until(what: string, isSo: (statuses: readonly SessionStatus[]) => boolean, deadlineMs = 30_000) {
    const giveUpAt = performance.now() + deadlineMs;
    while (!isSo(this.statuses)) {
      if (performance.now() > giveUpAt) throw new Error(`never ${what}: ${this.#said()}`);
      await pause(20);
    }
  }

  allOnline(deadlineMs?: number): Promise<void> {
    const isOnline = ({ phase }: SessionStatus) => phase.state === 'online';
    return this.until('all online', (statuses) => statuses.every(isOnline), deadlineMs);
  }

  #said(): string {
    const told = this.statuses.map(
      ({ phase }) => `${phase.state} ${'problem' in phase ? phase.problem.kind : ''}`,
    );
    const counts = new Map<string, number>();
    told.forEach((state) => counts.set(state, (counts.get(state) ?? 0) + 1));
    return [...counts].map(([state, count]) => `${count} × ${state}`).join(', ');
  }
}

function profileOf(file: ProfileFile): Profile {
  const parsed = parseProfile(file);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  return parsed.value;
}

/** `/~/r001` and so on. */
export const manyPaths = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `/~/r${String(index + 1).padStart(3, '0')}`);

/** Notes when each connection was begun, by `performance.now()`. */
export function countingDialer(): { readonly dialer: Dialer; readonly dialledAt: number[] } {
  const dialledAt: number[] = [];
  const connect: Dialer['connect'] = (...call) => {
    dialledAt.push(performance.now());
    return systemDialer.connect(...call);
  };
  return { dialer: { ...systemDialer, connect }, dialledAt };
}

/** The most of these moments that lie within any stretch of that length. */
export function mostWithin(moments: readonly number[], ms: number): number {
  return Math.max(0, ...moments.map((from) => moments.filter((at) => at >= from && at < from + ms).length));
}
