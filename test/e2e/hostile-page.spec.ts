import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { chromium, type Page } from '@playwright/test';
import { ROOT } from '../../scripts/setup/places.js';
import { runsAsRoot } from '../peers/folder.ts';
import { executable, expect, surroundings, test } from './causeway.ts';
import { isLoopback, traced, type Attempt } from './traced.ts';

/** A page that does somebody else's bidding: it tries every door of the browser, and every call of the contract. */

/** Listeners on loopback that hear whatever comes, whatever it speaks. */
async function listening() {
  const heard: string[] = [];
  const udp = createSocket('udp4', (message) => void heard.push(`${message.length} bytes over UDP`));
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const tcp = createServer((socket) => {
    heard.push('a connection over TCP');
    socket.on('error', () => undefined).destroy();
  }).listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  const stop = () => {
    udp.close();
    tcp.close();
  };
  return { heard, udp: udp.address().port, tcp: (tcp.address() as AddressInfo).port, stop };
}

/**
 * Chromium connects UDP sockets to these two addresses, over which nothing is sent: so it learns from the kernel whether
 * there is IPv6, and which address of this computer would lead outside.
 */
const isKernelsBusiness = ({ call, address }: Attempt): boolean =>
  call === 'connect' && (address === '2001:4860:4860::8888' || address === '8.8.8.8');

interface Doors {
  readonly udp: number;
  readonly tcp: number;
  /** Ends every name that is asked for, each beginning with the door's own. */
  readonly domain: string;
}

/** Tries every way out that a page has; resolves when those that tell have told, and WebRTC has given up gathering. */
const tryEveryDoor = (page: Page, doors: Doors): Promise<readonly string[]> =>
  page.evaluate(async ({ udp, tcp, domain }) => {
    const found: string[] = [];
    const connections = [
      `stun:127.0.0.1:${udp}`,
      `turn:127.0.0.1:${udp}?transport=udp`,
      `turn:127.0.0.1:${tcp}?transport=tcp`,
      `turns:127.0.0.1:${tcp}?transport=tcp`,
      `stun:stun.${domain}:3478`,
      `turn:turn.${domain}:3478?transport=tcp`,
    ].map(async (urls) => {
      const connection = new RTCPeerConnection({ iceServers: [{ urls, username: 'a', credential: 'b' }] });
      connection.createDataChannel('x');
      connection.onicecandidate = ({ candidate }) => candidate !== null && found.push(candidate.candidate);
      const gathered = new Promise<void>((resolve) => {
        connection.onicegatheringstatechange = () => connection.iceGatheringState === 'complete' && resolve();
      });
      await connection.setLocalDescription(await connection.createOffer());
      // TURN over TCP tries for as long as it is left.
      await Promise.race([gathered, new Promise((resolve) => setTimeout(resolve, 3_000))]);
      connection.close();
    });
    for (const rel of ['dns-prefetch', 'preconnect', 'prefetch', 'preload', 'modulepreload', 'icon']) {
      for (const href of [`https://${rel}.${domain}/`, `http://127.0.0.1:${tcp}/${rel}`]) {
        document.head.append(Object.assign(document.createElement('link'), { rel, href }));
      }
    }
    const rules = document.createElement('script');
    rules.type = 'speculationrules';
    const urls = [`https://speculation.${domain}/`, `http://127.0.0.1:${tcp}/speculation`];
    rules.textContent = JSON.stringify({
      prefetch: [{ source: 'list', urls }],
      prerender: [{ source: 'list', urls }],
    });
    document.head.append(rules);
    const link = document.createElement('a');
    Object.assign(link, { href: '#', ping: `http://127.0.0.1:${tcp}/ping`, textContent: 'x' });
    document.body.append(link);
    link.click();
    const attempts: (() => unknown)[] = [
      () => fetch(`http://127.0.0.1:${tcp}/fetch`),
      () => fetch(`https://fetch.${domain}/`, { mode: 'no-cors', keepalive: true }),
      () => navigator.sendBeacon(`https://beacon.${domain}/`, 'x'),
      () => navigator.sendBeacon(`http://127.0.0.1:${tcp}/beacon`, 'x'),
      () => new WebSocket(`ws://127.0.0.1:${tcp}/`),
      () => new WebSocket(`wss://websocket.${domain}/`),
      () => new EventSource(`https://events.${domain}/`),
      () => new Worker(`https://worker.${domain}/x.js`),
      () => new SharedWorker(`https://shared.${domain}/x.js`),
      () =>
        new (window as never as { WebTransport: new (url: string) => { ready: Promise<void> } }).WebTransport(
          `https://127.0.0.1:${udp}/`,
        ).ready,
      () => navigator.serviceWorker.register(`https://service.${domain}/x.js`),
      () => window.open(`https://open.${domain}/`),
      () => (new Image().src = `https://image.${domain}/`),
      () => (new Audio().src = `https://audio.${domain}/`),
      () => new FontFace('x', `url(https://font.${domain}/)`).load(),
      () => import(/* @vite-ignore */ `https://import.${domain}/x.js`),
      () => (document.body.style.backgroundImage = `url(https://css.${domain}/)`),
      () =>
        document.body.append(
          Object.assign(document.createElement('iframe'), { src: `https://frame.${domain}/` }),
        ),
      () =>
        document.body.append(
          Object.assign(document.createElement('object'), { data: `https://object.${domain}/` }),
        ),
    ];
    await Promise.allSettled(attempts.map((attempt) => Promise.resolve().then(attempt)));
    await Promise.all(connections);
    return found;
  }, doors);

test('the page finds no way out: it reaches nobody, and only two of its doors have a name looked up', async ({
  keyring,
  userData,
}) => {
  const { heard, udp, tcp, stop } = await listening();
  const domain = 'out.example';
  let candidates: readonly string[] | null = null;
  const openDoors = async (said: string): Promise<boolean> => {
    const url = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
    if (url === undefined) return false;
    const browser = await chromium.connectOverCDP(url);
    const page = browser.contexts()[0]?.pages()[0];
    if (page?.url() !== 'causeway://app/index.html') return browser.close().then(() => false);
    candidates = await tryEveryDoor(page, { udp, tcp, domain });
    await browser.close();
    return true;
  };
  const sandbox = runsAsRoot() ? ['--no-sandbox'] : [];
  const command = [await executable(), ROOT, ...sandbox, '--remote-debugging-port=0'];
  try {
    const { attempts, trace } = await traced(command, surroundings(keyring, userData), openDoors);
    expect(candidates, 'addresses of this computer').toEqual([]);
    expect(heard).toEqual([]);
    const outside = attempts.filter((attempt) => !isLoopback(attempt) && !isKernelsBusiness(attempt));
    expect(outside.filter(({ port }) => port !== 53)).toEqual([]);
    expect(attempts.filter(({ port }) => port === udp || port === tcp)).toEqual([]);
    // In a question to a name server each part of a name stands behind its length.
    const names = new Set([...trace.matchAll(/([a-z-]+)\\3out/g)].map(([, name]) => name));
    // What nothing in Electron closes, since scripts that choose proxies need the same look-ups (SECURITY.md).
    expect([...names].filter((name = '') => !/dns-prefetch$|^turn$/.test(name))).toEqual([]);
  } finally {
    stop();
  }
});

test('the page can’t take anything out, nor keep its window open', async ({ launch }) => {
  const { page, app } = await launch();
  await app.evaluate(({ dialog, session }) => {
    const downloads: string[] = [];
    Object.assign(globalThis, { downloads });
    session.defaultSession.on('will-download', (event, item) => {
      if (!event.defaultPrevented) downloads.push(item.getURL());
    });
    const opened: string[] = [];
    Object.assign(globalThis, { openedDialogs: opened });
    for (const name of [
      'showMessageBox',
      'showMessageBoxSync',
      'showSaveDialog',
      'showOpenDialog',
    ] as const) {
      Object.assign(dialog, { [name]: () => void opened.push(name) });
    }
  });
  const outcomes = await page.evaluate(async () => {
    const outcome = async (work: () => unknown): Promise<string> => {
      try {
        return String(await work());
      } catch {
        return 'refused';
      }
    };
    const download = (href: string) => {
      const link = Object.assign(document.createElement('a'), { href, download: 'taken.txt' });
      document.body.append(link);
      link.click();
    };
    download('data:text/plain,taken');
    download(URL.createObjectURL(new Blob(['taken'])));
    download('causeway://app/index.html');
    window.print();
    alert('Type your password');
    return {
      confirm: await outcome(() => confirm('Type your password')),
      prompt: await outcome(() => prompt('Type your password')),
      clipboard: await outcome(() => navigator.clipboard.readText()),
      screen: await outcome(() => navigator.mediaDevices.getDisplayMedia()),
      microphone: await outcome(() => navigator.mediaDevices.getUserMedia({ audio: true })),
      fullscreen: await outcome(() => {
        // Whoever isn't allowed to is never answered.
        void document.documentElement.requestFullscreen().catch(() => undefined);
        return document.fullscreenElement;
      }),
      place: await outcome(
        () => new Promise((done, fail) => navigator.geolocation.getCurrentPosition(done, fail)),
      ),
    };
  });
  expect(outcomes).toEqual({
    ...{ confirm: 'false', prompt: expect.stringMatching(/^(null|refused)$/) as unknown },
    ...{ clipboard: 'refused', screen: 'refused', microphone: 'refused' },
    ...{ fullscreen: 'null', place: 'refused' },
  });
  expect(
    await app.evaluate(() => (globalThis as never as { openedDialogs: string[] }).openedDialogs),
  ).toEqual([]);
  expect(await app.evaluate(() => (globalThis as never as { downloads: string[] }).downloads)).toEqual([]);

  await test.step('L1: its window closes all the same', async () => {
    await page.evaluate(() => {
      window.onbeforeunload = (event) => {
        event.preventDefault();
        return 'stay';
      };
    });
    // Pages ask to stay only once somebody has touched them.
    await page.mouse.click(5, 5);
    const closed = page.waitForEvent('close');
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await closed;
  });
});

test('the page gets nothing that only a person may give (h4a, h4b)', async ({ launch }) => {
  const { page, app } = await launch({ args: ['--demo'] });
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('1 online');
  await app.evaluate(({ dialog, clipboard }) => {
    void clipboard.writeText('untouched');
    const opened: string[] = [];
    Object.assign(globalThis, { openedDialogs: opened });
    for (const name of ['showSaveDialog', 'showOpenDialog'] as const) {
      Object.assign(dialog, { [name]: () => void opened.push(name) });
    }
  });
  const answers = await page.evaluate(async () => {
    const { causeway } = window;
    // What a script makes of clicks and keys is none of a person's.
    document.querySelector('button')?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    const id = 'demo' as never;
    const pin = { host: 'a:1', fingerprint: Array(32).fill('AB').join(':'), until: Date.now() + 1_000 };
    return Promise.all([
      causeway.revealToken({ id, session: null }),
      causeway.copyToken({ id, session: null }),
      causeway.trustCertificate({ id, pin }),
      causeway.chooseJwtFile({ id }),
      causeway.exportProfiles({ ids: [id] }),
      causeway.saveEvidence({ name: 'a', format: 'report', text: 'b' }),
      causeway.signInAgainAll(undefined),
    ]);
  });
  for (const answer of answers) expect(answer).toEqual({ ok: false, problem: { kind: 'gesture.missing' } });
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe('untouched');
  expect(
    await app.evaluate(() => (globalThis as never as { openedDialogs: string[] }).openedDialogs),
  ).toEqual([]);

  await test.step('and after one press, one of it', async () => {
    await page.keyboard.press('Shift');
    const [first, second] = await page.evaluate(async () => {
      const token = { id: 'demo' as never, session: null };
      return [await window.causeway.revealToken(token), await window.causeway.revealToken(token)];
    });
    expect(first?.ok).toBe(true);
    expect(second).toEqual({ ok: false, problem: { kind: 'gesture.missing' } });
  });
});
