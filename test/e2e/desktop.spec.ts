import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSyncServer, type SyncServer } from '../../main/demo/sync-server.ts';
import { startDesktopShell, type DesktopShell } from '../peers/desktop-shell.ts';
import { runsAsRoot, type PrivateFolder } from '../peers/folder.ts';
import type { Keyring } from '../peers/keyring.ts';
import { until } from '../peers/process.ts';
import { ROOT } from '../../scripts/setup/places.js';
import { expect, expectOnline, firstSession, test as base, type Causeway, viewIn } from './causeway.ts';
import { executable, surroundings } from './surroundings.ts';

/** A desktop around the app: a real bus with a tray, notifications and logind's signals; and a server to lose. */
const test = base.extend<{ shell: DesktopShell; server: SyncServer }>({
  shell: async ({ keyring }, use) => {
    const shell = await startDesktopShell(keyring.env);
    await use(shell);
    await shell.stop();
  },
  // eslint-disable-next-line no-empty-pattern -- Playwright wants to see that it depends on nothing
  server: async ({}, use) => {
    const server = await startSyncServer();
    await use(server);
    await server.stop();
  },
});

// An outage is told after ten seconds, and a desktop is a slow thing.
test.setTimeout(120_000);
const patient = { timeout: 30_000 };

/** The bus of the test stands in for the system's too: logind is on it. */
const systemBus = (keyring: Keyring) => ({
  DBUS_SYSTEM_BUS_ADDRESS: keyring.env['DBUS_SESSION_BUS_ADDRESS'] ?? '',
});

async function connectTo(
  { page }: Causeway,
  server: SyncServer,
  realmPaths: readonly string[],
  change: { readonly environment?: 'production' } = {},
): Promise<void> {
  const credential = { kind: 'anonymous' };
  const answer = await page.evaluate(
    (profile) => window.causeway.saveProfile({ id: null, profile, secrets: {} }),
    { formatVersion: 1, name: 'Harbour', server: server.url, credential, realmPaths, ...change },
  );
  expect(answer).toMatchObject({ ok: true });
  // The server counts a connection before the app calls it online.
  await expect.poll(() => onlineAt(page, server)).toBe(realmPaths.length);
}

/** How many sessions the app has online at a server. */
async function onlineAt(page: Causeway['page'], { url }: SyncServer): Promise<number> {
  const { profiles } = await viewIn(page);
  const sessions = profiles.filter(({ profile }) => profile.server === url).flatMap((each) => each.sessions);
  return sessions.filter(({ phase }) => phase.state === 'online').length;
}

const closeWindow = ({ app }: Causeway): Promise<void> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach((each) => each.close()));

const windowCount = ({ app }: Causeway): Promise<number> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

const setting = (causeway: Causeway, change: object): Promise<unknown> =>
  causeway.page.evaluate((some) => window.causeway.changeSettings(some), change);

const ended = (child: ChildProcess): Promise<void> =>
  until(
    () => child.exitCode !== null || child.signalCode !== null,
    () => 'the process ended',
  );

async function startAgain(
  keyring: Keyring,
  userData: PrivateFolder,
  args: readonly string[] = [],
): Promise<void> {
  const sandbox = runsAsRoot() ? ['--no-sandbox'] : [];
  const second = spawn(await executable(), [ROOT, ...sandbox, ...args], {
    env: surroundings(keyring, userData),
    stdio: 'ignore',
  });
  await ended(second);
}

/** Playwright pretends a light scheme otherwise. */
async function isDark({ page }: Causeway): Promise<boolean> {
  await page.emulateMedia({ colorScheme: null });
  return page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
}

/** The desktop has been told so; views reach it a moment after the window may ask for them. */
const traySays = (shell: DesktopShell, label: string): Promise<void> =>
  expect.poll(async () => (await shell.menu()).map((line) => line.label)).toContain(label);

const trayColours = { online: '1f9d63', off: '808791' } as const;

test('what a person settles holds at once, and at the next start', async ({ launch }) => {
  const first = await launch();
  const { page } = first;
  await page.getByRole('button', { name: 'Settings' }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByText('Dark', { exact: true }).click();
  await expect.poll(() => isDark(first)).toBe(true);
  await dialog.getByText('Light', { exact: true }).click();
  await expect.poll(() => isDark(first)).toBe(false);
  await dialog.getByText('Dark', { exact: true }).click();
  await dialog.getByText('Connect nothing').click();
  await dialog.getByLabel('Quiet hours').check();
  await dialog.getByLabel('From').fill('23:30');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Settings' })).toBeFocused();
  await first.quit();

  const second = await launch();
  await expect.poll(() => isDark(second)).toBe(true);
  await expect(second.page.getByRole('button', { name: 'Settings' })).toBeVisible();
  await second.page.keyboard.press('ControlOrMeta+,');
  await expect(second.page.getByRole('radio', { name: 'Connect nothing' })).toBeChecked();
  await expect(second.page.getByLabel('From')).toHaveValue('23:30');
});

test('at start-up it connects what was connected, or nothing', async ({ launch, server }) => {
  const first = await launch();
  await connectTo(first, server, ['/~/one']);
  await first.quit();
  await expect.poll(() => server.connectionCount).toBe(0);

  const second = await launch();
  await expectOnline(second.page);
  await setting(second, { startUp: 'nothing' });
  await second.quit();

  const third = await launch();
  await expect(third.page.getByRole('button', { name: 'Connect', exact: true })).toBeVisible();
  await expect(firstSession(third.page)).toContainText('not connected');
  expect(server.connectionCount).toBe(0);
});

test('outages and recoveries are told on the desktop, in one, while the window is closed', async ({
  launch,
  shell,
  server,
}) => {
  const causeway = await launch();
  await setting(causeway, { keepsRunning: true });
  await connectTo(causeway, server, ['/~/one', '/~/two']);
  await traySays(shell, 'Harbour: connected 2 of 2');
  await closeWindow(causeway);
  await expect.poll(() => windowCount(causeway)).toBe(0);

  const lostAt = Date.now();
  await server.stop();
  await expect.poll(() => shell.notifications().length, patient).toBe(1);
  expect(Date.now() - lostAt).toBeGreaterThanOrEqual(10_000);
  expect(shell.notifications()[0]).toMatchObject({
    title: 'Harbour: 2 sessions are not connected',
    body: expect.stringMatching(/^The (gateway|auth server|sync server) .*\.$/),
  });

  await server.start();
  await shell.choose('Retry now');
  await expect.poll(() => shell.notifications().length, patient).toBe(2);
  expect(shell.notifications()[1]).toMatchObject({
    title: 'Harbour: 2 sessions are connected again',
    body: expect.stringMatching(/^The longest outage lasted (\d+ s|\d+ m \d+ s)\.$/),
  });
  await expect.poll(() => shell.closed()).toEqual([1]);
});

test('a click on a notification opens the session that it speaks of', async ({ launch, shell, server }) => {
  const causeway = await launch({ args: ['--demo'] });
  await expectOnline(causeway.page);
  await setting(causeway, { keepsRunning: true });
  await connectTo(causeway, server, ['/~/one', '/~/two']);
  await traySays(shell, 'Harbour: connected 2 of 2');
  await closeWindow(causeway);
  await server.stop();
  await expect.poll(() => shell.notifications().length, patient).toBe(1);

  const opened = causeway.app.waitForEvent('window');
  await shell.clickNotification(1);
  const page = await opened;
  await expect(page.getByRole('heading', { name: 'Harbour', level: 1 })).toBeVisible();
  await expect(firstSession(page).getByRole('button').first()).toHaveAttribute('aria-current', 'true');
});

test('the tray shows the worst state and obeys', async ({ launch, shell, server }) => {
  const causeway = await launch();
  await expect.poll(shell.hasIcon).toBe(true);
  await expect.poll(shell.colour).toBe(trayColours.off);
  await connectTo(causeway, server, ['/~/one', '/~/two']);
  await expect.poll(shell.colour).toBe(trayColours.online);
  const labels = async () => (await shell.menu()).map(({ label }) => label);
  await expect
    .poll(labels)
    .toEqual([
      '2 online',
      'Harbour: connected 2 of 2',
      'Harbour: connected 2 of 2/Disconnect',
      'Harbour: connected 2 of 2/Show in the window',
      'Retry now',
      'Open Causeway',
      'Quit Causeway',
    ]);

  await shell.choose('Harbour: connected 2 of 2/Disconnect');
  await expect.poll(() => server.connectionCount).toBe(0);
  await expect.poll(shell.colour).toBe(trayColours.off);
  await expect.poll(labels).toContain('Harbour: not connected/Connect');
  await shell.choose('Harbour: not connected/Connect');
  await expect.poll(() => server.connectionCount).toBe(2);

  await setting(causeway, { keepsRunning: true });
  await closeWindow(causeway);
  await expect.poll(() => windowCount(causeway)).toBe(0);
  await shell.choose('Open Causeway');
  await expect.poll(() => windowCount(causeway)).toBe(1);
  await closeWindow(causeway);
  await shell.clickIcon();
  await expect.poll(() => windowCount(causeway)).toBe(1);

  const child = causeway.app.process();
  await shell.choose('Quit Causeway');
  await ended(child);
  expect(child.exitCode).toBe(0);
  expect(server.connectionCount).toBe(0);
});

test('D10: production is disconnected and signed out only by who says so once more', async ({
  launch,
  shell,
  server,
}) => {
  const causeway = await launch();
  await expect.poll(shell.hasIcon).toBe(true);
  await connectTo(causeway, server, ['/~/one', '/~/two'], { environment: 'production' });
  const { page } = causeway;
  const question = page.getByRole('alertdialog');

  await traySays(shell, 'Harbour: connected 2 of 2/Disconnect');
  await shell.choose('Harbour: connected 2 of 2/Disconnect');
  await expect(question).toContainText('Disconnect “Harbour”? It is a production profile.');
  await expect(question).toContainText('2 production sessions are online and will be closed');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(question).toContainText('Sign out of “Harbour”? It is a production profile.');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toHaveCount(0);
  expect(server.connectionCount).toBe(2);

  await shell.choose('Harbour: connected 2 of 2/Disconnect');
  await question.getByRole('button', { name: 'Disconnect production' }).click();
  await expect.poll(() => server.connectionCount).toBe(0);
});

test('without a tray it keeps running too, and starting it again shows the window', async ({
  launch,
  keyring,
  userData,
  server,
}) => {
  const shell = await startDesktopShell(keyring.env, { hasTray: false });
  try {
    const causeway = await launch();
    await setting(causeway, { keepsRunning: true });
    await connectTo(causeway, server, ['/~/one']);
    await closeWindow(causeway);
    await expect.poll(() => windowCount(causeway)).toBe(0);
    await startAgain(keyring, userData, ['--hidden']);
    expect([await windowCount(causeway), server.connectionCount]).toEqual([0, 1]);
    await startAgain(keyring, userData);
    await expect.poll(() => windowCount(causeway)).toBe(1);
  } finally {
    await shell.stop();
  }
});

test('it opens at login, without its window, if the person wants it', async ({
  launch,
  keyring,
  userData,
}) => {
  const entry = join(keyring.env['XDG_CONFIG_HOME'] ?? '', 'autostart', 'causeway.desktop');
  const first = await launch();
  await first.page.getByRole('button', { name: 'Settings' }).click();
  const box = first.page.getByLabel('Open Causeway when I log in');
  await expect(box).not.toBeChecked();
  await box.check();
  await expect.poll(() => existsSync(entry)).toBe(true);
  await first.quit();

  // As the session does it: the command of the entry, with its quotes and escapes undone.
  const line = /^Exec=(.*)$/m.exec(readFileSync(entry, 'utf8'))?.[1] ?? '';
  const [program = '', ...args] = [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) => word);
  expect(args).toContain('--hidden');
  const started = spawn(program, args, { env: surroundings(keyring, userData), stdio: 'ignore' });
  await until(
    async () => (await userData.read('logs/causeway.log')).split('"event":"started"').length === 3,
    () => 'it started',
  );
  await startAgain(keyring, userData);
  started.kill('SIGTERM');
  await ended(started);
  expect(started.exitCode).toBe(0);

  const { page } = await launch();
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Open Causeway when I log in').uncheck();
  await expect.poll(() => existsSync(entry)).toBe(false);
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`${signal} ends it in order and in time`, async ({ launch, server, userData }) => {
    const causeway = await launch();
    await connectTo(causeway, server, ['/~/one', '/~/two']);
    const child = causeway.app.process();
    const askedAt = Date.now();
    child.kill(signal);
    await ended(child);
    expect(Date.now() - askedAt).toBeLessThan(4_000);
    expect([child.exitCode, child.signalCode]).toEqual([0, null]);
    await expect.poll(() => server.connectionCount).toBe(0);
    expect(await userData.read('logs/causeway.log')).toMatch(/"event":"stopped"\}\n.*"state":"idle"/);
  });
}

test('the computer’s shut-down waits until it has ended in order', async ({
  launch,
  keyring,
  shell,
  server,
  userData,
}) => {
  const causeway = await launch({ env: systemBus(keyring) });
  await connectTo(causeway, server, ['/~/one']);
  await expect.poll(shell.delaysShutdown).toBe(true);
  const child = causeway.app.process();
  await shell.tellShutdown();
  await ended(child);
  expect(child.exitCode).toBe(0);
  expect(await userData.read('logs/causeway.log')).toMatch(/"event":"stopped"\}\n.*"state":"idle"/);
});

test('waking up tries at once what waits', async ({ launch, keyring, shell, server }) => {
  const causeway = await launch({ env: systemBus(keyring) });
  await connectTo(causeway, server, ['/~/one']);
  await server.stop();
  // Long enough that nothing but the waking can end it in time.
  await expect(firstSession(causeway.page)).toContainText(/retrying in 0:(0[6-9]|[1-5]\d)/, patient);
  await shell.tellSleep(true);
  await server.start();
  await shell.tellSleep(false);
  await expect.poll(() => server.connectionCount, { timeout: 4_000 }).toBe(1);
});
