import { newStanding } from '../shared/arrangement.ts';
import { profileIdSchema, type ProfileId } from '../shared/brand.ts';
import type { Handlers, ParsedOf } from '../shared/ipc.ts';
import { defaultLocalSettings, type LocalSettings } from '../shared/local-settings.ts';
import type { Problem } from '../shared/problem.ts';
import { parseProfile, type Profile } from '../shared/profile.ts';
import { success, type Result } from '../shared/result.ts';
import type { Pin } from '../shared/certificate.ts';
import type { Pinging } from '../shared/history.ts';
import { neededSecrets, type TypedSecrets } from '../shared/secrets.ts';
import type { AppView, KeychainStatus, Notice, ProfileTrial } from '../shared/status.ts';
import type { ViewMessage } from '../shared/view-change.ts';
import { Demo } from './demo/demo.ts';
import { History } from './history/history.ts';
import { pingingUnder } from './history/idle-limit.ts';
import { explainRoutes } from './network/route-explanation.ts';
import type { Clipboard } from './ports/clipboard.ts';
import type { FileChooser } from './ports/file-chooser.ts';
import type { JournalFile } from './ports/journal-file.ts';
import type { Ports } from './ports/ports.ts';
import { MemoryKeychain, type Keychain } from './ports/keychain.ts';
import type { SaveFile } from './ports/save-file.ts';
import { ProblemError, settle } from './problem-error.ts';
import { Exchange } from './profiles/exchange.ts';
import { MemoryAcquaintances } from './network/acquaintances.ts';
import { nameOfCopy } from './profiles/name-of-copy.ts';
import { Removals } from './profiles/removals.ts';
import { tryProfile } from './profiles/trial.ts';
import type { ProfileStore } from './profiles/store.ts';
import { StoredAcquaintances } from './profiles/stored-acquaintances.ts';
import type { SettingsStore } from './settings/store.ts';
import { connectsAlike, type ProfileSessions } from './sync/profile-sessions.ts';
import { originalHeartbeat } from './sync/heartbeat.ts';
import { Sessions } from './sync/sessions.ts';
import { NetworkWatch } from './network/network-watch.ts';
import { TimeWatch } from './time-watch.ts';
import { typedEntries } from './tokens/typed-entries.ts';
import { hasProof, proveCredential } from './tokens/credential.ts';
import { Disclosure } from './tokens/disclosure.ts';
import { requireServerKey, TokenDesk } from './tokens/token-desk.ts';
import { MemoryMarkers, Vault } from './tokens/vault.ts';
import { foldView, ViewFeed, ViewPusher, type ShownProfile } from './view.ts';

export interface AppDeps {
  readonly ports: Ports;
  readonly keychain: Keychain;
  readonly store: ProfileStore;
  readonly settings: SettingsStore;
  readonly historyFile: JournalFile;
  readonly clipboard: Clipboard;
  readonly saveFile: SaveFile;
  readonly fileChooser: FileChooser;
  readonly about: AppView['about'];
  /** Tells of a view: all of it, and what of it the window doesn't know yet. */
  readonly push: (view: AppView, message: ViewMessage | null) => void;
}

const demoProfileId = profileIdSchema.parse('demo');
const demoSettings: LocalSettings = { ...defaultLocalSettings, keeping: 'memory' };

/** The app behind the window: carries out what the window asks for, and tells it what is. */
export class App {
  readonly #deps: AppDeps;
  readonly #pusher: ViewPusher;
  readonly #feed = new ViewFeed();
  readonly #vault: Vault;
  readonly #memoryVault: Vault;
  readonly #sessions: Sessions;
  readonly #demo: Demo;
  readonly #timeWatch: TimeWatch;
  readonly #networkWatch: NetworkWatch;
  readonly #history: History;
  readonly #tokenDesk: TokenDesk;
  readonly #exchange: Exchange;
  readonly #removals: Removals;
  #keychain: KeychainStatus = { state: 'unused' };
  #revision = 0;

  constructor(deps: AppDeps) {
    const { clock } = deps.ports;
    this.#deps = deps;
    this.#pusher = new ViewPusher(clock, () => {
      const view = this.#nextView();
      deps.push(view, this.#feed.next(view));
    });
    const onChange = () => this.#pusher.changed();
    this.#vault = new Vault(deps.keychain, deps.store, clock, (status) => {
      this.#keychain = status;
      if (status.state === 'failed')
        deps.ports.log.write({ event: 'vaultFailed', problem: status.problem.kind });
      if (status.state === 'ready') void this.#removals.keychainOpened();
      onChange();
    });
    this.#memoryVault = new Vault(new MemoryKeychain(), new MemoryMarkers(), clock);
    const vaults = { keychain: this.#vault, memory: this.#memoryVault };
    this.#sessions = new Sessions(deps.ports, vaults, onChange);
    const { log } = deps.ports;
    const onLimits = () => this.#adaptPings();
    this.#history = new History({ file: deps.historyFile, clock, log, onLimits });
    this.#sessions.onSession = (profile, session) => this.#history.observe(profile, session);
    this.#tokenDesk = new TokenDesk({
      disclosure: new Disclosure(deps.clipboard, clock),
      find: (id) => this.#need(id),
      serverKey: (id) => this.#local(id).serverKey,
    });
    this.#removals = new Removals({
      ...{ clock, store: deps.store, onChange },
      forget: (id) => this.#forgetProfile(id),
    });
    this.#exchange = new Exchange({
      ...{ store: deps.store, saveFile: deps.saveFile },
      newId: () => profileIdSchema.parse(deps.ports.random.id()),
      find: (id) => this.#need(id).profile,
      settleSecrets: ({ id, profile }, before) => this.#saveSecrets(id, profile, before, {}),
      takeUp: ({ id }) => this.#takeUpAgain(id),
    });
    this.#demo = new Demo(demoProfileId, onChange);
    this.#timeWatch = new TimeWatch(clock, deps.ports.power, (event) => this.#sessions.timeChanged(event));
    this.#networkWatch = new NetworkWatch(clock, deps.ports.interfaces, () =>
      this.#sessions.networkChanged(),
    );
  }

  /** Takes up the saved profiles, and connects those that were connected unless the person settled otherwise. */
  start(): void {
    const { store, settings, ports } = this.#deps;
    const saved = store.load();
    this.#history.start();
    ports.log.write({ event: 'profilesLoaded', count: saved.length });
    void this.#removals.finish();
    const mayConnect = settings.current.startUp === 'connect';
    for (const { id, profile, wanted } of saved) {
      const sessions = this.#putSaved(id, profile);
      if (wanted && mayConnect) sessions.connect();
      else if (wanted) store.setWanted(id, false);
    }
  }

  /** All that is, now. */
  get view(): AppView {
    return this.#nextView();
  }

  /** Something the person should know once. */
  tell(notice: Notice): void {
    this.#deps.store.notices.push(notice);
    this.#pusher.changed();
  }

  async startDemo(): Promise<ProfileId> {
    const { profile, secrets } = await this.#demo.start();
    for (const { kind, secret } of typedEntries(profile, secrets)) {
      await this.#memoryVault.save(demoProfileId, kind, secret);
    }
    await this.#history.forget(demoProfileId);
    const sessions = this.#sessions.put(demoProfileId, profile, 'memory');
    sessions.signInWith(proveCredential(profile.credential, secrets));
    return demoProfileId;
  }

  /** Side by side: what hangs or fails on its way out must not keep the rest from ending in order. */
  async dispose(): Promise<void> {
    this.#pusher.stop();
    this.#timeWatch.stop();
    this.#networkWatch.stop();
    await Promise.allSettled([
      // First of all: what ends from here on is no outage.
      this.#history.stop(),
      this.#sessions.dispose().then(() => this.#demo.stop()),
      this.#removals.finish(),
      this.#tokenDesk.close(),
    ]);
  }

  readonly handlers: Handlers = {
    getView: () => success(this.#feed.whole(this.#nextView())),
    saveProfile: (input) => this.#settle(() => this.#saveProfile(input)),
    testProfile: (input) => this.#settle(() => this.#testProfile(input)),
    removeProfiles: ({ ids }) => this.#settle(() => this.#removeProfiles(ids)),
    undoRemoval: () => this.#settle(() => this.#undoRemoval()),
    duplicateProfile: ({ id }) => this.#settle(() => this.#duplicateProfile(id)),
    setFavourite: ({ ids, isFavourite }) => this.#arrange((store) => store.setFavourite(ids, isFavourite)),
    arrangeProfiles: ({ ids }) => this.#arrange((store) => store.arrange(ids)),
    foldGroup: ({ group, isFolded }) => this.#arrange((store) => store.foldGroup(group, isFolded)),
    importProfiles: ({ entries }) => this.#settle(() => this.#exchange.import(entries)),
    exportProfiles: ({ ids }) => this.#settle(() => this.#exchange.export(ids)),
    signIn: ({ id, secrets }) => this.#settle(() => this.#signIn(id, secrets)),
    signOut: ({ id }) => this.#settle(() => this.#signOut(id)),
    signInAgain: ({ id }) => this.#settle(() => this.#signInAgain(id)),
    signInAgainAll: () => this.#settle(() => this.#signInAgainAll()),
    chooseJwtFile: () => this.#settle(() => this.#deps.fileChooser.chooseJwtFile()),
    setLocal: ({ id, local }) => this.#settle(() => this.#setLocal(id, local)),
    inspectToken: (ref) => this.#settle(() => this.#tokenDesk.inspect(ref)),
    inspectText: ({ id, token }) => this.#settle(() => this.#tokenDesk.inspectText(id, token)),
    revealToken: (ref) => this.#settle(() => this.#tokenDesk.show(ref)),
    copyToken: (ref) => this.#settle(() => this.#tokenDesk.copy(ref)),
    connect: ({ id }) => this.#settle(() => this.#setConnected(id, true)),
    disconnect: ({ id }) => this.#settle(() => this.#setConnected(id, false)),
    retryNow: ({ id }) => {
      this.#sessions.retryNow(id);
      return success(null);
    },
    cancel: ({ id }) => {
      this.#sessions.cancel(id);
      return success(null);
    },
    getTraces: ({ id }) => success(this.#sessions.traces(id)),
    getHistory: ({ id, session }) => this.#settle(() => this.#history.of(id, session)),
    trustCertificate: ({ id, pin }) => this.#settle(() => this.#trustCertificate(id, pin)),
    distrustCertificate: ({ id, host }) => this.#settle(() => this.#distrustCertificate(id, host)),
    removeClientBundle: ({ id }) => this.#settle(() => this.#removeClientBundle(id)),
    explainRoute: ({ profile }) => this.#settle(() => explainRoutes(validProfile(profile), this.#deps.ports)),
    changeSettings: (change) => {
      this.#deps.settings.change(change);
      this.#pusher.changed();
      return success(null);
    },
    startDemo: () => this.#settle(() => this.startDemo()),
    stopDemo: () => this.#settle(() => this.#stopDemo()),
    dismissNotice: ({ index }) => {
      this.#deps.store.notices.splice(index, 1);
      this.#pusher.changed();
      return success(null);
    },
  };

  #settle<Value>(work: () => Promise<Value> | Value): Promise<Result<Value, Problem>> {
    return settle(work, this.#deps.ports.nameBug);
  }

  async #saveProfile({ id, profile: input, secrets, local }: ParsedOf<'saveProfile'>): Promise<ProfileId> {
    const profile = validProfile(input);
    const before = id === null ? null : this.#deps.store.find(id);
    const savedId = before?.id ?? profileIdSchema.parse(this.#deps.ports.random.id());
    const wanted = before?.wanted ?? true;
    const localBefore = this.#local(savedId);
    this.#deps.store.save(savedId, profile, wanted);
    try {
      if (local !== undefined) await this.#settleLocal(savedId, local);
      await this.#saveSecrets(savedId, profile, before?.profile ?? null, secrets);
    } catch (error) {
      // The form still holds everything; a second try must not find half a profile of the first.
      if (before === null) this.#deps.store.remove(savedId);
      throw error;
    }
    const isAsBefore =
      before !== null &&
      connectsAlike(before.profile, profile) &&
      isTakenUpAlike(localBefore, this.#local(savedId)) &&
      typedEntries(profile, secrets).length === 0;
    const revised = isAsBefore ? this.#revised(savedId, profile, wanted) : null;
    const sessions = revised ?? this.#putSaved(savedId, profile);
    if (hasProof(profile.credential, secrets))
      sessions.signInWith(proveCredential(profile.credential, secrets));
    else if (wanted && revised === null) sessions.connect();
    return savedId;
  }

  /** Only the sessions that a change concerns connect anew; null if the profile is not at work. */
  #revised(id: ProfileId, profile: Profile, wanted: boolean): ProfileSessions | null {
    const sessions = this.#sessions.find(id);
    sessions?.revise(profile, wanted);
    return sessions;
  }

  async #saveSecrets(
    id: ProfileId,
    profile: Profile,
    before: Profile | null,
    typed: TypedSecrets,
  ): Promise<void> {
    const vault = this.#vaultOf(id);
    for (const { kind, secret } of typedEntries(profile, typed)) await vault.save(id, kind, secret);
    const isSameIdentity = before === null || provesSameIdentity(before, profile);
    const grants = isSameIdentity ? ['refreshToken', 'adminToken'] : [];
    const bundle = profile.trust.clientCertificate === undefined ? ['clientBundle'] : [];
    const kept = new Set<string>([...grants, ...neededSecrets(profile), ...bundle, 'clientKeyPassphrase']);
    for (const kind of vault.kinds(id)) if (!kept.has(kind)) await vault.forget(id, kind);
  }

  #putSaved(id: ProfileId, profile: Profile): ProfileSessions {
    const { store, ports } = this.#deps;
    const acquaintances = new StoredAcquaintances(store, id, () => ports.clock.now());
    const { keeping, jwtFile } = store.local(id);
    return this.#sessions.put(id, profile, keeping, acquaintances, jwtFile);
  }

  #trustCertificate(id: ProfileId, pin: Pin): null {
    const sessions = this.#need(id);
    this.#deps.store.addPin(id, pin);
    sessions.connect();
    return null;
  }

  #distrustCertificate(id: ProfileId, host: string): null {
    this.#deps.store.removePin(id, host);
    return this.#takeUpAgain(id);
  }

  async #removeClientBundle(id: ProfileId): Promise<null> {
    await this.#vaultOf(id).forget(id, 'clientBundle');
    return this.#takeUpAgain(id);
  }

  /** Ends a saved profile's connections, which rest on what was just taken away, and makes them anew. */
  #takeUpAgain(id: ProfileId): null {
    const saved = this.#deps.store.find(id);
    if (saved === null) throw new ProblemError({ kind: 'profile.missing', name: id });
    const sessions = this.#putSaved(id, saved.profile);
    if (saved.wanted) sessions.connect();
    return null;
  }

  #testProfile({ id, profile: input, secrets: typed }: ParsedOf<'testProfile'>): Promise<ProfileTrial> {
    const profile = validProfile(input);
    const { store, ports } = this.#deps;
    if (id === null) {
      const lend = () => Promise.resolve();
      const beside = { lend, acquaintances: undefined, jwtFile: null };
      return tryProfile(ports, { id: profileIdSchema.parse('trial'), profile, typed, ...beside });
    }
    const before = this.#need(id).profile;
    const lend = async (vault: Vault) => {
      await this.#vaultOf(id).copyTo(vault, id);
      if (provesSameIdentity(before, profile)) return;
      for (const kind of ['refreshToken', 'adminToken'] as const) await vault.forget(id, kind);
    };
    const acquaintances = new MemoryAcquaintances(() => ports.clock.now(), store.pins(id));
    return tryProfile(ports, { id, profile, typed, lend, acquaintances, jwtFile: this.#local(id).jwtFile });
  }

  async #removeProfiles(ids: readonly ProfileId[]): Promise<null> {
    if (ids.includes(demoProfileId)) await this.#stopDemo();
    for (const id of ids) this.#sessions.drop(id);
    this.#removals.remove(ids);
    return null;
  }

  #undoRemoval(): null {
    const restored = this.#removals.undo();
    for (const id of restored) this.#takeUpAgain(id);
    this.#pusher.changed();
    return null;
  }

  async #forgetProfile(id: ProfileId): Promise<void> {
    await this.#vault.forgetAll(id);
    await this.#memoryVault.forgetAll(id);
    await this.#history.forget(id);
  }

  /** Tokens are left out: two profiles with one refresh token would sign each other out. */
  async #duplicateProfile(id: ProfileId): Promise<ProfileId> {
    const { store, ports } = this.#deps;
    const saved = store.find(id);
    if (saved === null) throw new ProblemError({ kind: 'profile.missing', name: id });
    const copyId = profileIdSchema.parse(ports.random.id());
    const names = store.all.map(({ profile }) => profile.name);
    const profile = { ...saved.profile, name: nameOfCopy(saved.profile.name, names) };
    store.save(copyId, profile, false);
    try {
      store.setLocal(copyId, store.local(id));
      await this.#vaultOf(id).copyBeside(id, copyId, ['refreshToken', 'adminToken']);
    } catch (error) {
      store.remove(copyId);
      throw error;
    }
    this.#putSaved(copyId, profile);
    return copyId;
  }

  #arrange(change: (store: ProfileStore) => void): Result<null, Problem> {
    change(this.#deps.store);
    this.#pusher.changed();
    return success(null);
  }

  #signIn(id: ProfileId, secrets: TypedSecrets): null {
    const sessions = this.#need(id);
    const { credential: kind } = sessions.profile;
    const isAlone = !hasProof(kind, secrets) && sessions.signsInAlone;
    const credential = isAlone ? null : proveCredential(kind, secrets);
    this.#deps.store.setWanted(id, true);
    sessions.signInWith(credential);
    return null;
  }

  async #signOut(id: ProfileId): Promise<null> {
    this.#deps.store.setWanted(id, false);
    await this.#need(id).signOut();
    return null;
  }

  async #signInAgain(id: ProfileId): Promise<null> {
    await this.#need(id).signInAgain();
    return null;
  }

  /** All of them, whatever becomes of one. Errors: the first. */
  async #signInAgainAll(): Promise<null> {
    const ids = [...this.#demoProfile(), ...this.#deps.store.all].map(({ id }) => id);
    const outcomes = await Promise.allSettled(ids.map((id) => this.#signInAgain(id)));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    return null;
  }

  async #setLocal(id: ProfileId, local: LocalSettings): Promise<null> {
    const before = this.#local(id);
    await this.#settleLocal(id, local);
    const isAsBefore = isTakenUpAlike(before, local);
    this.#adaptPings();
    if (isAsBefore) this.#pusher.changed();
    return isAsBefore ? null : this.#takeUpAgain(id);
  }

  /** Nothing is lost on the way: what the keychain holds stays there, and memory is let go of only once it is saved. */
  async #settleLocal(id: ProfileId, local: LocalSettings): Promise<void> {
    const { store } = this.#deps;
    requireServerKey(local.serverKey);
    if (store.find(id) === null) throw new ProblemError({ kind: 'profile.missing', name: id });
    const before = store.local(id).keeping;
    if (before === 'memory' && local.keeping === 'keychain') {
      await this.#memoryVault.copyTo(this.#vault, id);
      await this.#memoryVault.forgetAll(id);
    }
    const isReadable = this.#keychain.state !== 'failed';
    if (before === 'keychain' && local.keeping === 'memory' && isReadable) {
      await this.#vault.copyTo(this.#memoryVault, id).catch(() => undefined);
    }
    store.setLocal(id, local);
  }

  /** Whatever was found of idle limits, or settled about pings, holds for the connections there are. */
  #adaptPings(): void {
    const ids = [demoProfileId, ...this.#deps.store.all.map(({ id }) => id)];
    for (const id of ids) this.#sessions.setPingPeriod(id, this.#pinging(id).everyMs);
    this.#pusher.changed();
  }

  #pinging(id: ProfileId): Pinging {
    return pingingUnder(this.#history.limitsOf(id), originalHeartbeat.everyMs, this.#local(id).adaptsPings);
  }

  #local(id: ProfileId): LocalSettings {
    return id === demoProfileId ? demoSettings : this.#deps.store.local(id);
  }

  #vaultOf(id: ProfileId): Vault {
    return this.#local(id).keeping === 'memory' ? this.#memoryVault : this.#vault;
  }

  #setConnected(id: ProfileId, wanted: boolean): null {
    this.#deps.store.setWanted(id, wanted);
    const sessions = this.#need(id);
    if (wanted) sessions.connect();
    else void sessions.disconnect();
    return null;
  }

  async #stopDemo(): Promise<null> {
    this.#sessions.drop(demoProfileId);
    await this.#memoryVault.forgetAll(demoProfileId);
    await this.#history.forget(demoProfileId);
    await this.#demo.stop();
    return null;
  }

  #need(id: ProfileId) {
    const sessions = this.#sessions.find(id);
    if (sessions === null) throw new ProblemError({ kind: 'profile.missing', name: id });
    return sessions;
  }

  #nextView(): AppView {
    this.#revision += 1;
    const { about, store, settings } = this.#deps;
    return foldView(this.#revision, {
      about,
      settings: settings.current,
      keychain: this.#keychain,
      demo: this.#demo.status,
      notices: store.notices,
      foldedGroups: store.foldedGroups,
      removal: this.#removals.status,
      profiles: [
        ...this.#demoProfile(),
        ...store.all.map((saved) => this.#shown(saved.id, saved.profile, saved.wanted)),
      ],
    });
  }

  #shown(id: ProfileId, profile: Profile, wanted: boolean): ShownProfile {
    const sessions = this.#sessions.find(id);
    const { store, ports } = this.#deps;
    const pins = store.pins(id).filter(({ until }) => until > ports.clock.now());
    const savedSecrets = this.#vaultOf(id).kinds(id);
    const pinging = this.#pinging(id);
    const beside = { savedSecrets, pins, local: store.local(id), pinging, ...store.standing(id) };
    return { id, profile, temporary: false, wanted, ...beside, sessions };
  }

  #demoProfile(): ShownProfile[] {
    const sessions = this.#sessions.find(demoProfileId);
    if (sessions === null) return [];
    const savedSecrets = this.#memoryVault.kinds(demoProfileId);
    const wanted = sessions.sessions.some(({ phase }) => phase.state !== 'idle');
    return [
      {
        ...{ id: demoProfileId, profile: sessions.profile, temporary: true },
        ...{ wanted, savedSecrets, pins: [], local: demoSettings, sessions, ...newStanding },
        pinging: this.#pinging(demoProfileId),
      },
    ];
  }
}

/** Errors: `profile.invalid`. */
function validProfile(input: unknown): Profile {
  const parsed = parseProfile(input);
  if (!parsed.ok) throw new ProblemError({ kind: 'profile.invalid', issues: parsed.problem });
  return parsed.value;
}

/** Where secrets and JWTs come from; the other settings of this computer end no connection. */
const isTakenUpAlike = (before: LocalSettings, after: LocalSettings): boolean =>
  before.keeping === after.keeping && before.jwtFile === after.jwtFile;

/** A refresh token of one identity is no good for another, nor at another server. */
const provesSameIdentity = (before: Profile, after: Profile): boolean =>
  before.server === after.server && JSON.stringify(before.credential) === JSON.stringify(after.credential);
