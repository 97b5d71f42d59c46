import type { Page } from '@playwright/test';
import { decode } from '../../main/history/records.ts';
import { startSyncServer } from '../../main/demo/sync-server.ts';
import { startNginx } from '../peers/nginx.ts';
import { startRelay, type Relay } from '../peers/relay.ts';
import { until } from '../peers/process.ts';
import { expect, expectOnline, fact, firstSession, tab, test, viewIn, type Causeway } from './causeway.ts';
import { colourRules, violationsIn } from './look-at.ts';
import type { SessionHistory } from '../../shared/history.ts';
import { addProfile, startCompany, type Company } from './company.ts';

let company: Company;
let relay: Relay;
test.beforeAll(async () => {
  company = await startCompany();
  relay = await startRelay(company.gateway);
});
test.afterAll(async () => {
  await relay.stop();
  await company.stop();
});
test.afterEach(() => relay.set({ refuses: false }));

/** Behind a line to the gateway that can be cut. */
const addCutProfile = (page: Page): Promise<void> =>
  addProfile(page, { ...company.typed, server: `https://127.0.0.1:${relay.port}` });

/** The line is cut, and mended when the window has said so. */
async function haveOutage(page: Page): Promise<void> {
  relay.set({ refuses: true });
  relay.reset();
  const retry = page.getByRole('main').getByRole('button', { name: 'Retry now' }).first();
  await expect(retry).toBeVisible();
  // Not the first reason any more: the gateway doesn't answer.
  await retry.click();
  await expect(firstSession(page)).toContainText('retrying in');
  relay.set({ refuses: false });
  // Unless it tries again by itself first.
  await retry.click({ timeout: 2_000 }).catch(() => undefined);
  await expectOnline(page);
}

const uptime = (page: Page) =>
  page.getByRole('region', { name: 'Online and outages over time' }).getByRole('paragraph');
/** What keeps people from using the page, in either theme. */
async function violationsInBoth(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const [colorScheme, rules] of [
    ['light', []],
    ['dark', colourRules],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const violations = await violationsIn(page, [], rules);
    found.push(...violations.map(({ rule }) => `${colorScheme}: ${rule}`));
  }
  return found;
}

const outages = (page: Page) => page.getByRole('table', { name: 'Outages' }).locator('tbody tr');

test('a person reads what an outage was and how long it took, also after a restart', async ({ launch }) => {
  const first = await launch();
  await addCutProfile(first.page);
  await expectOnline(first.page);
  await tab(first.page, 'History').click();
  await expect(uptime(first.page)).toHaveText('Online 100 % · no outage');

  await haveOutage(first.page);
  await expect(outages(first.page)).toHaveCount(1);
  await expect(outages(first.page)).toContainText(
    /connection closed \(1006\)|gateway hung up|forward proxy refused/,
  );
  await expect(outages(first.page)).toContainText(/\d+ s/);
  await expect(uptime(first.page)).toHaveText(/^Online \d+\.\d % · 1 outage · \d+ s in all$/);
  await expect(first.page.getByRole('figure').filter({ hasText: 'Round trip' })).toContainText(
    'ms on average',
  );
  await expect(first.page.locator('figure canvas')).toHaveCount(2);
  await first.page.getByText('1 hour', { exact: true }).click();
  await expect(outages(first.page)).toHaveCount(1);
  expect(await violationsInBoth(first.page)).toEqual([]);
  expect(first.said()).not.toMatch(/Content Security Policy|page error/);
  await first.quit();

  const again = await launch();
  await expectOnline(again.page);
  await tab(again.page, 'History').click();
  await expect(outages(again.page)).toHaveCount(1);
  await expect(again.page.getByRole('table', { name: 'How connections ended' })).toContainText('1 ×');
});

/** What the history says of the one session there is. */
async function spansIn(page: Page): Promise<SessionHistory['spans']> {
  const profile = (await viewIn(page)).profiles[0];
  const session = profile?.sessions[0];
  if (profile === undefined || session === undefined) throw new Error('no session');
  const asked = { id: profile.id, session: session.id };
  const answer = await page.evaluate((of) => window.causeway.getHistory(of), asked);
  if (!answer.ok) throw new Error(answer.problem.kind);
  return answer.value.spans;
}

async function killHard({ app }: Causeway): Promise<void> {
  const child = app.process();
  child.kill('SIGKILL');
  await until(
    () => child.signalCode !== null,
    () => 'the app was killed',
  );
}

test('kill -9 leaves profiles, secrets and history as they were', async ({ launch, userData }) => {
  let causeway = await launch();
  await addCutProfile(causeway.page);
  await expectOnline(causeway.page);
  await haveOutage(causeway.page);
  const before = (await spansIn(causeway.page)).find(({ state }) => state === 'outage');
  // At three moments of its life: on the way up, when it has just come online, and while it notes an outage.
  const moments = [
    (page: Page) => expect(firstSession(page)).toBeVisible(),
    (page: Page) => expectOnline(page),
    async (page: Page) => {
      await expectOnline(page);
      relay.reset();
      await expect(firstSession(page)).not.toContainText('online');
    },
  ];
  for (const moment of moments) {
    await killHard(causeway);
    causeway = await launch();
    await moment(causeway.page);
  }
  await killHard(causeway);

  const last = await launch();
  // No sign-in is needed: the refresh token, the corporate header and the proxy's password are where they were.
  await expectOnline(last.page);
  await expect(last.page.getByRole('region', { name: 'Notices' }).getByRole('status')).toHaveCount(0);
  expect(await spansIn(last.page)).toContainEqual(before);
  const lines = (await userData.read('history.jsonl')).split('\n').filter((line) => line !== '');
  // The one that was killed on the way up may have had no time to note that it was there.
  const starts = lines.filter((line) => line.startsWith('["started"')).length;
  expect(starts).toBeGreaterThanOrEqual(4);
  expect(starts).toBeLessThanOrEqual(5);
  // A line that was being written when it was killed, at most.
  expect(lines.filter((line) => decode(line) === null).length).toBeLessThanOrEqual(4);
  expect(lines.join('')).not.toContain('tasks');
  await tab(last.page, 'History').click();
  await expect(outages(last.page).last()).toContainText(/\d+ s/);
});

test('a profile that is removed takes its history with it', async ({ launch, userData }) => {
  const { page, quit } = await launch();
  await addCutProfile(page);
  await expectOnline(page);
  await haveOutage(page);
  await expect.poll(() => userData.read('history.jsonl')).toContain('"failed"');
  await page.getByRole('button', { name: 'More' }).first().click();
  await page.getByRole('menuitem', { name: /^Remove/ }).click();
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: /^Remove/ })
    .click();
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  // From then on it can't be brought back.
  await quit();
  expect(await userData.read('history.jsonl')).not.toMatch(/"failed"|"online"/);
});

test('what closes idle streams on the way is found and said, and pings keep the session up', async ({
  open,
}) => {
  const users = { alice: { password: 'open sesame' } };
  const server = await startSyncServer({ users });
  const upstream = { host: '127.0.0.1', port: server.port };
  const gateway = await startNginx({ upstream, mistake: { kind: 'cutsIdle', afterSeconds: 2 } });
  const { page } = await open();
  const profile = {
    formatVersion: 1,
    name: 'Idle',
    server: gateway.url,
    route: { mode: 'direct' },
    credential: { kind: 'password', username: 'alice' },
  };
  await page.evaluate(
    (input) => window.causeway.saveProfile({ id: null, secrets: { password: 'open sesame' }, ...input }),
    { profile },
  );
  const found = page.getByText(
    /^Something on the way closes streams that are idle for (1\.[5-9]|2(\.\d)?) s\. Causeway now pings every [01](\.\d)? s\.$/,
  );
  await expect(found).toBeVisible({ timeout: 30_000 });
  await expect(fact(page, 'Pings')).toHaveText(/^every [01](\.\d)? s at most$/);
  // Online for several times as long as it used to be.
  await expect(firstSession(page)).toContainText(/online [6-9] s/, { timeout: 30_000 });
  await gateway.stop();
  await server.stop();
});
