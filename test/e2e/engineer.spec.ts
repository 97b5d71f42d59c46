import { readFile } from 'node:fs/promises';
import { askKeytar, type Keyring } from '../peers/keyring.ts';
import { expect, expectOnline, fact, firstSession, hop, tab, test } from './causeway.ts';
import { addProfile, openOnline, save, startCompany, typeProfile, type Company } from './company.ts';

let company: Company;
test.beforeAll(async () => {
  company = await startCompany();
});
test.afterAll(() => company.stop());

/** The keychain's entry, as any other program of this user would find it. */
async function entryOf(keyring: Keyring, account: string): Promise<unknown> {
  const body = 'return keytar.getPassword(input.service, input.account)';
  const answer = await askKeytar(keyring, body, { service: 'Causeway', account });
  return 'answered' in answer ? answer.answered : answer;
}

interface SavedProfiles {
  readonly schemaVersion: number;
  readonly profiles: readonly { readonly id: string }[];
}

test('an engineer adds a staging profile, and it is online again after a restart', async ({
  launch,
  keyring,
  userData,
}) => {
  const first = await launch();
  const { page } = first;
  await page.getByRole('button', { name: 'Add a profile' }).click();
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused();
  await typeProfile(page, company.typed);

  await test.step('the form previews the request that it makes', async () => {
    const preview = page.getByRole('group', { name: 'The upgrade request this makes' });
    await expect(preview).toContainText(/GET \/my\/url\/prefix\/%2F[0-9a-f]+%2Ftasks/);
    await expect(preview).toContainText('X-Realm-Auth: Realm-Access-Token version=1 token="[secret]"');
    await expect(preview).toContainText('Authorization: [secret]');
  });

  await save(page);
  await expectOnline(page);

  await test.step('it went through every hop', async () => {
    for (const title of ['Forward proxy', 'Gateway', 'Server']) {
      await expect(hop(page, title)).toContainText('passed');
    }
    expect(company.server.sessions()).toHaveLength(1);
    // Squid writes a tunnel's line when it is closed: the one of the sign-in is, the websocket's is not.
    expect(await company.gateway.accessLog()).toMatch(/^200 POST \/auth HTTP\/1\.1$/m);
  });

  await test.step('the window shows protocol, round trip and since when', async () => {
    await expect(fact(page, 'Protocol')).toHaveText('io.realm.sync.22');
    await expect(fact(page, 'Round trip')).toHaveText(/^\d+(\.\d)? ms$/);
    await expect(fact(page, 'Since')).toHaveText(/^\d\d:\d\d:\d\d$/);
    await expect(fact(page, 'Route')).toContainText(`via ${company.forwardProxy.url} (set in the profile)`);
    await expect(fact(page, 'On the server')).toHaveText(/^\/[0-9a-f]{32}\/tasks$/);
  });

  await test.step('the request went out as the server’s documents show it', async () => {
    await tab(page, 'Request').click();
    const lines = page.getByRole('group', { name: 'Request' }).getByRole('paragraph');
    await expect(lines.first()).toHaveText(/^GET \/my\/url\/prefix\/%2F[0-9a-f]{32}%2Ftasks HTTP\/1\.1$/);
    await expect(lines.filter({ hasText: /^Authorization:/ })).toHaveText(
      /^Authorization: \[header value [A-Z]\]$/,
    );
    await expect(lines.filter({ hasText: /^X-Team:/ })).toHaveText('X-Team: mobile');
    await expect(lines.filter({ hasText: /^X-Realm-Auth:/ })).toHaveText(
      /^X-Realm-Auth: \[access token [A-Z]\]$/,
    );
  });

  const saved = JSON.parse(await readFile(userData.file('profiles.json'), 'utf8')) as SavedProfiles;
  const id = saved.profiles[0]?.id ?? '';
  await test.step('the secrets are in the keychain, the password is nowhere', async () => {
    expect(saved.schemaVersion).toBe(1);
    expect(await entryOf(keyring, `${id}/refreshToken`)).toMatch(/^[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$/);
    expect(await entryOf(keyring, `${id}/proxyPassword`)).toBe(company.typed.proxyPassword);
    expect(await entryOf(keyring, `${id}/header:authorization`)).toBe(company.typed.headers[0]?.value);
    expect(await entryOf(keyring, `${id}/password`)).toBeNull();
    await tab(page, 'Now').click();
    await expect(fact(page, 'Kept')).toHaveText('in the keychain');
    await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('keychain: ready');
  });

  const signIns = (await company.gateway.accessLog()).match(/POST \/auth/g)?.length ?? 0;
  await first.quit();
  await expect.poll(() => company.server.connectionCount).toBe(0);

  await test.step('quit and start again: still signed in, no password asked', async () => {
    const second = await launch();
    await expectOnline(second.page);
    await expect(second.page.getByRole('dialog')).toHaveCount(0);
    await expect(second.page.getByText('You are signed out.')).toHaveCount(0);
    await expect(fact(second.page, 'Kept')).toHaveText('in the keychain');
    expect(company.server.sessions()).toHaveLength(1);
    // One call, for the access token: with the refresh token there is nothing to sign in for.
    expect((await company.gateway.accessLog()).match(/POST \/auth/g)).toHaveLength(signIns + 1);
    await tab(second.page, 'Trace').click();
    const tokens = second.page.getByRole('list', { name: 'Tokens' }).getByRole('listitem');
    await expect(tokens.filter({ hasText: 'Keychain' })).toContainText('passed');
    await expect(tokens.filter({ hasText: 'Sign in' })).toHaveCount(0);
  });
});

test('who disconnected stays disconnected after a restart, who signed out is asked again', async ({
  launch,
  keyring,
  userData,
}) => {
  const first = await openOnline(launch, company.typed);
  await first.page.getByRole('button', { name: 'Disconnect' }).click();
  await expect(firstSession(first.page)).toContainText('not connected');
  await first.quit();

  const second = await launch();
  await expect(firstSession(second.page)).toContainText('not connected');
  await second.page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expectOnline(second.page);
  await second.page.getByRole('button', { name: 'More actions' }).click();
  await second.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(second.page.getByText('You are signed out.')).toBeVisible();
  const saved = JSON.parse(await readFile(userData.file('profiles.json'), 'utf8')) as SavedProfiles;
  expect(await entryOf(keyring, `${saved.profiles[0]?.id ?? ''}/refreshToken`)).toBeNull();
  await second.quit();

  const third = await launch();
  await third.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  const dialog = third.page.getByRole('dialog', { name: 'Sign in to Corp gateway' });
  await dialog.getByLabel('Password', { exact: true }).fill(company.typed.password);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expectOnline(third.page);
});

test('a profile is removed with everything that the keychain holds for it', async ({
  launch,
  keyring,
  userData,
}) => {
  const { page, quit } = await launch();
  await addProfile(page, company.typed);
  await expectOnline(page);
  const saved = JSON.parse(await readFile(userData.file('profiles.json'), 'utf8')) as SavedProfiles;
  const id = saved.profiles[0]?.id ?? '';

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Remove “Corp gateway”?' });
  await expect(dialog).toContainText('The refresh token: you will have to sign in again');
  await expect(dialog).toContainText('The secret value of the header authorization');
  await expect(dialog).toContainText('1 session is online and will be closed.');
  await dialog.getByRole('button', { name: 'Remove profile' }).click();
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();

  await test.step('and comes back online when that is undone', async () => {
    await page.getByRole('button', { name: 'Undo' }).click();
    await expectOnline(page);
    expect(await entryOf(keyring, `${id}/refreshToken`)).not.toBeNull();
  });

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await dialog.getByRole('button', { name: 'Remove profile' }).click();
  await expect(page.getByText('“Corp gateway” is removed.')).toBeVisible();
  await quit();
  // Once the time to undo it is over.
  for (const kind of ['refreshToken', 'proxyPassword', 'header:authorization']) {
    await expect.poll(() => entryOf(keyring, `${id}/${kind}`), { timeout: 30_000 }).toBeNull();
  }
  expect(await readFile(userData.file('profiles.json'), 'utf8')).not.toContain(id);
});
