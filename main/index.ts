import { join } from 'node:path';
import { app, clipboard, ipcMain, Menu, powerMonitor, protocol, session, type BrowserWindow } from 'electron';
import ElectronStore from 'electron-store';
import { App } from './app.ts';
import { bindContract, push } from './ipc.ts';
import { bugNamer, LineLog } from './log.ts';
import { systemClock } from './ports/clock.ts';
import { systemDialer } from './ports/dialer.ts';
import { ConfDocuments } from './ports/documents.ts';
import { ElectronClipboard } from './ports/clipboard.ts';
import { nodeFiles } from './ports/files.ts';
import { nodeHttp } from './ports/http.ts';
import { KeytarKeychain } from './ports/keychain.ts';
import { LogFile } from './ports/log-file.ts';
import { NodeJournalFile } from './ports/journal-file.ts';
import { kerberosNegotiate } from './ports/negotiate.ts';
import type { Ports } from './ports/ports.ts';
import { ElectronPower } from './ports/power.ts';
import { systemRandom } from './ports/random.ts';
import { wsSockets } from './ports/sockets.ts';
import { ElectronSystemProxy } from './ports/system-proxy.ts';
import { NodeSystemRoots } from './ports/system-roots.ts';
import { profilesDocument } from './profiles/location.ts';
import { ProfileStore } from './profiles/store.ts';
import { SettingsStore } from './settings/store.ts';
import { isOwnPage, lockContents, lockSession, openWindow, schemePrivileges, servePage } from './window.ts';

// Libraries print what they do, passwords included, when this is set.
delete process.env['DEBUG'];

// Chromium talks to the outside by itself unless every one of these is off.
const quietSwitches = [
  'disable-background-networking',
  'disable-component-update',
  'disable-domain-reliability',
  'disable-sync',
  'no-pings',
  'no-first-run',
];
quietSwitches.forEach((name) => app.commandLine.appendSwitch(name));
app.commandLine.appendSwitch('disable-features', 'OptimizationHints,MediaRouter,AutofillServerCommunication');

const userData = process.env['CAUSEWAY_USER_DATA'];
if (userData !== undefined) app.setPath('userData', userData);

protocol.registerSchemesAsPrivileged([schemePrivileges]);
app.on('web-contents-created', (_event, contents) => lockContents(contents));

if (app.requestSingleInstanceLock()) void app.whenReady().then(start);
else app.quit();

function makePorts(logFile: LogFile): Ports {
  const log = new LineLog(() => systemClock.now(), logFile.write);
  return {
    clock: systemClock,
    random: systemRandom,
    dialer: systemDialer,
    systemProxy: new ElectronSystemProxy(session.defaultSession),
    systemRoots: new NodeSystemRoots(),
    negotiate: kerberosNegotiate,
    http: nodeHttp,
    sockets: wsSockets,
    files: nodeFiles,
    power: new ElectronPower(powerMonitor),
    log,
    nameBug: bugNamer(log, () => systemRandom.word()),
  };
}

/** A document of the app's own, in electron-store. */
function documentsAt({ folder, name }: { readonly folder: string; readonly name: string }): ConfDocuments {
  const open = () =>
    new ElectronStore({ name, cwd: folder, clearInvalidConfig: false, configFileMode: 0o600 });
  return new ConfDocuments(join(folder, `${name}.json`), open);
}

function start(): void {
  const logFile = new LogFile(join(app.getPath('userData'), 'logs', 'causeway.log'));
  const ports = makePorts(logFile);
  const folder = app.getPath('userData');
  const now = () => ports.clock.now();
  const store = new ProfileStore(documentsAt(profilesDocument(folder)), now);
  const settingsFile = documentsAt({ folder, name: 'settings' });
  let window: BrowserWindow | null = null;
  const causeway = new App({
    ports,
    keychain: new KeytarKeychain(),
    store,
    settings: new SettingsStore(settingsFile, now, store.notices),
    historyFile: new NodeJournalFile(join(folder, 'history.jsonl')),
    clipboard: new ElectronClipboard(clipboard),
    about: {
      version: app.getVersion(),
      electron: process.versions.electron ?? '',
      chromium: process.versions['chrome'] ?? '',
      platform: process.platform,
    },
    push: (view) => window !== null && !window.isDestroyed() && push(window.webContents, 'viewChanged', view),
  });
  ports.log.write({ event: 'started', version: app.getVersion() });

  servePage(protocol, join(import.meta.dirname, '..', 'renderer'));
  lockSession(session.defaultSession);
  bindContract(ipcMain, {
    handlers: causeway.handlers,
    isTrusted: (event) => isOwnPage(window, event),
    log: ports.log,
    nameBug: ports.nameBug,
  });
  Menu.setApplicationMenu(menu());

  const show = () => {
    if (window === null || window.isDestroyed()) {
      window = openWindow(join(import.meta.dirname, '..', 'preload', 'preload.cjs'));
    } else {
      if (window.isMinimized()) window.restore();
      window.focus();
    }
  };
  show();
  causeway.start();
  if (process.argv.includes('--demo')) void causeway.handlers.startDemo(undefined);

  app.on('second-instance', show);
  app.on('activate', show);
  quitInOrder(causeway, ports, logFile);
}

/** Closes all connections and writes what is to be written; then quits for good. */
function quitInOrder(causeway: App, ports: Ports, logFile: LogFile): void {
  let isDone = false;
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (isDone) return;
    event.preventDefault();
    isDone = true;
    ports.log.write({ event: 'stopped' });
    void causeway
      .dispose()
      .then(() => logFile.flushed())
      .finally(() => app.quit());
  });
}

/** Only what people reach for by keyboard: editing and zoom. The window itself has everything else. */
function menu(): Menu {
  return Menu.buildFromTemplate([
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'windowMenu' },
  ]);
}
