/// <reference lib="dom" />
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from 'vite';
import { openVirtualDisplay } from '../scripts/display.js';
import { ensureBuilt } from '../scripts/fresh-build.js';
import { ensureElectron } from '../scripts/setup/electron.js';
import { inRoot } from '../scripts/setup/places.js';
import { runsAsRoot } from '../test/peers/folder.ts';
import type { FleetSize } from './render/fleet.ts';

/**
 * How smoothly the window draws 1,000 profiles and 500 sessions whose round trips change ten times a second: times
 * between frames and messages to the window a second, at rest and while the list is scrolled, beside a window with
 * nothing in it in the same run. Run: npm run bench -- render
 */

const measuredMs = 5_000;
const rounds = 1;

interface Scene {
  readonly size: FleetSize;
  /** What is pressed before it is measured. */
  readonly press: string | null;
}

const scenes = {
  'empty window': { size: { profiles: 0, sessions: 0, spread: 'oneEach' }, press: null },
  'list of profiles': { size: { profiles: 1_000, sessions: 500, spread: 'oneEach' }, press: null },
  'all sessions': { size: { profiles: 1_000, sessions: 500, spread: 'oneEach' }, press: 'All sessions' },
  'all in one profile': { size: { profiles: 1_000, sessions: 500, spread: 'allInFirst' }, press: null },
} as const satisfies Record<string, Scene>;
type SceneName = keyof typeof scenes;

const folder = mkdtempSync(join(tmpdir(), 'causeway-render-'));
let executable = '';
let display: Awaited<ReturnType<typeof openVirtualDisplay>> | null = null;

beforeAll(async () => {
  await ensureBuilt();
  executable = (await ensureElectron()).executable;
  if (process.env['DISPLAY'] === undefined) display = await openVirtualDisplay();
  await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: inRoot('bench', 'render', 'window.process.ts'),
      outDir: folder,
      rollupOptions: { external: ['electron'], output: { format: 'es', entryFileNames: 'main.js' } },
    },
  });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', main: 'main.js' }));
}, 120_000);
afterAll(() => {
  display?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Milliseconds between frames, as the page's own clock has them. */
type Frames = readonly number[];

interface Traffic {
  readonly messages: number;
  readonly bytes: number;
  readonly busyMs: number;
}

interface Measured {
  readonly atRest: Frames;
  readonly scrolling: Frames;
  readonly traffic: Traffic;
}

async function open(size: FleetSize): Promise<{ app: ElectronApplication; page: Page }> {
  const data = mkdtempSync(join(folder, 'data-'));
  const app = await _electron.launch({
    executablePath: executable,
    args: [folder, `--user-data-dir=${data}`, inRoot('out'), JSON.stringify(size)],
    env: { ...process.env, ...(display === null ? {} : { DISPLAY: display.name }) },
    chromiumSandbox: !runsAsRoot(),
  });
  const page = await app.firstWindow();
  await page.getByText('Causeway bench').waitFor();
  return { app, page };
}

/** Frames for a while; `pxEachFrame` scrolls what is longest in the window up and down. */
const frames = (page: Page, pxEachFrame: number): Promise<Frames> =>
  page.evaluate(
    ({ ms, step }) =>
      new Promise<number[]>((resolve) => {
        const scrollable = [...document.querySelectorAll('*')]
          .filter((each) => each.scrollHeight > each.clientHeight + 200)
          .sort((one, other) => other.scrollHeight - one.scrollHeight)[0];
        const times: number[] = [];
        let last = performance.now();
        const end = last + ms;
        let by = step;
        const frame = (now: number): void => {
          times.push(now - last);
          last = now;
          if (scrollable !== undefined && step > 0) {
            const before = scrollable.scrollTop;
            scrollable.scrollTop += by;
            if (scrollable.scrollTop === before) by = -by;
          }
          if (now < end) requestAnimationFrame(frame);
          else resolve(times.slice(1));
        };
        requestAnimationFrame((now) => {
          last = now;
          requestAnimationFrame(frame);
        });
      }),
    { ms: measuredMs, step: pxEachFrame },
  );

async function measure({ size, press }: Scene): Promise<Measured> {
  const { app, page } = await open(size);
  const takeTraffic = (): Promise<Traffic> =>
    app.evaluate(() => (globalThis as unknown as { takeTraffic: () => Traffic }).takeTraffic());
  try {
    if (press !== null) await page.getByRole('button', { name: press }).click();
    await frames(page, 0);

    await takeTraffic();
    const atRest = await frames(page, 0);
    const traffic = await takeTraffic();
    return { atRest, traffic, scrolling: await frames(page, 40) };
  } finally {
    await app.close();
  }
}

const shareOf = (sorted: Frames, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

interface Figures {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** Frames that were due and never came, by the pace of the empty window. */
  readonly dropped: number;
  readonly frames: number;
}

function figuresOf(times: Frames, paceMs: number): Figures {
  const sorted = [...times].sort((one, other) => one - other);
  const dropped = times.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / paceMs) - 1), 0);
  return {
    p50: shareOf(sorted, 0.5),
    p95: shareOf(sorted, 0.95),
    max: shareOf(sorted, 1),
    dropped,
    frames: times.length,
  };
}

const words = ({ p50, p95, max, dropped, frames: count }: Figures): string =>
  `p50 ${p50.toFixed(1)} p95 ${p95.toFixed(1)} max ${max.toFixed(1)} ms, ${dropped} of ${count + dropped} dropped`;

test('1,000 profiles and 500 sessions', { timeout: 600_000 }, async () => {
  const measured = new Map<SceneName, Measured[]>();
  const names = Object.keys(scenes) as SceneName[];
  // By turns, so that whatever else the machine does falls on all of them.
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names)
      measured.set(name, [...(measured.get(name) ?? []), await measure(scenes[name])]);
  }
  const all = (name: SceneName, what: 'atRest' | 'scrolling'): Frames =>
    (measured.get(name) ?? []).flatMap((each) => each[what]);
  const paceMs = figuresOf(all('empty window', 'atRest'), 1000 / 60).p50;
  const report = names.flatMap((name) => {
    const taken = (measured.get(name) ?? []).map((each) => each.traffic);
    const sum = (what: keyof Traffic): number => taken.reduce((total, each) => total + each[what], 0);
    const seconds = (measuredMs * rounds) / 1000;
    const messages = sum('messages');
    const perMessage = (total: number): number => (messages === 0 ? 0 : total / messages);
    return [
      `${name.padEnd(20)} at rest    ${words(figuresOf(all(name, 'atRest'), paceMs))}`,
      `${name.padEnd(20)} scrolling  ${words(figuresOf(all(name, 'scrolling'), paceMs))}`,
      `${name.padEnd(20)} messages   ${(messages / seconds).toFixed(1)} a second, ${(perMessage(sum('bytes')) / 1000).toFixed(1)} KB each, ${perMessage(sum('busyMs')).toFixed(1)} ms of the main process each`,
    ];
  });
  process.stdout.write(`\n${report.join('\n')}\n`);
  // Frames depend on what else the machine does; what goes over the bridge doesn't.
  for (const name of names) {
    expect(all(name, 'atRest').length, name).toBeGreaterThan(0);
    for (const { traffic } of measured.get(name) ?? []) {
      expect(traffic.messages, name).toBeLessThanOrEqual((measuredMs / 1000) * 12);
      expect(traffic.bytes, name).toBeLessThanOrEqual(traffic.messages * 100_000);
    }
  }
});
