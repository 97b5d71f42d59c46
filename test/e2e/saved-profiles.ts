import { writeFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import type { PrivateFolder } from '../peers/folder.ts';
import { expect, viewIn, type Causeway, type Seen } from './causeway.ts';

/** What is already saved when the app starts. Nothing answers at these servers, and nothing is asked to connect. */
export interface Saved {
  readonly name: string;
  readonly environment: 'development' | 'staging' | 'production' | 'own';
  readonly verify?: boolean;
  readonly wanted?: boolean;
}

/** A server on loopback without a listener. */
const server = 'http://127.0.0.1:9';

const fileOf = ({ name, environment, verify = true }: Saved): object => ({
  formatVersion: 1,
  name,
  environment,
  server,
  trust: { verify },
  credential: { kind: 'nickname', nickname: 'dev' },
  realmPaths: ['/~/tasks'],
  route: { mode: 'direct' },
});

async function savedProfiles(userData: PrivateFolder, profiles: readonly Saved[]): Promise<void> {
  const entries = profiles.map((saved, index) => ({
    id: `saved-${index}`,
    wanted: saved.wanted === true,
    profile: fileOf(saved),
  }));
  await writeFile(userData.file('profiles.json'), JSON.stringify({ schemaVersion: 1, profiles: entries }));
}

export const list = (page: Page): Locator => page.getByRole('navigation', { name: 'Profiles' });
export const row = (page: Page, name: string): Locator =>
  list(page)
    .locator('[data-row]')
    .filter({ has: page.getByText(name, { exact: true }) });

/** The app with these profiles in its list. */
export async function started(
  launch: () => Promise<Causeway>,
  userData: PrivateFolder,
  profiles: readonly Saved[],
): Promise<Causeway> {
  await savedProfiles(userData, profiles);
  const causeway = await launch();
  await expect(row(causeway.page, profiles[0]?.name ?? '')).toBeVisible();
  return causeway;
}

/** The same in an app that runs already: they come as if they had been saved long ago. */
export async function openedWith(open: () => Promise<Seen>, profiles: readonly Saved[]): Promise<Seen> {
  const seen = await open();
  const { page } = seen;
  const wanted = profiles.flatMap((saved, index) => (saved.wanted === true ? [index] : []));
  await page.evaluate(
    async ([files, connected]) => {
      const entries = files.map((profile) => ({ profile, replaces: null }));
      const saved = await window.causeway.importProfiles({ entries });
      if (!saved.ok) throw new Error(saved.problem.kind);
      const ids = connected.flatMap((index) => saved.value[index] ?? []);
      if (ids.length > 0) await window.causeway.connect({ ids });
    },
    [profiles.map(fileOf), wanted] as const,
  );
  expect((await viewIn(page)).profiles).toHaveLength(profiles.length);
  await page.reload();
  await expect(row(page, profiles[0]?.name ?? '')).toBeVisible();
  return seen;
}
