import type { Page } from '@playwright/test';
import type { ProfileFile } from '../../shared/profile.ts';
import { startSyncServer } from '../../main/demo/sync-server.ts';
import { startNginx } from '../peers/nginx.ts';
import { startOddGateway } from '../peers/odd.ts';
import { loopback } from '../peers/port.ts';
import { expect, hop, test, viewIn } from './causeway.ts';
import { canary, field, openOnline, startCompany, type Company, type TypedProfile } from './company.ts';
import { lookAt } from './look-at.ts';
import { list, row } from './saved-profiles.ts';

/** What the window shows of what goes no further: who stops it, why, and what a person has to do. */

let company: Company;
test.beforeAll(async () => {
  company = await startCompany();
});
test.afterAll(() => company.stop());

const fileOf = (typed: TypedProfile): ProfileFile => ({
  formatVersion: 1,
  name: typed.name,
  environment: 'staging',
  server: typed.server,
  credential: { kind: 'password', username: typed.username },
  realmPaths: [typed.realmPath],
  gateway: {
    urlPrefix: typed.urlPrefix,
    authorizationHeaderName: typed.authorizationHeaderName,
    customRequestHeaders: typed.headers.map(({ name, value, secret }) =>
      secret ? { name, secret: true } : { name, value },
    ),
  },
  route: { mode: 'manual', proxy: typed.proxy, username: typed.proxyUsername },
  ...(typed.ca === '' ? {} : { trust: { ca: typed.ca } }),
});

async function add(page: Page, profile: object, secrets: object): Promise<void> {
  const answer = await page.evaluate(
    (typed) => window.causeway.saveProfile({ id: null, profile: typed.profile, secrets: typed.secrets }),
    { profile, secrets },
  );
  expect(answer.ok ? null : answer.problem).toBeNull();
}

const secretsOf = ({ password, proxyPassword, headers }: TypedProfile): object => ({
  password,
  proxyPassword,
  headers: Object.fromEntries(headers.filter(({ secret }) => secret).map(({ name, value }) => [name, value])),
});

test('D3, D7c: each session says which hop stops it and why, and its button is what helps', async ({
  open,
}) => {
  const server = await startSyncServer({ users: { alice: { password: 'sesame' } } });
  const gateway = await startOddGateway({ host: loopback, port: server.port }, (answer, request) =>
    request.startsWith('GET')
      ? { instead: 'HTTP/1.1 403 Forbidden\r\nServer: nginx\r\nContent-Length: 0\r\n\r\n' }
      : answer,
  );
  try {
    const causeway = await open();
    const { page } = causeway;
    const wrong = { ...company.typed, name: 'Wrong proxy password', proxyPassword: canary('Wrong') };
    await add(page, fileOf(wrong), secretsOf(wrong));
    const unknown = { ...company.typed, name: 'Unknown CA', ca: '' };
    await add(page, fileOf(unknown), secretsOf(unknown));
    await add(
      page,
      {
        formatVersion: 1,
        name: 'Forbidden',
        server: gateway.url,
        realmPaths: ['/~/tasks'],
        credential: { kind: 'password', username: 'alice' },
        route: { mode: 'direct' },
      },
      { password: 'sesame' },
    );
    await page.getByRole('button', { name: /^All sessions/ }).click();
    const line = (name: string) =>
      page
        .getByRole('list', { name: 'All sessions' })
        .getByRole('listitem')
        .filter({ has: page.getByText(name, { exact: true }) });
    await expect(line('Wrong proxy password')).toContainText(/the proxy’s password.*forward proxy.*\(407\)/s);
    await expect(line('Unknown CA')).toContainText(/waiting for a certificate.*certificate of the gateway/s);
    await expect(line('Forbidden')).toContainText(/blocked by the gateway.*gateway forbids.*\(403\)/s);
    await expect(page.getByText('waiting for you to sign in')).toHaveCount(0);
    await lookAt(causeway, 'standstill-all-sessions');

    for (const [name, words] of [
      ['Wrong proxy password', 'Enter the password'],
      ['Unknown CA', 'Add a certificate'],
      ['Forbidden', 'Edit the gateway'],
    ] as const) {
      await row(page, name).click();
      const header = page.getByRole('main').locator('header');
      await expect(header.getByRole('button').first(), name).toHaveText(words);
      await expect(header.getByRole('button', { name: 'Sign in' }), name).toHaveCount(0);
    }
    await row(page, 'Wrong proxy password').click();
    await page
      .getByRole('main')
      .locator('header')
      .getByRole('button', { name: 'Enter the password' })
      .click();
    await expect(field(page, 'Password at the proxy')).toBeFocused();
  } finally {
    await Promise.all([gateway.stop(), server.stop()]);
  }
});

test('D7d: after “Forget the tokens” it needs a sign-in; nothing is red and no hop has failed', async ({
  open,
}) => {
  const causeway = await openOnline(open, company.typed);
  const { page } = causeway;
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Forget the tokens and sign in again…' }).click();
  await page.getByRole('button', { name: 'Forget and sign in again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await expect(list(page).getByRole('img', { name: 'needs a sign-in' })).toBeVisible();
  await expect(hop(page, 'You')).toContainText('needs a sign-in');
  await expect(page.getByText('failed here')).toHaveCount(0);
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('1 needs a sign-in');
  const red = page.locator('.blocked, .refused, .problem:not(.due)');
  expect(await red.evaluateAll((elements) => elements.map(({ outerHTML }) => outerHTML))).toEqual([]);
  expect((await viewIn(page)).profiles[0]?.sessions[0]?.phase).toMatchObject({
    state: 'awaitingSignIn',
    problem: { kind: 'secret.missing' },
  });
  await lookAt(causeway, 'standstill-needs-sign-in');
});

test('D4: twelve paths behind a gateway that strips Upgrade have one note, which lists them', async ({
  open,
}) => {
  const server = await startSyncServer({ users: { alice: { password: 'sesame' } } });
  const gateway = await startNginx({
    upstream: { host: loopback, port: server.port },
    mistake: { kind: 'stripsUpgrade' },
  });
  try {
    const causeway = await open();
    const { page } = causeway;
    const realmPaths = Array.from({ length: 12 }, (_, index) => `/~/path-${index + 1}`);
    await add(
      page,
      {
        formatVersion: 1,
        name: 'Twelve',
        server: gateway.url,
        realmPaths,
        credential: { kind: 'password', username: 'alice' },
        route: { mode: 'direct' },
      },
      { password: 'sesame' },
    );
    const note = page.getByRole('main').getByRole('region', { name: 'Problem' });
    await expect(note).toHaveCount(1);
    await expect(note).toContainText('Upgrade header');
    await expect(note).toContainText('All 12 realm paths:');
    await expect(
      note.getByRole('list', { name: 'Realm paths that it stops' }).getByRole('listitem'),
    ).toHaveText(realmPaths);
    await expect(page.getByRole('button', { name: 'Show the fix' })).toHaveCount(1);
    await lookAt(causeway, 'standstill-one-cause');
  } finally {
    await Promise.all([gateway.stop(), server.stop()]);
  }
});
