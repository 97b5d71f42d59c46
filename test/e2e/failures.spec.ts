import type { Page } from '@playwright/test';
import { expect, expectOnline, firstSession, hop, test, viewIn } from './causeway.ts';
import { addProfile, canary, field, openOnline, save, startCompany, type Company } from './company.ts';

let company: Company;
test.beforeAll(async () => {
  company = await startCompany();
});
test.afterAll(() => company.stop());

const passed = async (page: Page, ...titles: readonly string[]): Promise<void> => {
  for (const title of titles) await expect(hop(page, title)).toContainText('passed');
};

test('D5: a wrong password is said in one sentence, a second one as well, and the right one mends it', async ({
  open,
}) => {
  const { page } = await open();
  await addProfile(page, { ...company.typed, password: 'wrong' });
  const problem = page.getByRole('main');
  await expect(problem).toContainText('The auth server refused the credential (401/611).');
  await expect(hop(page, 'Server')).toContainText('refused 401');
  await passed(page, 'Forward proxy', 'Gateway');

  await problem.getByRole('button', { name: 'Sign in again' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in to Corp gateway' });
  await expect(dialog).toContainText(`alice at ${company.typed.server}`);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog).toContainText('Enter it to sign in.');
  const password = dialog.getByLabel('Password', { exact: true });
  for (const times of [2, 3]) {
    await password.fill(`wrong${times}`);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await expect(dialog.getByRole('alert')).toContainText(`Refused again, ${times} times in a row.`);
    await expect(dialog.getByRole('alert')).toContainText(
      'The auth server refused the credential (401/611).',
    );
    await expect(password).toBeFocused();
    await expect(password).toHaveValue(`wrong${times}`);
  }
  // It is selected: typing replaces it.
  await page.keyboard.type(company.typed.password);
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expectOnline(page);
  await expect(problem).not.toContainText('refused');
});

test('D5: a wrong username is mended where its password is typed, and so saved', async ({ open }) => {
  const { page } = await open();
  await addProfile(page, { ...company.typed, username: 'alise' });
  await expect(page.getByRole('main')).toContainText('The auth server refused the credential (401/611).');
  await page.getByRole('main').getByRole('button', { name: 'Sign in again' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in to Corp gateway' });
  await dialog.getByLabel('Username').fill(company.typed.username);
  await dialog.getByLabel('Password', { exact: true }).fill(company.typed.password);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expectOnline(page);
  const { profiles } = await viewIn(page);
  expect(profiles.map(({ profile, wanted }) => [profile.credential, wanted])).toEqual([
    [{ kind: 'password', username: company.typed.username }, true],
  ]);
});

test('a wrong proxy password marks the forward proxy, and leads to the field', async ({ open }) => {
  const { page } = await open();
  await addProfile(page, { ...company.typed, proxyPassword: canary('Wrong') });
  const proxy = company.typed.proxy;
  await expect(page.getByRole('main')).toContainText(
    `The forward proxy ${proxy} refused the username or password (407).`,
  );
  await expect(hop(page, 'Forward proxy')).toContainText('refused 407');
  await passed(page, 'You');
  await expect(hop(page, 'Gateway')).toContainText('not reached');

  await page.getByRole('main').getByRole('button', { name: 'Enter the password' }).first().click();
  await expect(field(page, 'Password at the proxy')).toBeFocused();
  await expect(field(page, 'Password at the proxy')).toHaveValue('');
  await field(page, 'Password at the proxy').fill(company.typed.proxyPassword);
  await field(page, 'Password').fill(company.typed.password);
  await save(page);
  await expectOnline(page);
});

test('a header that the gateway misses marks the gateway', async ({ open }) => {
  const { page } = await open();
  await addProfile(page, { ...company.typed, headers: [] });
  await expect(page.getByRole('main')).toContainText(
    'Something in front of the auth server refused the request (401).',
  );
  await expect(hop(page, 'Gateway')).toContainText('refused 401');
  await passed(page, 'You', 'Forward proxy');
  await expect(hop(page, 'Server')).toContainText('not reached');

  await page.getByRole('main').getByRole('button', { name: 'Edit the headers' }).first().click();
  await expect(page.getByRole('button', { name: 'Add a header' })).toBeVisible();
});

test('a server that is down is waited for, with a countdown, and can be retried now', async ({ open }) => {
  const { page } = await openOnline(open, company.typed);

  await company.server.stop();
  const session = firstSession(page);
  await expect(session).toContainText(/retrying in 0:0\d/);
  await expect(session).toContainText('The gateway failed (502).');
  await expect(hop(page, 'Gateway')).toContainText('refused 502');
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('1 waiting');

  // The wait doubles each time. One long enough shows that the button ended it, and not its own end.
  await expect(session).toContainText(/retrying in 0:0[678]/, { timeout: 20_000 });
  await company.server.start();
  await session.getByRole('button', { name: 'Retry now' }).click();
  await expect(session).toContainText(/online \d s/, { timeout: 4_000 });
  await expectOnline(page);
});

test('a gateway whose authority nobody knows is not trusted', async ({ open }) => {
  const { page } = await open();
  await addProfile(page, { ...company.typed, ca: '' });
  await expect(page.getByRole('main')).toContainText(
    /The certificate of the gateway 127\.0\.0\.1 (is signed by an authority that this computer doesn’t know|came without the certificates)/,
  );
  expect(company.server.sessions()).toHaveLength(0);
});
