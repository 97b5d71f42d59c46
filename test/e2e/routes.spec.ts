import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { startSyncServer, type SyncServer } from '../../main/demo/sync-server.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import { freePort, loopback } from '../peers/port.ts';
import { startSquid, type Squid } from '../peers/squid.ts';
import { expect, expectOnline, hop, tab, test } from './causeway.ts';

/*
 * The way out that this computer is set to, as Chromium finds it: a PAC script that somebody serves, a proxy set by
 * hand, or environment variables.
 */

/** Chromium never sends this computer's own addresses through a proxy: so a name that only the proxy knows. */
const host = 'ros.corp.example';

let server: SyncServer;
let squid: Squid;
let deadPort: number;

test.beforeAll(async () => {
  server = await startSyncServer({ users: { alice: { password: 'sesame' } } });
  squid = await startSquid({ hosts: { [host]: loopback } });
  deadPort = await freePort();
});
test.afterAll(async () => {
  await squid.stop();
  await server.stop();
});

const profile = (route: ProfileFile['route'] = {}): ProfileFile => ({
  formatVersion: 1,
  name: 'By the system',
  server: `http://${host}:${server.port}`,
  credential: { kind: 'password', username: 'alice' },
  realmPaths: ['/~/tasks'],
  route,
});

async function addProfile(page: Page, file: ProfileFile): Promise<void> {
  const added: object = file;
  await page.evaluate(
    (typed) => window.causeway.saveProfile({ id: null, profile: typed, secrets: { password: 'sesame' } }),
    added,
  );
}

const tunnels = async (): Promise<number> =>
  (await squid.accessLog()).split('\n').filter((line) => line.includes('TCP_TUNNEL/200')).length;

/** Serves a script as companies do. */
async function servePac(script: string): Promise<{ readonly url: string; readonly server: Server }> {
  const served = createServer((_request, response) =>
    response.writeHead(200, { 'Content-Type': 'application/x-ns-proxy-autoconfig' }).end(script),
  );
  await new Promise<void>((resolve) => served.listen(0, loopback, resolve));
  // A listening TCP server's address is never null nor a string.
  return { url: `http://${loopback}:${(served.address() as AddressInfo).port}/proxy.pac`, server: served };
}

const ahead = (page: Page) => page.getByRole('main').getByRole('group', { name: 'The way out' });

test('a PAC script whose first proxy is dead: online through the second', async ({ launch }) => {
  const dead = `http://${loopback}:${deadPort}`;
  const answer = `PROXY ${loopback}:${deadPort}; PROXY ${loopback}:${squid.port}`;
  const pac = await servePac(`function FindProxyForURL(url, host) { return ${JSON.stringify(answer)}; }`);
  try {
    const { page } = await launch({ args: [`--proxy-pac-url=${pac.url}`] });
    const before = await tunnels();
    await addProfile(page, profile({ mode: 'system', neverDirect: true }));
    await expectOnline(page);

    await test.step('it was explained: both, in their order', async () => {
      await expect(ahead(page)).toHaveText(
        `Tokens and sync: via ${dead}, then via ${squid.url} (this computer’s settings or PAC script)`,
      );
      await expect(hop(page, 'Forward proxy')).toContainText(String(squid.port));
    });

    await test.step('the trace names both', async () => {
      await tab(page, 'Trace').click();
      const sync = page.getByRole('list', { name: 'Sync' }).getByRole('listitem');
      await expect(sync.filter({ hasText: 'Routepassed' })).toContainText(
        `via ${dead}, then via ${squid.url}`,
      );
      await expect(sync.filter({ hasText: 'Connectrefused' })).toContainText(`${loopback}:${deadPort}`);
      await expect(sync.filter({ hasText: 'Forward proxypassed' })).toContainText(squid.url);
    });

    // Squid writes a tunnel's line when it is closed; the sign-in's is kept for the next token.
    await page.getByRole('button', { name: 'Disconnect' }).click();
    await expect.poll(tunnels).toBeGreaterThan(before);
  } finally {
    pac.server.close();
  }
});

test('the environment’s proxy, where the desktop has no settings of its own', async ({ launch }) => {
  const { page } = await launch({ env: { http_proxy: squid.url, no_proxy: 'elsewhere.example' } });
  await addProfile(page, profile());
  await expectOnline(page);
  await expect(ahead(page)).toHaveText(
    `Tokens and sync: via ${squid.url} (this computer’s settings or PAC script)`,
  );
  await addProfile(page, { ...profile(), name: 'Bypassed', server: 'http://elsewhere.example' });
  await page.getByText('Bypassed', { exact: true }).first().click();
  await expect(ahead(page)).toHaveText('Tokens and sync: direct (this computer’s settings or PAC script)');
});

test('no way is left: said before anything is dialled', async ({ launch }) => {
  const { page } = await launch({ args: ['--no-proxy-server'] });
  await addProfile(page, {
    ...profile({ mode: 'system', neverDirect: true }),
    server: `http://${loopback}:${server.port}`,
  });
  await expect(ahead(page)).toHaveText(
    'Tokens and sync: The only way out is a direct connection, and this profile forbids that.',
  );
  expect(server.connectionCount).toBe(0);
});
