import { expect, test } from './causeway.ts';
import { lookAt } from './look-at.ts';

/** What the app tells of itself: the guide, its versions and licences, its log. */

test('I look something up in the guide, without a network', async ({ open }) => {
  const causeway = await open();
  const { page } = causeway;
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  await page.keyboard.press('F1');
  const guide = page.getByRole('dialog', { name: 'The guide' });
  await expect(guide.getByRole('heading', { name: 'The first minute' })).toBeInViewport();
  await lookAt(causeway, 'guide');
  await guide.getByRole('navigation').getByRole('button', { name: 'When it is red' }).click();
  await expect(guide.getByRole('heading', { name: 'When it is red' })).toBeInViewport();
  await lookAt(causeway, 'guide-section');
  await page.keyboard.press('Escape');
  await expect(guide).toBeHidden();
});

test('I tell support what I have, and where its log is', async ({ open }) => {
  const causeway = await open();
  const { app, page } = causeway;
  await app.evaluate(({ shell }) => {
    shell.showItemInFolder = (path) => Object.assign(globalThis, { shownInFolder: path });
  });
  await page.getByRole('button', { name: /^Causeway \d/ }).click();
  const about = page.getByRole('dialog', { name: 'About Causeway' });
  const versions = await app.evaluate(({ app }) => [app.getVersion(), process.versions.electron ?? '']);
  for (const version of versions) await expect(about).toContainText(version);
  await expect(about).toContainText('This Causeway runs from its sources');
  await lookAt(causeway, 'about');
  await about.getByRole('button', { name: 'Copy for support' }).click();
  await expect(about.getByRole('status')).toHaveText('Copied');
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toMatch(/^Causeway \d.*\nElectron \d.*\nChromium \d.*\nNode.js \d.*\n\w+ .* \w+$/);
  await about.getByRole('button', { name: 'Show in its folder' }).click();
  await expect
    .poll(() => app.evaluate(() => (globalThis as { shownInFolder?: string }).shownInFolder))
    .toMatch(/logs[/\\]causeway\.log$/);
});

test('all of it is in the menu and in the list of commands', async ({ open }) => {
  const { app, page } = await open();
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  const ids = await app.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()
      ?.items.find(({ role }) => role === 'help')
      ?.submenu?.items.map(({ id }) => id),
  );
  expect(ids).toEqual(expect.arrayContaining(['guide', 'shortcuts', 'showLogs', 'about']));
  await app.evaluate(({ Menu }) => void Menu.getApplicationMenu()?.getMenuItemById('guide')?.click());
  await expect(page.getByRole('dialog', { name: 'The guide' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('About');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'About Causeway' })).toBeVisible();
});

test('in German, too', async ({ launch }) => {
  const german = { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8', LANGUAGE: 'de' };
  const causeway = await launch({ env: german });
  const { page } = causeway;
  await page.getByRole('button', { name: /^Causeway \d/ }).click();
  await expect(page.getByRole('dialog', { name: 'Über Causeway' })).toContainText('läuft aus seinen Quellen');
  await lookAt(causeway, 'de-about');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F1');
  await expect(page.getByRole('dialog', { name: 'Der Leitfaden' })).toContainText('auf Englisch');
  await lookAt(causeway, 'de-guide');
});
