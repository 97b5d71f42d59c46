import { expect, expectOnline, firstSession, test, openedDemo } from './causeway.ts';
import { addProfile, canary, field, openSection, save, startCompany, type Company } from './company.ts';
import { lookAt } from './look-at.ts';

/** States that no story shows, looked at in light and dark and at two sizes: for people as pictures, for axe as a page. */

let company: Company;
test.beforeAll(async () => {
  company = await startCompany();
});
test.afterAll(() => company.stop());

test('the form', async ({ open }) => {
  const causeway = await open();
  const { page } = causeway;
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

test('the menu of a profile', async ({ open }) => {
  const causeway = await openedDemo(open);
  const { page } = causeway;
  await expectOnline(page);
  await page.getByRole('button', { name: 'More actions' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  // A menu that pops up belongs to no part of the page.
  await lookAt(causeway, 'menu', ['region']);
});

test('problems', async ({ open }) => {
  const causeway = await open();
  const { page } = causeway;
  await addProfile(page, { ...company.typed, environment: 'Production', proxyPassword: canary('Wrong') });
  await expect(page.getByRole('main')).toContainText('(407)');
  await lookAt(causeway, 'problem-proxy');

  const other = { ...company.typed, name: 'Other gateway' };
  await addProfile(page, { ...other, environment: 'Production', password: 'wrong' });
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
