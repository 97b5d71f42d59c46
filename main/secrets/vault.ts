import type { ProfileId } from '../../shared/brand.ts';
import { withheldFrom, type Destination, type Withheld } from '../../shared/destinations.ts';
import type { Profile } from '../../shared/profile.ts';
import { isFixedKind, rowOf, type SecretKind } from '../../shared/secret-kinds.ts';
import type { KeychainStatus } from '../../shared/status.ts';
import type { Clock } from '../ports/clock.ts';
import { keychainDeadlineMs, type Keychain } from '../ports/keychain.ts';
import { ProblemError } from '../problem-error.ts';
import { Secret } from './secret.ts';
import { LongSecrets } from './long-secrets.ts';
import { ProfileSecrets, type SecretOf, type SecretOfKind } from './profile-secrets.ts';

/**
 * Plain notes of which secrets exist. A locked keyring answers reads with null, as if there were nothing:
 * only with a note of our own can the two be told apart.
 */
export interface SecretMarkers {
  has(profile: ProfileId, kind: SecretKind): boolean;
  /**
   * `places`: what it was given for, and nothing else. No effect for a profile that isn't there.
   * Errors: `storage.notSaved`; then no secret may be saved.
   */
  set(profile: ProfileId, kind: SecretKind, places: readonly Destination[]): void;
  /** What a secret was given for; empty if there is no such note. */
  places(profile: ProfileId, kind: SecretKind): readonly Destination[];
  clear(profile: ProfileId, kind: SecretKind): void;
  kinds(profile: ProfileId): readonly SecretKind[];
}

/**
 * No prompt is drawn, read and dismissed faster; a keychain that doesn't ask answers in milliseconds. keytar's
 * answer is the same for a keyring that stayed locked because no one could be asked and for one whose question was
 * dismissed: only the time it took tells them apart.
 */
const soonestRefusalMs = 1_000;

/** The profiles' secrets, one keychain entry each. Errors: `vault.*`; where notes can't be written, `storage.notSaved`. A failed read never leads to a write. */
export class Vault {
  readonly #keychain: Keychain;
  readonly #isReady: () => Promise<void>;
  readonly #markers: SecretMarkers;
  readonly #clock: Clock;
  readonly #onStatus: (status: KeychainStatus) => void;
  /** The last call for each entry: what is saved and what is forgotten must not overtake one another. */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(
    keychain: Keychain,
    markers: SecretMarkers,
    clock: Clock,
    onStatus: (status: KeychainStatus) => void = () => undefined,
  ) {
    this.#keychain = new LongSecrets(keychain);
    this.#isReady = () => keychain.ready?.() ?? Promise.resolve();
    this.#markers = markers;
    this.#clock = clock;
    this.#onStatus = onStatus;
  }

  kinds(profile: ProfileId): readonly SecretKind[] {
    return this.#markers.kinds(profile);
  }

  /** Reads one secret; null means that there is none, never that the keychain is locked. */
  async read<Kind extends SecretKind>(profile: ProfileId, kind: Kind): Promise<SecretOf<Kind> | null> {
    const value = await this.#readValue(profile, kind);
    return value === null ? null : typed(kind, value);
  }

  /** Those that may go wherever the profile, as it is, sends them. */
  usableKinds(id: ProfileId, profile: Profile): readonly SecretKind[] {
    return this.kinds(id).filter((kind) => this.#withheld(id, kind, profile) === null);
  }

  /** What a secret was given for. */
  places(id: ProfileId, kind: SecretKind): readonly Destination[] {
    return this.#markers.places(id, kind);
  }

  #withheld(id: ProfileId, kind: SecretKind, profile: Profile): Withheld | null {
    return this.#markers.has(id, kind) ? withheldFrom(kind, profile, this.places(id, kind)) : null;
  }

  /**
   * Reads all that a profile's connections need, but for what was given for other places than those it names: that is
   * not even read.
   */
  async readAll(id: ProfileId, kinds: readonly SecretKind[], profile: Profile): Promise<ProfileSecrets> {
    const withheld = kinds.flatMap((kind) => this.#withheld(id, kind, profile) ?? []);
    const isWithheld = (kind: SecretKind) => withheld.some(({ secret }) => secret === kind);
    const read = kinds.filter((kind) => !isWithheld(kind));
    const { fixed, headers } = await this.#readThese(id, read);
    return new ProfileSecrets(fixed, headers, {
      withheld,
      givenFor: (kind) => this.places(id, kind),
      bind: (kind, places) => this.#markers.set(id, kind, places),
    });
  }

  async #readThese(profile: ProfileId, kinds: readonly SecretKind[]) {
    const fixed: Partial<SecretOfKind> = {};
    const headers = new Map<SecretKind, Secret<'HeaderValue'>>();
    for (const kind of kinds) {
      if (isFixedKind(kind)) Object.assign(fixed, { [kind]: (await this.read(profile, kind)) ?? undefined });
      else {
        const secret = await this.read(profile, kind);
        if (secret !== null) headers.set(kind, secret);
      }
    }
    return { fixed, headers };
  }

  /**
   * Saves a secret, for these places. The note comes first: were it lost in a crash, the secret would look absent. Until
   * it is written, it names only places that both the old one and the new one may go to.
   */
  save<Kind extends SecretKind>(
    profile: ProfileId,
    kind: Kind,
    secret: SecretOf<Kind>,
    places: readonly Destination[],
  ): Promise<void> {
    return this.#inTurn(profile, kind, async () => {
      const wasMarked = this.#markers.has(profile, kind);
      const before = this.#markers.places(profile, kind);
      const inBoth = wasMarked ? before.filter((place) => places.includes(place)) : places;
      this.#markers.set(profile, kind, inBoth);
      const writing = this.#keychain.write(entryOf(profile, kind), secret.reveal());
      try {
        await this.#call(() => writing);
      } catch (error) {
        if (wasMarked) this.#note(profile, kind, before);
        else this.#markers.clear(profile, kind);
        void writing.then(
          () => this.#noteLate(profile, kind, places),
          () => undefined,
        );
        throw error;
      }
      this.#markers.set(profile, kind, places);
    });
  }

  /** Whether the note could be written. */
  #note(profile: ProfileId, kind: SecretKind, places: readonly Destination[]): boolean {
    try {
      this.#markers.set(profile, kind, places);
      return true;
    } catch {
      return false;
    }
  }

  /** A prompt that was answered too late: it is saved after all, and without a note it would be left behind for ever. */
  async #noteLate(profile: ProfileId, kind: SecretKind, places: readonly Destination[]): Promise<void> {
    // Where no note can be written now, the secret goes: it must not be taken for what was there before.
    const isNoted = this.#note(profile, kind, places);
    if (!isNoted || !this.#markers.has(profile, kind)) {
      await this.#keychain.remove(entryOf(profile, kind)).catch(() => undefined);
    }
  }

  /** Removes a secret by the person's own act. */
  forget(profile: ProfileId, kind: SecretKind): Promise<void> {
    return this.#inTurn(profile, kind, () => this.#forget(profile, kind));
  }

  async #forget(profile: ProfileId, kind: SecretKind): Promise<void> {
    if (!this.#markers.has(profile, kind)) return;
    const tookMs = this.#stopwatch();
    const removing = this.#keychain.remove(entryOf(profile, kind));
    // Even if that is told too late for the person to wait for it: the note must not outlive the secret.
    void removing.then((wasThere) => wasThere && this.#markers.clear(profile, kind)).catch(() => undefined); // told below
    const removed = await this.#call(() => removing);
    // A locked keyring answers "nothing removed" without an error, and then the secret is still there.
    const refusal = removed ? null : await this.#probe(profile, kind);
    if (refusal !== null) throw this.#failed(refusal, tookMs());
    this.#markers.clear(profile, kind);
  }

  /** Saves all of a profile's secrets in another vault too. Errors: `vault.*` of either; then some may be there already. */
  async copyTo(other: Vault, profile: ProfileId): Promise<void> {
    for (const kind of this.#markers.kinds(profile)) {
      const secret = await this.read(profile, kind);
      if (secret !== null) await other.save(profile, kind, secret, this.places(profile, kind));
    }
  }

  /** Saves what one profile's secrets are for another one too, all but these. Errors: `vault.*`; then some may be there. */
  async copyBeside(profile: ProfileId, other: ProfileId, except: readonly SecretKind[]): Promise<void> {
    for (const kind of this.#markers.kinds(profile)) {
      const secret = except.includes(kind) ? null : await this.read(profile, kind);
      if (secret !== null) await this.save(other, kind, secret, this.places(profile, kind));
    }
  }

  async forgetAll(profile: ProfileId): Promise<void> {
    for (const kind of this.#markers.kinds(profile)) await this.forget(profile, kind);
  }

  async #readValue(profile: ProfileId, kind: SecretKind): Promise<string | null> {
    if (!this.#markers.has(profile, kind)) return null;
    return this.#call(async () => {
      const value = await this.#keychain.read(entryOf(profile, kind));
      if (value === null) throw new ProblemError(locked);
      return value;
    });
  }

  #inTurn<Value>(profile: ProfileId, kind: SecretKind, work: () => Promise<Value>): Promise<Value> {
    const { account } = entryOf(profile, kind);
    const before = this.#last.get(account);
    const turn = before === undefined ? work() : before.then(work, work);
    this.#last.set(account, turn);
    const forgetTurn = () => void (this.#last.get(account) === turn && this.#last.delete(account));
    turn.then(forgetTurn, forgetTurn);
    return turn;
  }

  /** A keyring that is unlocked can hold a new entry; a locked one says so only when it is written to. */
  async #probe(profile: ProfileId, kind: SecretKind): Promise<ProblemError | null> {
    const probe = { service, account: `${profile}/${kind}/probe` };
    try {
      await this.#beforeDeadline(this.#keychain.write(probe, 'probe'));
      await this.#beforeDeadline(this.#keychain.remove(probe));
      return null;
    } catch (error) {
      return error instanceof ProblemError ? error : new ProblemError(locked);
    }
  }

  async #call<Value>(use: () => Promise<Value>): Promise<Value> {
    const tookMs = this.#stopwatch();
    this.#onStatus({ state: 'waiting' });
    const work = use();
    try {
      const value = await this.#beforeDeadline(work);
      this.#onStatus({ state: 'ready' });
      return value;
    } catch (error) {
      this.#listenOn(work, error);
      throw error instanceof ProblemError ? this.#failed(error, tookMs()) : error;
    }
  }

  /** An unlock prompt may be answered after the caller has given up: then the keychain is open all the same. */
  #listenOn(work: Promise<unknown>, error: unknown): void {
    if (!(error instanceof ProblemError && isTimeout(error))) return;
    void work.then(
      () => this.#onStatus({ state: 'ready' }),
      () => undefined, // it stays as it was told
    );
  }

  /** How long the keychain takes from now on; the start of the process that it is asked from is none of it. */
  #stopwatch(): () => number {
    let since = this.#clock.monotonic();
    void this.#isReady().then(() => (since = this.#clock.monotonic()));
    return () => this.#clock.monotonic() - since;
  }

  /** What failed, once it is known whether a person was asked and said no. */
  #failed(error: ProblemError, tookMs: number): ProblemError {
    const isDenied = error.problem.kind === 'vault.locked' && tookMs >= soonestRefusalMs;
    const failed = isDenied ? new ProblemError({ kind: 'vault.denied' }) : error;
    this.#onStatus({ state: 'failed', problem: failed.problem });
    return failed;
  }

  #beforeDeadline<Value>(work: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(keychainDeadlineMs, () => {
        reject(new ProblemError({ kind: 'vault.unavailable', reason: 'timeout' }));
      });
      work.then(resolve, reject).finally(() => timer.cancel());
    });
  }
}

const locked = { kind: 'vault.locked' } as const;

const isTimeout = ({ problem }: ProblemError): boolean =>
  problem.kind === 'vault.unavailable' && problem.reason === 'timeout';

const service = 'Causeway';

const entryOf = (profile: ProfileId, kind: SecretKind) => ({ service, account: `${profile}/${kind}` });

/** A value with the type of its kind. */
const typed = <Kind extends SecretKind>(kind: Kind, value: string): SecretOf<Kind> =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the row of a kind has its type
  new Secret(rowOf(kind).type, value) as SecretOf<Kind>;

interface Noted {
  readonly places: ReadonlyMap<SecretKind, readonly Destination[]>;
  readonly kinds: readonly SecretKind[];
}

const nothingNoted: Noted = { places: new Map(), kinds: [] };

/** Notes that live as long as this run: for the demo and the command line. */
export class MemoryMarkers implements SecretMarkers {
  readonly #noted = new Map<ProfileId, Noted>();

  has(profile: ProfileId, kind: SecretKind): boolean {
    return this.#of(profile).places.has(kind);
  }

  set(profile: ProfileId, kind: SecretKind, places: readonly Destination[]): void {
    this.#note(profile, new Map([...this.#of(profile).places, [kind, places]]));
  }

  places(profile: ProfileId, kind: SecretKind): readonly Destination[] {
    return this.#of(profile).places.get(kind) ?? [];
  }

  clear(profile: ProfileId, kind: SecretKind): void {
    const others = [...this.#of(profile).places].filter(([other]) => other !== kind);
    this.#note(profile, new Map(others));
  }

  /** The same array until something is noted or cleared. */
  kinds(profile: ProfileId): readonly SecretKind[] {
    return this.#of(profile).kinds;
  }

  #of(profile: ProfileId): Noted {
    return this.#noted.get(profile) ?? nothingNoted;
  }

  #note(profile: ProfileId, places: Noted['places']): void {
    this.#noted.set(profile, { places, kinds: [...places.keys()] });
  }
}
