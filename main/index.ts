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
import type { Language } from '../shared/language.ts';
import type { NotSavedCause } from '../shared/problem.ts';
import { defaultSettings, languageIn } from '../shared/settings.ts';
import { texts } from '../shared/text/languages.ts';
import { App } from './app.ts';
import { Desktop } from './desktop/desktop.ts';
import { ShutDown } from './desktop/shut-down.ts';
import { bindContract } from './ipc.ts';
import { bugNamer, LineLog } from './log.ts';
import { SecretNames } from './network/secret-names.ts';
import { appMenu } from './ports/app-menu.ts';
import { BlockingProcess, type BlockingCalls } from './ports/blocking-calls.ts';
import { systemClock } from './ports/clock.ts';
import { dataFolderFault, removeDrafts } from './ports/data-folder.ts';
import { dialerOver } from './ports/dialer.ts';
import { electronDocuments } from './ports/electron-documents.ts';
import { ElectronClipboard } from './ports/clipboard.ts';
import { ElectronFileChooser } from './ports/file-chooser.ts';
import { watchEndings } from './ports/endings.ts';
import { TimedFiles } from './ports/files.ts';
import { ElectronGestures } from './ports/gestures.ts';
import { nodeHttp } from './ports/http.ts';
import { KeychainProcess } from './ports/keychain-process.ts';
import { LogFile } from './ports/log-file.ts';
import { hiddenSwitch, loginItem, startsHidden } from './ports/login-item.ts';
import { ElectronMainWindow } from './ports/main-window.ts';
import { NodeJournalFile } from './ports/journal-file.ts';
import { kerberosNegotiate } from './ports/negotiate.ts';
import { ElectronNotifications } from './ports/notifications.ts';
import type { Ports } from './ports/ports.ts';
import { ElectronPower } from './ports/power.ts';
import { quietChromium } from './ports/quiet-chromium.ts';
import { quietNode } from './ports/quiet-node.ts';
import { systemInterfaces } from './ports/interfaces.ts';
import { systemRandom } from './ports/random.ts';
import { frameLimitIn, withFrameLimit, wsSockets } from './ports/sockets.ts';
import { ElectronSaveFile } from './ports/save-file.ts';
import { electronSystemProxy } from './ports/electron-system-proxy.ts';
import { NodeSystemRoots } from './ports/system-roots.ts';
import { ElectronTray } from './ports/tray.ts';
import { utilityChild } from './ports/utility-child.ts';
import { WindowMemory } from './ports/window-memory.ts';
import { profilesDocument } from './profiles/location.ts';
import { ProfileStore } from './profiles/store.ts';
import { SettingsStore } from './settings/store.ts';
import { isOwnPage, lockContents, lockSession, schemePrivileges, servePage } from './window.ts';

/** Long enough to be read. */
const refusalShownMs = 6_000;

quietNode(process);

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
  await Promise.all([app.whenReady(), removeDrafts(folder)]);
  start();
}

/** In the terminal at once, and in a box that closes itself: nobody may be there to close it. */
async function refuseToStart(folder: string, cause: NotSavedCause): Promise<void> {
  const say = (language: Language) => texts[language].storage.cannotStart(folder, cause);
  process.stderr.write(`${say('en')}\n`);
  await app.whenReady();
  const message = say(languageIn(defaultSettings, app.getPreferredSystemLanguages()));
  await dialog.showMessageBox({ type: 'error', message, signal: AbortSignal.timeout(refusalShownMs) });
  app.exit(1);
}

const builtModule = (name: string): string => join(import.meta.dirname, `${name}.js`);

function makePorts(logFile: LogFile, calls: BlockingCalls): Ports {
  const log = new LineLog(() => systemClock.now(), logFile.write);
  const files = new TimedFiles(calls, systemClock);
  return {
    clock: systemClock,
    random: systemRandom,
    dialer: dialerOver(calls),
    systemProxy: electronSystemProxy(systemClock),
    systemRoots: new NodeSystemRoots(process.env, files),
    negotiate: kerberosNegotiate,
    http: nodeHttp,
    sockets: withFrameLimit(wsSockets, frameLimitIn(process.env)),
    files,
    power: new ElectronPower(powerMonitor),
    interfaces: systemInterfaces,
    log,
    nameBug: bugNamer(log, () => systemRandom.word()),
    nameSecret: new SecretNames(systemRandom).name,
  };
}

function start(): void {
  const logFile = new LogFile(join(app.getPath('userData'), 'logs', 'causeway.log'));
  const blocking = new BlockingProcess(utilityChild(builtModule('blocking'), 'Causeway files and names'));
  const ports = makePorts(logFile, blocking);
  const folder = app.getPath('userData');
  const beside = { clock: ports.clock, onNotices: () => causeway.noticesChanged() };
  const store = new ProfileStore({ documents: electronDocuments(profilesDocument(folder)), ...beside });
  const settingsDocument = electronDocuments({ folder, name: 'settings' });
  const settings = new SettingsStore({ documents: settingsDocument, ...beside }, store.notices);
  const preload = join(import.meta.dirname, '..', 'preload', 'preload.cjs');
  const gestures = new ElectronGestures(ports.clock);
  const window = new ElectronMainWindow(preload, new WindowMemory(folder), gestures);
  const keychain = new KeychainProcess(
    utilityChild(builtModule('keychain'), 'Causeway keychain'),
    systemClock,
  );
  const causeway: App = new App({
    ports,
    keychain,
    store,
    settings,
    historyFile: new NodeJournalFile(join(folder, 'history.jsonl')),
    clipboard: new ElectronClipboard(clipboard),
    saveFile: new ElectronSaveFile(dialog, () => window.current),
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

  servePage(protocol, join(import.meta.dirname, '..', 'renderer'));
  lockSession(session.defaultSession);
  bindContract(ipcMain, {
    handlers: causeway.handlers,
    isTrusted: (event) => isOwnPage(window.current, event),
    gestures,
    log: ports.log,
    clock: ports.clock,
    nameBug: ports.nameBug,
  });
  nativeTheme.themeSource = settings.current.theme;
  // By this name Windows knows whose notifications they are: that of the installed shortcut.
  app.setAppUserModelId('io.causeway.app');
  // At login it starts without a window; whoever starts it again sees one.
  if (!startsHidden(process.argv, app)) window.show();
  causeway.start();
  if (process.argv.includes('--demo')) void causeway.handlers.startDemo(undefined);
  const desktop = openDesktop(causeway, ports, window);

  app.on('second-instance', (_event, argv) => argv.includes(hiddenSwitch) || window.show());
  app.on('activate', () => window.show());
  app.on('window-all-closed', () => settings.current.keepsRunning || app.quit());
  const shutDown = new ShutDown({
    clock: ports.clock,
    work: async () => {
      ports.log.write({ event: 'stopped' });
      await Promise.allSettled([causeway.dispose(), desktop.stop()]);
      await logFile.flushed();
      await keychain.settled();
    },
    exit: () => {
      keychain.end();
      blocking.end();
      app.exit();
    },
  });
  watchEndings(app, powerMonitor, () => shutDown.begin());
}

function openDesktop(causeway: App, { clock }: Ports, window: ElectronMainWindow): Desktop {
  const desktop: Desktop = new Desktop(
    {
      ...{ clock, window, handlers: causeway.handlers },
      minutesOfDay: () => new Date().getHours() * 60 + new Date().getMinutes(),
      tray: new ElectronTray(join(import.meta.dirname, '..', '..', 'resources', 'tray'), (command) =>
        desktop.obey(command),
      ),
      notifications: new ElectronNotifications(),
      loginItem: loginItem(app, process),
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
