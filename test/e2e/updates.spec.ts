import { readFileSync, writeFileSync } from 'node:fs';
import { inRoot } from '../../scripts/setup/places.js';
import { startSquid, type Squid } from '../peers/squid.ts';
import { feedHost, startUpdateFeed, type Feed } from '../peers/update-feed.ts';
import { expect, test as base, viewIn, type Causeway } from './causeway.ts';
import { lookAt } from './look-at.ts';

/** A feed behind a forward proxy with a login, and a version that is installed over the running app. */

const user = { username: 'nell', password: 'canary-update-e2e' };

const test = base.extend<{ feed: Feed; squid: Squid }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants to see that it depends on nothing
  feed: async ({}, use) => {
    const feed = await startUpdateFeed();
    await use(feed);
    await feed.stop();
  },
  // eslint-disable-next-line no-empty-pattern -- as above
  squid: async ({}, use) => {
    const auth = { kind: 'basic', users: [user] } as const;
    const squid = await startSquid({ auth, hosts: { [feedHost]: '127.0.0.1' } });
    await use(squid);
    await squid.stop();
  },
});

const testKey = ({ key }: Feed): string =>
  Buffer.from(key.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64');

async function addProfile({ page }: Causeway, feed: Feed, squid: Squid): Promise<void> {
  const answer = await page.evaluate(
    ([ca, proxy, { username, password }]) =>
      window.causeway.saveProfile({
        id: null,
        profile: {
          formatVersion: 1,
          name: 'Corporate',
          server: 'https://ros.corp.internal:9443',
          credential: { kind: 'password', username },
          realmPaths: ['/~/tasks'],
          route: { mode: 'manual', proxy, username, neverDirect: true },
          trust: { ca },
        },
        secrets: { proxyPassword: password },
      }),
    [feed.ca, squid.url, user] as const,
  );
  expect(answer).toMatchObject({ ok: true });
}

interface Words {
  readonly settings: string;
  readonly feed: string;
  readonly check: string;
  readonly done: string;
  readonly isOut: RegExp;
  readonly dismiss: string;
  readonly off: string;
}

const english: Words = {
  settings: 'Settings',
  feed: 'Feed',
  check: 'Check now',
  done: 'Done',
  isOut: /Causeway 9\.0\.0 is out: Faster through proxies\./,
  dismiss: 'Dismiss',
  off: 'Don’t ask',
};
const german: Words = {
  settings: 'Einstellungen',
  feed: 'Quelle',
  check: 'Jetzt fragen',
  done: 'Fertig',
  isOut: /Causeway 9\.0\.0 ist da: Schneller durch Proxys\./,
  dismiss: 'Schließen',
  off: 'Nicht fragen',
};
const spoken = [
  ['en', english, {}],
  ['de', german, { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8', LANGUAGE: 'de' }],
] as const;

for (const [language, words, env] of spoken) {
  test(`I am told of a newer version, through my proxy (${language})`, async ({
    launch,
    feed,
    squid,
    userData,
  }) => {
    test.setTimeout(120_000);
    feed.publish({ version: '9.0.0' });
    const causeway = await launch({ env: { ...env, CAUSEWAY_TEST_UPDATE_KEY: testKey(feed) } });
    const { page } = causeway;
    await page.waitForFunction(() => 'causeway' in window);
    await addProfile(causeway, feed, squid);

    await page.getByRole('button', { name: words.settings }).click();
    const dialog = page.getByRole('dialog', { name: words.settings });
    await dialog.getByLabel(words.feed).fill(feed.url);
    await dialog.getByLabel(words.feed).blur();
    await dialog.getByRole('button', { name: words.check }).click();
    await expect(dialog.getByText(/9\.0\.0/)).toBeVisible();
    await lookAt(causeway, `${language}-updates-settings`);
    await dialog.getByRole('button', { name: words.done }).click();

    const notice = page.getByText(words.isOut);
    await expect(notice).toBeVisible();
    await lookAt(causeway, `${language}-updates-notice`);
    await notice.locator('..').getByRole('button', { name: words.dismiss }).click();
    await expect(notice).toBeHidden();

    const [asked] = feed.requests;
    expect([feed.requests.length, asked?.headers['user-agent']]).toEqual([1, undefined]);
    expect(await userData.read('updates.json')).not.toContain(user.password);
    expect((await viewIn(page)).updates.offered?.version).toBe('9.0.0');
  });
}

test('A version that is installed over the running app offers a restart', async ({ launch, userData }) => {
  const versionFile = await userData.write('installed.json', readFileSync(inRoot('package.json'), 'utf8'));
  const { app, page } = await launch({ env: { CAUSEWAY_TEST_VERSION_FILE: versionFile } });
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  const comeBack = () => app.evaluate(({ app: electron }) => electron.emit('browser-window-focus'));
  const notice = page.getByText(/Causeway 0\.3\.0 was installed while this one is running/);
  await expect(notice).toBeHidden();
  writeFileSync(versionFile, '{"version":"0.3.0"}');
  await expect
    .poll(async () => {
      await comeBack();
      return (await viewIn(page)).updates.replacedBy;
    })
    .toBe('0.3.0');
  await expect(notice).toBeVisible();
  await app.evaluate(({ app: electron }) => {
    const noted: string[] = [];
    Object.assign(globalThis, { noted, unchangedQuit: electron.quit.bind(electron) });
    Object.assign(electron, { relaunch: () => noted.push('relaunch'), quit: () => noted.push('quit') });
  });
  await page.getByRole('button', { name: 'Restart' }).click();
  await expect
    .poll(() => app.evaluate(() => (globalThis as never as { noted: readonly string[] }).noted.join()))
    .toBe('relaunch,quit');
  await app.evaluate(({ app: electron }) => {
    const { unchangedQuit } = globalThis as never as { unchangedQuit: () => void };
    Object.assign(electron, { quit: unchangedQuit });
  });
});

test('Updates that are off stay off, and say nothing', async ({ launch, feed, squid }) => {
  const causeway = await launch({ env: { CAUSEWAY_TEST_UPDATE_KEY: testKey(feed) } });
  const { page } = causeway;
  await page.waitForFunction(() => 'causeway' in window);
  await addProfile(causeway, feed, squid);
  await page.getByRole('button', { name: 'Settings' }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByLabel('Feed').fill(feed.url);
  await dialog.getByRole('radio', { name: 'Don’t ask' }).check({ force: true });
  await expect(dialog.getByLabel('Feed')).toBeHidden();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.keyboard.press('Control+K');
  await page.keyboard.type('Check for updates');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Nothing is asked, and nothing is fetched.')).toBeVisible();
  expect([feed.requests.length, (await viewIn(page)).updates.lastCheck]).toEqual([0, null]);
});
