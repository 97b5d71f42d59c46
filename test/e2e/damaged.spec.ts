import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import type { PrivateFolder } from '../peers/folder.ts';
import { expect, expectOnline, firstSession, test, type Causeway } from './causeway.ts';
import { openOnline, startCompany, type Company } from './company.ts';

let company: Company;
test.beforeAll(async () => {
  company = await startCompany();
});
test.afterAll(() => company.stop());

test('damaged profiles are set aside and reported, and the last good copy goes on', async ({
  launch,
  userData,
}) => {
  const first = await openOnline(launch, company.typed);
  await first.quit();
  // The copy of what was good is kept when the profiles are next read.
  const second = await launch();
  await expectOnline(second.page);
  await second.quit();

  const whole = await readFile(userData.file('profiles.json'), 'utf8');
  const damaged = whole.slice(0, whole.length / 2);
  await writeFile(userData.file('profiles.json'), damaged);

  const third = await launch();
  const notices = third.page.getByRole('region', { name: 'Notices' });
  await expect(notices).toContainText(
    'The saved profiles could not be read. The last good copy was restored',
  );
  await expectOnline(third.page);
  const aside = (await readdir(userData.path)).filter((name) => /^profiles\.json\.damaged-\d{4}-/.test(name));
  expect(aside).toHaveLength(1);
  expect(await readFile(userData.file(aside[0] ?? ''), 'utf8')).toBe(damaged);
  await expect(notices).toContainText(aside[0] ?? '');

  await notices.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notices.getByRole('status')).toHaveCount(0);
  await third.quit();

  const fourth = await launch();
  await expectOnline(fourth.page);
  await expect(fourth.page.getByRole('region', { name: 'Notices' }).getByRole('status')).toHaveCount(0);
});

test('a damaged file without a copy leaves an app that starts', async ({ launch, userData }) => {
  const damaged = '{"schemaVersion": 1, "profiles": [';
  await writeFile(userData.file('profiles.json'), damaged);
  const { page } = await launch();
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('Nothing was deleted');
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  const aside = (await readdir(userData.path)).find((name) => name.startsWith('profiles.json.damaged-'));
  expect(await readFile(userData.file(aside ?? ''), 'utf8')).toBe(damaged);
});

test('a folder in the place of any file leaves an app that starts', async ({ launch, userData }) => {
  for (const name of ['profiles.json', 'settings.json', 'window.json', 'history.jsonl'])
    await mkdir(userData.file(name), { recursive: true });
  const { page } = await launch();
  const notices = page.getByRole('region', { name: 'Notices' });
  await expect(notices).toContainText('The saved profiles could not be read');
  await expect(notices).toContainText('The settings could not be read');
  await page.getByRole('button', { name: 'Try the demo' }).click();
  await expectOnline(page);
  await expect(notices).toContainText(`The history could not be kept in ${userData.file('history.jsonl')}`);
});

test('profiles of a newer version are left alone', async ({ launch, userData }) => {
  const newer = JSON.stringify({ schemaVersion: 99, profiles: [{ id: 'later', shape: 'unknown' }] });
  await writeFile(userData.file('profiles.json'), newer);
  const { page } = await launch();
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('written by a newer version');
  await page.getByRole('button', { name: 'Try the demo' }).click();
  await expectOnline(page);
  expect(await readFile(userData.file('profiles.json'), 'utf8')).toBe(newer);
});

test('one unreadable profile does not take the others with it', async ({ launch, userData }) => {
  const good = {
    formatVersion: 1,
    name: 'Good',
    server: 'http://127.0.0.1:9',
    credential: { kind: 'anonymous' },
  };
  const bad = { ...good, name: 'Bad', server: 'gopher://127.0.0.1' };
  const entry = (id: string, profile: unknown): unknown => ({ id, wanted: false, secrets: [], profile });
  const profiles = [entry('good', good), entry('bad', bad)];
  await writeFile(userData.file('profiles.json'), JSON.stringify({ schemaVersion: 1, profiles }));
  const { page } = await launch();
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText(
    'The profile “Bad” could not be read',
  );
  await expect(page.getByRole('heading', { name: 'Good', level: 1 })).toBeVisible();
  await expect(firstSession(page)).toContainText('/~/default');
});

test.describe('with a bug', () => {
  test.use({ bugs: 1 });
  test('an error that nobody caught stops no session, and is told without its message', async ({
    launch,
    userData,
  }) => {
    const causeway = await openOnline(launch, company.typed);
    await causeway.app.evaluate(() => {
      setTimeout(() => {
        throw new Error('stray-canary');
      });
    });
    await expectTold(causeway, userData, 'main');
  });
});

test.describe('with a bug in the page', () => {
  test.use({ bugs: 1 });
  test('an error that nobody caught is logged and told the same way', async ({ launch, userData }) => {
    const causeway = await openOnline(launch, company.typed);
    await causeway.page.evaluate(() => {
      setTimeout(() => {
        throw new Error('stray-canary');
      });
    });
    await expectTold(causeway, userData, 'window');
  });
});

async function expectTold(
  { page }: Causeway,
  userData: PrivateFolder,
  where: 'main' | 'window',
): Promise<void> {
  const notice = page.getByRole('region', { name: 'Notices' }).getByRole('status');
  await expect(notice).toContainText(/Something went wrong inside Causeway \([0-9a-z-]+\)/);
  await expect(notice).not.toContainText('stray-canary');
  await expectOnline(page);
  const log = (): Promise<string> => readFile(userData.file('logs/causeway.log'), 'utf8');
  await expect.poll(log).toMatch(new RegExp(`"event":"bugFound".*"where":"${where}","type":"Error"`));
  expect(await log()).not.toContain('stray-canary');
}
