import { mkdirSync } from 'node:fs';
import { inRoot } from '../../scripts/setup/places.js';
import { expect, expectOnline, firstSession, tab, test } from './causeway.ts';
import { addProfile, canary, field, openSection, save, startCompany, type Company } from './company.ts';
import { lookAt } from './look-at.ts';

/** Each main state, looked at in light and dark and at two sizes: for people as pictures, for axe as a page. */

let company: Company;
test.beforeAll(async () => {
  company = await startCompany();
});
test.afterAll(() => company.stop());

test('the welcome screen and the form', async ({ launch }) => {
  const causeway = await launch();
  const { page } = causeway;
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  await lookAt(causeway, 'welcome');

  await page.getByRole('button', { name: 'Add a profile' }).click();
  await lookAt(causeway, 'form');
  for (const section of ['Gateway', 'Trust', 'Sync'] as const) await openSection(page, section);
  await page.getByText('Set by hand', { exact: true }).click();
  await field(page, 'Name').fill('Staging');
  await field(page, 'Server').fill('ftp://ros.internal');
  await page.getByRole('button', { name: 'Add a header' }).click();
  await field(page, 'Name of header 1').fill('X Team');
  await save(page);
  await expect(field(page, 'Server')).toBeFocused();
  await lookAt(causeway, 'form-refused');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await lookAt(causeway, 'discard');
});

test('the demo', async ({ launch }) => {
  const causeway = await launch({ args: ['--demo'] });
  const { page } = causeway;
  await expectOnline(page);
  await lookAt(causeway, 'demo');
  if (process.env['UPDATE_SCREENSHOTS'] === '1') {
    mkdirSync(inRoot('docs', 'screenshots'), { recursive: true });
    for (const [colorScheme, name] of [
      ['light', 'demo.png'],
      ['dark', 'demo-dark.png'],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: inRoot('docs', 'screenshots', name) });
    }
  }
  await tab(page, 'Trace').click();
  await lookAt(causeway, 'demo-trace');
  await tab(page, 'Request').click();
  await lookAt(causeway, 'demo-request');
  await page.getByRole('button', { name: 'More actions' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  // A menu that pops up belongs to no part of the page.
  await lookAt(causeway, 'demo-menu', ['region']);
});

test('the settings', async ({ launch }) => {
  const causeway = await launch();
  const { page } = causeway;
  await page.getByRole('button', { name: 'Settings' }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByLabel('Quiet hours').check();
  await expect(dialog.getByLabel('From')).toBeVisible();
  await lookAt(causeway, 'settings');
});

test('problems', async ({ launch }) => {
  const causeway = await launch();
  const { page } = causeway;
  await addProfile(page, { ...company.typed, environment: 'Production', proxyPassword: canary('Wrong') });
  await expect(page.getByRole('main')).toContainText('(407)');
  await lookAt(causeway, 'problem-proxy');

  await addProfile(page, { ...company.typed, environment: 'Production', password: 'wrong' });
  await expect(page.getByRole('main')).toContainText('(401/611)');
  await lookAt(causeway, 'problem-credential');
  await page.getByRole('main').getByRole('button', { name: 'Sign in again' }).first().click();
  await lookAt(causeway, 'sign-in');
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(company.typed.password);
  await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
  await expect(firstSession(page)).toContainText(/online \d+ s/);
  await lookAt(causeway, 'online');

  await company.server.stop();
  await expect(firstSession(page)).toContainText(/retrying in/);
  await lookAt(causeway, 'waiting');
  await company.server.start();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await lookAt(causeway, 'remove');
});
