import type { DemoFault } from '../shared/demo-faults.ts';
import { canRetry, indicatorOfPhase } from '../shared/indicators.ts';
import type { ProfileId, SessionId } from '../shared/brand.ts';
import { givenWith } from '../shared/destinations.ts';
import type { EvidenceFormat } from '../shared/evidence/formats.ts';
import type { Handlers, ParsedOf } from '../shared/ipc.ts';
import type { LocalSettings } from '../shared/local-settings.ts';
import type { Problem } from '../shared/problem.ts';
import { pack } from '../shared/packed.ts';
import { success, type Result } from '../shared/result.ts';
import type { EnteredSecrets } from '../shared/secrets.ts';
import { languageIn, type SettingsChange } from '../shared/settings.ts';
import type { AppView, KeychainStatus, Notice } from '../shared/status.ts';
import type { ViewMessage } from '../shared/view-change.ts';
import { tryProfile } from './check/trial.ts';
import { Demo, demoProfileId } from './demo/demo.ts';
import { History } from './history/history.ts';
import { explainRoutes } from './network/route-explanation.ts';
import type { Clipboard } from './ports/clipboard.ts';
import type { FileChooser } from './ports/file-chooser.ts';
import type { HelpFiles } from './ports/help-files.ts';
import type { JournalFile } from './ports/journal-file.ts';
import type { Ports } from './dependencies.ts';
import { MemoryKeychain, type Keychain } from './ports/keychain.ts';
import { fileName, type SaveFile } from './ports/save-file.ts';
import { settle } from './problem-error.ts';
import { ProfileService, validProfile } from './profiles/profile-service.ts';
import { SecretsOfProfiles } from './profiles/secrets-of-profiles.ts';
import type { ProfileStore } from './profiles/store.ts';
import type { SettingsStore } from './settings/store.ts';
import { StrayErrors } from './stray-errors.ts';
import { Sessions } from './sync/sessions.ts';
import type { Network } from './network/connection.ts';
import { NetworkWatch } from './network/network-watch.ts';
import { TimeWatch } from './pacing/time-watch.ts';
import { enteredEntries } from './secrets/entered-secrets.ts';
import { hasProof, withSecret } from './tokens/credential.ts';
import { Disclosure } from './inspection/disclosure.ts';
import { TokenInspector } from './inspection/token-inspector.ts';
import { MemoryMarkers, Vault } from './secrets/vault.ts';
import { ShownProfiles } from './shown-profiles.ts';
import type { LentProfile } from './relay/lent-connections.ts';
import { Lending } from './relay/lending.ts';
import type { RelayPorts } from './relay/relay.ts';
import type { Profile } from '../shared/profile.ts';
import { relayUrl, type RelaySettings } from '../shared/relay.ts';
import { Relays } from './relay/relays.ts';
import { nodeHttp } from './ports/http.ts';
import { StoredCertificateMemory } from './profiles/stored-certificate-memory.ts';
import { InstalledWatch } from './updates/installed-watch.ts';
import { networkOf } from './updates/network-of-way.ts';
import { Updater, type UpdateParts } from './updates/updater.ts';
import { chooseWay } from './updates/way.ts';
import { ProfileViews, ViewFeed, ViewPusher } from './view.ts';

export interface AppDeps {
  readonly ports: Ports;
  readonly keychain: Keychain;
  readonly store: ProfileStore;
  readonly settings: SettingsStore;
  readonly historyFile: JournalFile;
  readonly clipboard: Clipboard;
  readonly saveFile: SaveFile;
  readonly fileChooser: FileChooser;
  readonly relayPorts: Pick<RelayPorts, 'listener' | 'peerOwners' | 'portHolders'>;
  readonly updates: AppUpdates;
  readonly about: AppView['about'];
  readonly help: HelpFiles;
  /** BCP 47, the preferred one first. */
  readonly systemLanguages: readonly string[];
  /** Tells of a view: all of it, and what of it the window doesn't know yet. */
  readonly push: (view: AppView, message: ViewMessage | null) => void;
}

/** What of newer versions the app needs from around it. */
export interface AppUpdates extends UpdateParts {
  /** The version that the installed files are of, at any time; null where the app isn't installed. */
  readonly installed: (() => Promise<string>) | null;
  readonly quit: () => void;
  readonly restart: () => void;
}

const endings: Record<EvidenceFormat, string> = { report: 'md', har: 'har' };

/** The app behind the window: carries out what the window asks for, and tells it what is. */
export class App {
  readonly strayErrors: StrayErrors;
  readonly #deps: AppDeps;
  readonly #pusher: ViewPusher;
  readonly #feed = new ViewFeed();
  readonly #profileViews = new ProfileViews();
  readonly #vault: Vault;
  readonly #memoryVault: Vault;
  readonly #secrets: SecretsOfProfiles;
  readonly #sessions: Sessions;
  readonly #demo: Demo;
  readonly #timeWatch: TimeWatch;
  readonly #networkWatch: NetworkWatch;
  readonly #history: History;
  readonly #relays: Relays;
  readonly #lending: Lending;
  readonly #shown: ShownProfiles;
  readonly #tokenInspector: TokenInspector;
  readonly #profiles: ProfileService;
  readonly #updater: Updater;
  readonly #installedWatch: InstalledWatch | null;
  #keychain: KeychainStatus = { state: 'unused' };
  /** Since it last answered. */
  #hasKeychainFailed = false;
  #revision = 0;

  constructor(deps: AppDeps) {
    const { clock } = deps.ports;
    this.#deps = deps;
    this.strayErrors = new StrayErrors(deps.ports, (bug) => this.tell(bug));
    this.#pusher = new ViewPusher(clock, () => {
      const view = this.#nextView();
      deps.push(view, this.#feed.next(view));
    });
    const onChange = () => this.#pusher.changed();
    this.#vault = new Vault(deps.keychain, deps.store, clock, (status) => {
      this.#keychain = status;
      if (status.state === 'failed')
        deps.ports.log.write({ event: 'vaultFailed', problem: status.problem.kind });
      if (status.state === 'failed') this.#hasKeychainFailed = true;
      if (status.state === 'ready') this.#keychainOpened();
      onChange();
    });
    this.#memoryVault = new Vault(new MemoryKeychain(), new MemoryMarkers(), clock);
    const vaults = { keychain: this.#vault, memory: this.#memoryVault };
    const isReadable = () => this.#keychain.state !== 'failed';
    this.#secrets = new SecretsOfProfiles(deps.store, vaults, isReadable);
    this.#sessions = new Sessions(deps.ports, vaults, onChange);
    const { log } = deps.ports;
    const onLimits = () => this.#adaptPings();
    const { historyFile } = deps;
    const onFailure = () => this.tell({ kind: 'historyNotKept', file: historyFile.path });
    this.#history = new History({ file: historyFile, clock, log, onLimits, onFailure });
    this.#relays = new Relays({
      ports: deps.ports,
      relayPorts: { clock, nameBug: deps.ports.nameBug, http: nodeHttp, ...deps.relayPorts },
      onChange,
      tell: (id, ...told) => this.#history.noteRelayed(id, ...told),
    });
    this.#shown = new ShownProfiles({
      clock,
      store: deps.store,
      secrets: this.#secrets,
      sessions: this.#sessions,
      history: this.#history,
      relays: this.#relays,
    });
    this.#sessions.onEvent = (profile, session, event) => this.#history.note(profile, session, event);
    this.#tokenInspector = new TokenInspector({
      disclosure: new Disclosure(deps.clipboard, clock),
      find: (id) => this.#sessions.need(id),
      serverKey: (id) => this.#secrets.local(id).serverKey,
    });
    this.#profiles = new ProfileService({
      ports: deps.ports,
      store: deps.store,
      saveFile: deps.saveFile,
      onChange,
      fileChooser: deps.fileChooser,
      tryProfile: (trial) => tryProfile(deps.ports, trial),
      secrets: this.#secrets,
      sessions: this.#sessions,
      forgetHistory: (id) => this.#history.forget(id),
    });
    this.#lending = this.#makeLending();
    this.#updater = this.#makeUpdater(onChange);
    this.#installedWatch = this.#watchInstalled(onChange);
    this.#demo = new Demo(clock, onChange);
    this.#timeWatch = new TimeWatch(clock, deps.ports.power, (event) => {
      this.#sessions.timeChanged(event);
      this.#relays.hint();
    });
    this.#networkWatch = new NetworkWatch(clock, deps.ports.interfaces, () => {
      this.#sessions.networkChanged();
      this.#relays.hint();
    });
  }

  #makeLending(): Lending {
    const { ports, relayPorts } = this.#deps;
    return new Lending({
      relays: this.#relays,
      listener: relayPorts.listener,
      random: ports.random,
      find: (id) => this.#lentProfile(id),
      portsInUse: () => this.#profiles.relayPorts,
      keep: (id, relay) =>
        // Nothing of the demo is kept.
        id === demoProfileId
          ? { ...this.#sessions.need(id).profile, relay: copyOf(relay) }
          : this.#profiles.setRelay(id, relay),
    });
  }

  /**
   * Takes up the saved profiles, and connects those that were connected unless the person settled otherwise.
   * Resolves once those listen that are lent with the app, or wait for their ports.
   */
  start(windowIsUp: Promise<void> | null = null): Promise<void> {
    const { store, settings, ports } = this.#deps;
    const saved = store.load();
    this.#history.start();
    ports.log.write({ event: 'profilesLoaded', count: saved.length });
    this.#profiles.start(saved, settings.current.startUp === 'connect', windowIsUp);
    this.#updater.start();
    this.#installedWatch?.start();
    return this.#lending.startWithApp(saved.map(({ id }) => id));
  }

  /** All that is, now. */
  get view(): AppView {
    return this.#nextView();
  }

  /** Something the person should know once. */
  tell(notice: Notice): void {
    this.#deps.store.notices.push(notice);
    this.noticesChanged();
  }

  /** The person came back to the window. */
  windowFocused(): void {
    void this.#installedWatch?.look();
  }

  noticesChanged(): void {
    this.#pusher.changed();
  }

  async startDemo(): Promise<ProfileId> {
    const { profile, secrets } = await this.#demo.start();
    for (const { kind, secret } of enteredEntries(profile, secrets)) {
      await this.#memoryVault.save(demoProfileId, kind, secret, givenWith(kind, profile));
    }
    await this.#history.forget(demoProfileId);
    const sessions = this.#sessions.put(demoProfileId, profile, 'memory');
    sessions.signInWith(withSecret(profile.credential, secrets));
    return demoProfileId;
  }

  /** Side by side: what hangs or fails on its way out must not keep the rest from ending in order. */
  async dispose(): Promise<void> {
    this.#pusher.stop();
    this.#timeWatch.stop();
    this.#networkWatch.stop();
    this.#installedWatch?.stop();
    await Promise.allSettled([
      // First of all: what ends from here on is no outage.
      this.#history.stop(),
      this.#sessions.dispose().then(() => this.#demo.stop()),
      this.#relays.dispose(),
      this.#updater.stop(),
      this.#profiles.stop(),
      this.#tokenInspector.close(),
    ]);
    this.#deps.store.close();
    this.#deps.settings.close();
  }

  readonly handlers: Handlers = {
    getView: () => success(pack(this.#feed.whole(this.#nextView()))),
    saveProfile: (input) => this.#settle(() => this.#saveProfile(input)),
    testProfile: (input) => this.#settle(() => this.#profiles.test(input)),
    removeProfiles: ({ ids }) => this.#do(() => this.#removeProfiles(ids)),
    undoRemoval: () => this.#do(() => this.#profiles.undoRemoval()),
    duplicateProfile: ({ id }) => this.#settle(() => this.#profiles.duplicate(id)),
    setFavourite: ({ ids, isFavourite }) => this.#show(() => this.#deps.store.setFavourite(ids, isFavourite)),
    arrangeProfiles: ({ ids }) => this.#show(() => this.#deps.store.arrange(ids)),
    foldGroup: ({ group, isFolded }) => this.#show(() => this.#deps.store.foldGroup(group, isFolded)),
    importProfiles: ({ entries }) => this.#settle(() => this.#profiles.transfer.import(entries)),
    exportProfiles: ({ ids }) => this.#settle(() => this.#profiles.transfer.export(ids)),
    saveEvidence: ({ name, format, text }) =>
      this.#settle(() => this.#deps.saveFile.save(fileName(name, endings[format]), text)),
    signIn: ({ id, secrets }) => this.#do(() => this.#signIn(id, secrets)),
    signOut: ({ id }) => this.#do(() => this.#signOut(id)),
    signInAgain: ({ id }) => this.#do(() => this.#signInAgain(id)),
    signInAgainAll: () => this.#do(() => this.#signInAgainAll()),
    chooseJwtFile: ({ id }) => this.#settle(() => this.#profiles.chooseJwtFile(id)),
    setLocal: ({ id, local }) => this.#do(() => this.#setLocal(id, local)),
    inspectToken: (ref) => this.#settle(() => this.#tokenInspector.inspect(ref)),
    inspectText: ({ id, token }) => this.#settle(() => this.#tokenInspector.inspectText(id, token)),
    revealToken: (ref) => this.#settle(() => this.#tokenInspector.show(ref)),
    copyToken: (ref) => this.#settle(() => this.#tokenInspector.copy(ref)),
    connect: ({ ids }) => this.#do(() => this.#setConnected(ids, true)),
    disconnect: ({ ids }) => this.#do(() => this.#setConnected(ids, false)),
    retryNow: ({ id }) => this.#do(() => this.#retryNow(id)),
    cancel: ({ id }) => this.#do(() => this.#sessions.cancel(id)),
    getTraces: ({ id }) => success(this.#sessions.traces(id)),
    getSinceGood: ({ id }) => success(this.#sessions.sinceGood(id)),
    getHistory: ({ id, session }) => this.#settle(() => this.#history.of(id, session)),
    getRelayedHistory: ({ id }) => this.#settle(() => this.#history.relayedOf(id, this.#knownPaths(id))),
    trustCertificate: ({ id, pin }) => this.#do(() => this.#profiles.trustCertificate(id, pin)),
    distrustCertificate: ({ id, host }) => this.#do(() => this.#profiles.distrustCertificate(id, host)),
    removeClientBundle: ({ id }) => this.#do(() => this.#profiles.removeClientBundle(id)),
    explainRoute: ({ profile }) => this.#settle(() => explainRoutes(validProfile(profile), this.#deps.ports)),
    changeSettings: (change) => this.#show(() => this.#changeSettings(change)),
    checkForUpdates: () => this.#do(() => void this.#updater.checkNow()),
    installUpdate: () => this.#do(() => this.#updater.install()),
    dismissUpdate: () => this.#do(() => this.#updater.dismiss()),
    restart: () => this.#do(() => this.#deps.updates.restart()),
    startRelay: ({ id }) => this.#do(() => this.#lending.start(id)),
    stopRelay: ({ id }) => this.#do(() => this.#stopRelay(id)),
    replaceRelayKey: ({ id }) => this.#settle(() => this.#lending.replaceKey(id)),
    cutRelayed: ({ id, app }) => this.#do(() => this.#relays.cut(id, app)),
    getRelayTrace: ({ id, app }) => success(this.#relays.traceOf(id, app)),
    startDemo: () => this.#settle(() => this.startDemo()),
    stopDemo: () => this.#do(() => this.#stopDemo()),
    startDemoApp: () => this.#do(() => this.#startDemoApp()),
    getAbout: () => this.#settle(() => this.#deps.help.facts()),
    showLog: () => this.#do(() => this.#deps.help.showLog()),
    setDemoFault: ({ fault, isBroken }) => this.#do(() => this.#setDemoFault(fault, isBroken)),
    pageFailed: (thrown) => this.#do(() => this.strayErrors.ofPage(thrown)),
    dismissNotice: ({ index }) => this.#show(() => this.#deps.store.notices.splice(index, 1)),
  };

  /** Realm paths of a profile as its own file has them, and as the server does. */
  #knownPaths(id: ProfileId): readonly string[] {
    const { sessions } = this.#sessions.need(id);
    return sessions.flatMap(({ realmPath, resolvedPath }) => [
      realmPath,
      ...(resolvedPath === null ? [] : [resolvedPath]),
    ]);
  }

  #settle<Value>(work: () => Promise<Value> | Value): Promise<Result<Value, Problem>> {
    return settle(work, this.#deps.ports.nameBug);
  }

  /** For what has nothing to answer but that it was done. */
  #do(work: () => unknown): Promise<Result<null, Problem>> {
    return this.#settle(async () => {
      await work();
      return null;
    });
  }

  /** The same for what concerns nothing but what is seen. */
  #show(change: () => unknown): Promise<Result<null, Problem>> {
    return this.#do(() => {
      change();
      this.#pusher.changed();
    });
  }

  async #saveProfile(input: ParsedOf<'saveProfile'>): Promise<ProfileId> {
    const id = await this.#profiles.save(input);
    this.#lending.revise(id);
    this.#adaptPings();
    return id;
  }

  async #removeProfiles(ids: readonly ProfileId[]): Promise<void> {
    if (ids.includes(demoProfileId)) await this.#stopDemo();
    await Promise.all(ids.map((id) => this.#relays.stop(id)));
    this.#profiles.remove(ids);
  }

  async #setLocal(id: ProfileId, local: LocalSettings): Promise<void> {
    await this.#profiles.setLocal(id, local);
    this.#adaptPings();
  }

  #signIn(id: ProfileId, secrets: EnteredSecrets): void {
    const sessions = this.#sessions.need(id);
    const { credential: kind } = sessions.profile;
    const isAlone = !hasProof(kind, secrets) && sessions.signsInAlone;
    const credential = isAlone ? null : withSecret(kind, secrets);
    this.#deps.store.setWanted([id], true);
    sessions.signInWith(credential);
  }

  async #signOut(id: ProfileId): Promise<void> {
    this.#deps.store.setWanted([id], false);
    await this.#sessions.need(id).signOut();
  }

  async #signInAgain(id: ProfileId): Promise<void> {
    await this.#sessions.need(id).signInAgain();
  }

  /** All of them, even if one fails; those that aren't wanted connected ask for nothing. Errors: the first. */
  async #signInAgainAll(): Promise<void> {
    const all = [...this.#shown.all].map(({ id }) => this.#sessions.need(id));
    const outcomes = await Promise.allSettled(
      all.map((sessions) => (sessions.isWanted ? sessions.signInAgain() : sessions.signOut())),
    );
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  /** Idle limits that were found and choices about pings also hold for connections that are open. */
  #adaptPings(): void {
    const ids = [demoProfileId, ...this.#deps.store.all.map(({ id }) => id)];
    for (const id of ids) this.#sessions.setPingPeriod(id, this.#shown.pinging(id).everyMs);
    this.#pusher.changed();
  }

  #keychainOpened(): void {
    this.#profiles.keychainOpened();
    if (!this.#hasKeychainFailed) return;
    this.#hasKeychainFailed = false;
    this.#sessions.keychainOpened();
    this.#relays.secretsChanged(null);
  }

  /** Whoever tries again wants the apps to come through as well. */
  #retryNow(id: SessionId): void {
    this.#sessions.retryNow(id);
    this.#relays.secretsChanged(null);
  }

  #changeSettings(change: SettingsChange): void {
    this.#deps.settings.change(change);
    this.#updater.settingsChanged();
  }

  #makeUpdater(onChange: () => void): Updater {
    const { ports, updates, settings } = this.#deps;
    return new Updater({
      ...ports,
      ...updates,
      http: nodeHttp,
      // What an administrator settles one day goes over these, here.
      settings: () => settings.current.updates,
      open: (feed) => this.#networkForUpdates(feed),
      onChange,
    });
  }

  #watchInstalled(onChange: () => void): InstalledWatch | null {
    const { ports, updates } = this.#deps;
    const { installed: read, version } = updates;
    return read && new InstalledWatch({ ...ports, version, read, onChange });
  }

  async #networkForUpdates(feed: URL): Promise<Network | null> {
    const { ports, settings, store } = this.#deps;
    const way = chooseWay(settings.current.updates.way, store.all);
    if (way.kind === 'missing') return null;
    return networkOf(way, feed, {
      ports,
      profile: (id) => this.#sessions.need(id).profile,
      vault: (id) => this.#secrets.vaultOf(id),
      pins: (id) => new StoredCertificateMemory(store, id, () => ports.clock.now()).pins(),
    });
  }

  #lentProfile(id: ProfileId): LentProfile {
    const { store, ports } = this.#deps;
    const { profile, account } = this.#sessions.need(id);
    const certificateMemory = new StoredCertificateMemory(store, id, () => ports.clock.now());
    return { id, profile, vault: this.#secrets.vaultOf(id), certificateMemory, account };
  }

  /** Of profiles that are all there, or of none. */
  #setConnected(ids: readonly ProfileId[], wanted: boolean): void {
    const all = ids.map((id) => this.#sessions.need(id));
    this.#deps.store.setWanted(ids, wanted);
    for (const sessions of all) {
      if (wanted) sessions.connect();
      else void sessions.disconnect();
    }
  }

  async #stopRelay(id: ProfileId): Promise<void> {
    if (id === demoProfileId) this.#demo.stopApp();
    await this.#relays.stop(id);
  }

  async #startDemoApp(): Promise<void> {
    await this.#lending.start(demoProfileId);
    const status = this.#relays.status(demoProfileId);
    if (status.state === 'listening') this.#demo.startApp(relayUrl(status.port));
  }

  /** What is mended is tried at once: in a demo nobody waits for the next try. */
  async #setDemoFault(fault: DemoFault, isBroken: boolean): Promise<void> {
    await this.#demo.setFault(fault, isBroken);
    if (isBroken) return;
    const sessions = this.#sessions.find(demoProfileId)?.sessions ?? [];
    for (const { id, phase } of sessions) if (canRetry(indicatorOfPhase(phase))) this.#sessions.retryNow(id);
  }

  async #stopDemo(): Promise<void> {
    this.#demo.stopApp();
    await this.#relays.stop(demoProfileId);
    this.#sessions.drop(demoProfileId);
    await this.#memoryVault.forgetAll(demoProfileId);
    await this.#history.forget(demoProfileId);
    await this.#demo.stop();
  }

  #nextView(): AppView {
    this.#revision += 1;
    const { about, store, settings, systemLanguages } = this.#deps;
    return {
      revision: this.#revision,
      about,
      settings: settings.current,
      language: languageIn(settings.current, systemLanguages),
      keychain: this.#keychain,
      demo: this.#demo.status,
      notices: [...store.notices],
      foldedGroups: store.foldedGroups,
      removal: this.#profiles.removal,
      updates: { ...this.#updater.status, replacedBy: this.#installedWatch?.replacedBy ?? null },
      profiles: this.#profileViews.fold(this.#shown.all),
    };
  }
}

const copyOf = (relay: RelaySettings): NonNullable<Profile['relay']> => ({
  ...relay,
  hosts: [...relay.hosts],
  origins: [...relay.origins],
});
