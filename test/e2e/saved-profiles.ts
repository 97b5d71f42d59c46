import { writeFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import type { PrivateFolder } from '../peers/folder.ts';
import { expect, type Causeway } from './causeway.ts';

/** What is already saved when the app starts. Nothing answers at these servers, and nothing is asked to connect. */
export interface Saved {
  readonly name: string;
  readonly environment: 'development' | 'staging' | 'production' | 'own';
  readonly verify?: boolean;
  readonly wanted?: boolean;
}

/** A server on loopback that nobody listens at. */
const server = 'http://127.0.0.1:9';

async function savedProfiles(userData: PrivateFolder, profiles: readonly Saved[]): Promise<void> {
  const entries = profiles.map(({ name, environment, verify = true, wanted = false }, index) => ({
    id: `saved-${index}`,
    wanted,
    profile: {
      ...{ formatVersion: 1, name, environment, server, trust: { verify } },
      credential: { kind: 'nickname', nickname: 'dev' },
      realmPaths: ['/~/tasks'],
      route: { mode: 'direct' },
    },
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
