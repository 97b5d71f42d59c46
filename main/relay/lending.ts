import type { ProfileId } from '../../shared/brand.ts';
import type { Profile } from '../../shared/profile.ts';
import { defaultRelay, firstRelayPort, type RelaySettings } from '../../shared/relay.ts';
import { PortTaken, type LoopbackListener } from '../ports/loopback-listener.ts';
import type { Random } from '../ports/random.ts';
import type { LentProfile } from './lent-connections.ts';
import { lacksRelayKey, makeRelayKey } from './relay-key.ts';
import type { Relays } from './relays.ts';

export interface LendingDeps {
  readonly relays: Relays;
  readonly listener: LoopbackListener;
  readonly random: Random;
  /** What a profile's relay is made from. Errors: `profile.missing`. */
  readonly find: (id: ProfileId) => Omit<LentProfile, 'profile'> & { readonly profile: Profile };
  /** Ports that profiles have for their relays. */
  readonly portsInUse: () => readonly number[];
  /** Keeps a profile's settings for good. Errors: `storage.notSaved`. */
  readonly keep: (id: ProfileId, settings: RelaySettings) => Profile;
}

/** What a person does with relays: lends a profile and takes it back. */
export class Lending {
  readonly #deps: LendingDeps;

  constructor(deps: LendingDeps) {
    this.#deps = deps;
  }

  /** A profile that was never lent gets a port first, which is its own from then on. Errors: `storage.notSaved`. */
  async start(id: ProfileId): Promise<void> {
    const { find, keep } = this.#deps;
    const lent = find(id);
    const profile =
      lent.profile.relay === undefined
        ? keep(id, { ...defaultRelay, port: await this.#freePort() })
        : lent.profile;
    await this.#deps.relays.start({ ...lent, profile });
    await this.#requireKey({ ...lent, profile });
  }

  /**
   * Another key for the apps that are lent the account: all of them have to sign in anew. Answers it, for the person to
   * hand on; it is kept, and never told again. Errors: `profile.missing`, `vault.*`.
   */
  async replaceKey(id: ProfileId): Promise<string> {
    const key = await makeRelayKey(this.#deps.find(id), this.#deps.random);
    this.#deps.relays.secretsChanged(id);
    return key;
  }

  /** It listens before there is a key: the keychain may keep us waiting, and apps must find a port. */
  async #requireKey(lent: LentProfile): Promise<void> {
    if (!lacksRelayKey(lent)) return;
    await makeRelayKey(lent, this.#deps.random);
    this.#deps.relays.secretsChanged(lent.id);
  }

  /** Nobody waits for it; a keychain that refuses is told of by the vault's own status. */
  #requireKeyLater(lent: LentProfile): void {
    void this.#requireKey(lent).catch(() => undefined);
  }

  /** Those that are lent whenever the app runs: before anything else, for apps that find no port wait longer each time. */
  async startWithApp(ids: readonly ProfileId[]): Promise<void> {
    const lent = ids.map((id) => this.#deps.find(id));
    const withApp = lent.filter(({ profile }) => profile.relay?.start === 'withApp');
    await Promise.all(withApp.map((each) => this.#deps.relays.start(each)));
    withApp.forEach((each) => this.#requireKeyLater(each));
  }

  /** A profile was changed, or taken up again with other secrets. */
  revise(id: ProfileId): void {
    const lent = this.#deps.find(id);
    const { relays } = this.#deps;
    void relays.revise(lent).then(() => {
      if (relays.isOn(id)) this.#requireKeyLater(lent);
    });
  }

  /** The first from the usual one on that no profile has and no program listens on. */
  async #freePort(): Promise<number> {
    const inUse = this.#deps.portsInUse();
    for (let port = firstRelayPort; port <= lastPort; port += 1) {
      if (!inUse.includes(port) && (await this.#isFree(port))) return port;
    }
    return firstRelayPort;
  }

  async #isFree(port: number): Promise<boolean> {
    try {
      const listening = await this.#deps.listener.listen(port, (connection) => connection.destroy());
      await listening.close();
      return true;
    } catch (error) {
      if (error instanceof PortTaken) return false;
      throw error;
    }
  }
}

const lastPort = 65_535;
