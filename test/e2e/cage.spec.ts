import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { channels } from '../../shared/ipc.ts';
import { expect, expectOnline, test } from './causeway.ts';

/** A listener that the page must never reach: counts all that arrives, by any way. */
let outside: Server;
let outsideUrl: string;
let visits: string[] = [];

test.beforeAll(async () => {
  outside = createServer((request, response) => {
    visits.push(request.url ?? '');
    response.setHeader('Access-Control-Allow-Origin', '*').end('reached');
  }).listen(0, '127.0.0.1');
  outside.on('upgrade', (request, socket) => {
    visits.push(request.url ?? '');
    socket.destroy();
  });
  await once(outside, 'listening');
  outsideUrl = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
});
test.afterAll(() => void outside.close());
test.beforeEach(() => void (visits = []));

test('the outside would notice a visit', async () => {
  await fetch(`${outsideUrl}/control`);
  expect(visits).toEqual(['/control']);
});

test('the page knows neither Node nor Electron, and of the app only the contract', async ({ open }) => {
  const { page, app } = await open();
  const found = await page.evaluate(() => ({
    node: [
      'require',
      'process',
      'module',
      'Buffer',
      'global',
      '__dirname',
      'setImmediate',
      'electron',
    ].filter((name) => name in globalThis),
    api: Object.getOwnPropertyNames(window.causeway),
    inherited: Object.getPrototypeOf(window.causeway) === Object.prototype,
    isFrozen: Object.isFrozen(window.causeway),
  }));
  expect(found.node).toEqual([]);
  expect([...found.api].sort()).toEqual([...channels].sort());
  expect(found.inherited).toBe(true);
  expect(found.isFrozen).toBe(true);

  const settings = await app.evaluate(({ BrowserWindow }) =>
    // Electron has this method, and tells the settings really in force; its types don't know it.
    BrowserWindow.getAllWindows().map((each) =>
      (
        each.webContents as unknown as { getLastWebPreferences: () => Record<string, unknown> }
      ).getLastWebPreferences(),
    ),
  );
  expect(settings).toHaveLength(1);
  expect(settings[0]).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
  });
});

test('the page comes from the app, under a policy that allows nothing else', async ({ open }) => {
  const { page } = await open();
  expect(page.url()).toBe('causeway://app/index.html');
  const policy = await page.evaluate(() =>
    document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content'),
  );
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'none'");
  expect(policy).not.toContain('unsafe');

  await test.step('which bites: neither inline scripts nor code made of text', async () => {
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.inlineRan = true';
      document.head.append(script);
      script.remove();
      const timer: unknown[] = [];
      try {
        // oxlint-disable-next-line typescript/no-implied-eval -- that it is refused is what is tested
        timer.push(setTimeout('window.inlineRan = true', 0));
      } catch {
        // Refused outright is as good.
      }
      return 'inlineRan' in window;
    });
    expect(ran).toBe(false);
    // A second task after the timer's: had its text been run, it would show by now.
    const ranLater = await page.evaluate(
      () => new Promise((resolve) => setTimeout(() => resolve('inlineRan' in window), 0)),
    );
    expect(ranLater).toBe(false);
  });
});

test('the page reaches nobody', async ({ open }) => {
  const { page } = await open();
  const requested: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  const outcomes = await page.evaluate(async (url) => {
    const element = <Name extends keyof HTMLElementTagNameMap>(
      name: Name,
      attributes: Record<string, string>,
    ): Promise<string> =>
      new Promise((resolve) => {
        const made = document.createElement(name);
        made.addEventListener('load', () => resolve('loaded'));
        made.addEventListener('error', () => resolve('refused'));
        Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
        document.body.append(made);
      });
    const attempt = (work: () => Promise<unknown>): Promise<string> =>
      work().then(
        () => 'reached',
        () => 'refused',
      );
    const xhr = (): Promise<void> =>
      new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.onload = () => resolve();
        request.onerror = () => reject(new Error());
        request.open('GET', `${url}/xhr`);
        request.send();
      });
    const socket = (): Promise<void> =>
      new Promise((resolve, reject) => {
        const made = new WebSocket(`${url.replace('http', 'ws')}/websocket`);
        made.onopen = () => resolve();
        made.onerror = () => reject(new Error());
      });
    const events = (): Promise<void> =>
      new Promise((resolve, reject) => {
        const made = new EventSource(`${url}/events`);
        made.onopen = () => resolve();
        made.onerror = () => reject(new Error());
      });
    const worker = (): Promise<void> =>
      new Promise((resolve, reject) => {
        const made = new Worker(`${url}/worker.js`);
        made.onmessage = () => resolve();
        made.onerror = () => reject(new Error());
      });
    return {
      fetch: await attempt(() => fetch(`${url}/fetch`)),
      opaque: await attempt(() => fetch(`${url}/opaque`, { mode: 'no-cors' })),
      xhr: await attempt(xhr),
      websocket: await attempt(socket),
      events: await attempt(events),
      worker: await attempt(worker),
      image: await element('img', { src: `${url}/image.png` }),
      script: await element('script', { src: `${url}/script.js` }),
      style: await element('link', { rel: 'stylesheet', href: `${url}/style.css` }),
      file: await attempt(() => fetch('file:///etc/hostname')),
    };
  }, outsideUrl);
  for (const [way, outcome] of Object.entries(outcomes)) expect.soft(outcome, way).toBe('refused');

  await test.step('nor by what tells no outcome', async () => {
    await page.evaluate((url) => {
      navigator.sendBeacon(`${url}/beacon`, 'x');
      const frame = Object.assign(document.createElement('iframe'), { src: `${url}/frame` });
      const prefetch = Object.assign(document.createElement('link'), {
        rel: 'prefetch',
        href: `${url}/prefetch`,
      });
      const preconnect = Object.assign(document.createElement('link'), { rel: 'preconnect', href: url });
      document.body.append(frame, prefetch, preconnect);
      document.body.style.backgroundImage = `url("${url}/background")`;
    }, outsideUrl);
    // Behind them in every queue: when this one is refused, they had their turn.
    await page.evaluate((url) => fetch(`${url}/last`).catch(() => undefined), outsideUrl);
  });

  expect(visits).toEqual([]);
  const escaped = requested.filter(
    (url) => !url.startsWith('causeway://app/') && !url.startsWith(outsideUrl),
  );
  expect(escaped.filter((url) => !url.startsWith('file:'))).toEqual([]);
});

test('the page goes nowhere and opens nothing', async ({ launch }) => {
  const { page, app } = await launch({ args: ['--demo'] });
  await expectOnline(page);
  const opened = await page.evaluate((url) => window.open(`${url}/opened`) === null, outsideUrl);
  expect(opened).toBe(true);

  const targets = [`${outsideUrl}/navigated`, 'file:///etc/hostname', 'data:text/html,away', 'chrome://gpu'];
  for (const target of targets) {
    await page.evaluate((url) => {
      location.href = url;
    }, target);
    await page.evaluate((url) => {
      const link = Object.assign(document.createElement('a'), { href: url, target: '_blank' });
      document.body.append(link);
      link.click();
      link.remove();
    }, target);
  }
  // Asked without Playwright's own waiting: it still expects the navigations that were refused.
  const words = () => page.evaluate(() => document.querySelector('main')?.textContent ?? '');
  await expect.poll(words).toMatch(/online \d+ s/);
  const windows = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  expect(windows).toBe(1);

  const violated = await page.evaluate(
    (url) =>
      new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
        const form = Object.assign(document.createElement('form'), { action: `${url}/form`, method: 'post' });
        document.body.append(form);
        form.submit();
      }),
    outsideUrl,
  );
  expect(violated).toBe('form-action');
  expect(page.url()).toBe('causeway://app/index.html');
  expect(visits).toEqual([]);
});

test('the page is fetched back from where nobody can be stopped from going', async ({ launch }) => {
  const { page } = await launch({ args: ['--demo'] });
  await expectOnline(page);
  // These pass none of the browser's checkpoints; the context of the call may be gone before it answers.
  for (const target of ['about:blank', 'about:srcdoc']) {
    const left = page.waitForEvent('framenavigated', (frame) => frame.url() !== 'causeway://app/index.html');
    await page.evaluate((url) => void (location.href = url), target).catch(() => undefined);
    await left;
    await expect(page).toHaveURL('causeway://app/index.html');
    await expectOnline(page);
  }
});

test('no permission is given, and files outside the page are not served', async ({ open }) => {
  const { page } = await open();
  const answers = await page.evaluate(async () => {
    const denied = await Promise.all(
      (['geolocation', 'notifications', 'camera', 'microphone'] as const).map((name) =>
        navigator.permissions.query({ name }).then(
          ({ state }) => state,
          () => 'denied',
        ),
      ),
    );
    const load = (src: string): Promise<string> =>
      new Promise((resolve) => {
        const script = document.createElement('script');
        script.onload = () => resolve('loaded');
        script.onerror = () => resolve('refused');
        script.src = src;
        document.head.append(script);
      });
    return {
      denied,
      above: await load('causeway://app/..%2Fmain%2Findex.js'),
      elsewhere: await load('causeway://elsewhere/index.html'),
    };
  });
  expect(answers).toEqual({
    denied: ['denied', 'denied', 'denied', 'denied'],
    above: 'refused',
    elsewhere: 'refused',
  });
});
