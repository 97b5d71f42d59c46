import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { startSyncServer } from '../../main/demo/sync-server.ts';
import { ROOT } from '../../scripts/setup/places.js';
import { runsAsRoot, type PrivateFolder } from '../peers/folder.ts';
import type { Keyring } from '../peers/keyring.ts';
import { until } from '../peers/process.ts';
import { expect, expectOnline, test, viewIn } from './causeway.ts';
import { lookAt } from './look-at.ts';
import { executable, surroundings } from './surroundings.ts';

/** Profile files that a person double-clicks: shown to be looked at, whatever they turn out to be. */

const profileFile = (name: string, server = 'https://ros.example:9443', more: object = {}): string =>
  JSON.stringify({ formatVersion: 1, name, server, credential: { kind: 'anonymous' }, ...more });

function written(folder: PrivateFolder, name: string, text: string): string {
  writeFileSync(folder.file(name), text);
  return folder.file(name);
}

const importDialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Import' });
const listed = (page: Page): Locator =>
  page.getByRole('navigation', { name: 'Profiles' }).locator('[data-row]');

/** Starts the app once more, as a file manager does: it tells the first one, and ends. */
async function startAgain(
  files: readonly string[],
  { keyring, userData, cwd = ROOT }: { keyring: Keyring; userData: PrivateFolder; cwd?: string },
): Promise<void> {
  const sandbox = runsAsRoot() ? ['--no-sandbox'] : [];
  const env = surroundings(keyring, userData);
  const second = spawn(await executable(), [ROOT, ...sandbox, ...files], { env, cwd, stdio: 'ignore' });
  await until(
    () => second.exitCode !== null,
    () => 'the second start ended',
  );
  expect(second.exitCode).toBe(0);
}

test('a profile file opens the app with what is in it, and connects only when I say so', async ({
  launch,
  userData,
}) => {
  const server = await startSyncServer();
  try {
    const file = written(userData, 'Berlin (2).causeway', profileFile('Berlin', server.url));
    const causeway = await launch({ args: [file] });
    const { page } = causeway;
    const preview = importDialog(page);
    await expect(preview.getByText('1 profile to import')).toBeVisible();
    await expect(preview.getByText('Berlin (2).causeway')).toBeVisible();
    await lookAt(causeway, 'opened-file');
    expect(await userData.exists('profiles.json')).toBe(false);
    expect((await viewIn(page)).profiles).toEqual([]);

    await preview.getByRole('button', { name: 'Import the profile' }).click();
    await expect(preview).toBeHidden();
    await expect(listed(page)).toHaveText([/Berlin/]);
    expect(await userData.read('profiles.json')).toContain('Berlin');
    expect((await viewIn(page)).profiles[0]).toMatchObject({ wanted: false });
    expect([server.upgradeRequests, server.authCalls]).toEqual([0, 0]);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expectOnline(page);
  } finally {
    await server.stop();
  }
});

test('files that are opened while the app runs join what I look at', async ({
  launch,
  keyring,
  userData,
}) => {
  const { page } = await launch();
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  const second = { keyring, userData };
  const [one, two] = [
    written(userData, 'one.causeway', profileFile('One')),
    written(userData, 'two.causeway', profileFile('Two')),
  ];
  await startAgain([one, two], second);
  await expect(importDialog(page).getByText('2 profiles to import')).toBeVisible();
  written(userData, 'three.causeway', profileFile('Three'));
  await startAgain(['three.causeway'], { ...second, cwd: userData.path });
  await expect(importDialog(page).getByText('3 profiles to import')).toBeVisible();
  expect((await viewIn(page)).profiles).toEqual([]);
  await importDialog(page).getByRole('button', { name: 'Import 3 profiles' }).click();
  await expect(listed(page)).toHaveCount(3);
  expect((await viewIn(page)).profiles.map(({ wanted }) => wanted)).toEqual([false, false, false]);
});

test('what is no profile file is told in a sentence each, and the window goes on', async ({
  launch,
  userData,
}) => {
  const name = (file: string) => `${file}.causeway`;
  const large = written(userData, name('large'), '');
  truncateSync(large, 50 * 1024 * 1024);
  symlinkSync('/etc/shadow', userData.file(name('shadow')));
  execFileSync('mkfifo', [userData.file(name('pipe'))]);
  mkdirSync(userData.file(name('folder')));
  const files = [
    ...[large, userData.file(name('shadow')), userData.file(name('pipe')), userData.file(name('folder'))],
    written(userData, name('json'), '{"formatVersion": 1,'),
    written(userData, name('newer'), profileFile('Newer', 'quic://ros.example', { formatVersion: 2 })),
    written(userData, name('picture'), 'PNG\0\0'),
    written(userData, name('empty'), ''),
    userData.file(name('gone')),
    written(userData, name('\u202e<img src=x onerror=alert(1)>\n$(id)'), '{}'),
    written(userData, name('good'), profileFile('Good')),
  ];
  const causeway = await launch({ args: files });
  const { page } = causeway;
  const preview = importDialog(page);
  for (const sentence of [
    'large.causeway is far too large to be what is wanted here.',
    'pipe.causeway is no file but a folder, a pipe or a device.',
    'folder.causeway is no file but a folder, a pipe or a device.',
    'json.causeway is not valid JSON.',
    'formatVersion must be 1. A newer version of Causeway may have written this file: update this one to read it.',
    'picture.causeway is not plain text in UTF-8.',
    'empty.causeway is empty.',
    'gone.causeway isn’t there any more.',
    String.raw`\u202e<img src=x onerror=alert(1)>\u000a$(id).causeway`,
  ])
    await expect(preview).toContainText(sentence);
  // Root may read it; of what is in it nothing gets into the window all the same.
  await expect(preview).toContainText(
    runsAsRoot() ? 'shadow.causeway is not valid JSON.' : 'shadow.causeway may not be read by you',
  );
  const [firstLine = ''] = runsAsRoot() ? readFileSync('/etc/shadow', 'utf8').split('\n') : ['root:'];
  expect(await page.content()).not.toContain(firstLine);
  await expect(preview.getByText('1 profile to import')).toBeVisible();
  await lookAt(causeway, 'opened-files-flawed');
  await preview.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Try the demo' }).click();
  await expectOnline(page);
  expect(await userData.exists('profiles.json')).toBe(false);
});

test('a file that keeps a parser busy holds up neither the window nor sessions', async ({
  launch,
  keyring,
  userData,
}) => {
  test.setTimeout(120_000);
  const causeway = await launch({ args: ['--demo'] });
  const { app, page } = causeway;
  await expectOnline(page);
  // How long the main process was ever kept from its other work, told by a timer that is due all the time.
  await app.evaluate(() => {
    let before = performance.now();
    const state = globalThis as { longestMs?: number };
    state.longestMs = 0;
    setInterval(() => {
      state.longestMs = Math.max(state.longestMs ?? 0, performance.now() - before);
      before = performance.now();
    }, 5);
  });
  const busy = written(userData, 'busy.causeway', `[${'1,'.repeat(4_000_000)}1]`);
  const many = written(userData, 'many.causeway', `[${Array(4_000).fill('{}').join()}]`);
  await startAgain([busy, many], { keyring, userData });
  const preview = importDialog(page);
  await expect(preview).toContainText('… and 3,951 more like them.', { timeout: 60_000 });
  await preview.getByRole('button', { name: 'Cancel' }).click();
  await expectOnline(page);
  const longestMs = await app.evaluate(() => (globalThis as { longestMs?: number }).longestMs ?? 0);
  console.log(`  (the main process was busy for ${longestMs.toFixed(0)} ms at most)`);
  expect(longestMs).toBeLessThan(2_000);
});

test('the demo is started from the desktop’s menu while the app runs', async ({
  launch,
  keyring,
  userData,
}) => {
  const { page } = await launch();
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  await startAgain(['--demo'], { keyring, userData });
  await expectOnline(page);
});
