import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { startSyncServer, type SyncServer } from '../../main/demo/sync-server.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import { freePort, loopback } from '../peers/port.ts';
import { startSquid, type Squid } from '../peers/squid.ts';
import { expect, expectOnline, hop, tab, test, viewIn } from './causeway.ts';
import { row } from './saved-profiles.ts';

/*
 * The way out that this computer is set to, as Chromium finds it: a PAC script from a server, a proxy set by
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

/** Serves a script as companies do; without one, that there is none. */
async function servePac(script: string | null): Promise<{ readonly url: string; readonly server: Server }> {
  const served = createServer((_request, response) =>
    response
      .writeHead(script === null ? 404 : 200, { 'Content-Type': 'application/x-ns-proxy-autoconfig' })
      .end(script ?? 'Not found'),
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
      await expect(sync.filter({ hasText: 'Routepassed' }).first()).toContainText(
        `via ${dead}, then via ${squid.url}`,
      );
      await expect(sync.filter({ hasText: 'Connectrefused' }).first()).toContainText(
        `${loopback}:${deadPort}`,
      );
      await expect(sync.filter({ hasText: 'Forward proxypassed' }).first()).toContainText(squid.url);
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
  await expect(ahead(page)).toHaveText(`Tokens and sync: via ${squid.url} (environment variable http_proxy)`);
  await addProfile(page, { ...profile(), name: 'Bypassed', server: 'http://elsewhere.example' });
  await row(page, 'Bypassed').click();
  await expect(ahead(page)).toHaveText(
    'Tokens and sync: direct (“elsewhere.example” in the environment variable no_proxy)',
  );
});

test('e01: a login in a variable works in the window as on the command line', async ({ launch }) => {
  const user = { username: 'CORP\\nell', password: 'canary50%abz' };
  const asking = await startSquid({ hosts: { [host]: loopback }, auth: { kind: 'basic', users: [user] } });
  try {
    const login = `${user.username}:${user.password}`;
    const { page, said } = await launch({
      env: { http_proxy: ` "http://${login}@${asking.host}:${asking.port}/"` },
    });
    await addProfile(page, profile());
    await expectOnline(page);
    await expect(ahead(page)).toHaveText(
      `Tokens and sync: via ${asking.url} (environment variable http_proxy)`,
    );
    expect(JSON.stringify(await viewIn(page)) + said()).not.toContain('canary');
  } finally {
    await asking.stop();
  }
});

test('e05, e09: socks:// is SOCKS5; a variable that can’t be used is named', async ({ launch }) => {
  const { page } = await launch({
    env: { ALL_PROXY: 'socks://127.0.0.1:1/', https_proxy: 'http://http://127.0.0.1:1' },
  });
  await addProfile(page, profile());
  await expect(ahead(page)).toHaveText(
    'Tokens and sync: via socks5h://127.0.0.1:1 (environment variable ALL_PROXY)',
  );
  await addProfile(page, { ...profile(), name: 'Over TLS', server: `https://${host}:1` });
  await row(page, 'Over TLS').click();
  await expect(ahead(page)).toHaveText(
    'Tokens and sync: The environment variable https_proxy can’t be used: its address begins with two schemes, as in http://http://.',
  );
});

const syntaxError = readFileSync(new URL('../cases/pac/p10-syntax-error.pac', import.meta.url), 'utf8');

/** Each a way in which Chromium by itself would go direct without a word. */
const brokenScripts: readonly (readonly [what: string, script: string | null, told: string])[] = [
  ['p10: has a syntax error', syntaxError, 'can’t be run: it is not valid JavaScript'],
  ['is a web page', '<!doctype html><title>Not found</title>', 'can’t be run: it is not valid JavaScript'],
  ['defines nothing', 'var a = 1;', 'can’t be run: it defines no FindProxyForURL'],
  [
    'throws',
    'function FindProxyForURL() { return nothing; }',
    'broke off with an error when it was asked for this address',
  ],
  [
    'answers nonsense',
    'function FindProxyForURL() { return "perhaps"; }',
    'answered with something that names no way out',
  ],
  ['answers nothing', 'function FindProxyForURL() {}', 'answered with something that names no way out'],
  ['is not there', null, 'could not be loaded'],
];

for (const [what, script, told] of brokenScripts) {
  test(`M8: a PAC script that ${what} is told, and nothing is dialled`, async ({ launch }) => {
    const pac = await servePac(script);
    try {
      const { page } = await launch({ args: [`--proxy-pac-url=${pac.url}`] });
      const before = server.connectionCount;
      await addProfile(page, profile());
      await expect(ahead(page)).toHaveText(`Tokens and sync: This computer’s PAC script ${pac.url} ${told}.`);
      await expect(page.getByRole('button', { name: 'Go direct in this case' })).toBeVisible();
      expect(server.connectionCount).toBe(before);
    } finally {
      pac.server.close();
    }
  });
}

test('M8: going direct instead is said once, and stands in the profile', async ({ launch }) => {
  const pac = await servePac(syntaxError);
  try {
    const { page } = await launch({ args: [`--proxy-pac-url=${pac.url}`] });
    await addProfile(page, profile());
    await page.getByRole('button', { name: 'Go direct in this case' }).click();
    await expect(ahead(page)).toHaveText(
      'Tokens and sync: direct (this computer’s settings name no way that can be used; the profile goes direct then)',
    );
    const [saved] = (await viewIn(page)).profiles;
    expect(saved?.profile.route.whenUndecided).toBe('direct');
  } finally {
    pac.server.close();
  }
});

test('a PAC script that never ends is ended, and told', async ({ launch }) => {
  const pac = await servePac('function FindProxyForURL() { for (;;); }');
  try {
    const { page } = await launch({ args: [`--proxy-pac-url=${pac.url}`] });
    await addProfile(page, profile());
    await expect(ahead(page)).toHaveText(
      `Tokens and sync: This computer’s PAC script ${pac.url} did not answer in time.`,
      {
        timeout: 20_000,
      },
    );
  } finally {
    pac.server.close();
  }
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
