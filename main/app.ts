import { profileIdSchema, type ProfileId } from '../shared/brand.ts';
import type { Handlers } from '../shared/ipc.ts';
import type { Problem } from '../shared/problem.ts';
import { parseProfile, type Profile } from '../shared/profile.ts';
import { success, type Result } from '../shared/result.ts';
import type { Pin } from '../shared/certificate.ts';
import { neededSecrets, type TypedSecrets } from '../shared/secrets.ts';
import type { AppView, KeychainStatus } from '../shared/status.ts';
import { Demo } from './demo/demo.ts';
import type { Ports } from './ports/ports.ts';
import { MemoryKeychain, type Keychain } from './ports/keychain.ts';
import { ProblemError, settle } from './problem-error.ts';
import type { ProfileStore } from './profiles/store.ts';
import { StoredAcquaintances } from './profiles/stored-acquaintances.ts';
import { TimeWatch } from './time-watch.ts';
import type { ProfileSessions } from './sync/profile-sessions.ts';
import { Sessions } from './sync/sessions.ts';
import { TimeWatch } from './time-watch.ts';
import { typedEntries } from './tokens/typed-entries.ts';
import { hasProof, proveCredential } from './tokens/credential.ts';
import { MemoryMarkers, Vault } from './tokens/vault.ts';
import { foldView, ViewPusher, type ShownProfile } from './view.ts';

export interface AppDeps {
  readonly ports: Ports;
  readonly keychain: Keychain;
  readonly store: ProfileStore;
  readonly about: AppView['about'];
  readonly push: (view: AppView) => void;
}

const demoProfileId = profileIdSchema.parse('demo');

/** The app behind the window: carries out what the window asks for, and tells it what is. */
export class App {
  readonly #deps: AppDeps;
  readonly #pusher: ViewPusher;
  readonly #vault: Vault;
  readonly #timeWatch: TimeWatch;
  readonly #memoryVault: Vault;
  readonly #sessions: Sessions;
  readonly #demo: Demo;
  readonly #timeWatch: TimeWatch;
  #keychain: KeychainStatus = { state: 'unused' };
  #revision = 0;

  constructor(deps: AppDeps) {
    const { clock } = deps.ports;
    this.#deps = deps;
    this.#pusher = new ViewPusher(clock, () => deps.push(this.#nextView()));
    const onChange = () => this.#pusher.changed();
    this.#vault = new Vault(deps.keychain, deps.store, clock, (status) => {
      this.#keychain = status;
      if (status.state === 'failed')
        deps.ports.log.write({ event: 'vaultFailed', problem: status.problem.kind });
      onChange();
    });
    this.#timeWatch = new TimeWatch(clock, deps.ports.power, (event) => this.#sessions.timeChanged(event));
    this.#memoryVault = new Vault(new MemoryKeychain(), new MemoryMarkers(), clock);
    const vaults = { keychain: this.#vault, memory: this.#memoryVault };
    this.#sessions = new Sessions(deps.ports, vaults, onChange);
    this.#demo = new Demo(demoProfileId, onChange);
    this.#timeWatch = new TimeWatch(clock, deps.ports.power, (event) => this.#sessions.timeChanged(event));
  }

  /** Takes up the saved profiles, and connects those that were connected. */
  start(): void {
    const { store, ports } = this.#deps;
    const saved = store.load();
    ports.log.write({ event: 'profilesLoaded', count: saved.length });
    for (const { id, profile, wanted } of saved) {
      const sessions = this.#putSaved(id, profile);
      if (wanted) sessions.connect();
    }
  }

  async startDemo(): Promise<ProfileId> {
    const { profile, secrets } = await this.#demo.start();
    for (const { kind, secret } of typedEntries(profile, secrets)) {
      await this.#memoryVault.save(demoProfileId, kind, secret);
    }
    const sessions = this.#sessions.put(demoProfileId, profile, 'memory');
    sessions.signInWith(proveCredential(profile.credential, secrets));
    this.#timeWatch.stop();
    return demoProfileId;
  }

  async dispose(): Promise<void> {
    this.#pusher.stop();
    this.#timeWatch.stop();
    this.#sessions.dispose();
    await this.#demo.stop();
  }

  readonly handlers: Handlers = {
    getView: () => success(this.#nextView()),
    saveProfile: ({ id, profile, secrets }) => this.#settle(() => this.#saveProfile(id, profile, secrets)),
    removeProfile: ({ id }) => this.#settle(() => this.#removeProfile(id)),
    signIn: ({ id, secrets }) => this.#settle(() => this.#signIn(id, secrets)),
    signOut: ({ id }) => this.#settle(() => this.#signOut(id)),
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
    trustCertificate: ({ id, pin }) => this.#settle(() => this.#trustCertificate(id, pin)),
    distrustCertificate: ({ id, host }) => this.#settle(() => this.#distrustCertificate(id, host)),
    removeClientBundle: ({ id }) => this.#settle(() => this.#removeClientBundle(id)),
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

  async #saveProfile(id: ProfileId | null, input: unknown, secrets: TypedSecrets): Promise<ProfileId> {
    const parsed = parseProfile(input);
    if (!parsed.ok) throw new ProblemError({ kind: 'profile.invalid', issues: parsed.problem });
    const profile = parsed.value;
    const before = id === null ? null : this.#deps.store.find(id);
    const savedId = before?.id ?? profileIdSchema.parse(this.#deps.ports.random.id());
    const wanted = before?.wanted ?? true;
    this.#deps.store.save(savedId, profile, wanted);
    try {
      await this.#saveSecrets(savedId, profile, before?.profile ?? null, secrets);
    } catch (error) {
      // The form still holds everything; a second try must not find half a profile of the first.
      if (before === null) this.#deps.store.remove(savedId);
      throw error;
    }
    const sessions = this.#putSaved(savedId, profile);
    if (hasProof(profile.credential, secrets))
      sessions.signInWith(proveCredential(profile.credential, secrets));
    else if (wanted) sessions.connect();
    return savedId;
  }

  async #saveSecrets(
    id: ProfileId,
    profile: Profile,
    before: Profile | null,
    typed: TypedSecrets,
  ): Promise<void> {
    for (const { kind, secret } of typedEntries(profile, typed)) await this.#vault.save(id, kind, secret);
    const isSameIdentity = before === null || provesSameIdentity(before, profile);
    const grants = isSameIdentity ? ['refreshToken', 'adminToken'] : [];
    const bundle = profile.trust.clientCertificate === undefined ? ['clientBundle'] : [];
    const kept = new Set<string>([...grants, ...neededSecrets(profile), ...bundle, 'clientKeyPassphrase']);
    for (const kind of this.#vault.kinds(id)) if (!kept.has(kind)) await this.#vault.forget(id, kind);
  }

  #putSaved(id: ProfileId, profile: Profile): ProfileSessions {
    const { store, ports } = this.#deps;
    const acquaintances = new StoredAcquaintances(store, id, () => ports.clock.now());
    return this.#sessions.put(id, profile, 'keychain', acquaintances);
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
    await this.#vault.forget(id, 'clientBundle');
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

  async #removeProfile(id: ProfileId): Promise<null> {
    if (id === demoProfileId) return this.#stopDemo();
    await this.#vault.forgetAll(id);
    this.#sessions.drop(id);
    this.#deps.store.remove(id);
    return null;
  }

  #signIn(id: ProfileId, secrets: TypedSecrets): null {
    const sessions = this.#need(id);
    const credential = proveCredential(sessions.profile.credential, secrets);
    this.#deps.store.setWanted(id, true);
    sessions.signInWith(credential);
    return null;
  }

  async #signOut(id: ProfileId): Promise<null> {
    this.#deps.store.setWanted(id, false);
    await this.#need(id).signOut();
    return null;
  }

  #setConnected(id: ProfileId, wanted: boolean): null {
    this.#deps.store.setWanted(id, wanted);
    const sessions = this.#need(id);
    if (wanted) sessions.connect();
    else sessions.disconnect();
    return null;
  }

  async #stopDemo(): Promise<null> {
    this.#sessions.drop(demoProfileId);
    await this.#memoryVault.forgetAll(demoProfileId);
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
    const { about, store } = this.#deps;
    return foldView(this.#revision, {
      about,
      keychain: this.#keychain,
      demo: this.#demo.status,
      notices: store.notices,
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
    const savedSecrets = this.#vault.kinds(id);
    return { id, profile, temporary: false, wanted, savedSecrets, pins, sessions };
  }

  #demoProfile(): ShownProfile[] {
    const sessions = this.#sessions.find(demoProfileId);
    if (sessions === null) return [];
    const savedSecrets = this.#memoryVault.kinds(demoProfileId);
    const wanted = sessions.sessions.some(({ phase }) => phase.state !== 'idle');
    return [
      {
        ...{ id: demoProfileId, profile: sessions.profile, temporary: true },
        ...{ wanted, savedSecrets, pins: [], sessions },
      },
    ];
  }
}

/** A refresh token of one identity is no good for another, nor at another server. */
const provesSameIdentity = (before: Profile, after: Profile): boolean =>
  before.server === after.server && JSON.stringify(before.credential) === JSON.stringify(after.credential);
