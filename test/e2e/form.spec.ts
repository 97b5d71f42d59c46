import type { Page } from '@playwright/test';
import { ruleSentences } from '../../shared/text/en/rules.ts';
import { expect, test } from './causeway.ts';
import { field, openSection, save } from './company.ts';

/** Each example of what must not pass: where it is typed, and the rule that stands there then. */
const refusals: readonly (readonly [what: string, label: string, typed: string, sentence: string])[] = [
  ['a URL that is none', 'Server', 'ros.internal', `Server ${ruleSentences.urlSchemeHttp}`],
  ['an unknown scheme', 'Server', 'ftp://ros.internal', `Server ${ruleSentences.urlSchemeHttp}`],
  ['a password in a URL', 'Server', 'https://a:b@ros.internal', `Server ${ruleSentences.urlHasCredentials}`],
  [
    'a sync URL for pages',
    'Sync URL optional',
    'https://gw.internal',
    `Sync URL ${ruleSentences.urlSchemeWs}`,
  ],
  ['a name with a space', 'Name of header 1', 'X Team', `Name ${ruleSentences.headerNameMalformed}`],
  ['a reserved header', 'Name of header 1', 'Upgrade', `Name ${ruleSentences.headerNameReserved}`],
  ['a websocket header', 'Name of header 1', 'Sec-WebSocket-Key', `Name ${ruleSentences.headerNameReserved}`],
  [
    'what swallows the token',
    'Name of header 1',
    'authorization',
    `Name ${ruleSentences.headerSwallowsToken}`,
  ],
  ['a control character', 'Value of header 1', 'mo\u0001bile', `Value ${ruleSentences.headerValueMalformed}`],
  [
    'a realm path without slash',
    'Realm path 1',
    'tasks',
    `Realm path ${ruleSentences.realmPathNoLeadingSlash}`,
  ],
  ['an empty segment', 'Realm path 1', '/a//b', `Realm path ${ruleSentences.realmPathSegment}`],
  ['a prefix without slash', 'URL prefix', 'my/prefix', `URL prefix ${ruleSentences.prefixNoLeadingSlash}`],
  [
    'a prefix with one too many',
    'URL prefix',
    '/my/prefix/',
    `URL prefix ${ruleSentences.prefixTrailingSlash}`,
  ],
];

async function openForm(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add a profile' }).click();
  await openSection(page, 'Gateway');
  await page.getByRole('button', { name: 'Add a header' }).click();
}

/** What stands under a field, as a screen reader connects the two. */
const descriptionOf = (page: Page, label: string): Promise<string> =>
  field(page, label).evaluate((input) =>
    (input.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' '),
  );

test('what can’t be right is refused where it is typed, with the rule', async ({ open }) => {
  const { page } = await open();
  await openForm(page);
  for (const [what, label, typed, sentence] of refusals) {
    await test.step(what, async () => {
      await field(page, label).fill(typed);
      await field(page, label).press('Tab');
      await expect(field(page, label)).toHaveAttribute('aria-invalid', 'true');
      await expect.poll(() => descriptionOf(page, label)).toContain(sentence);
      await expect(page.getByText(sentence, { exact: true })).toBeVisible();
      await expect(field(page, label)).toHaveValue(typed);
    });
  }
});

test('saving marks everything, goes to the first, and loses nothing', async ({ open }) => {
  const { page } = await open();
  await openForm(page);
  await field(page, 'Name').fill('Staging');
  await field(page, 'Server').fill('ftp://ros.internal');
  await field(page, 'Username').fill('alice');
  await field(page, 'Password').fill('kept until it is sent');
  await field(page, 'Realm path 1').fill('tasks');
  await field(page, 'URL prefix').fill('no/slash');
  await field(page, 'Name of header 1').fill('X Team');
  await field(page, 'Value of header 1').fill('mobile');
  await save(page);

  await expect(field(page, 'Server')).toBeFocused();
  await expect(page.getByRole('status').filter({ hasText: 'need another look' })).toContainText(
    '4 fields need another look.',
  );
  for (const label of ['Server', 'Realm path 1', 'URL prefix', 'Name of header 1']) {
    await expect(field(page, label)).toHaveAttribute('aria-invalid', 'true');
  }
  const typed = {
    Name: 'Staging',
    Server: 'ftp://ros.internal',
    Username: 'alice',
    Password: 'kept until it is sent',
    'Realm path 1': 'tasks',
    'URL prefix': 'no/slash',
    'Name of header 1': 'X Team',
    'Value of header 1': 'mobile',
  };
  for (const [label, text] of Object.entries(typed)) await expect(field(page, label)).toHaveValue(text);

  await test.step('a corrected field is no longer marked', async () => {
    await field(page, 'Server').fill('http://127.0.0.1:9');
    await expect(field(page, 'Server')).not.toHaveAttribute('aria-invalid');
    await save(page);
    await expect(field(page, 'Realm path 1')).toBeFocused();
  });
});

test('a section does not fold while it is typed into', async ({ open }) => {
  const { page } = await open();
  await openForm(page);
  await field(page, 'URL prefix').fill('/right');
  await field(page, 'URL prefix').fill('wrong');
  await field(page, 'Authorization header name').fill('X-Realm-Auth');
  await expect(field(page, 'URL prefix')).toBeVisible();
});

test('a line break in a header’s value can’t be typed, nor sent by anything else', async ({ open }) => {
  const { page } = await open();
  const answers = await page.evaluate(async () => {
    const profile = (header: unknown): unknown => ({
      formatVersion: 1,
      name: 'Smuggler',
      server: 'http://127.0.0.1:9',
      credential: { kind: 'anonymous' },
      gateway: { customRequestHeaders: [header] },
    });
    const broken = 'mobile\r\nX-Smuggled: yes';
    return [
      await window.causeway.saveProfile({
        id: null,
        profile: profile({ name: 'X-Team', value: broken }),
        secrets: {},
      }),
      await window.causeway.saveProfile({
        id: null,
        profile: profile({ name: 'X-Team', secret: true }),
        secrets: { headers: { 'X-Team': broken } },
      }),
    ];
  });
  const refused = (field: string): unknown => ({
    ok: false,
    problem: { kind: 'profile.invalid', issues: [{ field, rule: 'headerValueMalformed' }] },
  });
  expect(answers).toEqual([
    refused('gateway.customRequestHeaders[0].value'),
    refused('secrets.headers.X-Team'),
  ]);
  await expect(page.getByRole('button', { name: 'Add a profile' })).toBeVisible();
});

test('what was typed is not thrown away by a stray key', async ({ open }) => {
  const { page } = await open();
  await openForm(page);
  await field(page, 'Name').fill('Staging');
  await page.keyboard.press('Escape');
  const dialog = page.getByRole('alertdialog', { name: 'Discard what you typed?' });
  await dialog.getByRole('button', { name: 'Keep editing' }).click();
  await expect(field(page, 'Name')).toHaveValue('Staging');
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Discard changes' }).click();
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
});
