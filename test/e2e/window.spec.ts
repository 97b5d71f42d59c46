import { spawn } from 'node:child_process';
import { ROOT } from '../../scripts/setup/places.js';
import { runsAsRoot } from '../peers/folder.ts';
import { until } from '../peers/process.ts';
import { executable, expect, expectOnline, surroundings, test } from './causeway.ts';

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
