import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { expect, expectOnline, test, openedDemo } from './causeway.ts';
import { field } from './company.ts';
import { lookAt } from './look-at.ts';
import { list, openedWith, row, started, type Saved } from './saved-profiles.ts';

const few: readonly Saved[] = [
  { name: 'Berlin', environment: 'production' },
  { name: 'Open Lisbon', environment: 'production', verify: false },
  { name: 'node 2', environment: 'staging' },
  { name: 'node 10', environment: 'staging' },
  { name: 'node 9', environment: 'staging' },
  { name: 'laptop', environment: 'development' },
  { name: 'sandbox', environment: 'own' },
];

const group = (page: Page, name: string): Locator => list(page).getByRole('list', { name });
const namesIn = (page: Page, name: string): Promise<string[]> =>
  group(page, name).locator('.name').allInnerTexts();

test('I find my profiles by environment, and by a word of their names', async ({ open }) => {
  const { page } = await openedWith(open, few);
  await expect(list(page).getByRole('heading', { level: 3 })).toContainText([
    ...['Production', 'Staging', 'Development', 'Own'],
  ]);
  expect(await namesIn(page, 'Staging, 3 profiles')).toEqual(['node 2', 'node 9', 'node 10']);
  await page.getByRole('searchbox', { name: 'Search profiles' }).fill('open prod');
  await expect(list(page).locator('[data-row]')).toHaveCount(1);
  await expect(row(page, 'Open Lisbon')).toBeVisible();
});

test('I arrange my list, and it is as I left it after a restart', async ({ launch, userData }) => {
  const first = await started(launch, userData, few);
  const { page } = first;

  await test.step('a favourite stands on top', async () => {
    await row(page, 'laptop').hover();
    await page.getByRole('button', { name: 'Make laptop a favourite' }).click();
    await expect(group(page, 'Favourites, 1 profile')).toContainText('laptop');
    await expect(group(page, 'Development')).toHaveCount(0);
  });
  await test.step('with Alt and an arrow key a profile moves', async () => {
    await row(page, 'node 10').focus();
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => namesIn(page, 'Staging, 3 profiles')).toEqual(['node 2', 'node 10', 'node 9']);
    await expect(row(page, 'node 10')).toBeFocused();
    await expect(list(page).getByRole('status')).toHaveText('node 10 is now 2 of 3.');
  });
  await test.step('with the mouse too', async () => {
    await row(page, 'node 9').dragTo(row(page, 'node 2'));
    await expect.poll(() => namesIn(page, 'Staging, 3 profiles')).toEqual(['node 9', 'node 2', 'node 10']);
  });
  await test.step('a group folds up', async () => {
    await list(page)
      .getByRole('button', { name: /^Production/ })
      .click();
    await expect(row(page, 'Berlin')).toHaveCount(0);
  });
  await first.quit();

  const second = await launch();
  await expect(group(second.page, 'Favourites, 1 profile')).toContainText('laptop');
  expect(await namesIn(second.page, 'Staging, 3 profiles')).toEqual(['node 9', 'node 2', 'node 10']);
  await expect(row(second.page, 'Berlin')).toHaveCount(0);
  await expect(list(second.page).getByRole('button', { name: /^Production/ })).toHaveAttribute(
    'aria-expanded',
    'false',
  );
});

test('D12: I tell the open profile from those that I marked', async ({ open }) => {
  const causeway = await openedWith(open, few);
  const { page } = causeway;
  await row(page, 'Berlin').click();
  await row(page, 'node 2').click({ modifiers: ['ControlOrMeta'] });
  await row(page, 'node 10').click({ modifiers: ['Shift'] });
  await expect(list(page).getByRole('region', { name: 'Selected profiles' })).toContainText(
    '3 profiles selected',
  );
  await expect(list(page).locator('[data-row] .tick')).toHaveCount(3);
  const looks = (name: string): Promise<string> =>
    row(page, name).evaluate((element) => {
      const { backgroundColor, boxShadow, fontWeight } = getComputedStyle(element);
      return [backgroundColor, boxShadow, fontWeight].join(' ');
    });
  await page.mouse.move(700, 700);
  const [opened, marked, plain] = [await looks('Berlin'), await looks('node 9'), await looks('laptop')];
  expect(new Set([opened, marked, plain]).size).toBe(3);
  expect(await looks('node 2')).toBe(marked);
  await lookAt(causeway, 'profiles-marked');
});

test('I duplicate a profile and tell the copy apart at once', async ({ open }) => {
  const { page } = await openedWith(open, few);
  await row(page, 'node 9').click();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await expect(name).toBeFocused();
  await expect(name).toHaveValue('node 9 copy');
  await expect(row(page, 'node 9 copy')).toBeVisible();
});

test('I remove several at once, and take it back', async ({ launch, userData }) => {
  const { app, page } = await started(launch, userData, few);
  await row(page, 'node 2').click();
  await row(page, 'node 10').click({ modifiers: ['Shift'] });
  await row(page, 'sandbox').click({ modifiers: ['ControlOrMeta'] });
  const selected = page.getByRole('region', { name: 'Selected profiles' });
  await expect(selected).toContainText('4 profiles selected');
  await selected.getByRole('button', { name: 'Remove…' }).click();

  // Neither production nor online: it is done, and can be undone.
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  await expect(page.getByText('4 profiles are removed.')).toBeVisible();
  await expect(list(page).locator('[data-row]')).toHaveCount(3);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(list(page).locator('[data-row]')).toHaveCount(7);
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);

  await row(page, 'sandbox').click();
  await page.keyboard.press('Delete');
  await expect(page.getByText('“sandbox” is removed.')).toBeVisible();
  await app.close();
  expect(await readFile(userData.file('profiles.json'), 'utf8')).not.toContain('sandbox');
});

test('I am asked before I touch production', async ({ open }) => {
  const { page } = await openedWith(open, few);
  await row(page, 'Berlin').click();
  await page.keyboard.press('Delete');
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('Other people may depend on it.');
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await test.step('before it is changed', async () => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Edit profile' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Berlin 2');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(dialog).toContainText('Change “Berlin”? It is a production profile.');
    await expect(row(page, 'Berlin')).toBeVisible();
    await dialog.getByRole('button', { name: 'Change production' }).click();
    await expect(row(page, 'Berlin 2')).toBeVisible();
  });
  await test.step('before it is used without verification', async () => {
    await row(page, 'Open Lisbon').click();
    await page.getByRole('button', { name: /^(Connect|Sign in)$/ }).click();
    await expect(dialog).toContainText('Connect “Open Lisbon” without verification?');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('list', { name: 'Sessions' })).toContainText('not connected');
  });
});

test('D17a: I am asked before a second profile gets a name, in whatever way it would', async ({ open }) => {
  const twins: readonly Saved[] = [{ name: 'Twin', environment: 'own' }, ...few];
  const { page } = await openedWith(open, twins);
  const question = page.getByRole('alertdialog', { name: /^Save a second / });
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  const saveAs = async (typed: string): Promise<void> => {
    await name.fill(typed);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
  };
  const decline = async (): Promise<void> => {
    await question.getByRole('button', { name: 'Cancel' }).click();
    await expect(question).toHaveCount(0);
  };

  await test.step('a new one', async () => {
    await page.getByRole('button', { name: 'New profile' }).click();
    await field(page, 'Server').fill('http://127.0.0.1:9');
    await page.getByLabel('How you sign in').selectOption({ label: 'Anonymous' });
    await saveAs(' twin');
    await expect(question).toContainText('There is a profile of this name already.');
    await decline();
    await expect(list(page).locator('[data-row]')).toHaveCount(twins.length);
    await saveAs('Third');
    await expect(row(page, 'Third')).toBeVisible();
  });
  await test.step('one that is renamed', async () => {
    await page.keyboard.press('F2');
    await saveAs('TWIN');
    await expect(question).toBeVisible();
    await decline();
    await saveAs('Third');
    await expect(page.getByRole('heading', { name: 'Third', level: 1 })).toBeVisible();
  });
  await test.step('a copy has a name of its own, and is asked about as soon as it takes another', async () => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Duplicate' }).click();
    await expect(name).toHaveValue('Third copy');
    await saveAs('Twin');
    await expect(question).toContainText('Save a second “Twin”?');
    await question.getByRole('button', { name: 'Save it all the same' }).click();
    await expect(row(page, 'Twin')).toHaveCount(2);
  });
});

test('I see all sessions at once, the worst first, and retry one from there', async ({ open }) => {
  const profiles = few.map((each) => ({ ...each, wanted: each.name === 'node 9' }));
  const { page } = await openedWith(open, profiles);
  await page.getByRole('button', { name: 'All sessions' }).click();
  const sessions = page.getByRole('main').getByRole('list', { name: 'All sessions' }).getByRole('listitem');
  await expect(sessions).toHaveCount(7);
  await expect(sessions.first()).toContainText('node 9');
  await expect(sessions.first()).toContainText(/retrying in \d:\d\d/);
  await sessions.first().getByRole('button', { name: 'Retry now: /~/tasks of node 9' }).click();
  await expect(sessions.first()).toContainText('node 9');
  await sessions.first().locator('[data-row]').click();
  await expect(page.getByRole('main').getByRole('heading', { name: 'node 9' })).toBeVisible();
});

test('I go through a thousand profiles by keyboard', async ({ launch, userData }) => {
  const thousand = Array.from({ length: 1000 }, (_, index) => ({
    name: `Branch ${index}`,
    environment: 'staging' as const,
  }));
  const { page } = await started(launch, userData, thousand);
  expect(await list(page).locator('[data-row]').count()).toBeLessThan(80);
  await row(page, 'Branch 0').click();
  await page.keyboard.press('End');
  await expect(row(page, 'Branch 999')).toBeFocused();
  await expect(row(page, 'Branch 999')).toBeInViewport();
  await expect(page.getByRole('main').getByRole('heading', { name: 'Branch 999' })).toBeVisible();
  for (let step = 0; step < 30; step += 1) await page.keyboard.press('ArrowUp');
  await expect(row(page, 'Branch 969')).toBeFocused();
  await expect(row(page, 'Branch 969')).toBeInViewport();
  await page.keyboard.type('branch 42');
  await expect(row(page, 'Branch 42')).toBeFocused();
  await page.keyboard.press('End');
  for (let step = 0; step < 30; step += 1) await page.keyboard.press('ArrowUp');
  const item = list(page).locator('li', { has: page.getByText('Branch 969', { exact: true }) });
  await expect(item).toHaveAttribute('aria-posinset', '970');
  await expect(item).toHaveAttribute('aria-setsize', '1000');
  await page.getByRole('searchbox', { name: 'Search profiles' }).fill('branch 123');
  await expect(list(page).locator('[data-row]')).toHaveCount(1);
});

test('I unfold a group far down, and the list stays where I am', async ({ launch, userData }) => {
  const thousand = Array.from({ length: 1000 }, (_, index) => ({
    name: `Branch ${index}`,
    environment: index < 500 ? ('staging' as const) : ('development' as const),
  }));
  const { page } = await started(launch, userData, thousand);
  const group = page.getByRole('button', { name: 'Development' });
  await group.click();
  await expect(group).toHaveAttribute('aria-expanded', 'false');
  await row(page, 'Branch 0').click();
  await page.keyboard.press('End');
  await expect(row(page, 'Branch 499')).toBeInViewport();
  await group.click();
  await expect(row(page, 'Branch 500')).toBeAttached();
  await expect(row(page, 'Branch 499')).toBeInViewport();
});

test('I test a profile while I edit it, and nothing is saved by that', async ({ open }) => {
  const { page } = await openedDemo(open);
  await expectOnline(page);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Edit profile' }).click();
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  const result = page.getByRole('region', { name: 'Test' });
  await expect(result).toContainText(/It works: the session was bound in \d/);
  await expect(result.getByRole('list', { name: 'Sync' })).toContainText(/Upgrade\s*passed/);

  await field(page, 'URL prefix').fill('/elsewhere');
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(result.getByRole('status')).toContainText('The gateway');
  await expect(result.getByRole('list', { name: 'Sync' })).toContainText(/Upgrade\s*refused/);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Discard changes' }).click();
  await expectOnline(page);
});

test('the list, the overview and what can be undone can be looked at', async ({ open }) => {
  test.setTimeout(120_000);
  const profiles = [...few, { name: 'uplink', environment: 'production', wanted: true } as const];
  const causeway = await openedWith(open, profiles);
  const { page } = causeway;
  await row(page, 'laptop').hover();
  await page.getByRole('button', { name: 'Make laptop a favourite' }).click();
  await row(page, 'node 2').click();
  await row(page, 'node 10').click({ modifiers: ['Shift'] });
  await lookAt(causeway, 'profiles');
  await page.getByRole('button', { name: 'All sessions' }).click();
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(8);
  await lookAt(causeway, 'overview');
  await row(page, 'Berlin').click();
  await page.keyboard.press('Delete');
  await lookAt(causeway, 'remove-production');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove profile' }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await page.emulateMedia({ colorScheme: 'light' });
  await page.screenshot({ path: 'test-results/screenshots/removed.png' });
});
