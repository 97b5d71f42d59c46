import type { ElectronApplication, Page } from '@playwright/test';
import { undoableForMs } from '../../main/profiles/removals.ts';
import { unpack } from '../../shared/packed.ts';
import type { AppView } from '../../shared/status.ts';

/**
 * One app that serves many tests: starting it takes longer than most of them do. Between two it is brought back to
 * where a first start begins; where that doesn't come out right, the next test gets an app that is started anew.
 */

/** What a test leaves alone that was lent an app: its end is not the test's business. */
export interface Seen {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Everything it wrote to standard output and standard error, and to the window's console. */
  readonly said: () => string;
}

/** What the window would draw now, as the main process tells it. */
export async function viewIn(page: Page): Promise<AppView> {
  const answer = await page.evaluate(() => window.causeway.getView(undefined));
  if (!answer.ok) throw new Error(answer.problem.kind);
  return unpack(answer.value);
}

/** As every app of these tests is looked at: what moves only keeps the processor busy. */
export const plainMedia = {
  colorScheme: 'light',
  reducedMotion: 'reduce',
  forcedColors: 'none',
  contrast: 'no-preference',
} as const;

/** How an app looked when it had just started. */
export interface Beginning {
  readonly view: AppView;
  readonly bounds: Electron.Rectangle | undefined;
}

export async function beginningOf({ app, page }: Seen): Promise<Beginning> {
  await app.evaluate(({ dialog }) => {
    Object.assign(globalThis, { unchangedDialog: { ...dialog }, unchangedTimeout: setTimeout });
  });
  const bounds = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  return { view: await viewIn(page), bounds };
}

/** Brings it back to its beginning, or fails. */
export async function bringBack(seen: Seen, beginning: Beginning): Promise<void> {
  await forgetEverything(seen, beginning);
  await restoreWindow(seen, beginning);
  const { revision, keychain, ...left } = await viewIn(seen.page);
  const { revision: first, keychain: unused, ...wanted } = beginning.view;
  const isSame = JSON.stringify(left) === JSON.stringify(wanted);
  if (!isSame || (keychain.state !== 'ready' && keychain.state !== unused.state)) {
    throw new Error(
      `Not as it began (revision ${first}, now ${revision}): ${JSON.stringify({ ...left, keychain })}`,
    );
  }
}

/** By the app's own contract: profiles, their secrets and their history, settings, notices. */
async function forgetEverything({ app, page }: Seen, { view }: Beginning): Promise<void> {
  const { profiles, foldedGroups, demo } = await viewIn(page);
  const ids = profiles.map(({ id }) => id);
  // What is removed could be undone for ten seconds; here they are over at once.
  await app.evaluate((_electron, undoableMs) => {
    const { unchangedTimeout: wait } = globalThis as never as { unchangedTimeout: typeof setTimeout };
    const hasten = (call: () => void, ms?: number) => wait(call, ms === undoableMs ? 0 : ms);
    Object.assign(globalThis, { setTimeout: Object.assign(hasten, wait) });
  }, undoableForMs);
  await page.evaluate(
    async ([removed, folded, settings, isDemo]) => {
      const { causeway } = window;
      if (isDemo) await causeway.stopDemo(undefined);
      await causeway.removeProfiles({ ids: removed });
      for (const group of folded) await causeway.foldGroup({ group, isFolded: false });
      await causeway.changeSettings(settings);
      localStorage.clear();
      sessionStorage.clear();
    },
    [ids, foldedGroups, view.settings, demo.state !== 'off'] as const,
  );
  await until(async () => {
    const now = await viewIn(page);
    return now.removal === null && now.profiles.length === 0 && now.keychain.state !== 'waiting';
  });
  await app.evaluate(() => {
    const { unchangedTimeout } = globalThis as never as { unchangedTimeout: typeof setTimeout };
    Object.assign(globalThis, { setTimeout: unchangedTimeout });
  });
  for (const _notice of (await viewIn(page)).notices) {
    await page.evaluate(() => window.causeway.dismissNotice({ index: 0 }));
  }
}

async function restoreWindow({ app, page }: Seen, { bounds }: Beginning): Promise<void> {
  await app.evaluate(({ BrowserWindow, clipboard, dialog, nativeTheme }, place) => {
    const [window, ...more] = BrowserWindow.getAllWindows();
    if (window === undefined || more.length > 0) throw new Error('not one window');
    const { unchangedDialog } = globalThis as never as { unchangedDialog: object };
    Object.assign(dialog, unchangedDialog);
    clipboard.clear();
    nativeTheme.themeSource = 'system';
    window.webContents.setZoomLevel(0);
    if (place !== undefined) window.setBounds(place);
    window.show();
  }, bounds);
  await page.emulateMedia(plainMedia);
  await page.mouse.move(0, 0);
  await page.reload();
}

const patienceMs = 5_000;

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error('The app didn’t come back to its beginning.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
