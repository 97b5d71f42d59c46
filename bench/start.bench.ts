import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { z } from 'zod';
import { openVirtualDisplay } from '../scripts/display.js';
import { ensureBuilt } from '../scripts/fresh-build.js';
import { ROOT } from '../scripts/setup/places.js';
import { saveJwtProfiles } from '../test/e2e/jwt-profiles.ts';
import { executable, surroundings } from '../test/e2e/surroundings.ts';
import { makeFolder, runsAsRoot, type PrivateFolder } from '../test/peers/folder.ts';
import { startKeyring, type Keyring } from '../test/peers/keyring.ts';

/**
 * How long from the start of the process until something is painted, and until the list of profiles is: beside an Electron
 * window with one word in it, in turns. The goal: at most 1.25 times the empty one.
 * Run: npm run bench -- bench/start.bench.ts
 */

const rounds = Number(process.env['ROUNDS'] ?? 9);
const goal = 1.25;

let display: Awaited<ReturnType<typeof openVirtualDisplay>>;
let keyring: Keyring;
let userData: PrivateFolder;
beforeAll(async () => {
  await ensureBuilt();
  display = await openVirtualDisplay();
  keyring = await startKeyring({ state: 'unlocked' });
  userData = await makeFolder('start');
  saveJwtProfiles(
    userData,
    'http://127.0.0.1:9',
    Array.from({ length: 20 }, (_, index) => ({ name: `office-${index + 1}`, wanted: false })),
  );
}, 120_000);
afterAll(async () => {
  display.close();
  await Promise.all([keyring.stop(), userData.remove()]);
});

interface Start {
  /** Until the first text or picture was painted. */
  readonly paintedMs: number;
  /** Until the person sees what they came for; as `paintedMs` in a window that has nothing else. */
  readonly shownMs: number;
}

const pages = z.array(z.object({ type: z.string(), url: z.string(), webSocketDebuggerUrl: z.string() }));
/** Without a result where the page went away meanwhile. */
const answer = z.object({
  id: z.literal(1),
  result: z.object({ result: z.object({ value: z.number() }) }).optional(),
});

/** The port on which Chromium says that it listens. */
function debuggingPort(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('Electron ended before it listened')));
    child.stderr?.on('data', (text) => {
      const port = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(String(text))?.[1];
      if (port !== undefined) resolve(port);
    });
  });
}

/** Where the page can be asked, once the window has one. */
async function pageUrl(port: string): Promise<string> {
  for (;;) {
    const listed = pages.parse(await (await fetch(`http://127.0.0.1:${port}/json/list`)).json());
    const page = listed.find(({ type, url }) => type === 'page' && /^(causeway|file):/.test(url));
    if (page !== undefined) return page.webSocketDebuggerUrl;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What an expression in the page comes to. A page that only just comes into being may forget the question. */
async function evaluate(port: string, expression: string): Promise<number> {
  for (;;) {
    const value = await ask(await pageUrl(port), expression);
    if (value !== null) return value;
  }
}

async function ask(url: string, expression: string): Promise<number | null> {
  const socket = new WebSocket(url);
  try {
    await once(socket, 'open');
    const answered = new Promise<number | null>((resolve) => {
      socket.once('close', () => resolve(null));
      socket.on('message', (data: WebSocket.RawData) => {
        // Nothing is sent in fragments, so it is a buffer.
        const parsed = answer.safeParse(JSON.parse((data as Buffer).toString()));
        if (parsed.success) resolve(parsed.data.result?.result.value ?? null);
      });
    });
    const params = { expression, awaitPromise: true, returnByValue: true };
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
    return await answered;
  } finally {
    socket.close();
  }
}

/** The moment of the first paint, by the clock of the system: the entry stays, however late it is asked for. */
const paintedAt = `new Promise((resolve) => new PerformanceObserver((list) =>
  list.getEntriesByName('first-contentful-paint').forEach(({ startTime }) => resolve(performance.timeOrigin + startTime)))
  .observe({ type: 'paint', buffered: true }))`;

/** The moment after which a word stands in the page; to be asked before it does. */
const shownAt = (word: string): string => `new Promise((resolve) => {
  const look = () => document.body?.innerText.includes('${word}')
    ? requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()))
    : setTimeout(look, 4);
  look(); })`;

async function start(app: string, word: string, args: readonly string[] = []): Promise<Start> {
  const asRoot = runsAsRoot() ? ['--no-sandbox'] : [];
  const env = { ...surroundings(keyring, userData), DISPLAY: display.name };
  const startedAt = Date.now();
  const child = spawn(await executable(), [app, '--remote-debugging-port=0', ...asRoot, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const gone = once(child, 'exit');
  try {
    const port = await debuggingPort(child);
    const shown = await evaluate(port, shownAt(word));
    const painted = await evaluate(port, paintedAt);
    return { paintedMs: painted - startedAt, shownMs: shown - startedAt };
  } finally {
    child.kill('SIGTERM');
    await gone;
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

test('start', { timeout: 600_000 }, async () => {
  const empty: Start[] = [];
  const own: Start[] = [];
  const startEmpty = () =>
    start(join(ROOT, 'bench', 'empty-window'), 'Empty', [`--user-data-dir=${userData.file('empty')}`]);
  const startOwn = () => start(ROOT, 'office-1');
  // The first starts fill caches.
  for (const fill of [startEmpty, startOwn, startOwn]) await fill();
  for (let round = 0; round < rounds; round += 1) {
    empty.push(await startEmpty());
    own.push(await startOwn());
  }
  const painted = [empty, own].map((starts) => median(starts.map(({ paintedMs }) => paintedMs)));
  const shown = [empty, own].map((starts) => median(starts.map(({ shownMs }) => shownMs)));
  const ratioOf = ([one = 0, other = 0]: readonly number[]): number => other / one;
  const line = (what: string, times: readonly number[]): string =>
    `${what}: ${times.map((ms) => `${ms.toFixed(0)} ms`).join(' → ')}, ${ratioOf(times).toFixed(2)} ×`;
  process.stdout.write(
    `\nempty window → Causeway, medians of ${rounds}\n  ${line('first paint', painted)}\n  ${line('all shown', shown)}\n`,
  );
  expect(ratioOf(painted)).toBeLessThanOrEqual(goal);
});
