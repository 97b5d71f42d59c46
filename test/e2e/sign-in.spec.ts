import type { Locator, Page } from '@playwright/test';
import { startSyncServer, type SyncServer } from '../../main/demo/sync-server.ts';
import { expect, test, viewIn } from './causeway.ts';
import { canary } from './company.ts';
import { lookAt } from './look-at.ts';

const passwords = { alice: canary('Alice'), bob: canary('Bob') };
type User = keyof typeof passwords;

let harbour: SyncServer;
let outpost: SyncServer;
test.beforeAll(async () => {
  const users = { alice: { password: passwords.alice }, bob: { password: passwords.bob } };
  [harbour, outpost] = await Promise.all([startSyncServer({ users }), startSyncServer({ users })]);
});
test.afterAll(() => Promise.all([harbour.stop(), outpost.stop()]));

async function saveOnline(page: Page, name: string, server: SyncServer, username: User): Promise<void> {
  const answer = await page.evaluate(
    ([profile, password]) => window.causeway.saveProfile({ id: null, profile, secrets: { password } }),
    [
      {
        formatVersion: 1,
        name,
        server: server.url,
        realmPaths: ['/~/tasks'],
        credential: { kind: 'password', username },
        route: { mode: 'direct' },
      },
      passwords[username],
    ] as const,
  );
  expect(answer).toMatchObject({ ok: true });
}

const online = async (page: Page): Promise<number> => {
  const { profiles } = await viewIn(page);
  const phases = profiles.flatMap(({ sessions }) => sessions.map(({ phase }) => phase.state));
  return phases.filter((state) => state === 'online').length;
};

async function answer(dialog: Locator, password: string): Promise<void> {
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
}

test('D9: of nine profiles whose tokens are forgotten, each account is asked once', async ({ open }) => {
  const causeway = await open();
  const { page } = causeway;
  const profiles: readonly (readonly [name: string, server: SyncServer, user: User])[] = [
    ...['Berlin', 'Lisbon', 'Oslo', 'Riga'].map((name) => [name, harbour, 'alice'] as const),
    ...['Tartu', 'Turku'].map((name) => [name, harbour, 'bob'] as const),
    ...['Uppsala', 'Wien', 'Zagreb'].map((name) => [name, outpost, 'alice'] as const),
  ];
  for (const profile of profiles) await saveOnline(page, ...profile);
  await expect.poll(() => online(page)).toBe(9);

  await page.locator('[data-profile]').filter({ hasText: 'Oslo' }).click();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Forget the tokens of all profiles…' }).click();
  const confirmation = page.getByRole('alertdialog', { name: 'Forget the tokens of all 9 profiles?' });
  await expect(confirmation).toContainText('once for each account');
  await confirmation.getByRole('button', { name: 'Forget and sign in again' }).click();

  const dialogFor = (name: string): Locator => page.getByRole('dialog', { name: `Sign in to ${name}` });
  const first = dialogFor('Oslo');
  await expect(first).toContainText(`1 of 3 · alice at ${harbour.url}`);
  await expect(first).toContainText('Also signs in “Berlin”, “Lisbon”, “Riga”');
  await expect.poll(() => online(page)).toBe(0);

  // An account is locked after a few wrong passwords: this one is tried once, not once for each profile.
  const before = harbour.authCalls;
  await answer(first, 'wrong');
  await expect(first.getByRole('alert')).toContainText('The auth server refused the credential (401/611).');
  expect(harbour.authCalls - before).toBe(1);
  await answer(first, 'wrong, too');
  await expect(first.getByRole('alert')).toContainText('Refused again, 2 times in a row.');
  await lookAt(causeway, 'sign-in-refused-again');
  await answer(first, passwords.alice);

  const second = dialogFor('Tartu');
  await expect(second).toContainText('2 of 3');
  await expect(second.getByLabel('Password', { exact: true })).toHaveValue('');
  await answer(second, passwords.bob);
  const third = dialogFor('Uppsala');
  await expect(third).toContainText(`3 of 3 · alice at ${outpost.url}`);
  await answer(third, passwords.alice);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect.poll(() => online(page)).toBe(9);
});
