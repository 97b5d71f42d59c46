/// <reference lib="dom" />
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FleetSize } from './render/fleet.ts';
import { Windows } from './render/windows.ts';

/**
 * How smoothly the window draws 1,000 profiles and 500 sessions whose round trips change ten times a second: times
 * between frames and messages to the window a second, at rest and while the list is scrolled, beside a window with
 * nothing in it and one with a bare list as long, in the same run. Run: npm run bench -- bench/render.bench.ts
 */

const measuredMs = 5_000;
const rounds = 1;

interface Scene {
  readonly size: FleetSize;
  /** Rows of bare text laid over the window: what scrolling alone costs here. */
  readonly bareRows?: number;
  /** What is pressed before it is measured. */
  readonly press: string | null;
}

const empty = { profiles: 0, sessions: 0, spread: 'oneEach' } as const;
const scenes = {
  'empty window': { size: empty, press: null },
  'bare list': { size: empty, bareRows: 1_000, press: null },
  'list of profiles': { size: { profiles: 1_000, sessions: 500, spread: 'oneEach' }, press: null },
  'all sessions': { size: { profiles: 1_000, sessions: 500, spread: 'oneEach' }, press: 'All sessions' },
  'all in one profile': { size: { profiles: 1_000, sessions: 500, spread: 'allInFirst' }, press: null },
} as const satisfies Record<string, Scene>;
type SceneName = keyof typeof scenes;

let windows: Windows;
beforeAll(async () => {
  windows = await Windows.prepare();
}, 120_000);
afterAll(() => windows.close());

/** Milliseconds between frames, as the page's own clock has them. */
type Frames = readonly number[];

interface Traffic {
  readonly messages: number;
  readonly bytes: number;
  readonly busyMs: number;
}

/** Of the window: in script, and in all. */
interface Busy {
  readonly scriptMs: number;
  readonly allMs: number;
}

interface Measured {
  /** While at rest. */
  readonly busy: Busy;
  readonly atRest: Frames;
  readonly scrolling: Frames;
  readonly traffic: Traffic;
}

const layBareRows = (page: Page, count: number): Promise<void> =>
  page.evaluate((rows) => {
    const scroller = document.createElement('div');
    scroller.style.cssText = 'position: fixed; inset: 0; overflow-y: auto; background: white';
    for (let row = 0; row < rows; row += 1) {
      const line = document.createElement('div');
      line.style.height = '32px';
      line.textContent = `Branch ${row}`;
      scroller.append(line);
    }
    document.body.append(scroller);
  }, count);

/** Reads how long the page's main thread was busy since the reading was set up. */
async function busyReader(page: Page): Promise<() => Promise<Busy>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const ms = (name: string): number =>
      1000 * (metrics.find((each) => each.name === name)?.value ?? Number.NaN);
    return { scriptMs: ms('ScriptDuration'), allMs: ms('TaskDuration') };
  };
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

async function measure({ size, press, bareRows = 0 }: Scene): Promise<Measured> {
  const { app, page } = await windows.open(size);
  const takeTraffic = (): Promise<Traffic> =>
    app.evaluate(() => (globalThis as unknown as { takeTraffic: () => Traffic }).takeTraffic());
  try {
    if (press !== null) await page.getByRole('button', { name: press }).click();
    if (bareRows > 0) await layBareRows(page, bareRows);
    await frames(page, 0);

    const readBusy = await busyReader(page);
    await takeTraffic();
    const before = await readBusy();
    const atRest = await frames(page, 0);
    const after = await readBusy();
    const traffic = await takeTraffic();
    const busy = { scriptMs: after.scriptMs - before.scriptMs, allMs: after.allMs - before.allMs };
    return { atRest, busy, traffic, scrolling: await frames(page, 40) };
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
  // By turns, so that other load of the machine falls on all of them.
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
    const busy = (what: keyof Busy): number =>
      (measured.get(name) ?? []).reduce((total, each) => total + each.busy[what], 0) / seconds;
    return [
      `${name.padEnd(20)} at rest    ${words(figuresOf(all(name, 'atRest'), paceMs))}`,
      `${name.padEnd(20)} scrolling  ${words(figuresOf(all(name, 'scrolling'), paceMs))}`,
      `${name.padEnd(20)} messages   ${(messages / seconds).toFixed(1)} a second, ${(perMessage(sum('bytes')) / 1000).toFixed(1)} KB each, ${perMessage(sum('busyMs')).toFixed(1)} ms of the main process each`,
      `${name.padEnd(20)} busy       ${busy('allMs').toFixed(0)} ms a second of the page, ${busy('scriptMs').toFixed(0)} of them in script`,
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
