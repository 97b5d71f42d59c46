import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { DemoApp } from '../../main/demo/app.ts';
import { startSyncServer } from '../../main/demo/sync-server.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { relayUrl } from '../../shared/relay.ts';
import type { PrivateFolder } from '../peers/folder.ts';
import { startRelay } from '../peers/relay.ts';
import { expect, tab, test, viewIn, type Causeway } from './causeway.ts';
import { lookAt } from './look-at.ts';

/** What the History tab tells of apps that sync through the relay. */

const account = { username: 'alice', password: 'open sesame' };

async function saveLent(userData: PrivateFolder, server: string, port: number): Promise<void> {
  const profile = {
    formatVersion: 1,
    name: 'Lent',
    environment: 'staging',
    server,
    credential: { kind: 'password', username: account.username },
    realmPaths: ['/~/tasks'],
    route: { mode: 'direct' },
    relay: { port, start: 'withApp' },
  };
  // Not connected itself: what is told is told of apps alone.
  const profiles = [{ id: 'lent', wanted: false, profile }];
  await writeFile(userData.file('profiles.json'), JSON.stringify({ schemaVersion: 1, profiles }));
}

const ofApps = (page: Page) => page.getByRole('region', { name: 'Apps through the relay' });

async function phasesIn(page: Page): Promise<readonly string[]> {
  const relay = (await viewIn(page)).profiles[0]?.relay;
  return relay?.state === 'listening'
    ? relay.apps.filter(({ isSync }) => isSync).map(({ phase }) => phase.state)
    : [];
}

async function killHard({ app }: Causeway): Promise<void> {
  const ended = once(app.process(), 'exit');
  app.process().kill('SIGKILL');
  await ended;
}

test('an outage that an app was held through is a row of its own, also after kill -9', async ({
  launch,
  userData,
}) => {
  const server = await startSyncServer({ users: { [account.username]: { password: account.password } } });
  const line = await startRelay({ host: '127.0.0.1', port: server.port });
  const port = 19_380 + Math.floor(Math.random() * 400);
  await saveLent(userData, `http://127.0.0.1:${line.port}`, port);
  const apps: DemoApp[] = [];
  try {
    const first = await launch();
    apps.push(new DemoApp({ clock: systemClock, url: relayUrl(port), ...account, realmPath: '/~/tasks' }));
    await expect.poll(() => phasesIn(first.page)).toContain('open');
    await tab(first.page, 'History').click();
    const row = ofApps(first.page).getByRole('listitem');
    await expect(row).toHaveCount(1);
    await expect(row).toContainText(/\/[0-9a-f]+\/tasks/);
    await expect(row).toContainText('Online 100 % · no outage · 1 connection');

    await test.step('the way is cut and mended', async () => {
      line.set({ refuses: true });
      line.reset();
      await expect(row).toContainText('1 outage');
      line.set({ refuses: false });
      await expect.poll(() => phasesIn(first.page)).toContain('open');
      await expect(row).toContainText('2 connections');
      await expect(row).toContainText(/Latest outage .* ago: connection closed \(1006\)/);
    });
    await lookAt(first, 'the history of an app through the relay');

    await test.step('in German as well', async () => {
      const speak = (language: 'de' | 'en') =>
        first.page.evaluate((chosen) => window.causeway.changeSettings({ language: chosen }), language);
      await speak('de');
      const german = first.page.getByRole('region', { name: 'Apps über das Relay' });
      await expect(german).toContainText('2 Verbindungen');
      await expect(german).toContainText(/Letzter Ausfall vor .*: Verbindung geschlossen \(1006\)/);
      await lookAt(first, 'the history of an app through the relay, in German');
      await speak('en');
      await expect(row).toContainText('2 connections');
    });

    await test.step('the app is killed while an app is connected', async () => {
      await killHard(first);
      const again = await launch();
      await expect.poll(() => phasesIn(again.page), { timeout: 20_000 }).toContain('open');
      await tab(again.page, 'History').click();
      await expect(ofApps(again.page).getByRole('listitem')).toHaveCount(1);
      await expect(ofApps(again.page)).toContainText(/\/[0-9a-f]+\/tasks/);
      await expect(ofApps(again.page)).toContainText('1 outage');
      expect(await userData.read('history.jsonl')).not.toContain('tasks');
    });
  } finally {
    apps.forEach((app) => app.stop());
    await line.stop();
    await server.stop();
  }
});
