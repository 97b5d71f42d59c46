import type { Page } from '@playwright/test';
import { startSyncServer } from '../../main/demo/sync-server.ts';
import { expect, expectOnline, firstSession, tab, test } from './causeway.ts';
import { field } from './company.ts';
import { list, openedWith, row, started } from './saved-profiles.ts';

const palette = (page: Page) => page.getByRole('dialog', { name: 'Find a command' });
const offered = (page: Page) => palette(page).getByRole('option');

/** Opens the palette, types, and takes what comes first, which is to be this. */
async function command(page: Page, typed: string, expected: string | RegExp): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(palette(page).getByRole('combobox')).toBeFocused();
  await page.keyboard.type(typed);
  await expect(offered(page).first()).toContainText(expected);
  await expect(offered(page).first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(palette(page)).toHaveCount(0);
}

test('I do the whole job without a mouse', async ({ open }) => {
  const server = await startSyncServer({ users: { alice: { password: 'open-sesame' } } });
  const { app, page } = await open();
  const { keyboard } = page;
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();

  await test.step('I add a profile, and test it before I save it', async () => {
    await keyboard.press('Control+n');
    await expect(field(page, 'Name')).toBeFocused();
    await keyboard.type('Office');
    await field(page, 'Server').focus();
    await keyboard.type(`http://127.0.0.1:${server.port}`);
    await field(page, 'Username').focus();
    await keyboard.type('alice');
    await keyboard.press('Tab');
    await keyboard.type('open-sesame');
    await field(page, 'Realm path 1').focus();
    await keyboard.press('Control+a');
    await keyboard.type('/~/tasks');
    await keyboard.press('Control+t');
    await expect(page.getByRole('region', { name: 'Test' })).toContainText('It works');
    await keyboard.press('Control+s');
    await expect(row(page, 'Office')).toBeVisible();
  });

  await test.step('it connects, and I am on its row', async () => {
    await expectOnline(page);
    await expect(row(page, 'Office')).toBeFocused();
    await keyboard.press('Control+Shift+Enter');
    await expect(firstSession(page)).toContainText('not connected');
    await keyboard.press('Control+Enter');
    await expectOnline(page);
  });

  await test.step('I go into it and back', async () => {
    await keyboard.press('Enter');
    await expect(firstSession(page).locator('[data-row]')).toBeFocused();
    await keyboard.press('Enter');
    await expect(tab(page, 'Now')).toBeFocused();
    await keyboard.press('Control+2');
    await expect(tab(page, 'Trace')).toHaveAttribute('aria-selected', 'true');
    await expect(page.getByRole('list', { name: 'Sync' })).toContainText('Upgrade');
    await keyboard.press('Escape');
    await expect(firstSession(page).locator('[data-row]')).toBeFocused();
    await keyboard.press('Escape');
    await expect(row(page, 'Office')).toBeFocused();
    await keyboard.press('Shift+F6');
    await expect(tab(page, 'Trace')).toBeFocused();
    await keyboard.press('F6');
    await expect(row(page, 'Office')).toBeFocused();
  });

  await test.step('I copy the report, and am back where I was', async () => {
    await keyboard.press('Control+Shift+R');
    const report = page.getByRole('dialog', { name: /report|happened/i });
    await expect(report).toBeVisible();
    await report.getByRole('button', { name: /^Copy/ }).focus();
    await keyboard.press('Enter');
    await expect(report.getByRole('status')).toHaveText('Copied');
    await keyboard.press('Escape');
    await expect(row(page, 'Office')).toBeFocused();
    expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toContain('Office');
  });

  await test.step('I remove it, and undo that', async () => {
    await keyboard.press('Delete');
    const question = page.getByRole('alertdialog');
    await expect(question).toContainText('1 session is online');
    await question.getByRole('button', { name: 'Remove profile' }).focus();
    await keyboard.press('Enter');
    await expect(page.getByText('“Office” is removed.')).toBeVisible();
    await keyboard.press('Control+z');
    await expect(row(page, 'Office')).toBeVisible();
    await expectOnline(page);
  });
  await server.stop();
});

const offices = ['Berlin', 'Lisbon', 'Oslo', 'Quito'].map((name) => ({
  name,
  environment: 'staging' as const,
}));

test('I find what I want to do by its name', async ({ open }) => {
  const { page } = await openedWith(open, offices);

  await test.step('a profile, by letters of its name', async () => {
    await command(page, 'lisb', 'Lisbon');
    await expect(page.getByRole('main').getByRole('heading', { name: 'Lisbon' })).toBeVisible();
  });
  await test.step('what to do with one that is not in sight', async () => {
    await command(page, 'dupl oslo', 'Duplicate');
    await expect(field(page, 'Name')).toBeFocused();
    await expect(row(page, 'Oslo copy')).toBeVisible();
    await page.keyboard.press('Escape');
  });
  await test.step('the settings, and I am back where I was', async () => {
    await row(page, 'Berlin').click();
    await command(page, 'sett', 'Settings…');
    await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(row(page, 'Berlin')).toBeFocused();
  });
  await test.step('what I used last comes first', async () => {
    await page.keyboard.press('Control+k');
    await expect(offered(page).nth(0)).toContainText('Settings…');
    await expect(offered(page).nth(1)).toContainText('Duplicate');
    await page.keyboard.press('Escape');
  });
  await test.step('what is not there is said', async () => {
    await page.keyboard.press('Control+k');
    await expect(palette(page).getByRole('combobox')).toBeFocused();
    await page.keyboard.type('xyzzy');
    await expect(palette(page)).toContainText('Nothing is called “xyzzy”.');
    await page.keyboard.press('Enter');
    await expect(palette(page)).toBeVisible();
  });
});

test('no key does anything while I type or answer', async ({ open }) => {
  const { page } = await openedWith(open, offices);
  await row(page, 'Oslo').click();
  await page.keyboard.press('F2');
  await expect(field(page, 'Name')).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.type('?');
  await expect(field(page, 'Name')).toHaveValue('Oslo?');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Escape');
  const question = page.getByRole('alertdialog');
  await expect(question).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Control+n');
  await expect(palette(page)).toHaveCount(0);
  await question.getByRole('button', { name: 'Discard changes' }).focus();
  await page.keyboard.press('Enter');
  await expect(row(page, 'Oslo')).toBeFocused();
});

test('Tab comes to a list once, and the focus is never lost', async ({ open }) => {
  const { page } = await openedWith(open, offices);
  await row(page, 'Lisbon').click();
  expect(await list(page).locator('[data-row][tabindex="0"]').count()).toBe(1);

  await test.step('after a removal it is on the next one, and after its undoing on the one that is back', async () => {
    await page.keyboard.press('Delete');
    await expect(row(page, 'Lisbon')).toHaveCount(0);
    await expect(row(page, 'Oslo')).toBeFocused();
    await page.keyboard.press('Control+z');
    await expect(row(page, 'Lisbon')).toBeFocused();
  });
  await test.step('after a dialog that a menu opened it is on the menu’s button', async () => {
    const more = page.getByRole('button', { name: 'More actions' });
    await more.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Export…' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(more).toBeFocused();
  });
  await test.step('from all sessions it goes to the one I open, and back', async () => {
    await page.keyboard.press('Control+Shift+A');
    const rows = page.getByRole('main').locator('[data-row]');
    await expect(rows.first()).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(rows.nth(1)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(firstSession(page).locator('[data-row]')).toBeFocused();
  });
});

test('the menu does what its keys do, and shows them', async ({ open }) => {
  const { app, page } = await openedWith(open, offices);
  // What the page is asked after the choice, it answers after it: no key comes before the choice.
  const choose = (id: string) =>
    app.evaluate(async ({ Menu, BrowserWindow }, chosen) => {
      Menu.getApplicationMenu()?.getMenuItemById(chosen)?.click();
      await BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('null');
    }, id);
  expect(
    await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label)),
  ).toEqual(['File', 'Edit', 'View', 'Window', 'Help']);
  expect(
    await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('newProfile')?.accelerator),
  ).toBe('CommandOrControl+N');

  await choose('shortcuts');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await choose('newProfile');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(row(page, 'Berlin')).toBeVisible();
  await expect(field(page, 'Name')).toHaveCount(0);
  await choose('newProfile');
  await expect(field(page, 'Name')).toBeFocused();
});

test('among a thousand profiles the palette answers at once', async ({ launch, userData }) => {
  const thousand = Array.from({ length: 1000 }, (_, index) => ({
    name: `Branch ${index}`,
    environment: 'staging' as const,
  }));
  const { page } = await started(launch, userData, thousand);
  await command(page, 'branch 777', 'Branch 777');
  await expect(page.getByRole('main').getByRole('heading', { name: 'Branch 777' })).toBeVisible();
  await expect(row(page, 'Branch 777')).toBeInViewport();
  await page.keyboard.press('Control+k');
  await expect(palette(page).getByRole('combobox')).toBeFocused();
  await page.keyboard.type('branch');
  await expect(offered(page)).toHaveCount(40);
});
