import { type } from 'node:os';
import { join } from 'node:path';
import {
  app,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  powerMonitor,
  protocol,
  session,
} from 'electron';
import { pack } from '../shared/packed.ts';
import type { Handlers } from '../shared/ipc.ts';
import type { Language } from '../shared/language.ts';
import type { NotSavedCause } from '../shared/problem.ts';
import { defaultSettings, languageIn } from '../shared/settings.ts';
import { texts } from '../shared/text/languages.ts';
import { App } from './app.ts';
import { Desktop } from './desktop/desktop.ts';
import { ShutDown } from './desktop/shut-down.ts';
import { bindContract, handlersOnce, push } from './ipc.ts';
import { refusalWords, refusedSwitch } from './launch.ts';
import { bugNamer, LineLog } from './log.ts';
import { SecretNames } from './secrets/secret-names.ts';
import { appMenu } from './ports/app-menu.ts';
import { BlockingProcess, type BlockingCalls } from './ports/blocking-calls.ts';
import { systemClock } from './ports/clock.ts';
import { dataFolderFault, removeDrafts } from './ports/data-folder.ts';
import { dialerOver } from './ports/dialer.ts';
import { DocumentThreads, ThreadDocuments } from './ports/document-thread.ts';
import { ElectronClipboard } from './ports/clipboard.ts';
import { ElectronFileChooser } from './ports/file-chooser.ts';
import { watchEndings } from './ports/endings.ts';
import { TimedFiles } from './ports/files.ts';
import { ElectronGestures } from './ports/gestures.ts';
import { nodeHttp } from './ports/http.ts';
import { KeychainProcess } from './ports/keychain-process.ts';
import { LogFile } from './ports/log-file.ts';
import { hiddenSwitch, loginItem, startsHidden } from './ports/login-item.ts';
import { ElectronMainWindow, type MainWindowParts } from './ports/main-window.ts';
import { NodeJournalFile } from './ports/journal-file.ts';
import { kerberosNegotiate } from './ports/negotiate.ts';
import { ElectronNotifications } from './ports/notifications.ts';
import type { Ports } from './dependencies.ts';
import { ElectronPower } from './ports/power.ts';
import { quietChromium } from './ports/quiet-chromium.ts';
import { quietNode } from './ports/quiet-node.ts';
import { systemInterfaces } from './ports/interfaces.ts';
import { systemRandom } from './ports/random.ts';
import { frameLimitIn, wsSockets } from './ports/sockets.ts';
import { ElectronSaveFile } from './ports/save-file.ts';
import { windowSystemProxy } from './network/window-system-proxy.ts';
import { electronProxySettings } from './ports/electron-proxy-settings.ts';
import { NodeSystemRoots } from './ports/system-roots.ts';
import { ElectronTray } from './ports/tray.ts';
import { utilityChild } from './ports/utility-child.ts';
import { watchedCalls, type Watched } from './ports/watched-calls.ts';
import { WindowMemory } from './ports/window-memory.ts';
import { profilesDocument } from './profiles/location.ts';
import { ProfileStore } from './profiles/store.ts';
import { SettingsStore } from './settings/store.ts';
import { isOwnPage, lockContents, lockSession, openWindow, schemePrivileges, servePage } from './window.ts';

/** Long enough to be read. */
const refusalShownMs = 6_000;

quietNode(process);

/** Written here by the build: whether tests may look into the packaged app (CAUSEWAY_TEST_BUILD). */
declare const __TEST_BUILD__: boolean;

// Before anything is opened: Chromium opens its ports only once this script has run.
const refused = app.isPackaged && !__TEST_BUILD__ ? refusedSwitch(process.argv.slice(1)) : null;
if (refused !== null) {
  process.stderr.write(refusalWords(refused));
  process.exit(64);
}

quietChromium(app.commandLine);

const userData = process.env['CAUSEWAY_USER_DATA'];
if (userData !== undefined) app.setPath('userData', userData);

protocol.registerSchemesAsPrivileged([schemePrivileges]);
app.on('web-contents-created', (_event, contents) => lockContents(contents));

void begin();

/** Chromium takes a folder that can't be written for one that another instance holds, and would end without a word. */
async function begin(): Promise<void> {
  const folder = app.getPath('userData');
  const fault = await dataFolderFault(folder);
  if (fault !== null) return refuseToStart(folder, fault);
  if (!app.requestSingleInstanceLock()) return app.quit();
  const documents = openDocuments(folder);
  await Promise.all([app.whenReady(), removeDrafts(folder)]);
  await start(folder, documents);
}

/** The app's own documents, read ahead in a thread of their own while Electron gets ready. */
interface OwnDocuments {
  readonly profiles: ThreadDocuments;
  readonly settings: ThreadDocuments;
  readonly window: ThreadDocuments;
  /** Once each was read, or doesn't answer. */
  readonly read: Promise<unknown>;
}

function openDocuments(folder: string): OwnDocuments {
  const threads = new DocumentThreads(builtModule('documents'));
  const open = (path: string) => new ThreadDocuments(threads, path, systemClock);
  const own = {
    profiles: open(profilesDocument(folder)),
    settings: open(join(folder, 'settings.json')),
    window: open(join(folder, 'window.json')),
  };
  return { ...own, read: Promise.all(Object.values(own).map((each) => each.readAhead())) };
}

/** In the terminal at once, and in a box that closes itself: there may be no person to close it. */
async function refuseToStart(folder: string, fault: NotSavedCause | 'silent'): Promise<void> {
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

const builtModule = (name: string): string => join(import.meta.dirname, `${name}.js`);

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

/** So long the window waits for the place where it was left: on a busy computer that takes some of it. */
const placeWithinMs = 1_000;

/** What is to be written and closed on the way out has that long, and less where a file of ours takes nothing anyway. */
const quitMs = 1_500;
const silentQuitMs = 700;

/** What there is before there is an app: the window, and what the app is made from. */
interface Ground {
  readonly folder: string;
  readonly documents: OwnDocuments;
  readonly blocking: BlockingProcess;
  readonly ownFiles: Watched;
  readonly logFile: LogFile;
  readonly ports: Ports;
  readonly keychain: KeychainProcess;
  readonly gestures: ElectronGestures;
  readonly window: ElectronMainWindow;
  /** Told of a file of ours that doesn't answer, once there is a window to tell. */
  readonly silent: { tell: (file: string) => void };
}

function layGround(folder: string, documents: OwnDocuments): Ground {
  const blocking = new BlockingProcess(utilityChild(builtModule('blocking'), 'Causeway files and names'));
  const silent: Ground['silent'] = { tell: () => undefined };
  const ownFiles = watchedCalls(blocking, systemClock, (file) => silent.tell(file));
  const logFile = new LogFile(join(folder, 'logs', 'causeway.log'), ownFiles.calls);
  const ports = makePorts(logFile, blocking);
  const keychain = new KeychainProcess(
    utilityChild(builtModule('keychain'), 'Causeway keychain'),
    systemClock,
  );
  const preload = join(import.meta.dirname, '..', 'preload', 'preload.cjs');
  const gestures = new ElectronGestures(ports.clock);
  const memory = new WindowMemory(documents.window);
  const open: MainWindowParts['open'] = (place, mayShow) => openWindow(preload, place, mayShow);
  const window = new ElectronMainWindow({ open, push, memory, gestures });
  return { folder, documents, blocking, ownFiles, logFile, ports, keychain, gestures, window, silent };
}

/** What the app consists of, once it does. */
interface Running {
  readonly app: App;
  readonly desktop: Desktop;
}

/** The window comes first, and shows that the app is starting until there is what it shows. */
async function start(folder: string, documents: OwnDocuments): Promise<void> {
  const ground = layGround(folder, documents);
  const { window, ports, gestures } = ground;
  let running: Running | null = null;
  let begin: (handlers: Handlers) => void = () => undefined;
  const handlers = new Promise<Handlers>((resolve) => (begin = resolve));
  endInTime(ground, () => running);
  servePage(protocol, join(import.meta.dirname, '..', 'renderer'));
  lockSession(session.defaultSession);
  bindContract(ipcMain, {
    handlers: handlersOnce(handlers),
    isTrusted: (event) => isOwnPage(window.current, event),
    gestures,
    log: ports.log,
    clock: ports.clock,
    nameBug: ports.nameBug,
  });
  // By this name Windows knows whose notifications they are: that of the installed shortcut.
  app.setAppUserModelId('io.causeway.app');
  app.on('second-instance', (_event, argv) => argv.includes(hiddenSwitch) || window.show());
  app.on('activate', () => window.show());
  // At login it starts without a window; starting it again shows one.
  const isHidden = startsHidden(process.argv, app);
  let allowShow: () => void = () => undefined;
  const mayShow = new Promise<void>((resolve) => (allowShow = resolve));
  // Its page loads while the documents are read that tell where and how it is to be shown.
  if (!isHidden) window.prepare(mayShow);
  const patience = ports.clock.after(placeWithinMs, allowShow);
  await documents.read;
  patience.cancel();
  window.settle();
  running = startApp(ground, allowShow, isHidden);
  const own = running.app.handlers;
  begin({
    ...own,
    getView: (input) => {
      window.listens();
      return own.getView(input);
    },
  });
}

/** Ends the app when it is told to, even if something hangs. */
function endInTime(ground: Ground, running: () => Running | null): void {
  const { ports, logFile, keychain, blocking, ownFiles, documents, window } = ground;
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
      const own = [documents.profiles, documents.settings, documents.window];
      if (own.some(({ isSilent }) => isSilent)) endAtOnce();
      else app.exit();
    },
  });
  watchEndings(app, powerMonitor, () => shutDown.begin());
}

/** `showWindow`: once it is known how it is to look. */
function startApp(ground: Ground, showWindow: () => void, isHidden: boolean): Running {
  const { folder, documents, blocking, ownFiles, ports, keychain, window, silent } = ground;
  const beside = { clock: ports.clock, onNotices: () => causeway.noticesChanged() };
  const store = new ProfileStore({ documents: documents.profiles, ...beside });
  const settings = new SettingsStore({ documents: documents.settings, ...beside }, store.notices);
  nativeTheme.themeSource = settings.current.theme;
  showWindow();
  app.on('window-all-closed', () => settings.current.keepsRunning || app.quit());
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
    about: {
      version: app.getVersion(),
      electron: process.versions.electron ?? '',
      chromium: process.versions['chrome'] ?? '',
      node: process.versions.node,
      platform: process.platform,
      system: `${type()} ${process.getSystemVersion()} ${process.arch}`,
    },
    systemLanguages: app.getPreferredSystemLanguages(),
    push: (view, message) => {
      desktop.viewChanged(view);
      if (message !== null) window.push('viewChanged', pack(message));
    },
  });
  causeway.strayErrors.outlive(process);
  ports.log.write({ event: 'started', version: app.getVersion() });
  causeway.start(isHidden ? null : window.isUp);
  if (process.argv.includes('--demo')) void causeway.handlers.startDemo(undefined);
  const desktop = openDesktop(causeway, ports, window, blocking);
  silent.tell = (file) => causeway.tell({ kind: 'fileSilent', file });
  return { app: causeway, desktop };
}

function openDesktop(
  causeway: App,
  { clock }: Ports,
  window: ElectronMainWindow,
  calls: BlockingCalls,
): Desktop {
  const desktop: Desktop = new Desktop(
    {
      ...{ clock, window, handlers: causeway.handlers },
      minutesOfDay: () => new Date().getHours() * 60 + new Date().getMinutes(),
      tray: new ElectronTray(join(import.meta.dirname, '..', '..', 'resources', 'tray'), (command) =>
        desktop.perform(command),
      ),
      notifications: new ElectronNotifications(),
      loginItem: loginItem(app, process, calls),
      setTheme: (theme) => (nativeTheme.themeSource = theme),
      setLanguage: (language) =>
        Menu.setApplicationMenu(appMenu(texts[language], (id) => window.perform(id))),
      tell: (notice) => causeway.tell(notice),
      quit: () => app.quit(),
    },
    causeway.view,
  );
  return desktop;
}
