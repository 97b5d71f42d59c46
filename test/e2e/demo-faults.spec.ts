import type { Locator, Page } from '@playwright/test';
import { demoPassword } from '../../shared/demo-account.ts';
import { expect, expectOnline, firstSession, hop, openedDemo, test } from './causeway.ts';
import { lookAt } from './look-at.ts';

/** A newcomer breaks the demo as companies do, reads what it says, and mends it. */

const faultsOf = (page: Page, title: string): Locator =>
  page.getByRole('group', { name: `${title}: Break it:` });
const head = (page: Page): Locator => page.getByRole('region', { name: 'State of all profiles' });

interface Switch {
  readonly at: 'Forward proxy' | 'Gateway' | 'Realm Object Server';
  readonly name: string;
  /** What the window says of it, at the session. */
  readonly says: RegExp;
  /** Which hop is marked. */
  readonly marks: 'Forward proxy' | 'Gateway' | 'Server' | null;
}

const switches: readonly Switch[] = [
  { at: 'Forward proxy', name: 'Change its password', says: /\(407\)/, marks: 'Forward proxy' },
  {
    at: 'Gateway',
    name: 'Take the Upgrade header away',
    says: /The gateway removed the Upgrade header/,
    marks: 'Gateway',
  },
  {
    at: 'Gateway',
    name: 'Lose the token’s header',
    says: /did not reach the server intact/,
    marks: 'Server',
  },
  { at: 'Realm Object Server', name: 'Go away for 15 s', says: /\(502\)/, marks: 'Gateway' },
];

test('each switch turns the demo red with its own sentence, and back', async ({ open }) => {
  test.setTimeout(120_000);
  const causeway = await openedDemo(open);
  const { page } = causeway;
  await expectOnline(page);
  for (const { at, name, says, marks } of switches)
    await test.step(name, async () => {
      const button = faultsOf(page, at).getByRole('button', { name });
      await button.click();
      await expect(button).toHaveAttribute('aria-pressed', 'true');
      await expect(page.getByRole('main')).toContainText(says);
      await expect(head(page)).toHaveClass(/blocked|waiting/);
      if (marks !== null) await expect(hop(page, marks)).toContainText('refused');
      await button.click();
      await expect(button).toHaveAttribute('aria-pressed', 'false');
      await expectOnline(page);
      await expect(head(page)).toHaveClass(/online/);
    });
  await lookAt(causeway, 'demo-faults');
});

test('at one hop one thing is wrong at a time, and a void token asks for the password that the demo tells', async ({
  open,
}) => {
  const { page } = await openedDemo(open);
  await expectOnline(page);
  const gateway = faultsOf(page, 'Gateway');
  await gateway.getByRole('button', { name: 'Take the Upgrade header away' }).click();
  await gateway.getByRole('button', { name: 'Cut what is quiet for 5 s' }).click();
  await expect(gateway.locator('[aria-pressed="true"]')).toHaveText(['Cut what is quiet for 5 s']);
  await gateway.getByRole('button', { name: 'Cut what is quiet for 5 s' }).click();
  await expectOnline(page);

  await faultsOf(page, 'Realm Object Server').getByRole('button', { name: 'Void all tokens' }).click();
  await expect(firstSession(page)).not.toContainText('online');
  await page
    .getByRole('main')
    .getByRole('button', { name: /Sign in/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(demoPassword);
  await dialog.getByLabel('Password', { exact: true }).fill(demoPassword);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expectOnline(page);
});
