import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { inRoot, ROOT } from '../../scripts/setup/places.js';
import { runsAsRoot } from '../peers/folder.ts';
import { until } from '../peers/process.ts';
import { expect, expectOnline, firstSession, tab, test, type Causeway } from './causeway.ts';
import { executable, surroundings } from './surroundings.ts';
import { cutOffIn, sidewaysIn } from './look-at.ts';

test('closing the window quits the app, in order', async ({ launch, userData }) => {
  const { app, page } = await launch({ args: ['--demo'] });
  await expectOnline(page);
  const child = app.process();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach((each) => each.close()));
  await until(
    () => child.exitCode !== null,
    () => 'the process ended',
  );
  expect(child.exitCode).toBe(0);
  expect(await userData.read('logs/causeway.log')).toMatch(/"event":"stopped"\}\n.*"state":"idle"/);
});

test('a page that crashes is opened again, and no session ends', async ({ launch, userData }) => {
  const { app, page } = await launch({ args: ['--demo'] });
  await expectOnline(page);
  // Playwright follows no page into its next process.
  await app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<void>((resolve) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        contents?.once('did-finish-load', () => resolve());
        contents?.forcefullyCrashRenderer();
      }),
  );
  const shown = (): Promise<string> =>
    app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      return String(await contents?.executeJavaScript('document.querySelector("main")?.innerText'));
    });
  await expect.poll(shown).toContain('Connected 1 of 1');
  expect(await userData.read('logs/causeway.log')).not.toMatch(/"state":"(idle|waiting)"/);
});

test('a second start brings the first window to the front and ends', async ({
  launch,
  keyring,
  userData,
}) => {
  const { app, page } = await launch();
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const counted = globalThis as { focused?: number };
    counted.focused = 0;
    // A display without a window manager tells nothing of focus: what counts is that it is asked for.
    const focus = window?.focus.bind(window);
    if (window)
      window.focus = () => {
        counted.focused = (counted.focused ?? 0) + 1;
        focus?.();
      };
  });

  const sandbox = runsAsRoot() ? ['--no-sandbox'] : [];
  const second = spawn(await executable(), [ROOT, ...sandbox], {
    env: surroundings(keyring, userData),
    stdio: 'ignore',
  });
  await until(
    () => second.exitCode !== null,
    () => 'the second start ended',
  );
  expect(second.exitCode).toBe(0);
  await expect.poll(() => app.evaluate(() => (globalThis as { focused?: number }).focused)).toBe(1);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  expect((await userData.read('logs/causeway.log')).match(/"event":"started"/g)).toHaveLength(1);
});

test('the window has its name, its size and a smallest size', async ({ launch }) => {
  const { app, page } = await launch();
  await expect(page).toHaveTitle('Causeway');
  // It is shown once it has drawn, which may be after its title is known.
  const window = (): Promise<unknown> =>
    app.evaluate(({ BrowserWindow }) => {
      const [only] = BrowserWindow.getAllWindows();
      return { size: only?.getSize(), least: only?.getMinimumSize(), isVisible: only?.isVisible() };
    });
  await expect.poll(window).toEqual({ size: [1280, 800], least: [720, 480], isVisible: true });
});

test('the window is where I left it, as large as I made it, and zoomed as I like it', async ({
  launch,
  userData,
}) => {
  const left = { x: 60, y: 40, width: 1010, height: 710 };
  const boundsOf = ({ app }: Causeway) =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  const zoomOf = ({ app }: Causeway) =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomLevel());

  const first = await launch();
  await expect(first.page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  await first.app.evaluate(({ BrowserWindow }, bounds) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.setBounds(bounds);
    window?.webContents.setZoomLevel(1);
  }, left);
  await expect.poll(() => userData.read('window.json')).toContain('1010');
  await first.quit();

  const second = await launch();
  await expect(second.page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  await expect.poll(() => boundsOf(second)).toEqual(left);
  await expect.poll(() => zoomOf(second)).toBe(1);
  await second.quit();

  await test.step('on a display that is gone by now, it comes back into sight', async () => {
    const far = { bounds: { ...left, x: 9_000 }, isMaximized: false };
    await userData.write('window.json', JSON.stringify(far));
    const third = await launch();
    await expect(third.page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
    expect(await boundsOf(third)).toMatchObject({ width: 1010, height: 710 });
    expect((await boundsOf(third))?.x).toBeLessThan(1920);
  });
});

test('at 200 % nothing is lost in a window of 1280 by 800', async ({ launch }) => {
  const { app, page } = await launch({ args: ['--demo'] });
  await expectOnline(page);
  await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.setContentSize(1280, 800);
    window?.webContents.setZoomFactor(2);
  });
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(640);
  const expectAllInSight = async (name: string): Promise<void> => {
    expect(await cutOffIn(page), name).toEqual([]);
    expect(await sidewaysIn(page), name).toEqual([]);
  };
  for (const name of ['Now', 'Trace', 'Token', 'Request', 'History'] as const) {
    await tab(page, name).click();
    await expectAllInSight(name);
  }
  for (const keys of ['Control+k', '?', 'Control+,', 'Control+Shift+R', 'Control+i', 'Control+e']) {
    await page.keyboard.press(keys);
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAllInSight(keys);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  for (const [keys, title] of [
    ['Control+Shift+A', 'All sessions'],
    ['F2', /Edit/],
  ] as const) {
    await page.keyboard.press(keys);
    await expect(page.getByRole('main').getByRole('heading', { name: title, level: 1 })).toBeVisible();
    await expectAllInSight(keys);
    await page.keyboard.press('Escape');
  }
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await expect(firstSession(page)).toContainText('not connected');
});

test('the desktop knows the window by its class and its icon', async ({ launch }) => {
  test.skip(process.platform !== 'linux', 'elsewhere the system takes both from the program');
  const { app, page } = await launch();
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  const id = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getNativeWindowHandle().readUInt32LE(0),
  );
  const properties = ['WM_CLASS', '_NET_WM_ICON'];
  const told = execFileSync('xprop', ['-id', String(id), ...properties], {
    encoding: 'utf8',
  });
  const entry = readFileSync(inRoot('resources', 'linux', 'causeway.desktop'), 'utf8');
  const [, expected = ''] = /^StartupWMClass=(.+)$/m.exec(entry) ?? [];
  expect(told).toMatch(new RegExp(`^WM_CLASS\\(STRING\\) = "\\w+", "${expected}"$`, 'm'));
  expect(told).toMatch(/_NET_WM_ICON\(CARDINAL\)\s*=\s*Icon \(128 x 128\)/);
});

test('a right click in a field offers to cut, copy and paste', async ({ open }) => {
  const { app, page } = await open();
  // What the system draws can't be read from here: what would be drawn can.
  await app.evaluate(({ Menu }) => {
    const seen = globalThis as { popped?: readonly string[]; popup?: PropertyDescriptor | undefined };
    seen.popup = Object.getOwnPropertyDescriptor(Menu.prototype, 'popup');
    Menu.prototype.popup = function (this: Electron.Menu) {
      seen.popped = this.items.flatMap(({ type, label, enabled }) =>
        type === 'separator' ? [] : [enabled ? label : `(${label})`],
      );
    };
  });
  const popped = (): Promise<unknown> =>
    app.evaluate(() => (globalThis as { popped?: unknown }).popped ?? null);
  try {
    await page.getByRole('heading', { level: 1 }).click({ button: 'right' });
    await page.getByRole('button', { name: 'Add a profile' }).click();
    const name = page.getByLabel('Name', { exact: true });
    await name.fill('Office');
    await name.selectText();
    await name.click({ button: 'right' });
    await expect.poll(popped).toEqual(expect.arrayContaining(['Cut', 'Copy', 'Select all']));
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('alertdialog').getByRole('button').first().click();
  } finally {
    await app.evaluate(({ Menu }) => {
      const { popup } = globalThis as { popup?: PropertyDescriptor };
      if (popup !== undefined) Object.defineProperty(Menu.prototype, 'popup', popup);
    });
  }
});
