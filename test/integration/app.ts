import { nodeLoopbackListener } from '../../main/ports/loopback-listener.ts';
import { silentPeerOwners } from '../../main/ports/peer-owners.ts';
import { silentPortHolders } from '../../main/ports/port-holders.ts';
import { onTestFinished } from 'vitest';
import { App, type AppDeps } from '../../main/app.ts';
import { MemoryKeychain, type Keychain } from '../../main/ports/keychain.ts';
import type { Ports } from '../../main/dependencies.ts';
import { ProfileStore } from '../../main/profiles/store.ts';
import { SettingsStore } from '../../main/settings/store.ts';
import { defaultLocalSettings, type LocalSettings } from '../../shared/local-settings.ts';
import type { ProfileId } from '../../shared/brand.ts';
import type { SessionHistory } from '../../shared/history.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import type { EnteredSecrets } from '../../shared/secrets.ts';
import type { ProfileView, SessionStatus } from '../../shared/status.ts';
import { FakeClipboard } from '../fakes/clipboard.ts';
import { FakeFileChooser } from '../fakes/file-chooser.ts';
import { MemoryDocuments } from '../fakes/documents.ts';
import { quietUpdates } from '../fakes/updates.ts';
import { FakeSaveFile } from '../fakes/save-file.ts';
import { MemoryJournalFile } from '../fakes/journal-file.ts';
import { realPorts } from './services.ts';

/** The app behind the window, with real connections and nothing on disk, and one profile with one realm path in it. */
export class AppWithProfile {
  readonly app: App;
  readonly #id: ProfileId;

  constructor(app: App, id: ProfileId) {
    this.app = app;
    this.#id = id;
  }

  get profile(): ProfileView {
    const found = this.app.view.profiles.find(({ id }) => id === this.#id);
    if (found === undefined) throw new Error('the profile is gone');
    return found;
  }

  get session(): SessionStatus {
    const [session] = this.profile.sessions;
    if (session === undefined) throw new Error('no session');
    return session;
  }

  async history(): Promise<SessionHistory> {
    const answer = await this.app.handlers.getHistory({ id: this.#id, session: this.session.id });
    if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
    return answer.value;
  }

  /** Ends a wait, so that a test doesn't have to. */
  retry(): void {
    void this.app.handlers.retryNow({ id: this.session.id });
  }

  /** As if the person edited it and pressed Save. */
  async save(profile: ProfileFile, secrets: EnteredSecrets = {}): Promise<void> {
    const answer = await this.app.handlers.saveProfile({ id: this.#id, profile, secrets });
    if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
  }

  async setLocal(change: Partial<LocalSettings>): Promise<void> {
    const local = { ...defaultLocalSettings, ...change };
    const answer = await this.app.handlers.setLocal({ id: this.#id, local });
    if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
  }
}

export async function startApp(
  profile: ProfileFile,
  secrets: EnteredSecrets,
  keychain: Keychain = new MemoryKeychain(),
  ports: Ports = realPorts(),
  others: Partial<AppDeps> = {},
): Promise<AppWithProfile> {
  const app = startEmptyApp(new MemoryDocuments(), keychain, ports, others);
  const saved = await app.handlers.saveProfile({ id: null, profile, secrets });
  if (!saved.ok) throw new Error(JSON.stringify(saved.problem));
  return new AppWithProfile(app, saved.value);
}

export function startEmptyApp(
  documents: MemoryDocuments,
  keychain: Keychain,
  ports: Ports = realPorts(),
  others: Partial<AppDeps> = {},
): App {
  const { clock } = ports;
  const store = new ProfileStore({ documents, clock });
  const app = new App({
    ports,
    store,
    keychain,
    clipboard: new FakeClipboard(),
    settings: new SettingsStore({ documents: new MemoryDocuments(), clock }, store.notices),
    fileChooser: new FakeFileChooser(),
    saveFile: new FakeSaveFile(),
    historyFile: new MemoryJournalFile(),
    relayPorts: {
      listener: nodeLoopbackListener,
      peerOwners: silentPeerOwners,
      portHolders: silentPortHolders,
    },
    about: { version: '0', electron: '0', chromium: '0', node: '0', platform: 'linux', system: 'Linux 0' },
    help: {
      facts: () => Promise.resolve({ commit: null, licences: null, logFile: '/nonexistent/causeway.log' }),
      showLog: () => undefined,
    },
    updates: quietUpdates(),
    systemLanguages: [],
    push: () => undefined,
    ...others,
  });
  onTestFinished(() => app.dispose());
  void app.start();
  return app;
}
