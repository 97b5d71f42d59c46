import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { _electron, type Page } from '@playwright/test';
import { ROOT } from '../../scripts/setup/places.js';
import { startCapture } from '../peers/capture.ts';
import { makeFolder, runsAsRoot, type PrivateFolder } from '../peers/folder.ts';
import { loopback } from '../peers/port.ts';
import { test as base, expect } from './causeway.ts';
import { executable } from './surroundings.ts';

/** Pages in a real Chromium that try to use a relay: none of what they send reaches the gateway. */

interface Lent {
  readonly url: string;
  readonly port: number;
  /** Why requests were refused, in their order. */
  readonly refused: () => readonly string[];
  readonly stop: () => Promise<void>;
}

async function lend(folder: PrivateFolder, gatewayPort: number): Promise<Lent> {
  const profile = await folder.write(
    'profile.json',
    JSON.stringify({
      formatVersion: 1,
      name: 'Lent',
      server: `http://${loopback}:${gatewayPort}`,
      credential: { kind: 'password', username: 'nell' },
      route: { mode: 'direct' },
    }),
  );
  const child = spawn(process.execPath, ['out/main/cli.js', 'relay', profile, '--port', '0', '--json'], {
    cwd: ROOT,
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await expect.poll(() => said).toContain('listening');
  const url = /"url":"([^"]+)"/.exec(said)?.[1] ?? '';
  return {
    url,
    port: Number(new URL(url).port),
    refused: () => [...said.matchAll(/"event":"refused","why":"(\w+)"/g)].map(([, why = '']) => why),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** All that a page may send without being asked, each in its own way; resolves when all of it has failed or come. */
const sendAll = (page: Page, url: string): Promise<readonly string[]> =>
  page.evaluate(async (base) => {
    const settled = (of: Promise<unknown>) =>
      of.then(
        () => 'came',
        () => 'failed',
      );
    const image = new Promise((resolve, reject) => {
      Object.assign(new Image(), { onload: resolve, onerror: reject, src: `${base}/stats?img` });
    });
    const socket = new Promise((resolve, reject) => {
      Object.assign(new WebSocket(`${base.replace('http:', 'ws:')}/realm-sync/%2Fa`), {
        onopen: resolve,
        onerror: reject,
      });
    });
    const form = new Promise((resolve) => {
      const frame = Object.assign(document.createElement('iframe'), { name: 'answer' });
      const sent = Object.assign(document.createElement('form'), {
        method: 'POST',
        action: `${base}/auth?form`,
        target: 'answer',
      });
      document.body.append(frame, sent);
      frame.addEventListener('load', () => frame.contentWindow !== null && resolve(undefined));
      sent.submit();
    });
    return Promise.all([
      settled(image),
      settled(fetch(`${base}/stats?cors`)),
      settled(fetch(`${base}/stats?nocors`, { mode: 'no-cors' })),
      settled(fetch(`${base}/auth?text`, { method: 'POST', mode: 'no-cors', body: '{"provider":"realm"}' })),
      settled(form),
      settled(socket),
    ]);
  }, url);

const test = base.extend<{
  border: {
    readonly page: Page;
    readonly lent: Lent;
    readonly arrived: () => number;
    readonly folder: PrivateFolder;
  };
}>({
  border: async ({ ownDisplay: _display }, use) => {
    const folder = await makeFolder('border');
    const gateway = await startCapture();
    const lent = await lend(folder, gateway.port);
    await folder.write('package.json', JSON.stringify({ name: 'pages', main: 'pages.cjs' }));
    await folder.write(
      'pages.cjs',
      `const { app, BrowserWindow } = require('electron'); app.whenReady().then(() => new BrowserWindow({ show: false }).loadURL('about:blank'));`,
    );
    const app = await _electron.launch({
      executablePath: await executable(),
      args: [
        ...[folder.path, '--disable-gpu', `--user-data-dir=${folder.file('user-data')}`],
        '--host-resolver-rules=MAP *.test 127.0.0.1',
        '--no-proxy-server',
      ],
      chromiumSandbox: !runsAsRoot(),
    });
    await use({ page: await app.firstWindow(), lent, arrived: () => gateway.connections(), folder });
    await app.close();
    await lent.stop();
    await gateway.stop();
    await folder.remove();
  },
});

const html = '<!doctype html><html><body>page</body></html>';

test('18 requests of pages (another site’s, under a rebound name, in a file) reach no gateway', async ({
  border,
}) => {
  const { page, lent, arrived, folder } = border;
  const asPage = async (url: string) => {
    await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body: html }));
    await page.goto(url);
  };
  await asPage('http://site.test:8080/page');
  await sendAll(page, lent.url);
  await expect.poll(() => lent.refused().length).toBeGreaterThanOrEqual(6);
  const bySite = lent.refused();
  await asPage(`http://evil.test:${lent.port}/page`);
  await sendAll(page, `http://evil.test:${lent.port}`);
  await expect.poll(() => lent.refused().length).toBeGreaterThanOrEqual(bySite.length + 6);
  const byName = lent.refused().slice(bySite.length);
  await page.goto(pathToFileURL(await folder.write('page.html', html)).href);
  await sendAll(page, lent.url);
  await expect.poll(() => lent.refused().length).toBeGreaterThanOrEqual(bySite.length + byName.length + 6);
  expect(arrived()).toBe(0);
  expect(new Set(bySite)).toEqual(new Set(['origin', 'fetch']));
  expect(new Set(byName)).toEqual(new Set(['host']));
  // What a program of this computer sends does arrive.
  expect(await (await fetch(`${lent.url}/stats`)).text()).toBe('ok');
  expect(arrived()).toBe(1);
});
