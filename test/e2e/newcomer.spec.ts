import { expect, expectOnline, fact, firstSession, hop, tab, test, openedDemo } from './causeway.ts';
import { lookAt } from './look-at.ts';

test('a newcomer tries the demo', async ({ open }) => {
  const { page } = await open();
  await expect(page.getByRole('heading', { name: 'Causeway', level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add a profile' })).toBeVisible();

  await page.getByRole('button', { name: 'Try the demo' }).click();
  await expectOnline(page);
  await expect(page.getByRole('heading', { name: 'Demo', level: 1 })).toBeVisible();
  await expect(page.getByText('Connected 1 of 1')).toBeVisible();
  for (const title of ['You', 'Forward proxy', 'Gateway', 'Server']) {
    await expect(hop(page, title)).toContainText('passed');
  }

  await test.step('the details say with what, how fast and since when', async () => {
    await expect(fact(page, 'Protocol')).toHaveText('io.realm.sync.22');
    await expect(fact(page, 'Round trip')).toHaveText(/^\d+(\.\d)? ms$/);
    await expect(fact(page, 'Since')).toHaveText(/^\d\d:\d\d:\d\d$/);
    await expect(fact(page, 'Kept')).toHaveText('in memory, until you quit');
  });

  await test.step('the panel explains what is seen', async () => {
    const panel = page.getByRole('region', { name: 'You are looking at a company network in miniature' });
    await expect(panel.getByRole('listitem')).toHaveCount(3);
    await expect(panel.getByRole('listitem').nth(0)).toContainText('http://127.0.0.1:');
    for (const index of [0, 1, 2]) {
      await expect(panel.getByRole('listitem').nth(index)).toContainText(/[1-9]\d* requests?/);
      await expect(panel.getByRole('listitem').nth(index)).not.toContainText('nothing yet');
    }
  });

  await test.step('the trace shows every hop with its time', async () => {
    await page.getByRole('button', { name: 'Trace, for every hop and the time it took' }).click();
    const tokens = page.getByRole('list', { name: 'Tokens' }).getByRole('listitem');
    await expect(tokens.filter({ hasText: 'Sign in' })).toContainText(/passed.*\d m?s/s);
    await expect(tokens.filter({ hasText: 'Access token' })).toContainText(/passed.*\d m?s/s);
    const sync = page.getByRole('list', { name: 'Sync' }).getByRole('listitem');
    for (const stage of ['Connect', 'Forward proxy', 'Upgrade', 'Bind']) {
      await expect(sync.filter({ hasText: new RegExp(`${stage}\\s*passed`) }).last()).toContainText(/ms/);
    }
  });

  await test.step('the request shows the renamed header, and no secret', async () => {
    await tab(page, 'Request').click();
    const request = page.getByRole('group', { name: 'Request' });
    await expect(request).toContainText(/GET \/my\/url\/prefix\/%2F[0-9a-f]{32}%2Ftasks HTTP\/1\.1/);
    await expect(request).toContainText(/X-Realm-Auth: \[access token [A-Z]\]/);
    await expect(request).toContainText(/Authorization: \[header value [A-Z]\]/);
    await expect(request).toContainText('X-Team: mobile');
  });

  await page.getByRole('button', { name: 'Stop the demo' }).click();
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeEnabled();
  await expect(firstSession(page)).toHaveCount(0);
});

test('npm start -- --demo goes straight there', async ({ launch }) => {
  const { page } = await launch({ args: ['--demo'] });
  await expectOnline(page);
});

test('the demo can be disconnected and connected again', async ({ open }) => {
  const { page } = await openedDemo(open);
  await expectOnline(page);
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await expect(firstSession(page)).toContainText('not connected');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expectOnline(page);
});

test('D11: the demo tells the password that it wants once its tokens are forgotten', async ({ open }) => {
  const causeway = await openedDemo(open);
  const { page } = causeway;
  await expectOnline(page);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Forget the tokens and sign in again…' }).click();
  await page.getByRole('button', { name: 'Forget and sign in again' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in to Demo' });
  const told = await dialog.getByText(/^The demo’s user is demo, its password /).innerText();
  const password = /its password (\S+)\./.exec(told)?.[1] ?? '';
  await dialog.getByLabel('Password', { exact: true }).fill(`not ${password}`);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog.getByRole('alert')).toContainText('refused the credential');
  await lookAt(causeway, 'demo-tells-its-password');
  await dialog.getByLabel('Password', { exact: true }).selectText();
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await expectOnline(page);
});

test('everything the newcomer did works without a mouse', async ({ open }) => {
  const { page } = await open();
  const { keyboard } = page;
  const focused = page.locator(':focus');
  const tabTo = async (name: string | RegExp): Promise<void> => {
    for (let presses = 0; presses < 40; presses += 1) {
      await keyboard.press('Tab');
      const words = await focused.evaluate(
        (element) => element.getAttribute('aria-label') ?? element.textContent ?? '',
      );
      if (typeof name === 'string' ? words.trim() === name : name.test(words)) return;
    }
    throw new Error(`Tab never came to ${String(name)}`);
  };

  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  await tabTo('Try the demo');
  await keyboard.press('Enter');
  await expectOnline(page);

  await tabTo('Now');
  await keyboard.press('ArrowRight');
  await expect(tab(page, 'Trace')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('list', { name: 'Sync' })).toBeVisible();
  await keyboard.press('ArrowRight');
  await expect(tab(page, 'Token')).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('ArrowRight');
  await expect(tab(page, 'Request')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('group', { name: 'Request' })).toBeVisible();

  await tabTo('More actions');
  await keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Edit profile' })).toBeFocused();
  await keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'More actions' })).toBeFocused();

  await tabTo('Stop the demo');
  await keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeEnabled();
});

test('what is still empty says what will stand there, and leads there', async ({ launch, userData }) => {
  const profile = {
    formatVersion: 1,
    name: 'Berlin',
    server: 'http://127.0.0.1:9',
    credential: { kind: 'password', username: 'alice' },
    route: { mode: 'direct' },
  };
  const saved = { schemaVersion: 1, profiles: [{ id: 'saved', wanted: false, profile }] };
  await userData.write('profiles.json', JSON.stringify(saved));
  const { page } = await launch();
  const details = page.getByRole('complementary', { name: 'Session details' });
  for (const name of ['Trace', 'Token', 'Request', 'History'] as const) {
    await tab(page, name).click();
    const content = details.getByRole('tabpanel', { name });
    await expect(content).toContainText(/Connect, and|Once the session has been online/);
    await expect(content.getByRole('button', { name: 'Sign in', exact: true }), name).toBeVisible();
  }
  await details.getByRole('tabpanel').getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Sign in to Berlin' })).toBeVisible();
});
