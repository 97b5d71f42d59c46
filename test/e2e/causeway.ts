import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import {
  test as base,
  _electron,
  expect,
  type ElectronApplication,
  type Locator,
  type Page,
  type TestInfo,
} from '@playwright/test';
import { openVirtualDisplay } from '../../scripts/display.js';
import { ROOT } from '../../scripts/setup/places.js';
import { makeFolder, runsAsRoot, type PrivateFolder } from '../peers/folder.ts';
import type { CausewayApi } from '../../shared/ipc.ts';
import { startKeyring, type Keyring } from '../peers/keyring.ts';
import { beginningOf, bringBack, plainMedia, type Beginning, type Seen } from './lent.ts';
import { executable, surroundings } from './surroundings.ts';

export { viewIn, type Seen } from './lent.ts';

declare global {
  interface Window {
    readonly causeway: CausewayApi;
  }
}

/** The app as a person has it before them: a real Electron, a keychain and a user data folder of its own. */
export interface Causeway extends Seen {
  /** Quits as a person does, and resolves when the process has ended. */
  readonly quit: () => Promise<void>;
}

export interface LaunchOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const actionTimeoutMs = 10_000;

interface Fixtures {
  /** Unlocked, on a bus of its own. */
  readonly keyring: Keyring;
  /** The app's own data; stays between starts of one test. */
  readonly userData: PrivateFolder;
  readonly launch: (options?: LaunchOptions) => Promise<Causeway>;
  /** The app as after its first start, for tests that are not about starting: it may have served others before. */
  readonly open: () => Promise<Seen>;
  /** How many bugs the test puts into the app, or `told`: what its page says of itself is none. All others fail it. */
  readonly bugs: number | 'told';
}

function record(app: ElectronApplication): () => string {
  let text = '';
  const add = (words: string): void => void (text += `${words}\n`);
  app.process().stdout?.on('data', (chunk: Buffer) => add(chunk.toString()));
  app.process().stderr?.on('data', (chunk: Buffer) => add(chunk.toString()));
  app.on('console', (message) => add(message.text()));
  app.on('window', (page) => {
    page.on('console', (message) => add(message.text()));
  });
  return () => text;
}

/** Answers how to quit: once, however often it is asked for. */
function quitOnce(app: ElectronApplication): () => Promise<void> {
  let isQuitting: Promise<void> | null = null;
  return () => (isQuitting ??= app.close());
}

/** Starts the app, and answers once it has a window. */
async function start(
  keyring: Keyring,
  userData: PrivateFolder,
  { args = [], env = {} }: LaunchOptions = {},
): Promise<Causeway> {
  const app = await _electron.launch({
    executablePath: await executable(),
    // The displays of tests have no graphics card: looking for one takes half a second of each start, a process that
    // only waits for one a whole second of the processor's.
    args: [ROOT, '--disable-gpu', '--in-process-gpu', ...args],
    env: { ...surroundings(keyring, userData), ...env },
    // Root can't have the system's sandbox; every other user gets it, as in the installed app.
    chromiumSandbox: !runsAsRoot(),
  });
  const said = record(app);
  const page = await app.firstWindow();
  page.setDefaultTimeout(actionTimeoutMs);
  await page.emulateMedia(plainMedia);
  return { app, page, said, quit: quitOnce(app) };
}

/** The app that tests of one worker are lent, one after the other. */
interface Lender {
  readonly keyring: Keyring;
  readonly userData: PrivateFolder;
  readonly borrow: () => Promise<Seen>;
  /** `isSound`: whether the next test may have it. */
  readonly giveBack: (isSound: boolean) => Promise<void>;
}

interface WorkerFixtures {
  readonly ownDisplay: null;
  readonly lender: Lender;
}

function lenderOn(keyring: Keyring, userData: PrivateFolder): Lender {
  let lent: { readonly causeway: Causeway; readonly beginning: Beginning } | null = null;
  const borrow = async (): Promise<Seen> => {
    if (lent === null) {
      const causeway = await start(keyring, userData);
      await expect(causeway.page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
      lent = { causeway, beginning: await beginningOf(causeway) };
    }
    return lent.causeway;
  };
  const giveBack = async (isSound: boolean): Promise<void> => {
    if (lent === null) return;
    const { causeway, beginning } = lent;
    const isBack = isSound && (await bringBack(causeway, beginning).then(() => true, sayWhy));
    if (isBack) return;
    lent = null;
    await causeway.quit();
    for (const name of readdirSync(userData.path))
      if (name !== 'logs') rmSync(userData.file(name), { force: true, recursive: true });
  };
  return { keyring, userData, borrow, giveBack };
}

/** It costs a start, and is no fault of the test's, but worth noting. */
function sayWhy(error: unknown): false {
  console.log(`  (the app is started anew: ${error instanceof Error ? error.message : String(error)})`);
  return false;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  /** Windows of two workers would take the focus and the clipboard from each other, and from the person's own. */
  ownDisplay: [
    // eslint-disable-next-line no-empty-pattern -- Playwright wants to see that it depends on nothing
    async ({}, use) => {
      const display = process.platform === 'linux' ? await openVirtualDisplay() : null;
      if (display !== null) {
        process.env['DISPLAY'] = display.name;
        delete process.env['WAYLAND_DISPLAY'];
      }
      await use(null);
      display?.close();
    },
    { scope: 'worker', auto: true },
  ],

  // eslint-disable-next-line no-empty-pattern -- as above
  keyring: async ({}, use) => {
    const keyring = await startKeyring({ state: 'unlocked' });
    await use(keyring);
    await keyring.stop();
  },

  // eslint-disable-next-line no-empty-pattern -- as above
  userData: async ({}, use) => {
    const folder = await makeFolder('user-data');
    await use(folder);
    await folder.remove();
  },

  bugs: [0, { option: true }],

  launch: async ({ keyring, userData, bugs }, use, testInfo) => {
    const started: Causeway[] = [];
    await use(async (options) => {
      const causeway = await start(keyring, userData, options);
      started.push(causeway);
      return causeway;
    });
    const isFailed = testInfo.status !== testInfo.expectedStatus;
    for (const [index, causeway] of started.entries()) {
      if (isFailed) await attach(testInfo, causeway, String(index));
      await causeway.quit();
    }
    if (isFailed) keepLog(userData, testInfo.outputPath('user-data'));
    else expectBugs(bugsIn(userData), bugs);
  },

  lender: [
    async ({ ownDisplay: _display }, use) => {
      const [keyring, userData] = await Promise.all([
        startKeyring({ state: 'unlocked' }),
        makeFolder('user-data'),
      ]);
      const lender = lenderOn(keyring, userData);
      await use(lender);
      await lender.giveBack(false);
      await Promise.all([keyring.stop(), userData.remove()]);
    },
    { scope: 'worker' },
  ],

  open: async ({ lender, bugs }, use, testInfo) => {
    const before = bugsIn(lender.userData).length;
    let lent: Seen | null = null;
    await use(async () => (lent = await lender.borrow()));
    const isFailed = testInfo.status !== testInfo.expectedStatus;
    if (isFailed && lent !== null) {
      await attach(testInfo, lent, 'lent');
      keepLog(lender.userData, testInfo.outputPath('user-data'));
    }
    await lender.giveBack(!isFailed);
    if (!isFailed) expectBugs(bugsIn(lender.userData).slice(before), bugs);
  },
});

async function attach(testInfo: TestInfo, { page, said }: Seen, name: string): Promise<void> {
  const body = await page.screenshot().catch(() => undefined);
  if (body) await testInfo.attach(`window-${name}`, { body, contentType: 'image/png' });
  await testInfo.attach(`said-${name}`, { body: said(), contentType: 'text/plain' });
}

function expectBugs(found: readonly string[], allowed: number | 'told'): void {
  if (allowed === 'told') expect(found.filter(isOfMain)).toEqual([]);
  else expect(found).toHaveLength(allowed);
}

/** A pipe in its place would never end. */
const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** What went wrong without being visible. */
function bugsIn(userData: PrivateFolder): readonly string[] {
  const path = userData.file('logs/causeway.log');
  const log = isFile(path) ? readFileSync(path, 'utf8') : '';
  return [...log.matchAll(/.*"bugFound".*/g)].map(([line]) => line);
}

const isOfMain = (line: string): boolean => !line.includes('"where":"window"');

function keepLog(userData: PrivateFolder, target: string): void {
  mkdirSync(target, { recursive: true });
  try {
    cpSync(userData.file('logs'), target, { recursive: true });
  } catch {
    // It failed before it had a log.
  }
}

export { expect };

/** The one session that most profiles of these tests have. */
export const firstSession = (page: Page): Locator =>
  page.getByRole('list', { name: 'Sessions' }).getByRole('listitem').first();

export const tab = (page: Page, name: 'Now' | 'Trace' | 'Token' | 'Request' | 'History' | 'Relay'): Locator =>
  page.getByRole('tab', { name, exact: true });

/** What the details say under a name, such as the protocol. */
export const fact = (page: Page, name: string): Locator =>
  page
    .getByRole('complementary', { name: 'Session details' })
    .locator('dl > div')
    .filter({ has: page.getByRole('term').and(page.getByText(name, { exact: true })) })
    .first()
    .getByRole('definition');

export async function expectOnline(page: Page): Promise<void> {
  await expect(firstSession(page).getByRole('button').first()).toContainText(/online \d+ s|online \d+ m/);
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('1 online');
}

/** With the demo in it, as `--demo` starts it. */
export async function openedDemo(open: () => Promise<Seen>): Promise<Seen> {
  const seen = await open();
  await seen.page.evaluate(() => window.causeway.startDemo(undefined));
  await seen.page.reload();
  await expectOnline(seen.page);
  return seen;
}

/** One hop of the hop line, by its title. */
export const hop = (page: Page, title: string): Locator =>
  page
    .getByRole('main')
    .getByRole('list', { name: 'The way to the server, hop by hop' })
    .getByRole('listitem')
    .filter({ has: page.getByText(title, { exact: true }) });
