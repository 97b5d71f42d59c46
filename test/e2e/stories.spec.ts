import type { Locator, Page } from '@playwright/test';
import { expect, expectOnline, fact, hop, tab, test, type Seen } from './causeway.ts';
import { field, openSection } from './company.ts';
import { leaveADayBehind, startHarbour, type Harbour } from './harbour.ts';
import { picture, withPictures } from './look-at.ts';

/** What a person does in the window, part by part; the guide is illustrated with what is seen here. */

let harbour: Harbour;
test.beforeAll(async () => {
  harbour = await startHarbour();
});
test.afterAll(() => harbour.stop());
// Each picture is taken four times, and looked at by axe twice.
test.setTimeout(90_000);

const list = (page: Page): Locator => page.getByRole('navigation', { name: 'Profiles' });
const row = (page: Page, name: string): Locator =>
  list(page)
    .locator('[data-row]')
    .filter({ has: page.getByText(name, { exact: true }) });
const overview = (page: Page): Locator =>
  page.getByRole('main').getByRole('list', { name: 'All sessions' }).getByRole('listitem');

/** With everything that this company has saved, and each of its sessions where it ends up. */
async function settled<App extends Seen>(open: () => Promise<App>): Promise<App> {
  const causeway = await open();
  const { page } = causeway;
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  await harbour.settle(page);
  const status = page.getByRole('contentinfo', { name: 'Status' });
  await expect(status).toContainText('6 online', { timeout: 20_000 });
  await expect(status).toContainText('1 blocked');
  await row(page, 'Berlin').click();
  return causeway;
}

test('I open it for the first time and try the demo with one click', withPictures, async ({ open }) => {
  const causeway = await open();
  const { page } = causeway;
  await expect(page.getByRole('button', { name: 'Add a profile' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Import…' })).toBeVisible();
  await picture(causeway, 'first-run');
  await page.getByRole('button', { name: 'Try the demo' }).click();
  await expectOnline(page);
  await picture(causeway, 'demo');
});

test('I find a profile by its environment and see at a glance how it is', withPictures, async ({ open }) => {
  const causeway = await settled(open);
  const { page } = causeway;
  await expect(list(page).getByRole('heading', { level: 3 })).toContainText([
    ...['Production', 'Staging', 'Development'],
  ]);
  await expect(page.getByText('Connected 3 of 3')).toBeVisible();
  await expect(hop(page, 'Gateway')).toContainText('berlin.harbour.example');
  await picture(causeway, 'profile');

  await test.step('all sessions together, the worst first', async () => {
    await page.getByRole('button', { name: 'All sessions' }).click();
    await expect(overview(page)).toHaveCount(8);
    await expect(overview(page).first()).toContainText('Lisbon');
    await expect(overview(page).filter({ hasText: 'Singapore' })).toContainText(/retrying in|connecting/);
    await picture(causeway, 'all-sessions');
  });
});

test('I read who refused, and copy the fix for the gateway', withPictures, async ({ open }) => {
  const causeway = await settled(open);
  const { page } = causeway;
  await row(page, 'Lisbon').click();
  await expect(hop(page, 'Gateway')).toContainText('refused');
  await expect(page.getByRole('main')).toContainText('The gateway removed the Upgrade header');
  await page.getByRole('main').getByRole('button', { name: 'Show the fix' }).click();
  await page
    .getByRole('group', { name: 'Who has to change something' })
    .getByRole('button', { name: 'nginx' })
    .click();
  await expect(page.getByRole('main')).toContainText('proxy_set_header Upgrade $http_upgrade;');
  await picture(causeway, 'refused-with-its-fix');
});

test('I follow an attempt hop by hop, and read the request that was sent', withPictures, async ({ open }) => {
  const causeway = await settled(open);
  const { page } = causeway;
  await tab(page, 'Trace').click();
  await expect(page.getByRole('list', { name: 'Sync' }).getByRole('listitem')).not.toHaveCount(0);
  await picture(causeway, 'trace');

  await tab(page, 'Request').click();
  const request = page.getByRole('group', { name: 'Request' });
  await expect(request).toContainText(/X-Realm-Auth: \[access token [A-Z]+\]/);
  await expect(request).toContainText(/Authorization: \[header value [A-Z]+\]/);
  await picture(causeway, 'request');
});

test('I look into a token without showing it', withPictures, async ({ open }) => {
  const causeway = await settled(open);
  const { page } = causeway;
  await tab(page, 'Token').click();
  await expect(fact(page, 'Realm path')).toContainText('/tasks');
  await expect(page.locator('[data-revealed]')).toHaveCount(0);
  await picture(causeway, 'token');
});

test('I see how a session fared since yesterday', withPictures, async ({ launch, userData }) => {
  const first = await settled(launch);
  await first.quit();
  await leaveADayBehind(userData, '/~/tasks');
  const causeway = await launch();
  const { page } = causeway;
  await row(page, 'Berlin').click();
  await expect(page.getByText('Connected 3 of 3')).toBeVisible();
  await tab(page, 'History').click();
  await expect(page.getByRole('table', { name: 'Outages' }).locator('tbody tr')).toHaveCount(3);
  await expect(page.locator('figure canvas')).toHaveCount(2);
  await picture(causeway, 'history');
});

test('I describe a gateway and watch the request that it makes', withPictures, async ({ open }) => {
  const causeway = await settled(open);
  const { page } = causeway;
  await page.getByRole('button', { name: 'New profile' }).click();
  await field(page, 'Name').fill('Hamburg');
  await page.getByRole('main').getByText('Staging', { exact: true }).click();
  await field(page, 'Server').fill('https://hamburg.harbour.example:9443');
  await field(page, 'Username').fill('alice');
  await openSection(page, 'Gateway');
  await field(page, 'URL prefix').fill('/my/url/prefix');
  await field(page, 'Authorization header name').fill('X-Realm-Auth');
  for (const [index, [name, value]] of [
    ['Authorization', 'Bearer corporate'],
    ['X-Team', 'mobile'],
  ].entries()) {
    await page.getByRole('button', { name: 'Add a header' }).click();
    await field(page, `Name of header ${index + 1}`).fill(name ?? '');
    if (index === 0) await page.getByLabel('The value of header 1 is secret').check();
    await field(page, `Value of header ${index + 1}`).fill(value ?? '');
  }
  const preview = page.getByRole('group', { name: 'The upgrade request this makes' });
  await expect(preview).toContainText('X-Realm-Auth');
  await expect(preview).not.toContainText('Bearer corporate');
  await field(page, 'Authorization header name').scrollIntoViewIfNeeded();
  await picture(causeway, 'new-profile');
});

test(
  'I test a change before I save it, and am asked because it is production',
  withPictures,
  async ({ open }) => {
    const causeway = await settled(open);
    const { page } = causeway;
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Edit profile' }).click();
    await field(page, 'Name').fill('Berlin port');
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await expect(page.getByRole('region', { name: 'Test' })).toContainText(
      /It works: the session was bound in/,
    );
    await picture(causeway, 'tested-before-saving');

    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('alertdialog')).toContainText('It is a production profile.');
    await picture(causeway, 'asked-before-production-changes');
  },
);

test('I settle how it behaves on this computer', withPictures, async ({ open }) => {
  const causeway = await settled(open);
  const { page } = causeway;
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByLabel('Quiet hours').check();
  await expect(dialog.getByLabel('From')).toBeVisible();
  await picture(causeway, 'settings');
});

test('I find what to do by its name, and the keys for it', withPictures, async ({ open }) => {
  const causeway = await settled(open);
  const { page } = causeway;
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Find a command' });
  await expect(palette.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('lis');
  await expect(palette.getByRole('option').first()).toContainText('Lisbon');
  await picture(causeway, 'palette');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await picture(causeway, 'shortcuts');
});
