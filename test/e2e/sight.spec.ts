import type { Page } from '@playwright/test';
import { startCapture } from '../peers/capture.ts';
import { expect, expectOnline, hop, tab, test, openedDemo } from './causeway.ts';

/** For people who see less, or whom motion disturbs: what they asked their system for is done. */

const styleOf = (page: Page, selector: string, property: string, pseudo = ''): Promise<string> =>
  page
    .locator(selector)
    .first()
    .evaluate((element, [name, part]) => getComputedStyle(element, part).getPropertyValue(name), [
      property,
      pseudo,
    ] as const);

/** Elements, and what stands before and after them, that something moves or would move. */
const movingIn = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('*')].flatMap((element) =>
      ['', '::before', '::after']
        .filter((pseudo) => {
          const { animationName, transitionDuration } = getComputedStyle(element, pseudo);
          return animationName !== 'none' || !/^(0s(, )?)+$/.test(transitionDuration);
        })
        .map((pseudo) => `${element.tagName}${pseudo} ${element.getAttribute('class') ?? ''}`),
    ),
  );

test('nothing moves for those who asked for no motion', async ({ open }) => {
  const silent = await startCapture({ reply: { kind: 'silence' } });
  const { page } = await open();
  const profile: object = {
    formatVersion: 1,
    name: 'Silent',
    server: `http://${silent.host}:${silent.port}`,
    credential: { kind: 'nickname', nickname: 'dev' },
    route: { mode: 'direct' },
  };
  await page.evaluate(
    (typed) => window.causeway.saveProfile({ id: null, profile: typed, secrets: {} }),
    profile,
  );
  await silent.request();
  await tab(page, 'Trace').click();
  // Where it is on its way, things do move.
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await expect.poll(() => movingIn(page)).not.toEqual([]);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await movingIn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(await movingIn(page)).toEqual([]);
  await silent.stop();
});

test('in the system’s own colours states, choices and the focus can still be told', async ({ open }) => {
  const { page } = await openedDemo(open);
  await expectOnline(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ forcedColors: 'active', colorScheme, reducedMotion: 'reduce' });
    const ground = await styleOf(page, 'body', 'background-color');
    await test.step(`${colorScheme}: the way to the server is still drawn`, async () => {
      await expect(hop(page, 'Gateway').locator('svg')).toBeVisible();
      expect(await styleOf(page, 'main ol .line', 'background-color')).not.toBe(ground);
    });
    await test.step(`${colorScheme}: what is chosen has an edge`, async () => {
      for (const chosen of ['nav [aria-current=true]', '[role=tab][aria-selected=true]']) {
        expect(await styleOf(page, chosen, 'outline-style'), chosen).toBe('solid');
      }
      expect(await styleOf(page, '[role=tab][aria-selected=false]', 'outline-style')).toBe('none');
    });
    await test.step(`${colorScheme}: so has the focus, a wider one`, async () => {
      await page.getByRole('button', { name: 'Disconnect' }).focus();
      await page.keyboard.press('Tab');
      expect(await styleOf(page, ':focus', 'outline-width')).toBe('3px');
    });
    await page.screenshot({ path: `test-results/screenshots/forced-colours-${colorScheme}.png` });
  }
});

test('with more contrast, text and lines are stronger', async ({ open }) => {
  const { page } = await openedDemo(open);
  await expectOnline(page);
  for (const [colorScheme, ink] of [
    ['light', 'rgb(0, 0, 0)'],
    ['dark', 'rgb(255, 255, 255)'],
  ] as const) {
    await page.emulateMedia({ contrast: 'no-preference', colorScheme });
    expect(await styleOf(page, 'body', 'color')).not.toBe(ink);
    const line = await styleOf(page, 'nav', 'border-right-color');
    await page.emulateMedia({ contrast: 'more', colorScheme, reducedMotion: 'reduce' });
    expect(await styleOf(page, 'body', 'color')).toBe(ink);
    expect(await styleOf(page, 'nav', 'border-right-color')).not.toBe(line);
    await page.screenshot({ path: `test-results/screenshots/more-contrast-${colorScheme}.png` });
  }
});

test('it turns dark when the system does, and light again', async ({ open }) => {
  const { app, page } = await open();
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  // The test runner's own choice, as long as it has one, comes first.
  await page.emulateMedia({ colorScheme: null });
  const ground = () => styleOf(page, 'body', 'background-color');
  for (const [theme, colour] of [
    ['dark', 'rgb(23, 25, 29)'],
    ['light', 'rgb(255, 255, 255)'],
  ] as const) {
    // As if the system said so: the page is told in the same way.
    await app.evaluate(({ nativeTheme }, source) => void (nativeTheme.themeSource = source), theme);
    await expect.poll(ground).toBe(colour);
  }
});
