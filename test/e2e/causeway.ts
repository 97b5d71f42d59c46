import { cpSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import {
  test as base,
  _electron,
  expect,
  type ElectronApplication,
  type Locator,
  type Page,
} from '@playwright/test';
import { openVirtualDisplay } from '../../scripts/display.js';
import { ROOT } from '../../scripts/setup/places.js';
import { makeFolder, runsAsRoot, type PrivateFolder } from '../peers/folder.ts';
import type { CausewayApi } from '../../shared/ipc.ts';
import { unpack } from '../../shared/packed.ts';
import type { AppView } from '../../shared/status.ts';
import { startKeyring, type Keyring } from '../peers/keyring.ts';
import { executable, surroundings } from './surroundings.ts';

declare global {
  interface Window {
    readonly causeway: CausewayApi;
  }
}

/** The app as a person has it before them: a real Electron, a keychain and a user data folder of its own. */
export interface Causeway {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Everything it wrote to standard output and standard error, and to the window's console. */
  readonly said: () => string;
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
  /** How many bugs the test puts into the app, or `told`: what its page says of itself is none. All others fail it. */
  readonly bugs: number | 'told';
}

/** What the window would draw now, as the main process tells it. */
export async function viewIn(page: Page): Promise<AppView> {
  const answer = await page.evaluate(() => window.causeway.getView(undefined));
  if (!answer.ok) throw new Error(answer.problem.kind);
  return unpack(answer.value);
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

export const test = base.extend<Fixtures, { readonly ownDisplay: null }>({
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
    await use(async ({ args = [], env = {} } = {}) => {
      const app = await _electron.launch({
        executablePath: await executable(),
        // The displays of tests have no graphics card: looking for one takes half a second of each start.
        args: [ROOT, '--disable-gpu', ...args],
        env: { ...surroundings(keyring, userData), ...env },
        // Root can't have the system's sandbox; everybody else gets it, as in the installed app.
        chromiumSandbox: !runsAsRoot(),
      });
      const said = record(app);
      const page = await app.firstWindow();
      page.setDefaultTimeout(actionTimeoutMs);
      const causeway = { app, page, said, quit: quitOnce(app) };
      started.push(causeway);
      return causeway;
    });
    const isFailed = testInfo.status !== testInfo.expectedStatus;
    for (const [index, { page, said, quit }] of started.entries()) {
      if (isFailed) {
        const screenshot = await page.screenshot().catch(() => undefined);
        if (screenshot)
          await testInfo.attach(`window-${index}`, { body: screenshot, contentType: 'image/png' });
        await testInfo.attach(`said-${index}`, { body: said(), contentType: 'text/plain' });
      }
      await quit();
    }
    if (isFailed) keepLog(userData, testInfo.outputPath('user-data'));
    else if (bugs === 'told') expect(bugsIn(userData).filter(isOfMain)).toEqual([]);
    else expect(bugsIn(userData)).toHaveLength(bugs);
  },
});

/** A pipe in its place would never end. */
const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** What went wrong without anybody seeing it. */
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

export const tab = (page: Page, name: 'Now' | 'Trace' | 'Token' | 'Request' | 'History'): Locator =>
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

/** One hop of the hop line, by its title. */
export const hop = (page: Page, title: string): Locator =>
  page
    .getByRole('main')
    .getByRole('list', { name: 'The way to the server, hop by hop' })
    .getByRole('listitem')
    .filter({ has: page.getByText(title, { exact: true }) });
