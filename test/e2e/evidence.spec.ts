import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { harSchema } from '../unit/evidence/har-schema.ts';
import { expect, expectOnline, fact, test, type Causeway } from './causeway.ts';
import { addProfile, canary, startCompany, type Company } from './company.ts';
import { lookAt, picture, withPictures } from './look-at.ts';

/** What a person hands to support: a report to read and a HAR file, seen before they leave the window. */

let company: Company;
test.beforeAll(async () => {
  company = await startCompany();
});
test.afterAll(() => company.stop());

const dialogOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Report for whoever helps you' });
const textOf = (page: Page, name: 'Report' | 'HAR'): Locator =>
  dialogOf(page).getByRole('region', { name, exact: true });

/** The text that lies open, of which copies and files have to be the very same. */
const shownText = async (page: Page, name: 'Report' | 'HAR'): Promise<string> =>
  (await textOf(page, name).textContent()) ?? '';

async function saveTo(causeway: Causeway, button: string, filePath: string): Promise<string> {
  await causeway.app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = (...input: unknown[]) => {
      const { defaultPath = '' } = input.at(-1) as { readonly defaultPath?: string };
      (globalThis as { offered?: string }).offered = defaultPath;
      return Promise.resolve({ canceled: false, filePath: path });
    };
  }, filePath);
  const dialog = dialogOf(causeway.page);
  await dialog.getByRole('button', { name: button }).click();
  await expect(dialog.getByRole('status')).toHaveText('Saved.');
  return readFileSync(filePath, 'utf8');
}

const clipboardOf = ({ app }: Causeway): Promise<string> =>
  app.evaluate(({ clipboard }) => clipboard.readText());

/** What must be in no text that leaves the window. */
const secretsOf = ({ typed }: Company): readonly string[] => [
  typed.password,
  typed.proxyPassword,
  ...typed.headers.filter(({ secret }) => secret).map(({ value }) => value.replace('Bearer ', '')),
];

function expectNoSecretIn(text: string): void {
  for (const secret of secretsOf(company)) {
    for (const form of [
      secret,
      Buffer.from(secret).toString('hex'),
      Buffer.from(`corp-alice:${secret}`).toString('base64'),
    ])
      expect(text).not.toContain(form);
  }
  // Tokens of the server: base64, a colon, base64.
  expect(text).not.toMatch(/[A-Za-z0-9+/=]{100,}:[A-Za-z0-9+/=]{100,}/);
}

interface ReadHar {
  readonly log: {
    readonly entries: readonly {
      readonly request: {
        readonly method: string;
        readonly url: string;
        readonly headers: readonly { readonly name: string; readonly value: string }[];
      };
      readonly response: { readonly status: number };
    }[];
  };
}

function readHar(text: string): ReadHar['log']['entries'] {
  const har: unknown = JSON.parse(text);
  expect(harSchema.safeParse(har).error?.issues).toBeUndefined();
  return (har as ReadHar).log.entries;
}

/** What each upgrade carried as its token. */
const tokensIn = (text: string): readonly string[] =>
  readHar(text)
    .filter(({ request }) => request.method === 'GET')
    .map(({ request }) => request.headers.find(({ name }) => name === 'X-Realm-Auth')?.value ?? '');

test('I send support what happened, without sending a secret', withPictures, async ({ launch, userData }) => {
  const causeway = await launch();
  const { page } = causeway;
  await addProfile(page, { ...company.typed, urlPrefix: '/not/the/prefix' });
  await expect(page.getByRole('main')).toContainText('404');
  await lookAt(causeway, 'evidence-problem');
  await page.getByRole('main').getByRole('button', { name: 'Report…' }).first().click();

  const report = await test.step('the report is shown before anything leaves', async () => {
    await expect(textOf(page, 'Report')).toContainText('# Report on /~/tasks of Corp gateway');
    await picture(causeway, 'report');
    const text = await shownText(page, 'Report');
    const host = new URL(company.gateway.url).host;
    expect(text).toMatch(/■ Gateway 127\.0\.0\.1:\d+ \(refused 404\)/);
    expect(text).toContain('gateway.noSuchPath 404');
    expect(text).toContain(`Host: ${host}`);
    expect(text).toMatch(/\| Sync \| Upgrade \| \*\*failed\*\* \|/);
    expect(text).toContain('X-Realm-Auth: [access token A]');
    expect(text).toContain('Authorization: [header value A]');
    expect(text).toContain('Proxy-Authorization: Basic [proxy password A]');
    expect(text).toMatch(/system: Linux \S+ x64|system: Linux \S+ arm64/);
    expect(text).toMatch(/Expires: \d{4}-/);
    expectNoSecretIn(text);
    return text;
  });

  await test.step('what is copied and saved is that very text', async () => {
    await dialogOf(page).getByRole('button', { name: 'Copy report' }).click();
    await expect(dialogOf(page).getByRole('status')).toHaveText('Copied');
    expect(await clipboardOf(causeway)).toBe(report);
    expect(await saveTo(causeway, 'Save report…', userData.file('report.md'))).toBe(report);
    const offered = await causeway.app.evaluate(() => (globalThis as { offered?: string }).offered);
    expect(offered).toMatch(/^causeway Corp gateway \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.md$/);
  });

  await test.step('tools can read the HAR file', async () => {
    await dialogOf(page).getByRole('tab', { name: 'HAR' }).click();
    await expect(textOf(page, 'HAR')).toBeVisible();
    await lookAt(causeway, 'evidence-har');
    const har = await saveTo(causeway, 'Save HAR…', userData.file('exchanges.har'));
    expect(har).toBe(await shownText(page, 'HAR'));
    const entries = readHar(har).map(({ request, response }) => `${request.method} ${response.status}`);
    expect(entries).toEqual(expect.arrayContaining(['CONNECT 200', 'POST 200', 'GET 404']));
    expectNoSecretIn(har);
  });

  await test.step('names of people are hidden in both texts, if I want that', async () => {
    await dialogOf(page).getByLabel('Hide host and user names').check();
    await expect(textOf(page, 'HAR')).not.toContainText('alice');
    await dialogOf(page).getByRole('tab', { name: 'Report' }).click();
    await expect(textOf(page, 'Report')).toContainText('"username": "user-1"');
    await expect(textOf(page, 'Report')).not.toContainText(/alice|Corp gateway/);
    await lookAt(causeway, 'evidence-hidden');
    expect(await saveTo(causeway, 'Save report…', userData.file('hidden.md'))).not.toMatch(
      /alice|Corp gateway/,
    );
    await page.keyboard.press('Escape');
    await expect(dialogOf(page)).toBeHidden();
  });
});

test('I show a colleague a connection that works, and that its token was renewed', async ({ launch }) => {
  const causeway = await launch();
  const { page } = causeway;
  await addProfile(page, company.typed);
  await expectOnline(page);
  await lookAt(causeway, 'evidence-details');

  await test.step('connected again with the same token', async () => {
    company.server.dropAll();
    await expect(fact(page, 'Attempt')).toHaveText('2');
    await expectOnline(page);
  });

  await test.step('and with another one, after signing in again', async () => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Forget the tokens and sign in again…' }).click();
    await page.getByRole('button', { name: 'Forget and sign in again' }).click();
    const signIn = page.getByRole('dialog');
    await signIn.getByLabel('Password', { exact: true }).fill(company.typed.password);
    await signIn.getByRole('button', { name: 'Sign in' }).click();
    await expectOnline(page);
  });

  await page.getByRole('complementary').getByRole('button', { name: 'Report…' }).click();
  const report = await shownText(page, 'Report');
  expect(report).toMatch(/Online since \d{4}-\d\d-\d\d .*io\.realm\.sync\.22/);
  expect(report).toContain('● Gateway');
  expect(report).toContain('Refresh token kept in: keychain');
  expect(report).toMatch(/Trusted by|\| profile \|/);
  await dialogOf(page).getByRole('tab', { name: 'HAR' }).click();
  const har = await shownText(page, 'HAR');
  // The first contact asks twice: the gateway hides which server answers, so its version is found by trying.
  expect(tokensIn(har)).toEqual([...Array<string>(3).fill('[access token A]'), '[access token B]']);
  expectNoSecretIn(report + har);
});

test('I report a sign-in that fails, without the mouse', async ({ open }) => {
  const causeway = await open();
  const { page } = causeway;
  const wrong = canary('WrongPassword');
  await addProfile(page, { ...company.typed, password: wrong });
  await expect(page.getByRole('main')).toContainText('The auth server refused the credential');
  const button = page.getByRole('main').getByRole('button', { name: 'Report…' }).first();
  await button.press('Enter');
  const report = await shownText(page, 'Report');
  expect(report).toContain('auth.credentialRefused 401');
  expect(report).toContain('POST /auth HTTP/1.1');
  expect(report).not.toContain(wrong);

  await dialogOf(page).getByRole('tab', { name: 'Report' }).press('ArrowRight');
  await expect(textOf(page, 'HAR')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(textOf(page, 'HAR')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(textOf(page, 'HAR')).not.toContainText('alice');
  await page.keyboard.press('Escape');
  await expect(dialogOf(page)).toBeHidden();
  await expect(button).toBeFocused();
});
