import type { ProfileId } from '../../shared/brand.ts';
import { remedyOf } from '../../shared/problem-kinds.ts';
import { appsHeld, type RelayStatus } from '../../shared/relay-status.ts';

interface Lent {
  readonly id: ProfileId;
  readonly relay: RelayStatus;
}

/**
 * Tells when apps begin to wait for a person: for the keychain to be opened, for a sign-in. Nobody looks at the window
 * then, and the apps say nothing of it. Once an outage: a window that comes up again and again is put out of the way.
 */
export class WaitingApps {
  readonly #told = new Set<ProfileId>();

  /** Whether apps of any profile have begun to wait since the last call. */
  hasNew(profiles: readonly Lent[]): boolean {
    for (const { id, relay } of profiles) {
      const problem = relay.state === 'listening' ? relay.problem : null;
      // As long as something stands in the way it is the same outage, whether an app is held just now or not.
      if (problem === null) this.#told.delete(id);
    }
    const waiting = profiles.filter(({ id, relay }) => !this.#told.has(id) && waitsForPerson(relay));
    waiting.forEach(({ id }) => this.#told.add(id));
    return waiting.length > 0;
  }
}

const waitsForPerson = (relay: RelayStatus): boolean =>
  relay.state === 'listening' &&
  relay.problem !== null &&
  remedyOf(relay.problem) === 'askUser' &&
  appsHeld(relay) > 0;
