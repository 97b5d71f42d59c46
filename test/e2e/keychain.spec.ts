import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { DemoApp } from '../../main/demo/app.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { relayUrl } from '../../shared/relay.ts';
import type { Page } from '@playwright/test';
import type { PrivateFolder } from '../peers/folder.ts';
import { askKeytar, startKeyring, type Keyring } from '../peers/keyring.ts';
import { expect, expectOnline, fact, firstSession, tab, test as base, viewIn } from './causeway.ts';
import { addProfile, openOnline, startCompany, type Company } from './company.ts';
import { row } from './saved-profiles.ts';

/** What a start leaves behind in which a profile was entered and came online: in the data folder and in the keychain. */
interface LeftBehind {
  readonly profiles: string;
  readonly entries: readonly {
    readonly account: string;
    readonly password: string;
  }[];
}

async function leftIn(userData: PrivateFolder, keyring: Keyring): Promise<LeftBehind> {
  const found = await askKeytar(keyring, "return keytar.findCredentials('Causeway')", null);
  if (!('answered' in found)) throw new Error(`the keyring refused: ${JSON.stringify(found)}`);
  // Written by keytar.
  const entries = found.answered as LeftBehind['entries'];
  if (entries.length === 0) throw new Error('nothing was left in the keyring');
  return { profiles: await userData.read('profiles.json'), entries };
}

async function leave(
  { profiles, entries }: LeftBehind,
  userData: PrivateFolder,
  keyring: Keyring,
): Promise<void> {
  await writeFile(userData.file('profiles.json'), profiles, { mode: 0o600 });
  const body =
    "for (const { account, password } of input) await keytar.setPassword('Causeway', account, password)";
  await askKeytar(keyring, body, entries);
}

/** What the first test left that began with a saved profile: the others need no start of their own for it. */
let left: LeftBehind | null = null;

const test = base.extend<{ saveProfile: () => Promise<void> }>({
  /** A profile is saved, with its secrets in the keychain, and will connect; no app is running. */
  saveProfile: async ({ launch, userData, keyring }, use) => {
    await use(async () => {
      if (left !== null) return leave(left, userData, keyring);
      const first = await openOnline(launch, company.typed);
      await first.quit();
      left = await leftIn(userData, keyring);
    });
  },
});

let company: Company;
test.beforeAll(async () => {
  company = await startCompany();
});
test.afterAll(() => company.stop());

const note = (page: Page) => page.getByRole('main').getByRole('region', { name: 'Problem' }).first();

const idsOf = async (page: Page): Promise<string[]> => (await viewIn(page)).profiles.map(({ id }) => id);

/** By which the keychain's entries are named, too. */
async function savedId(userData: PrivateFolder): Promise<string> {
  const saved = JSON.parse(await userData.read('profiles.json')) as {
    profiles: readonly { id: string }[];
  };
  return saved.profiles[0]?.id ?? '';
}

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Sign in to Corp gateway' });

test('a keyring that stayed locked: said, nothing lost, and opened again it goes on', async ({
  launch,
  saveProfile,
  keyring,
  userData,
}) => {
  await saveProfile();
  const notes = await readFile(userData.file('profiles.json'), 'utf8');

  keyring.lock();
  const { page } = await launch();
  await expect(note(page)).toContainText('The keychain is locked.');
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('keychain: not usable');
  expect(await readFile(userData.file('profiles.json'), 'utf8')).toBe(notes);

  await keyring.unlock();
  await note(page).getByRole('button', { name: 'Retry now' }).click();
  await expectOnline(page);
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('an app waits while the keychain is locked: the window comes up once, and the app goes on after it is opened', async ({
  launch,
  saveProfile,
  keyring,
  userData,
}) => {
  await saveProfile();
  const saved = JSON.parse(await userData.read('profiles.json')) as {
    profiles: { wanted: boolean; profile: object }[];
  };
  const port = 19_800 + Math.floor(Math.random() * 190);
  const lent = saved.profiles.map((each) => ({
    ...{ ...each, wanted: false },
    profile: { ...each.profile, relay: { port, start: 'withApp' } },
  }));
  await writeFile(userData.file('profiles.json'), JSON.stringify({ ...saved, profiles: lent }), {
    mode: 0o600,
  });
  keyring.lock();
  const { app, page } = await launch();
  await expect.poll(async () => (await viewIn(page)).profiles[0]?.relay.state).toBe('listening');
  await page.evaluate(() => window.causeway.changeSettings({ keepsRunning: true }));
  await expect.poll(async () => (await viewIn(page)).settings.keepsRunning).toBe(true);
  const windows = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(windows).toBe(0);

  // As an SDK does: told of the outage once, it comes again, and is kept waiting.
  const comesUp = app.waitForEvent('window');
  expect(await upgradeAt(port)).toContain('502');
  expect(await windows()).toBe(0);
  void upgradeAt(port);
  const again = await comesUp;
  await row(again, 'Corp gateway').click();
  await expect(again.getByTitle('1 app through the relay')).toBeVisible();

  await keyring.unlock();
  await tab(again, 'Relay').click();
  await again.getByRole('button', { name: 'Retry now' }).first().click();
  const account = { username: company.typed.username, password: company.typed.password };
  const own = new DemoApp({ clock: systemClock, url: relayUrl(port), ...account, realmPath: '/~/an-app' });
  try {
    await expect
      .poll(
        async () => {
          const relay = (await viewIn(again)).profiles[0]?.relay;
          return relay?.state === 'listening' ? relay.apps.map(({ phase }) => phase.state) : [];
        },
        { timeout: 20_000 },
      )
      .toContain('open');
  } finally {
    own.stop();
  }
});

/** What is answered to a websocket's upgrade at the relay, at last. */
const upgradeAt = (port: number): Promise<string> =>
  new Promise((resolve) => {
    let said = '';
    const socket = connect({ host: '127.0.0.1', port }, () =>
      socket.write(
        'GET /realm-sync/%2Fa HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: io.realm.sync.22\r\n' +
          'Authorization: Realm-Access-Token version=1 token="bm90aGluZ29mdGhlc2VydmVy:bm90aGluZ29mdGhlc2VydmVy"\r\n\r\n',
      ),
    );
    socket.on('data', (some) => (said += some.toString('latin1')));
    socket.on('error', () => undefined).once('close', () => resolve(said));
  });

test('a keyring that dies while the app runs costs no session; the next start says so', async ({
  launch,
  keyring,
}) => {
  const first = await openOnline(launch, company.typed);
  await keyring.kill();
  await expectOnline(first.page);
  await first.quit();
  const { page } = await launch();
  await expect(note(page)).toContainText('No keychain service is running.');
  await expect(
    note(page).getByRole('button', {
      name: 'Keep secrets in memory until I quit',
    }),
  ).toBeVisible();
});

const refused = 'The keychain didn’t let Causeway in.';

test('a person dismisses the keyring’s prompt: said, nothing lost, and asked again when they want', async ({
  launch,
  saveProfile,
  keyring,
  userData,
}) => {
  await saveProfile();
  const notes = await readFile(userData.file('profiles.json'), 'utf8');

  keyring.lock();
  const prompter = await keyring.dismissPrompts();
  const { page } = await launch();
  await expect(note(page)).toContainText(refused);
  await expect(note(page)).toContainText('try again and answer it');
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('keychain: not usable');
  expect(prompter.asked()).toBe(1);
  expect(await readFile(userData.file('profiles.json'), 'utf8')).toBe(notes);

  await note(page).getByRole('button', { name: 'Retry now' }).click();
  await expect.poll(() => prompter.asked()).toBe(2);
  await expect(note(page)).toContainText(refused);

  prompter.stop();
  await keyring.unlock();
  await note(page).getByRole('button', { name: 'Retry now' }).click();
  await expectOnline(page);
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a system that forbids the keychain: said, and memory is a way out', async ({ launch, keyring }) => {
  await keyring.forbid();
  const first = await launch();
  await addProfile(first.page, company.typed);
  await expect(first.page.getByRole('main')).toContainText(refused);
  await first.page.getByRole('button', { name: 'Keep secrets in memory until I quit' }).click();
  await expectOnline(first.page);
  await expect(fact(first.page, 'Kept')).toHaveText('in memory, until you quit');
});

for (const [state, sentence] of [
  ['noBus', 'There is no D-Bus session, so the keychain can’t be reached.'],
  ['absent', 'No keychain service is running.'],
] as const) {
  test(`a computer without a keychain (${state}): memory only, by the person’s choice`, async ({
    launch,
  }) => {
    const none = await startKeyring({ state });
    try {
      const { page } = await launch({ env: none.env });
      await addProfile(page, company.typed);
      await expect(page.getByRole('main')).toContainText(sentence);
      await page.getByRole('button', { name: 'Keep secrets in memory until I quit' }).click();
      await expectOnline(page);
      await expect(page.getByRole('main')).toContainText('Secrets in memory until you quit');
      await expect(fact(page, 'Kept')).toHaveText('in memory, until you quit');
    } finally {
      await none.stop();
    }
  });
}

/** Says of the saved token what only a broken save could: that it lies in parts, which are not there. */
async function breakSavedToken(id: string, keyring: Keyring): Promise<void> {
  const body = 'return keytar.setPassword("Causeway", input.account, "causeway-parts 1 a 3 6000")';
  await askKeytar(keyring, body, { account: `${id}/refreshToken` });
}

test('a damaged entry: said, and signing in again replaces it', async ({
  launch,
  saveProfile,
  keyring,
  userData,
}) => {
  await saveProfile();
  await breakSavedToken(await savedId(userData), keyring);

  const second = await launch();
  await expect(note(second.page)).toContainText('What the keychain holds for this profile can’t be read.');
  await note(second.page).getByRole('button', { name: 'Sign in again' }).click();
  await dialogOf(second.page).getByLabel('Password', { exact: true }).fill(company.typed.password);
  await dialogOf(second.page).getByRole('button', { name: 'Sign in' }).click();
  await expectOnline(second.page);
  await second.quit();

  const { page } = await launch();
  await expectOnline(page);
});

test('a keychain that doesn’t answer: said for as long as it takes, and then it goes on', async ({
  launch,
  saveProfile,
  keyring,
}) => {
  await saveProfile();

  keyring.freeze();
  const { page } = await launch();
  await expect(page.getByRole('main')).toContainText('Waiting for the keychain to unlock…');
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText(
    'keychain: waiting for an answer…',
  );
  keyring.thaw();
  await expectOnline(page);
});

test('a profile goes although the keychain is locked; its secrets go when it opens', async ({
  launch,
  saveProfile,
  keyring,
  userData,
}) => {
  await saveProfile();
  const id = await savedId(userData);
  const inKeyring = async (kind: string): Promise<unknown> => {
    const answer = await askKeytar(keyring, "return keytar.getPassword('Causeway', input)", `${id}/${kind}`);
    return 'answered' in answer ? answer.answered : answer.rejected;
  };

  keyring.lock();
  const { page } = await launch();
  await expect(note(page)).toContainText('The keychain is locked.');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  const left = page.getByText('it still holds the secrets of a profile that you removed');
  // Told once the time to undo it is over.
  await expect(left).toBeVisible({ timeout: 30_000 });

  await keyring.unlock();
  expect(await inKeyring('refreshToken')).not.toBeNull();
  await addProfile(page, { ...company.typed, name: 'Next' });
  await expectOnline(page);
  await expect(left).toHaveCount(0);
  for (const kind of ['refreshToken', 'proxyPassword', 'header:authorization']) {
    expect(await inKeyring(kind)).toBeNull();
  }
  expect(await readFile(userData.file('profiles.json'), 'utf8')).not.toContain(id);
});

test('a keychain that never answers doesn’t keep the app from quitting', async ({
  launch,
  saveProfile,
  keyring,
}) => {
  await saveProfile();

  keyring.freeze();
  const second = await launch();
  await expect(second.page.getByRole('main')).toContainText('Waiting for the keychain to unlock…');
  const startedAt = performance.now();
  await second.quit();
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  keyring.thaw();

  const { page } = await launch();
  await expectOnline(page);
});

test('the inspector explains tokens, and shows them only when asked', async ({ open, lender }) => {
  const { app, page } = await openOnline(open, company.typed);
  await tab(page, 'Token').click();
  await expect(fact(page, 'Kind')).toHaveText('access token: opens one realm path');
  await expect(fact(page, 'Kept')).toHaveText('in memory only, never written anywhere');
  await expect(fact(page, 'Signature')).toContainText('not verified');

  await test.step('verified with the server’s key', async () => {
    const key = (await company.server.office.publicKey()).export({ type: 'spki', format: 'pem' }).toString();
    await page.getByLabel('The server’s public key').fill(key);
    await page.getByRole('button', { name: 'Save the key' }).click();
    await expect(fact(page, 'Signature')).toContainText('verified with the server’s public key');
    await expectOnline(page);
  });

  const panel = page.getByRole('tabpanel', { name: 'Token' });
  await panel.getByText('Refresh', { exact: true }).click();
  await expect(fact(page, 'Kind')).toHaveText('refresh token: fetches access tokens');
  await expect(fact(page, 'Kept')).toHaveText('in the keychain');

  await test.step('copied past the window', async () => {
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await expect(page.getByText('Copied. The clipboard is cleared in 60 seconds')).toBeVisible();
    const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
    expect(copied).toMatch(/^[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$/);
    expect(await page.content()).not.toContain(copied);
    expect(await readFile(lender.userData.file('profiles.json'), 'utf8')).not.toContain(copied);
  });

  await test.step('revealed, and hidden again', async () => {
    const shown = page.locator('[data-revealed]');
    await page.getByRole('button', { name: 'Reveal for 30 seconds' }).click();
    await expect(shown).toHaveText(/^[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$/);
    await page.getByRole('button', { name: 'Hide' }).click();
    await expect(shown).toHaveCount(0);
  });

  await test.step('any token, pasted', async () => {
    await panel.getByText('Other', { exact: true }).click();
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    await page
      .getByLabel('Paste a token')
      .fill(`${part({ alg: 'RS256' })}.${part({ sub: 'ann', exp: 1 })}.c2ln`);
    await expect(fact(page, 'Format')).toHaveText('JWT');
    await expect(fact(page, 'Identity')).toHaveText('ann');
    await expect(fact(page, 'Expires')).toContainText('expired');
  });
});

test('forced re-login asks once, tells what the server made of it, and goes on', async ({ open }) => {
  const { page } = await openOnline(open, company.typed);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Forget the tokens and sign in again…' }).click();
  const confirmation = page.getByRole('alertdialog', {
    name: 'Forget the tokens of “Corp gateway”?',
  });
  await expect(confirmation).toContainText('1 open session closes');
  await confirmation.getByRole('button', { name: 'Forget and sign in again' }).click();
  await expect(dialogOf(page)).toHaveCount(1);
  await expect(page.getByText('The server has forgotten the old refresh token.')).toBeVisible();
  await expect.poll(() => company.server.connectionCount).toBe(0);
  await dialogOf(page).getByLabel('Password', { exact: true }).fill(company.typed.password);
  await dialogOf(page).getByRole('button', { name: 'Sign in' }).click();
  await expectOnline(page);
  await expect(firstSession(page)).toBeVisible();
});

test('forced re-login of all profiles says what will happen, and asks each account once', async ({
  open,
  lender,
}) => {
  const { page } = await openOnline(open, company.typed);
  await addProfile(page, {
    ...company.typed,
    name: 'Second',
    environment: 'Production',
  });
  const status = page.getByRole('contentinfo', { name: 'Status' });
  await expect(status).toContainText('2 online');
  const saved = await idsOf(page);
  const confirmation = page.getByRole('alertdialog', {
    name: 'Forget the tokens of all 2 profiles?',
  });
  const forgetAll = async (answer: string): Promise<void> => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Forget the tokens of all profiles…' }).click();
    await expect(confirmation).toContainText('2 open sessions close');
    await expect(confirmation).toContainText('Nothing else is lost');
    await confirmation.getByRole('button', { name: answer }).click();
    await expect(confirmation).toHaveCount(0);
  };

  await forgetAll('Cancel');
  await expect(status).toContainText('2 online');
  expect(company.server.connectionCount).toBe(2);

  await forgetAll('Forget and sign in again');
  await expect.poll(() => company.server.connectionCount).toBe(0);
  for (const id of saved) {
    const body = "return keytar.getPassword('Causeway', input)";
    expect(await askKeytar(lender.keyring, body, `${id}/refreshToken`)).toEqual({ answered: null });
    expect(await askKeytar(lender.keyring, body, `${id}/proxyPassword`)).toEqual({
      answered: company.typed.proxyPassword,
    });
  }

  // D9: both are the same account at the same server, so one answer serves both.
  const dialog = page.getByRole('dialog', { name: 'Sign in to Second' });
  await expect(dialog).toContainText('Also signs in “Corp gateway”');
  await dialog.getByLabel('Password', { exact: true }).fill(company.typed.password);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(status).toContainText('2 online');
});
