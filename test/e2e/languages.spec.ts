import { expect, expectOnline, test, type Causeway } from './causeway.ts';
import { lookAt } from './look-at.ts';

const german = { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8', LANGUAGE: 'de' };

const languageOf = ({ page }: Causeway): Promise<string> =>
  page.evaluate(() => document.documentElement.lang);

const menuOf = ({ app }: Causeway): Promise<readonly string[]> =>
  app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? []);

/** Words that only English has. */
const english =
  /\b(the|your?|is|are|not|set|with|and|[Cc]onnect(ed)?|[Rr]etry|[Ss]ign|seconds|ago|every|[Ss]ettings)\b/;

/** What is written on the page, or said of it, in English; what was sent or noted by programs doesn’t count. */
const englishIn = async (page: Causeway['page']): Promise<readonly string[]> => {
  const texts = await page.evaluate(() => {
    const isSent = (node: Node): boolean =>
      (node.parentElement?.closest('pre, script, style, .lines, .last') ?? null) !== null;
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode() !== null)
      if (!isSent(walker.currentNode)) found.push(walker.currentNode.textContent ?? '');
    const names = ['aria-label', 'title', 'placeholder'].flatMap((name) =>
      [...document.querySelectorAll(`[${name}]`)].map((each) => each.getAttribute(name) ?? ''),
    );
    return [...found, ...names];
  });
  return texts.filter((text) => english.test(text));
};

test('I work in German, because my computer does', async ({ launch }) => {
  test.setTimeout(180_000);
  const causeway = await launch({ env: german });
  const { page } = causeway;
  const demo = page.getByRole('button', { name: 'Demo ausprobieren' });
  await expect(demo).toBeVisible();
  expect(await languageOf(causeway)).toBe('de');
  expect(await englishIn(page)).toEqual([]);
  await lookAt(causeway, 'de-welcome');

  await demo.click();
  await expect(page.getByRole('main')).toContainText('1 von 1 verbunden');
  expect(await englishIn(page)).toEqual([]);
  await lookAt(causeway, 'de-demo');
  for (const name of ['Trace', 'Token', 'Anfrage', 'Verlauf']) {
    await page.getByRole('tab', { name }).click();
    await expect(page.getByRole('tabpanel')).toBeVisible();
    expect(await englishIn(page)).toEqual([]);
    await lookAt(causeway, `de-${name.toLowerCase()}`);
  }

  await page.getByRole('button', { name: 'Weitere Aktionen' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  expect(await englishIn(page)).toEqual([]);
  await lookAt(causeway, 'de-menu', ['region']);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);

  await page.keyboard.press('Control+n');
  await expect(page.getByRole('heading', { name: 'Neues Profil' })).toBeVisible();
  for (const name of ['Gateway', 'Vertrauen', 'Sync']) {
    await page.locator('summary', { hasText: name }).first().click();
  }
  await page.getByRole('button', { name: 'Speichern', exact: true }).click();
  await expect(page.getByText('Name wird gebraucht.', { exact: true })).toBeVisible();
  expect(await englishIn(page)).toEqual([]);
  await lookAt(causeway, 'de-form');
});

test('I choose my language in the settings, and it speaks it at once', async ({ launch }) => {
  test.setTimeout(120_000);
  const causeway = await launch({ args: ['--demo'] });
  const { page } = causeway;
  await expectOnline(page);
  expect(await languageOf(causeway)).toBe('en');
  expect(await menuOf(causeway)).toContain('View');

  await page.keyboard.press('Control+n');
  await page.getByLabel('Name', { exact: true }).fill('Halb getippt');
  await page.keyboard.press('Control+,');
  await page.getByRole('dialog').getByText('Deutsch', { exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Einstellungen' })).toBeVisible();
  await expect.poll(() => languageOf(causeway)).toBe('de');
  await expect.poll(() => menuOf(causeway)).toContain('Ansicht');
  await lookAt(causeway, 'de-settings');

  await page.getByRole('button', { name: 'Fertig' }).click();
  await expect(page.getByRole('heading', { name: 'Neues Profil' })).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Halb getippt');
  expect(await englishIn(page)).toEqual([]);

  await page.keyboard.press('Control+,');
  await page.getByRole('dialog').getByText('English', { exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await page.getByRole('dialog').getByText('Deutsch', { exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Einstellungen' })).toBeVisible();
  await causeway.quit();

  const again = await launch();
  await expect(again.page.getByRole('button', { name: 'Demo ausprobieren' })).toBeVisible();
  expect(await languageOf(again)).toBe('de');
});
