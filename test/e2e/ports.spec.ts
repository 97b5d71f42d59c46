import { _electron, type ElectronApplication } from '@playwright/test';
import { build } from 'vite';
import type { Clipboard } from '../../main/ports/clipboard.ts';
import type { Indicator } from '../../shared/indicators.ts';
import { inRoot } from '../../scripts/setup/places.js';
import { clipboardContract } from '../contracts/clipboard-contract.ts';
import type { Clause } from '../contracts/clause.ts';
import { notificationsContract, type NotificationsBench } from '../contracts/notifications-contract.ts';
import { powerContract, type Listening, type PowerBench } from '../contracts/power-contract.ts';
import { trayContract, type TrayBench } from '../contracts/tray-contract.ts';
import { startDesktopShell, type DesktopShell } from '../peers/desktop-shell.ts';
import { makeFolder, runsAsRoot, type PrivateFolder } from '../peers/folder.ts';
import { startKeyring, type Keyring } from '../peers/keyring.ts';
import { test as base } from './causeway.ts';
import type { ports } from './ports.process.ts';
import { executable, surroundings } from './surroundings.ts';

type Ports = typeof ports;

/** The adapters in Electron, on a desktop of their own: held to the contracts that the fakes keep. */
interface Bench {
  readonly shell: DesktopShell;
  readonly call: <Name extends keyof Ports>(
    name: Name,
    ...args: Parameters<Ports[Name]>
  ) => Promise<Awaited<ReturnType<Ports[Name]>>>;
}

/** An app of the adapters alone. Electron’s main process takes no TypeScript. */
async function bundleInto(folder: PrivateFolder): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ...{
        ssr: inRoot('test', 'e2e', 'ports.process.ts'),
        outDir: folder.path,
        emptyOutDir: false,
        target: 'node20',
      },
      rollupOptions: { external: ['electron'], output: { entryFileNames: 'ports.mjs' } },
    },
  });
  await folder.write('package.json', JSON.stringify({ name: 'causeway-ports', main: 'ports.mjs' }));
}

async function start(keyring: Keyring, folder: PrivateFolder): Promise<ElectronApplication> {
  await bundleInto(folder);
  return _electron.launch({
    executablePath: await executable(),
    args: [folder.path, '--disable-gpu', '--in-process-gpu', `--user-data-dir=${folder.file('user-data')}`],
    env: {
      ...surroundings(keyring, folder),
      // The bus of the test stands in for the system’s, too: logind is on it.
      DBUS_SYSTEM_BUS_ADDRESS: keyring.env['DBUS_SESSION_BUS_ADDRESS'] ?? '',
    },
    chromiumSandbox: !runsAsRoot(),
  });
}

const callIn =
  (app: ElectronApplication): Bench['call'] =>
  (name, ...args) =>
    app.evaluate(
      // It runs in Electron, and answers what the port there answers.
      (_electron, [called, given]) =>
        (globalThis as unknown as { ports: Record<string, (...args: unknown[]) => never> }).ports[called]?.(
          ...given,
        ) as never,
      [name, args] as const,
    );

const test = base.extend<object, { ports: Bench }>({
  ports: [
    async ({ ownDisplay: _display }, use) => {
      const [keyring, folder] = await Promise.all([startKeyring({ state: 'absent' }), makeFolder('ports')]);
      const shell = await startDesktopShell(keyring.env);
      try {
        const app = await start(keyring, folder);
        await use({ shell, call: callIn(app) });
        await app.close();
      } finally {
        await shell.stop();
        await Promise.all([keyring.stop(), folder.remove()]);
      }
    },
    { scope: 'worker' },
  ],
});

function holdTo<Subject>(
  name: string,
  clauses: readonly Clause<Subject>[],
  subjectOf: (bench: Bench) => Subject | Promise<Subject>,
): void {
  test.describe(name, () => {
    for (const { says, holds } of clauses)
      test(says, async ({ ports }) => {
        await holds(await subjectOf(ports));
      });
  });
}

const clipboardOf = ({ call }: Bench): Clipboard => ({
  read: () => call('readClipboard'),
  write: (text) => call('writeClipboard', text),
  clear: () => call('clearClipboard'),
});

function powerOf({ call, shell }: Bench): PowerBench {
  const numbers = new Map<Listening, number>();
  const listenWith = async (listener: number): Promise<Listening> => {
    const asking = await call('listen', listener);
    const listening = {
      heard: () => call('heard', listener),
      stop: async () => void (await call('stopListening', asking)),
    };
    numbers.set(listening, listener);
    return listening;
  };
  return {
    listen: async () => listenWith(await call('newListener')),
    listenAgain: (listening) => listenWith(numbers.get(listening) ?? -1),
    wake: () => shell.tellSleep(false),
  };
}

const plain = (markup: string): string =>
  markup.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Those of earlier tests may still stand there. */
function notificationsOf({ call, shell }: Bench): NotificationsBench {
  const before = shell.notifications().length;
  const own = () => shell.notifications().slice(before);
  let count = 0;
  return {
    show: async (note) => {
      const [number, at] = [await call('notify', note), count];
      count += 1;
      return {
        close: async () => void (await call('closeNote', number)),
        click: () => shell.clickNotification(own()[at]?.id ?? -1),
        clicks: () => call('clicks', number),
      };
    },
    standing: () => {
      const closed = shell.closed();
      const standing = own().filter(({ id }) => !closed.includes(id));
      return Promise.resolve(standing.map(({ title, body }) => ({ title, body: plain(body) })));
    },
  };
}

/** What the icons in resources/tray are drawn with. */
const colours: Readonly<Record<string, Indicator>> = { '1f9d63': 'online', e0453c: 'blocked' };

async function trayOf({ call, shell }: Bench): Promise<TrayBench> {
  await call('forgetPerformed');
  return {
    show: async (picture) => void (await call('showTray', inRoot('resources', 'tray'), picture)),
    indicator: async () => {
      const colour = await shell.colour();
      const found = colours[colour];
      if (found === undefined) throw new Error(`no icon is drawn with ${colour}`);
      return found;
    },
    tooltip: () => shell.tooltip(),
    menu: async () => (await shell.menu()).map(({ label, enabled }) => ({ label, enabled })),
    choose: (label) => shell.choose(label),
    click: () => shell.clickIcon(),
    performed: () => call('performed'),
  };
}

holdTo('Electron’s clipboard', clipboardContract, clipboardOf);
holdTo('Electron’s power', powerContract, powerOf);
holdTo('Electron’s notifications', notificationsContract, notificationsOf);
holdTo('Electron’s tray', trayContract, trayOf);
