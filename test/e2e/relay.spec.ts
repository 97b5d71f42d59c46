import { writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import type { Page } from '@playwright/test';
import { DemoApp } from '../../main/demo/app.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { demoPassword } from '../../shared/demo-account.ts';
import { relayUrl } from '../../shared/relay.ts';
import type { PrivateFolder } from '../peers/folder.ts';
import { expect, expectOnline, tab, test, viewIn } from './causeway.ts';
import { lookAt } from './look-at.ts';

/** A port of this computer that was free just now, and a program that has it until it is closed. */
async function taken(): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const server = createServer((socket) => socket.destroy());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

async function freePort(): Promise<number> {
  const { port, close } = await taken();
  await close();
  return port;
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

const relayIn = async (page: Page) => (await viewIn(page)).profiles[0]?.relay;

async function saveLent(userData: PrivateFolder, port: number): Promise<void> {
  const profile = {
    formatVersion: 1,
    name: 'Lent',
    environment: 'staging',
    server: 'http://127.0.0.1:9',
    credential: { kind: 'nickname', nickname: 'dev' },
    realmPaths: ['/~/tasks'],
    route: { mode: 'direct' },
    relay: { port, start: 'withApp' },
  };
  const profiles = [{ id: 'lent', wanted: false, profile }];
  await writeFile(userData.file('profiles.json'), JSON.stringify({ schemaVersion: 1, profiles }));
}

test('a newcomer sees an app sync through the demo with one press', async ({ open }) => {
  const seen = await open();
  const { page } = seen;
  await page.getByRole('button', { name: 'Try the demo' }).click();
  await expectOnline(page);
  await page.getByRole('button', { name: 'Start an app that syncs through Causeway' }).click();
  const apps = page.getByRole('list', { name: 'Apps' }).getByRole('listitem');
  await expect(apps).toHaveCount(1);
  await expect(apps.first()).toContainText('an-app');
  await expect(apps.first()).toContainText('open');
  await expect(page.getByTitle('1 app through the relay')).toBeVisible();
  await lookAt(seen, 'the relay with the demo’s app');

  const relay = await relayIn(page);
  if (relay?.state !== 'listening') throw new Error('the relay does not listen');
  const url = relayUrl(relay.port);
  await expect(page.getByText(url, { exact: true })).toBeVisible();

  const account = { username: 'demo', password: demoPassword };
  const own = new DemoApp({ clock: systemClock, url, ...account, realmPath: '/~/from-a-test' });
  try {
    await test.step('an app of one’s own is the next row, and can be disconnected', async () => {
      const row = apps.filter({ hasText: 'from-a-test' }).filter({ hasText: 'open' });
      await expect(row).toHaveCount(1);
      await row.getByRole('button', { name: /^Trace of the app at/ }).click();
      await expect(row.getByRole('list', { name: 'Sync' })).toContainText('Upgrade');
      await row.getByRole('button', { name: /^Disconnect the app at/ }).click();
      await expect(apps.filter({ hasText: 'ended: disconnected here' })).toHaveCount(1);
    });

    await test.step('before apps are cut, it is asked how many', async () => {
      await expect(page.getByTitle('2 apps through the relay')).toBeVisible();
      await page.getByRole('switch', { name: 'Lend to apps' }).click();
      const question = page.getByRole('alertdialog');
      await expect(question).toContainText('2 apps go through it and will be cut.');
      await question.getByRole('button', { name: 'Stop lending' }).click();
      await expect(page.getByRole('switch', { name: 'Lend to apps' })).not.toBeChecked();
      expect(await listens(relay.port)).toBe(false);
    });
  } finally {
    own.stop();
  }
});

test('what is lent with the app listens at the same port after a crash, before the window is shown', async ({
  launch,
  userData,
}) => {
  const port = await freePort();
  await saveLent(userData, port);
  const first = await launch();
  await expect.poll(() => listens(port)).toBe(true);
  const ended = once(first.app.process(), 'exit');
  first.app.process().kill('SIGKILL');
  await ended;
  expect(await listens(port)).toBe(false);

  const { app, page } = await launch();
  const asShown = await app.evaluate(({ BrowserWindow }, at) => {
    const { connect: dial } = process.getBuiltinModule('node:net');
    const [window] = BrowserWindow.getAllWindows();
    return new Promise<boolean>((resolve) => {
      const look = (): void => {
        const socket = dial({ host: '127.0.0.1', port: at });
        socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      };
      if (window === undefined || window.isVisible()) look();
      else window.once('show', look);
    });
  }, port);
  expect(asShown).toBe(true);
  await expect.poll(async () => relayIn(page)).toMatchObject({ state: 'listening', port });
});

test('a port that another program has is named, and taken over as soon as it is free', async ({
  launch,
  userData,
}) => {
  const other = await taken();
  await saveLent(userData, other.port);
  const seen = await launch();
  const { page } = seen;
  await tab(page, 'Relay').click();
  await expect(page.getByText('Waiting for the port')).toBeVisible();
  await expect(page.getByText(`Port ${other.port} of this computer is taken`)).toBeVisible();
  await lookAt(seen, 'the relay whose port is taken');
  await page.getByRole('button', { name: 'Edit the relay’s port' }).click();
  await expect(page.getByRole('textbox', { name: 'Port' })).toBeFocused();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await other.close();
  await expect
    .poll(async () => relayIn(page), { timeout: 6_500 })
    .toMatchObject({ state: 'listening', port: other.port });
  await expect(page.getByText(relayUrl(other.port), { exact: true })).toBeVisible();
});

test('quitting asks where that would cut an app, and stays where the person says so', async ({ launch }) => {
  const { app, page } = await launch();
  await page.getByRole('button', { name: 'Try the demo' }).click();
  await expectOnline(page);
  await page.getByRole('button', { name: 'Start an app that syncs through Causeway' }).click();
  await expect(page.getByTitle('1 app through the relay')).toBeVisible();
  // The system's box can't be pressed from here: what it is asked to show is looked at, and answered.
  const answers = async (choice: 0 | 1): Promise<void> =>
    app.evaluate(({ dialog }, response) => {
      dialog.showMessageBox = ((options: Electron.MessageBoxOptions) => {
        (globalThis as { asked?: unknown }).asked = options;
        return Promise.resolve({ response, checkboxChecked: false });
      }) as typeof dialog.showMessageBox;
    }, choice);
  const chooseQuit = (): Promise<void> =>
    app.evaluate(({ Menu }) => {
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
      items.find(({ label }) => label === 'Quit')?.click();
    });
  await answers(1);
  await chooseQuit();
  await expect
    .poll(() => app.evaluate(() => (globalThis as { asked?: unknown }).asked))
    .toMatchObject({
      message: 'Quit Causeway and cut the apps?',
      detail: expect.stringContaining('1 app goes through Causeway and will be cut.') as unknown as string,
      buttons: ['Quit', 'Keep running'],
      cancelId: 1,
    });
  await expect(page.getByTitle('1 app through the relay')).toBeVisible();

  await answers(0);
  const ended = once(app.process(), 'exit');
  await chooseQuit().catch(() => undefined);
  await ended;
});
