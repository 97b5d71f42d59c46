import { type } from 'node:os';
import { join } from 'node:path';
import {
  app,
  autoUpdater,
  clipboard,
  dialog,
  type IpcMain,
  Menu,
  nativeTheme,
  powerMonitor,
  shell,
} from 'electron';
import type { Handlers } from '../shared/ipc.ts';
import { pack } from '../shared/packed.ts';
import type { Language } from '../shared/language.ts';
import type { NotSavedCause } from '../shared/problem.ts';
import { defaultSettings, languageIn } from '../shared/settings.ts';
import { texts } from '../shared/text/languages.ts';
import type { Text } from '../shared/text/text.ts';
import { App, type AppUpdates } from './app.ts';
import { Desktop } from './desktop/desktop.ts';
import { ShutDown } from './desktop/shut-down.ts';
import { bindContract } from './ipc.ts';
import type { Wish, Wishes } from './launch.ts';
import { bugNamer, LineLog } from './log.ts';
import { SecretNames } from './secrets/secret-names.ts';
import { appMenu } from './ports/app-menu.ts';
import { offerTextMenu } from './ports/text-menu.ts';
import { BlockingProcess, type BlockingCalls } from './ports/blocking-calls.ts';
import { systemClock } from './ports/clock.ts';
import { dialerOver } from './ports/dialer.ts';
import type { ThreadDocuments } from './ports/document-thread.ts';
import { ElectronClipboard } from './ports/clipboard.ts';
import { ElectronFileChooser } from './ports/file-chooser.ts';
import { watchEndings } from './ports/endings.ts';
import { TimedFiles } from './ports/files.ts';
import type { ElectronGestures } from './ports/gestures.ts';
import { SystemHelpFiles } from './ports/help-files.ts';
import { nodeHttp } from './ports/http.ts';
import { KeychainProcess } from './ports/keychain-process.ts';
import { LogFile } from './ports/log-file.ts';
import { nodeLoopbackListener } from './ports/loopback-listener.ts';
import { systemPeerOwners } from './ports/peer-owners.ts';
import { systemPortHolders } from './ports/port-holders.ts';
import { installationIn, versionIn, type Installation } from './ports/installation.ts';
import { loginItem } from './ports/login-item.ts';
import type { ElectronMainWindow } from './ports/main-window.ts';
import { NodeJournalFile } from './ports/journal-file.ts';
import { kerberosNegotiate } from './ports/negotiate.ts';
import { ElectronNotifications } from './ports/notifications.ts';
import type { Ports } from './dependencies.ts';
import { ElectronPower } from './ports/power.ts';
import { systemInterfaces } from './ports/interfaces.ts';
import { systemRandom } from './ports/random.ts';
import { frameLimitIn, wsSockets } from './ports/sockets.ts';
import { ElectronSaveFile } from './ports/save-file.ts';
import { windowSystemProxy } from './network/window-system-proxy.ts';
import { electronProxySettings } from './ports/electron-proxy-settings.ts';
import { NodeSystemRoots } from './ports/system-roots.ts';
import { ElectronTray } from './ports/tray.ts';
import { NodeUpdateFiles } from './ports/update-files.ts';
import { nsisInstaller, squirrelInstaller, type UpdateInstaller } from './ports/update-installer.ts';
import { utilityChild } from './ports/utility-child.ts';
import { watchedCalls, type Watched } from './ports/watched-calls.ts';
import { openedProfilesBy } from './profiles/opened-profiles.ts';
import { ProfileStore } from './profiles/store.ts';
import { SettingsStore } from './settings/store.ts';
import { ownUpdateKeys } from './updates/keys.ts';
import { updateKey } from './updates/signed-manifest.ts';
import { isOwnPage } from './window.ts';

/** Long enough to be read. */
const refusalShownMs = 6_000;

/** The app's own documents, read ahead in a thread of their own while Electron gets ready. */
export interface OwnDocuments {
  readonly profiles: ThreadDocuments;
  readonly settings: ThreadDocuments;
  readonly window: ThreadDocuments;
  readonly updates: ThreadDocuments;
  /** Once each was read, or doesn't answer. */
  readonly read: Promise<unknown>;
}

/** What there is before all else is loaded (main/index). */
export interface Begun {
  readonly folder: string;
  /** Where the built program is. */
  readonly program: string;
  readonly documents: OwnDocuments;
  /** Binds the window's calls; those that came before wait. */
  readonly calls: Pick<IpcMain, 'handle'>;
  readonly gestures: ElectronGestures;
  /** There already, but where the app starts without one, as at login. */
  readonly window: ElectronMainWindow;
  /** What starts of the app ask for: this one, and those that come while it runs. */
  readonly wishes: Wishes;
}

/** In the terminal at once, and in a box that closes itself: there may be no person to close it. */
export async function refuseToStart(folder: string, fault: NotSavedCause | 'silent'): Promise<void> {
  const cause = fault === 'silent' ? 'failed' : fault;
  const say = (language: Language) => texts[language].storage.cannotStart(folder, cause);
  process.stderr.write(`${say('en')}\n`);
  await app.whenReady();
  const message = say(languageIn(defaultSettings, app.getPreferredSystemLanguages()));
  await dialog.showMessageBox({ type: 'error', message, signal: AbortSignal.timeout(refusalShownMs) });
  if (fault === 'silent') endAtOnce();
  else app.exit(1);
}

/** For a process of which a thread hangs: an orderly end would wait for it. */
const endAtOnce = (): void => void process.kill(process.pid, 'SIGKILL');

function makePorts(logFile: LogFile, calls: BlockingCalls): Ports {
  const log = new LineLog(() => systemClock.now(), logFile.write);
  const files = new TimedFiles(calls, systemClock);
  return {
    clock: systemClock,
    random: systemRandom,
    dialer: dialerOver(calls),
    systemProxy: windowSystemProxy(electronProxySettings(systemClock)),
    systemRoots: new NodeSystemRoots(process.env, files),
    negotiate: kerberosNegotiate,
    http: nodeHttp,
    sockets: wsSockets(frameLimitIn(process.env)),
    files,
    power: new ElectronPower(powerMonitor),
    interfaces: systemInterfaces,
    log,
    nameBug: bugNamer(log, () => systemRandom.word()),
    nameSecret: new SecretNames(systemRandom).name,
  };
}

/** What is to be written and closed on the way out has that long, and less where a file of ours takes nothing anyway. */
const quitMs = 1_500;
const silentQuitMs = 700;

/** What the app is made from. */
interface Ground {
  readonly begun: Begun;
  readonly blocking: BlockingProcess;
  readonly ownFiles: Watched;
  readonly logFile: LogFile;
  readonly ports: Ports;
  readonly keychain: KeychainProcess;
  /** Told of a file of ours that doesn't answer, once there is a window to tell. */
  readonly silent: { tell: (file: string) => void };
}

const logPathIn = (folder: string): string => join(folder, 'logs', 'causeway.log');

function layGround(begun: Begun): Ground {
  const { folder, program } = begun;
  const builtModule = (name: string): string => join(program, `${name}.js`);
  const blocking = new BlockingProcess(utilityChild(builtModule('blocking'), 'Causeway files and names'));
  const silent: Ground['silent'] = { tell: () => undefined };
  const ownFiles = watchedCalls(blocking, systemClock, (file) => silent.tell(file));
  const logFile = new LogFile(logPathIn(folder), ownFiles.calls);
  const ports = makePorts(logFile, blocking);
  const keychain = new KeychainProcess(
    utilityChild(builtModule('keychain'), 'Causeway keychain'),
    systemClock,
  );
  return { begun, blocking, ownFiles, logFile, ports, keychain, silent };
}

/** What the app consists of, once it does. */
interface Running {
  readonly app: App;
  readonly desktop: Desktop;
  /** Once those profiles listen that are lent with the app. */
  readonly listens: Promise<void>;
}

/**
 * The window is there, and shows that the app is starting until there is what it shows. Resolves once those profiles
 * listen that are lent with the app.
 */
export function start(begun: Begun): Promise<void> {
  const ground = layGround(begun);
  const { ports } = ground;
  const { window, gestures } = begun;
  let running: Running | null = null;
  endInTime(ground, () => running);
  // By this name Windows knows whose notifications they are: that of the installed shortcut.
  app.setAppUserModelId('io.causeway.app');
  running = startApp(ground);
  const own = running.app.handlers;
  const getView: typeof own.getView = (input) => {
    window.listens();
    return own.getView(input);
  };
  bindContract(begun.calls, {
    handlers: { ...own, getView },
    isTrusted: (event) => isOwnPage(window.current, event),
    gestures,
    log: ports.log,
    clock: ports.clock,
    nameBug: ports.nameBug,
  });
  const { handlers } = running.app;
  begun.wishes.fulfilBy((wish) => void fulfil(wish, handlers, ground));
  return running.listens;
}

const readerOf = ({ program }: Begun) =>
  utilityChild<readonly string[]>(join(program, 'opened.js'), 'Causeway opened files');

async function fulfil(wish: Wish, handlers: Handlers, { begun, ports }: Ground): Promise<void> {
  switch (wish.kind) {
    case 'demo':
      await handlers.startDemo(undefined);
      break;
    case 'open':
      // Before the person, in the window: nothing is saved by that, and nothing connects.
      begun.window.openFiles(await openedProfilesBy(readerOf(begun), wish.files, ports.clock));
      break;
  }
}

/** Ends the app when it is told to, even if something hangs. */
function endInTime(ground: Ground, running: () => Running | null): void {
  const { ports, logFile, keychain, blocking, ownFiles } = ground;
  const { documents, window } = ground.begun;
  const shutDown = new ShutDown({
    clock: ports.clock,
    deadlineMs: () => (ownFiles.isAnySilent() ? silentQuitMs : quitMs),
    work: async () => {
      ports.log.write({ event: 'stopped' });
      window.remember();
      await Promise.allSettled([running()?.app.dispose(), running()?.desktop.stop()]);
      await logFile.flushed();
      await keychain.settled();
    },
    exit: () => {
      keychain.end();
      blocking.end();
      const own = [documents.profiles, documents.settings, documents.window, documents.updates];
      if (own.some(({ isSilent }) => isSilent)) endAtOnce();
      else app.exit();
    },
  });
  watchEndings(app, powerMonitor, () => shutDown.begin());
}

function startApp(ground: Ground): Running {
  const { begun, blocking, ownFiles, ports, keychain, silent } = ground;
  const { folder, documents, window } = begun;
  const beside = { clock: ports.clock, onNotices: () => causeway.noticesChanged() };
  const store = new ProfileStore({ documents: documents.profiles, ...beside });
  const settings = new SettingsStore({ documents: documents.settings, ...beside }, store.notices);
  nativeTheme.themeSource = settings.current.theme;
  app.on('window-all-closed', () => settings.current.keepsRunning || void desktop.quit());
  const causeway: App = new App({
    ports,
    keychain,
    store,
    settings,
    historyFile: new NodeJournalFile(join(folder, 'history.jsonl'), ownFiles.calls),
    clipboard: new ElectronClipboard(clipboard),
    saveFile: new ElectronSaveFile(
      dialog,
      () => window.current,
      (path, text) => blocking.writePrivately(path, text),
    ),
    fileChooser: new ElectronFileChooser(
      dialog,
      () => window.current,
      () => texts[causeway.view.language],
    ),
    relayPorts: {
      listener: nodeLoopbackListener,
      peerOwners: systemPeerOwners(process.platform),
      portHolders: systemPortHolders(process.platform),
    },
    about: {
      version: app.getVersion(),
      electron: process.versions.electron ?? '',
      chromium: process.versions['chrome'] ?? '',
      node: process.versions.node,
      platform: process.platform,
      system: `${type()} ${process.getSystemVersion()} ${process.arch}`,
    },
    help: new SystemHelpFiles(
      { program: begun.program, resources: process.resourcesPath, logFile: logPathIn(folder) },
      blocking,
      shell,
    ),
    updates: updatesOf(ground, (first) => void desktop.quit(first)),
    systemLanguages: app.getPreferredSystemLanguages(),
    push: (view, message) => {
      desktop.viewChanged(view);
      if (message !== null) window.push('viewChanged', pack(message));
    },
  });
  app.on('browser-window-focus', () => causeway.windowFocused());
  causeway.strayErrors.outlive(process);
  ports.log.write({ event: 'started', version: app.getVersion() });
  const listens = causeway.start(window.current === null ? null : window.isUp);
  const desktop = openDesktop(causeway, ground);
  silent.tell = (file) => causeway.tell({ kind: 'fileSilent', file });
  return { app: causeway, desktop, listens };
}

/** Largest file that says a version. */
const mostVersionBytes = 64 * 1024;

/** Written here by the build: the address of the feed of newer versions; empty where there is none. */
declare const __UPDATE_FEED__: string;
declare const __TEST_BUILD__: boolean;

/**
 * Tests bring a key and an installation of their own; nothing that is given away takes them. The app that is run from its
 * sources does, too: who can set its variables can edit the sources.
 */
function updateTestParts(isPackaged: boolean): { readonly key?: string; readonly versionFile?: string } {
  if (isPackaged && !__TEST_BUILD__) return {};
  const { CAUSEWAY_TEST_UPDATE_KEY: key, CAUSEWAY_TEST_VERSION_FILE: versionFile } = process.env;
  return { ...(key === undefined ? {} : { key }), ...(versionFile === undefined ? {} : { versionFile }) };
}

function updatesOf({ begun, ports }: Ground, quit: (first?: () => void) => void): AppUpdates {
  const { platform, resourcesPath: resources, arch } = process;
  const test = updateTestParts(app.isPackaged);
  const installation = installationIn({ platform, isPackaged: app.isPackaged, resources });
  const versionFile = test.versionFile ?? installation.versionFile;
  return {
    version: app.getVersion(),
    system: `${platform}-${arch}`,
    bringer: installation.bringer,
    ownFeed: __UPDATE_FEED__ === '' ? null : __UPDATE_FEED__,
    keys: test.key === undefined ? ownUpdateKeys() : [updateKey(test.key)],
    documents: begun.documents.updates,
    files: new NodeUpdateFiles(join(begun.folder, 'updates')),
    installer: installerFor(installation),
    installed:
      versionFile === null
        ? null
        : async () => versionIn(await ports.files.readText(versionFile, mostVersionBytes)),
    quit: () => quit(),
    restart: () => quit(() => app.relaunch()),
  };
}

/** Where a package manager brings updates, or the person, the app installs nothing. */
function installerFor({ bringer }: Installation): UpdateInstaller | null {
  if (bringer !== 'app') return null;
  return process.platform === 'darwin' ? squirrelInstaller(autoUpdater) : nsisInstaller;
}

/** In a box of the system's own: there may be no window. */
async function asksToQuit({ relay }: Text, apps: number): Promise<boolean> {
  const { quitTitle, quitCuts, quit, stay } = relay.questions;
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: quitTitle,
    detail: quitCuts(apps),
    buttons: [quit, stay],
    defaultId: 1,
    cancelId: 1,
  });
  return response === 0;
}

function openDesktop(causeway: App, { begun, ports, blocking }: Ground): Desktop {
  const { window } = begun;
  const desktop: Desktop = new Desktop(
    {
      clock: ports.clock,
      window,
      handlers: causeway.handlers,
      minutesOfDay: () => new Date().getHours() * 60 + new Date().getMinutes(),
      tray: new ElectronTray(join(begun.program, '..', '..', 'resources', 'tray'), (command) =>
        desktop.perform(command),
      ),
      notifications: new ElectronNotifications(),
      loginItem: loginItem(app, process, blocking),
      setTheme: (theme) => (nativeTheme.themeSource = theme),
      setLanguage: (language) =>
        Menu.setApplicationMenu(
          appMenu(
            texts[language],
            (id) => window.perform(id),
            () => void desktop.quit(),
          ),
        ),
      tell: (notice) => causeway.tell(notice),
      asksToQuit: (apps) => asksToQuit(texts[causeway.view.language], apps),
      quit: () => app.quit(),
    },
    causeway.view,
  );
  offerTextMenu(() => texts[causeway.view.language]);
  return desktop;
}
