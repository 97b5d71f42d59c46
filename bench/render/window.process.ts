import { serialize } from 'node:v8';
import { join } from 'node:path';
import { app, ipcMain, protocol, session } from 'electron';
import { bindContract } from '../../main/ipc.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { foldProfile, ViewFeed, ViewPusher } from '../../main/view.ts';
import {
  isOwnPage,
  lockContents,
  lockSession,
  openWindow,
  push,
  schemePrivileges,
  servePage,
} from '../../main/window.ts';
import { channels, type Handlers } from '../../shared/ipc.ts';
import { pack } from '../../shared/packed.ts';
import { success } from '../../shared/result.ts';
import { defaultSettings } from '../../shared/settings.ts';
import type { AppView } from '../../shared/status.ts';
import { noUpdates } from '../../shared/update-status.ts';
import { Fleet, type FleetSize } from './fleet.ts';

/**
 * The window, its page, its bridge and the way its views are folded and pushed are the app's own; only the sessions
 * behind them are numbers, so that what is measured is the drawing. Arguments: the folder of the build, the fleet.
 */
const [built = '', sizeText = ''] = process.argv.slice(-2);

const size = JSON.parse(sizeText) as FleetSize;
const changesEveryMs = 100;

/** What went over the bridge since it was last asked for. */
interface Traffic {
  messages: number;
  bytes: number;
  /** What folding, comparing and sending took of the main process. */
  busyMs: number;
}
const traffic: Traffic = { messages: 0, bytes: 0, busyMs: 0 };
Object.assign(globalThis, {
  takeTraffic: (): Traffic => {
    const taken = { ...traffic };
    Object.assign(traffic, { messages: 0, bytes: 0, busyMs: 0 });
    return taken;
  },
});

const fleet = new Fleet(size);
const feed = new ViewFeed();
let revision = 0;

function nextView(): AppView {
  revision += 1;
  return {
    revision,
    about: {
      version: 'bench',
      electron: process.versions.electron ?? '',
      chromium: '',
      node: '',
      platform: process.platform,
      system: '',
    },
    settings: defaultSettings,
    language: 'en',
    keychain: { state: 'ready' },
    demo: { state: 'off' },
    notices: [],
    foldedGroups: [],
    removal: null,
    updates: noUpdates,
    profiles: fleet.profiles.map(foldProfile),
  };
}

protocol.registerSchemesAsPrivileged([schemePrivileges]);
app.on('web-contents-created', (_event, contents) => lockContents(contents));
void app.whenReady().then(() => {
  servePage(protocol, join(built, 'renderer'));
  lockSession(session.defaultSession);
  const window = openWindow({ preload: join(built, 'preload', 'preload.cjs'), icon: null });
  const accepted = Object.fromEntries(channels.map((name) => [name, () => success(null)]));
  bindContract(ipcMain, {
    handlers: {
      ...accepted,
      getView: () => success(pack(feed.whole(nextView()))),
      getTraces: () => success([]),
    } as unknown as Handlers,
    isTrusted: (event) => isOwnPage(window, event),
    gestures: { take: () => true },
    clock: systemClock,
    log: { write: () => undefined },
    nameBug: () => ({ kind: 'bug', id: 'bench' }),
  });
  const pusher = new ViewPusher(systemClock, () => {
    if (window.isDestroyed()) return;
    const began = performance.now();
    const message = feed.next(nextView());
    if (message === null) return;
    const packed = pack(message);
    push(window.webContents, 'viewChanged', packed);
    traffic.busyMs += performance.now() - began;
    traffic.messages += 1;
    traffic.bytes += serialize(packed).length;
  });
  setInterval(() => {
    fleet.beat();
    if (size.sessions > 0) pusher.changed();
  }, changesEveryMs);
});
