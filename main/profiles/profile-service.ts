import { profileIdSchema, type ProfileId } from '../../shared/brand.ts';
import type { Pin } from '../../shared/certificate.ts';
import { givenWith } from '../../shared/destinations.ts';
import type { ParsedOf } from '../../shared/ipc.ts';
import type { LocalSettings } from '../../shared/local-settings.ts';
import { parseProfile, type Profile } from '../../shared/profile.ts';
import type { RelaySettings } from '../../shared/relay.ts';
import type { Rule } from '../../shared/rules.ts';
import { grantKinds } from '../../shared/secret-kinds.ts';
import type { ProfileTrial, Removal } from '../../shared/status.ts';
import { InMemoryCertificates } from '../network/certificate-memory.ts';
import type { FileChooser } from '../ports/file-chooser.ts';
import type { Ports } from '../dependencies.ts';
import type { SaveFile } from '../ports/save-file.ts';
import { ProblemError } from '../problem-error.ts';
import { connectsAlike, type ProfileSessions } from '../sync/profile-sessions.ts';
import { MemoryVersions } from '../sync/protocol-versions.ts';
import type { Sessions } from '../sync/sessions.ts';
import { hasProof, withSecret } from '../tokens/credential.ts';
import type { ChosenJwtFile } from '../tokens/jwt-file.ts';
import { enteredEntries } from '../secrets/entered-secrets.ts';
import type { Vault } from '../secrets/vault.ts';
import { ProfileTransfer } from './profile-transfer.ts';
import { nameOfCopy } from './name-of-copy.ts';
import { Removals } from './removals.ts';
import type { SecretsOfProfiles } from './secrets-of-profiles.ts';
import type { ProfileStore, SavedProfile } from './store.ts';
import { StoredCertificateMemory } from './stored-certificate-memory.ts';
import { StoredVersions } from './stored-versions.ts';
import type { Trial } from './trial.ts';

export interface ProfileServiceDeps {
  readonly ports: Ports;
  readonly store: ProfileStore;
  readonly secrets: SecretsOfProfiles;
  readonly sessions: Sessions;
  readonly saveFile: SaveFile;
  readonly fileChooser: FileChooser;
  /** Tries a profile without saving it. Errors: `vault.*`. */
  readonly tryProfile: (trial: Trial) => Promise<ProfileTrial>;
  /** Forgets what became of the profile's sessions. */
  readonly forgetHistory: (id: ProfileId) => Promise<void>;
  readonly onChange: () => void;
}

/** What people do with saved profiles: each change reaches the store, the vault and the sessions, or none of them. */
export class ProfileService {
  readonly #deps: ProfileServiceDeps;
  readonly #removals: Removals;
  /** The file that the person last pointed at for a profile, in this run. */
  readonly #chosenFiles = new Map<ProfileId, ChosenJwtFile>();
  readonly transfer: ProfileTransfer;

  constructor(deps: ProfileServiceDeps) {
    const { ports, store, secrets, saveFile, onChange } = deps;
    this.#deps = deps;
    this.#removals = new Removals({
      clock: ports.clock,
      store,
      onChange,
      forget: async (id) => {
        await secrets.forgetAll(id);
        await deps.forgetHistory(id);
      },
    });
    this.transfer = new ProfileTransfer({
      store,
      saveFile,
      newId: () => this.#newId(),
      find: (id) => deps.sessions.need(id).profile,
      settleSecrets: ({ id, profile }, before) => secrets.save(id, profile, before, {}),
      takeUp: ({ id }) => this.takeUpAgain(id),
    });
  }

  /** What can still be undone. */
  get removal(): Removal | null {
    return this.#removals.status;
  }

  /**
   * Makes the sessions of what was saved, and connects those that were connected unless that isn't wanted. Production
   * without verification is no exception: the person was asked when it was connected, and when it was so changed.
   * `windowIsUp`: until then nothing is read from the keychain and nothing dialled; null where there is no window.
   */
  start(saved: readonly SavedProfile[], mayConnect: boolean, windowIsUp: Promise<void> | null = null): void {
    for (const { id, profile } of saved) this.#put(id, profile);
    const begin = () => {
      void this.#removals.finish();
      if (mayConnect) this.#connectWanted();
    };
    if (windowIsUp === null) begin();
    else void windowIsUp.then(begin);
    const unwanted = mayConnect ? [] : saved.filter(({ wanted }) => wanted);
    this.#deps.store.setWanted(
      unwanted.map(({ id }) => id),
      false,
    );
  }

  /** Those that are still wanted: before the window was up a person may have decided otherwise. */
  #connectWanted(): void {
    const { store, sessions } = this.#deps;
    for (const { id, wanted } of store.all) if (wanted) sessions.find(id)?.connect();
  }

  /** What is removed is forgotten now, as far as the keychain lets us. Never fails. */
  stop(): Promise<void> {
    return this.#removals.finish();
  }

  /** The keychain can be used (again). */
  keychainOpened(): void {
    void this.#removals.keychainOpened();
  }

  /** Errors: `profile.invalid`, `storage.notSaved`, `vault.*`; then nothing has changed. */
  async save({ id, profile: input, secrets: typed, local }: ParsedOf<'saveProfile'>): Promise<ProfileId> {
    const { store, secrets } = this.#deps;
    const profile = validProfile(input);
    const before = id === null ? null : store.find(id);
    const savedId = before?.id ?? this.#newId();
    this.#requireOwnPort(savedId, profile);
    if (local !== undefined) this.#requireChosen(savedId, local);
    // A person who types what signs in wants to be connected, as with `signIn`.
    const wanted = hasProof(profile.credential, typed) || (before?.wanted ?? true);
    const localBefore = secrets.local(savedId);
    store.save(savedId, profile, wanted);
    try {
      if (local !== undefined) await this.#settleLocal(savedId, local);
      await secrets.save(savedId, profile, before?.profile ?? null, typed);
    } catch (error) {
      // The form still holds everything. A second try must not find half a profile of the first, nor may a changed
      // one stay with the tokens of another server in reach.
      if (before === null) void this.#removals.discard(savedId);
      else store.takeBack([before], []);
      throw error;
    }
    const isAsBefore =
      before !== null &&
      connectsAlike(before.profile, profile) &&
      isTakenUpAlike(localBefore, secrets.local(savedId)) &&
      enteredEntries(profile, typed).length === 0;
    const revised = isAsBefore ? this.#revised(savedId, profile, wanted) : null;
    const sessions = revised ?? this.#put(savedId, profile);
    if (hasProof(profile.credential, typed)) sessions.signInWith(withSecret(profile.credential, typed));
    else if (wanted && revised === null) sessions.connect();
    return savedId;
  }

  /** Two relays can't listen on one port: apps would reach the one that was there first. Errors: `profile.invalid`. */
  #requireOwnPort(id: ProfileId, { relay }: Profile): void {
    const others = this.#deps.store.all.filter((each) => each.id !== id);
    const isTaken = relay !== undefined && others.some(({ profile }) => profile.relay?.port === relay.port);
    if (isTaken) throw invalid('relay.port', 'relayPortOfOther');
  }

  /** Ports that saved profiles have for their relays. */
  get relayPorts(): readonly number[] {
    return this.#deps.store.all.flatMap(({ profile }) => profile.relay?.port ?? []);
  }

  /** Settles how a profile is lent to apps; its own connections stay. Errors: `profile.missing`, `storage.notSaved`. */
  setRelay(id: ProfileId, relay: RelaySettings): Profile {
    const { profile: before, wanted } = this.#saved(id);
    const profile: Profile = { ...before, relay };
    this.#deps.store.save(id, profile, wanted);
    this.#revised(id, profile, wanted);
    return profile;
  }

  /** Tries a profile as it stands in the form; saves nothing. Errors: `profile.invalid`, `vault.*`. */
  test({ id, profile: input, secrets: typed }: ParsedOf<'testProfile'>): Promise<ProfileTrial> {
    const profile = validProfile(input);
    const { store, ports, sessions, secrets, tryProfile } = this.#deps;
    const versions = new MemoryVersions((server) => store.versionOf(server));
    if (id === null) {
      const lend = () => Promise.resolve();
      const beside = { lend, certificateMemory: undefined, versions, jwtFile: null };
      return tryProfile({ id: profileIdSchema.parse('trial'), profile, typed, ...beside });
    }
    const before = sessions.need(id).profile;
    const lend = (vault: Vault) => secrets.lend(vault, id, before, profile);
    const certificateMemory = new InMemoryCertificates(() => ports.clock.now(), store.pins(id));
    const jwtFile = store.jwtFile(id);
    return tryProfile({ id, profile, typed, lend, certificateMemory, versions, jwtFile });
  }

  /** Out of sight at once; what is kept of them goes when the time to undo is over. */
  remove(ids: readonly ProfileId[]): void {
    for (const id of ids) this.#deps.sessions.drop(id);
    this.#removals.remove(ids);
  }

  undoRemoval(): void {
    for (const id of this.#removals.undo()) this.takeUpAgain(id);
    this.#deps.onChange();
  }

  /** Tokens are left out: two profiles with one refresh token would sign each other out. Errors: `profile.missing`, `storage.notSaved`, `vault.*`. */
  async duplicate(id: ProfileId): Promise<ProfileId> {
    const { store, secrets } = this.#deps;
    const saved = this.#saved(id);
    const copyId = this.#newId();
    const names = store.all.map(({ profile }) => profile.name);
    // Two relays can't listen on one port.
    const { relay: _relay, ...lentToNone } = saved.profile;
    const profile = { ...lentToNone, name: nameOfCopy(saved.profile.name, names) };
    store.save(copyId, profile, false);
    try {
      store.setLocal(copyId, store.local(id), store.given(id).jwtFile);
      await secrets.vaultOf(id).copyBeside(id, copyId, grantKinds);
    } catch (error) {
      void this.#removals.discard(copyId);
      throw error;
    }
    this.#put(copyId, profile);
    return copyId;
  }

  /** Has the person point at the file of a JWT for this profile. Errors: `profile.missing`. */
  async chooseJwtFile(id: ProfileId): Promise<string | null> {
    const { profile } = this.#saved(id);
    const path = await this.#deps.fileChooser.chooseJwtFile(profile.server);
    if (path !== null) this.#chosenFiles.set(id, { path, givenFor: givenWith('jwtFile', profile) });
    return path;
  }

  /** A page may name any path: one that is posted somewhere was pointed at by the person. Errors: `profile.invalid`. */
  #requireChosen(id: ProfileId, { jwtFile }: LocalSettings): void {
    const known = [null, this.#deps.secrets.local(id).jwtFile, this.#chosenFiles.get(id)?.path];
    if (!known.includes(jwtFile)) throw invalid('jwtFile', 'fileNotChosen');
  }

  /** A choice serves once: then it is settled, for the places that it was made for. */
  async #settleLocal(id: ProfileId, local: LocalSettings): Promise<void> {
    const chosen = this.#chosenFiles.get(id);
    const isIt = chosen !== undefined && chosen.path === local.jwtFile;
    await this.#deps.secrets.settleLocal(id, local, isIt ? chosen.givenFor : undefined);
    if (isIt) this.#chosenFiles.delete(id);
  }

  /** Errors: `profile.missing`, `profile.invalid`, `storage.notSaved`, `vault.*`. */
  async setLocal(id: ProfileId, local: LocalSettings): Promise<void> {
    const { secrets, onChange } = this.#deps;
    this.#requireChosen(id, local);
    const before = secrets.local(id);
    const isFileChosen = local.jwtFile !== null && this.#chosenFiles.has(id);
    await this.#settleLocal(id, local);
    if (isTakenUpAlike(before, local) && !isFileChosen) onChange();
    else this.takeUpAgain(id);
  }

  /** Errors: `profile.missing`, `profile.invalid`. */
  trustCertificate(id: ProfileId, pin: Pin): void {
    const { store, sessions, ports } = this.#deps;
    if (pin.until > ports.clock.now() + longestTrustMs) throw invalid('until', 'trustTooLong');
    const trusting = sessions.need(id);
    store.addPin(id, pin);
    store.setWanted([id], true);
    trusting.connect();
  }

  distrustCertificate(id: ProfileId, host: string): void {
    this.#deps.store.removePin(id, host);
    this.takeUpAgain(id);
  }

  async removeClientBundle(id: ProfileId): Promise<void> {
    await this.#deps.secrets.vaultOf(id).forget(id, 'clientBundle');
    this.takeUpAgain(id);
  }

  /** Ends a saved profile's connections, which rest on what was just changed, and makes them anew. */
  takeUpAgain(id: ProfileId): void {
    const { profile, wanted } = this.#saved(id);
    const sessions = this.#put(id, profile);
    if (wanted) sessions.connect();
  }

  #saved(id: ProfileId): SavedProfile {
    const saved = this.#deps.store.find(id);
    if (saved === null) throw new ProblemError({ kind: 'profile.missing', name: id });
    return saved;
  }

  /** Only the sessions that a change concerns connect anew; null if the profile is not at work. */
  #revised(id: ProfileId, profile: Profile, wanted: boolean): ProfileSessions | null {
    const sessions = this.#deps.sessions.find(id);
    sessions?.revise(profile, wanted);
    return sessions;
  }

  #put(id: ProfileId, profile: Profile): ProfileSessions {
    const { store, ports, sessions } = this.#deps;
    const certificateMemory = new StoredCertificateMemory(store, id, () => ports.clock.now());
    const { keeping } = store.local(id);
    const versions = new StoredVersions(store, id);
    return sessions.put(id, profile, keeping, certificateMemory, store.jwtFile(id), versions);
  }

  #newId(): ProfileId {
    return profileIdSchema.parse(this.#deps.ports.random.id());
  }
}

/** A year, and a day for clocks and time zones: no certificate of a public authority lives longer. */
const longestTrustMs = 366 * 24 * 3_600_000;

const invalid = (field: string, rule: Rule): ProblemError =>
  new ProblemError({ kind: 'profile.invalid', issues: [{ field, rule }] });

/** Errors: `profile.invalid`. */
export function validProfile(input: unknown): Profile {
  const parsed = parseProfile(input);
  if (!parsed.ok) throw new ProblemError({ kind: 'profile.invalid', issues: parsed.problem });
  return parsed.value;
}

/** Where secrets and JWTs come from; the other settings of this computer end no connection. */
const isTakenUpAlike = (before: LocalSettings, after: LocalSettings): boolean =>
  before.keeping === after.keeping && before.jwtFile === after.jwtFile;
