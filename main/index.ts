import { join } from 'node:path';
import { app, ipcMain, nativeTheme, protocol, session } from 'electron';
import { answeredOnceBound } from './early-calls.ts';
import { askedIn, filesIn, refusalWords, refusedSwitch, wishesOf, Wishes, type Asked } from './launch.ts';
import { systemClock } from './ports/clock.ts';
import { dataFolderFault, removeDrafts } from './ports/data-folder.ts';
import { DocumentThreads, ThreadDocuments } from './ports/document-thread.ts';
import { ElectronGestures } from './ports/gestures.ts';
import { hiddenSwitch, startsHidden } from './ports/login-item.ts';
import { ElectronMainWindow, type MainWindowParts } from './ports/main-window.ts';
import { quietChromium } from './ports/quiet-chromium.ts';
import { quietNode } from './ports/quiet-node.ts';
import { WindowMemory } from './ports/window-memory.ts';
import { profilesDocument } from './profiles/location.ts';
import type { OwnDocuments } from './start.ts';
import { isLentWithApp, themeIn } from './window-place.ts';
import { lockContents, lockSession, openWindow, push, schemePrivileges, servePage } from './window.ts';

/*
 * What has to be there before Chromium starts, and the window. All else is loaded once the window is shown (main/start):
 * V8 takes as long to read it as Chromium to open a window, and no page is loaded meanwhile.
 */

quietNode(process);

/** Written here by the build: whether tests may look into the packaged app (CAUSEWAY_TEST_BUILD). */
declare const __TEST_BUILD__: boolean;
/** The calls of the contract (shared/ipc.ts), written here by the build: their schemas come with a library. */
declare const __CALLS__: readonly string[];

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

// A checkout is started as `electron FOLDER …`.
const named = filesIn(process.argv.slice(1), process.cwd()).slice(app.isPackaged ? 0 : 1);
const asked: Asked = {
  files: named,
  isDemo: process.argv.includes('--demo'),
  isHidden: process.argv.includes(hiddenSwitch),
};
const wishes = new Wishes();
wishes.add(wishesOf(asked));
// macOS tells of files in an event, and early.
app.on('open-file', (event, path) => {
  event.preventDefault();
  wishes.add([{ kind: 'open', files: [path] }]);
});

const folder = app.getPath('userData');
// Chromium takes a folder that can't be written for one that another instance holds, and would end without a word. It is
// looked at here, while Chromium waits for this script: once it starts, it has no time for answers.
const fault = await dataFolderFault(folder);
if (fault === null) void begin();
else void import('./start.ts').then(({ refuseToStart }) => refuseToStart(folder, fault));

async function begin(): Promise<void> {
  if (!app.requestSingleInstanceLock({ ...asked })) return app.quit();
  const documents = openDocuments();
  await app.whenReady();
  const program = import.meta.dirname;
  servePage(protocol, join(program, '..', 'renderer'));
  lockSession(session.defaultSession);
  const calls = answeredOnceBound(ipcMain, __CALLS__);
  const gestures = new ElectronGestures(systemClock);
  const windowFiles = {
    preload: join(program, '..', 'preload', 'preload.cjs'),
    icon: process.platform === 'linux' ? join(program, '../../resources/icon/128x128.png') : null,
  };
  const open: MainWindowParts['open'] = (place, mayShow) => openWindow(windowFiles, place, mayShow);
  const memory = new WindowMemory(documents.window);
  const window = new ElectronMainWindow({ open, push, memory, gestures });
  const rest = async (): Promise<void> => {
    const [{ start }] = await Promise.all([import('./start.ts'), removeDrafts(folder)]);
    await start({ folder, program, documents, calls, gestures, window, wishes });
  };
  // Apps that find no port wait longer each time: where a profile is lent with the app, it listens before all else.
  let begun: Promise<void> | null = null;
  await showWindow(window, documents, async () => {
    if (isLentWithApp(documents.profiles.peek())) await (begun = rest());
  });
  await (begun ?? rest());
}

/** So long the window waits for the place where it was left: on a busy computer that takes some of it. */
const placeWithinMs = 1_000;

/** Resolves once the window shows something, and it is known how it is to look: its page loads meanwhile. */
async function showWindow(
  window: ElectronMainWindow,
  documents: OwnDocuments,
  before: () => Promise<void>,
): Promise<void> {
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const second = askedIn(data);
    if (!second.isHidden) window.show();
    wishes.add(wishesOf(second));
  });
  app.on('activate', () => window.show());
  let allowShow: () => void = () => undefined;
  const mayShow = new Promise<void>((resolve) => (allowShow = resolve));
  // At login it starts without a window; starting it again shows one.
  if (!startsHidden(process.argv, app)) window.prepare(mayShow);
  const patience = systemClock.after(placeWithinMs, allowShow);
  await documents.read;
  patience.cancel();
  nativeTheme.themeSource = themeIn(documents.settings.peek());
  window.settle();
  await before();
  allowShow();
  await window.isUp;
}

function openDocuments(): OwnDocuments {
  const threads = new DocumentThreads(join(import.meta.dirname, 'documents.js'));
  const open = (path: string) => new ThreadDocuments(threads, path, systemClock);
  const own = {
    profiles: open(profilesDocument(folder)),
    settings: open(join(folder, 'settings.json')),
    window: open(join(folder, 'window.json')),
  };
  const read = Promise.all(Object.values(own).map((each) => each.readAhead()));
  // Nothing waits for this one: it is read minutes later.
  return { ...own, updates: open(join(folder, 'updates.json')), read };
}
