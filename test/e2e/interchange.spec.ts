import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { startSyncServer, type SyncServer } from '../../main/demo/sync-server.ts';
import { parseProfile } from '../../shared/profile.ts';
import { startNginx, type Gateway } from '../peers/nginx.ts';
import { expect, expectOnline, test as base, type Seen } from './causeway.ts';
import { canary, field, save } from './company.ts';
import { lookAt, picture, withPictures } from './look-at.ts';

/** What a profile brings in and takes out: files, code, commands. */

const password = canary('Password');
const corporateToken = `Bearer ${canary('Corporate')}`;

/** A server that looks for tokens in a renamed header, behind an nginx that demands its own and rewrites the prefix. */
const test = base.extend<{ gateway: Gateway & { readonly server: SyncServer } }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants to see that it depends on nothing
  gateway: async ({}, use) => {
    const users = { alice: { password } };
    const server = await startSyncServer({ authorizationHeaderName: 'X-Realm-Auth', users });
    const gateway = await startNginx({
      upstream: { host: '127.0.0.1', port: server.port },
      requireHeader: { name: 'Authorization', value: corporateToken },
      prefix: '/my/url/prefix',
    });
    await use({ ...gateway, server });
    await Promise.all([gateway.stop(), server.stop()]);
  },
});

const snippet = (gateway: string): string => `import RealmSwift

// As agreed with the network team
let proxyToken = “${corporateToken}”
SyncManager.shared.customRequestHeaders = [ “Authorization”: proxyToken, “X-Team”: “mobile” ]
SyncManager.shared.authorizationHeaderName = ‘X-Realm-Auth’
SyncManager.shared.logLevel = .debug

let credentials = SyncCredentials.usernamePassword(username: "alice", password: "${password}")
SyncUser.logIn(with: credentials, server: URL(string: "${gateway}")!) { user, error in
    let configuration = SyncConfiguration(user: user!,
                                          realmURL: URL(string: "${gateway.replace('http', 'realm')}/~/tasks")!,
                                          isPartial: false,
                                          urlPrefix: "/my/url/" + "prefix")
}
`;

const profileFile = (name: string, more: object = {}): object => ({
  formatVersion: 1,
  name,
  server: 'https://ros.example:9443',
  credential: { kind: 'anonymous' },
  ...more,
});

/** As a file manager or a clipboard would hand it over. */
async function handOver(page: Page, how: 'drop' | 'paste', file: string | null, text: string): Promise<void> {
  // There is a window before there is anything in it.
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toBeVisible();
  await page.evaluate(
    ([event, name, content]) => {
      const data = new DataTransfer();
      if (name === null) data.setData('text/plain', content);
      else data.items.add(new File([content], name));
      const target = document.activeElement ?? document.body;
      const options = { bubbles: true, cancelable: true };
      if (event === 'paste') {
        target.dispatchEvent(new ClipboardEvent('paste', { ...options, clipboardData: data }));
        return;
      }
      for (const step of ['dragover', 'drop']) {
        target.dispatchEvent(new DragEvent(step, { ...options, dataTransfer: data }));
      }
    },
    [how, file, text] as const,
  );
}

const importDialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Import' });
const listed = (page: Page): Locator =>
  page.getByRole('navigation', { name: 'Profiles' }).locator('[data-row]');

const saveAs = ({ app }: Seen, filePath: string): Promise<void> =>
  app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
  }, filePath);

test('a colleague’s profiles arrive by drag and drop, one of them flawed', async ({ open, lender }) => {
  const causeway = await open();
  const { page } = causeway;
  const files = [
    profileFile('Berlin'),
    profileFile('Singapore', { environment: 'production', trust: { verify: false } }),
    profileFile('Sydney', { server: 'ftp://ros.example', password }),
  ];
  await handOver(page, 'drop', 'team.json', JSON.stringify(files));
  const dialog = importDialog(page);
  await expect(dialog.getByText('2 profiles to import')).toBeVisible();
  await expect(dialog.getByText('certificates are not verified')).toBeVisible();
  await expect(dialog.getByText('server must start with http:// or https://.')).toBeVisible();
  await expect(dialog.getByText('password is not a field that this version knows.')).toBeVisible();
  await lookAt(causeway, 'import-files');
  expect(await lender.userData.read('profiles.json')).not.toContain('Berlin');
  await dialog.getByRole('button', { name: 'Import 2 profiles' }).click();
  await expect(dialog).toBeHidden();
  await expect(listed(page)).toHaveText([/Singapore/, /Berlin/]);

  await handOver(page, 'paste', null, JSON.stringify(profileFile('Berlin')));
  await expect(importDialog(page).getByLabel('What becomes of Berlin')).toHaveValue('add');
  await expect(importDialog(page)).toContainText('This one becomes “Berlin 2”.');
  await lookAt(causeway, 'import-same-name');
  await importDialog(page).getByRole('button', { name: 'Import the profile' }).click();
  await expect(listed(page)).toHaveText([/Singapore/, /Berlin/, /Berlin 2/]);
});

test(
  'a developer’s code becomes a profile that comes online',
  withPictures,
  async ({ open, gateway, lender }) => {
    const causeway = await open();
    const { page } = causeway;
    await page.getByRole('button', { name: 'Import…' }).click();
    await lookAt(causeway, 'import');
    await importDialog(page)
      .getByLabel('Or paste code, a command or a profile file')
      .fill(snippet(gateway.url));
    await importDialog(page).getByRole('button', { name: 'Read it' }).click();

    const understood = importDialog(page).getByRole('region', { name: 'Understood', exact: true });
    await expect(understood).toContainText(
      /line 5\s*Custom header\s*Authorization\s*secret: goes to your keychain/,
    );
    await expect(understood).toContainText(/line 6\s*Authorization header name\s*X-Realm-Auth/);
    await expect(understood).toContainText('/my/url/prefix');
    const rest = importDialog(page).getByRole('region', { name: 'Not understood', exact: true });
    await expect(rest).toContainText(/line 7\s*nothing known is said here/);
    await expect(importDialog(page)).not.toContainText(/Corporate|Password[0-9a-f]{24}/);
    await picture(causeway, 'imported-from-code');

    await importDialog(page).getByRole('button', { name: 'Continue in the form' }).click();
    await expect(field(page, 'Server')).toHaveValue(gateway.url);
    await expect(field(page, 'Password')).toHaveAttribute('type', 'password');
    await field(page, 'Name').fill('From code');
    await save(page);
    await expectOnline(page);
    const kept = await lender.userData.read('profiles.json');
    expect(kept).toContain('/my/url/prefix');
    expect(kept).not.toContain(password);
    expect(kept).not.toContain(corporateToken.slice('Bearer '.length));
  },
);

test(
  'an engineer hands a profile on, and takes it back',
  withPictures,
  async ({ open, gateway, userData }) => {
    const causeway = await open();
    const { app, page } = causeway;
    await handOver(page, 'paste', null, snippet(gateway.url));
    await importDialog(page).getByRole('button', { name: 'Continue in the form' }).click();
    await field(page, 'Name').fill('Corp gateway');
    await save(page);
    await expectOnline(page);

    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Export…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export Corp gateway' });
    const file = userData.file('handed-on.json');
    await saveAs(causeway, file);
    await dialog.getByRole('button', { name: 'Save as a file…' }).click();
    await expect(dialog.getByRole('status')).toHaveText('Saved.');
    const text = readFileSync(file, 'utf8');
    expect(parseProfile(JSON.parse(text))).toMatchObject({ ok: true, value: { name: 'Corp gateway' } });
    await lookAt(causeway, 'export-file');

    await dialog.getByRole('tab', { name: 'Swift' }).click();
    await dialog.getByRole('button', { name: 'Copy' }).click();
    await expect(dialog.getByRole('status')).toHaveText('Copied');
    const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
    expect(copied).toContain('SyncManager.shared.authorizationHeaderName = "X-Realm-Auth"');
    await dialog.getByRole('tab', { name: 'curl' }).click();
    await expect(dialog.locator('pre')).toContainText('"${REALM_ACCESS_TOKEN}"');
    await picture(causeway, 'export');
    for (const secret of [password, corporateToken.slice('Bearer '.length)]) {
      expect(text).not.toContain(secret);
      expect(copied).not.toContain(secret);
      await expect(dialog).not.toContainText(secret);
    }
    await dialog.getByRole('button', { name: 'Close' }).click();

    await page.getByRole('button', { name: 'Import…' }).click();
    await importDialog(page).getByLabel('Choose files…').setInputFiles(file);
    await importDialog(page).getByLabel('What becomes of Corp gateway').selectOption('replace');
    await importDialog(page).getByRole('button', { name: 'Import the profile' }).click();
    await expect(importDialog(page)).toBeHidden();
    await expect(listed(page)).toHaveCount(1);
    // The same account at the same server: it needs to be asked for nothing.
    await expectOnline(page);
  },
);
