/// <reference lib="dom" />
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FleetSize } from './render/fleet.ts';
import { Windows } from './render/windows.ts';

/**
 * How long the window keeps a person waiting who has 1,000 profiles and 500 sessions: until it is there, beside one that
 * has nothing to show, and when they open a session, search, and edit. And whether it grows while it is told of round
 * trips ten times a second. Run: npm run bench -- bench/window-commands.bench.ts
 * WINDOW_MINUTES: how long it is watched (10).
 */

const minutes = Number(process.env['WINDOW_MINUTES'] ?? 10);
const sizes = {
  'empty window': { profiles: 0, sessions: 0, spread: 'oneEach' },
  'thousand profiles': { profiles: 1_000, sessions: 500, spread: 'oneEach' },
} as const satisfies Record<string, FleetSize>;
const starts = 3;
const settledMs = 1_000;

let windows: Windows;
beforeAll(async () => {
  windows = await Windows.prepare();
}, 120_000);
afterAll(() => windows.close());

const say = (...lines: readonly string[]): void => void process.stdout.write(`\n${lines.join('\n')}\n`);
const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Milliseconds from when the page was asked for. */
const startOf = (page: Page): Promise<{ paintMs: number; shownMs: number }> =>
  page.evaluate(() => ({
    paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    shownMs: performance.now(),
  }));

test('until the window is there', { timeout: 300_000 }, async () => {
  for (const [name, size] of Object.entries(sizes)) {
    const taken: { paintMs: number; shownMs: number }[] = [];
    for (let start = 0; start < starts; start += 1) {
      const { app, page } = await windows.open(size);
      taken.push(await startOf(page));
      await app.close();
    }
    const of = (what: 'paintMs' | 'shownMs'): string => median(taken.map((each) => each[what])).toFixed(0);
    say(`${name.padEnd(18)} first words after ${of('paintMs')} ms, all there after ${of('shownMs')} ms`);
    expect(taken.length).toBe(starts);
  }
});

interface Command {
  readonly name: string;
  readonly act: (page: Page) => Promise<void>;
}

const commands: readonly Command[] = [
  { name: 'open another profile', act: (page) => page.locator('[data-profile="profile-4"]').click() },
  { name: 'open its trace', act: (page) => page.getByRole('tab', { name: 'Trace' }).click() },
  { name: 'show all sessions', act: (page) => page.getByRole('button', { name: 'All sessions' }).click() },
  {
    name: 'type in the search box',
    act: async (page) => {
      await page.getByRole('searchbox').pressSequentially('branch 12', { delay: 60 });
      await page.getByRole('searchbox').clear();
    },
  },
  { name: 'open the editor', act: (page) => page.getByRole('button', { name: 'New profile' }).click() },
];

/** The longest time, while something is done and a second after it, that the page answered to nothing else. */
async function longestBlockMs(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const seen: number[] = [];
    const observer = new PerformanceObserver((list) =>
      seen.push(...list.getEntries().map(({ duration }) => duration)),
    );
    observer.observe({ type: 'longtask' });
    Object.assign(globalThis, { longTasks: seen });
  });
  await act();
  await page.waitForTimeout(settledMs);
  return page.evaluate(() =>
    Math.max(0, ...(globalThis as unknown as { longTasks: readonly number[] }).longTasks),
  );
}

test('what a person does', { timeout: 300_000 }, async () => {
  const { app, page } = await windows.open(sizes['thousand profiles']);
  try {
    await page.waitForTimeout(settledMs);
    for (const { name, act } of [{ name: 'nothing', act: () => Promise.resolve() }, ...commands]) {
      const ms = await longestBlockMs(page, () => act(page));
      // Shorter ones are not told of.
      say(`${name.padEnd(24)} blocks for ${ms === 0 ? 'less than 50' : ms.toFixed(0)} ms`);
    }
    expect(await page.getByRole('main').count()).toBe(1);
  } finally {
    await app.close();
  }
});

test(`${minutes} minutes of round trips`, { timeout: (minutes + 5) * 60_000 }, async () => {
  const { app, page } = await windows.open(sizes['thousand profiles']);
  try {
    await page.getByRole('button', { name: 'All sessions' }).click();
    const session = await page.context().newCDPSession(page);
    const heapMb = async (): Promise<number> => {
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize / 1e6;
    };
    // Compiled code comes in the first minute.
    const steps = Math.max(2, Math.ceil(minutes));
    const samples: number[] = [];
    for (let step = 0; step <= steps; step += 1) {
      await page.waitForTimeout((minutes * 60_000) / (steps + 1));
      samples.push(await heapMb());
    }
    say(
      `heap of the page after each of ${steps + 1} spans: ${samples.map((mb) => mb.toFixed(1)).join(', ')} MB`,
    );
    // A view or two of a megabyte may be on their way when it is looked at.
    expect((samples.at(-1) ?? Number.NaN) - (samples[1] ?? Number.NaN)).toBeLessThan(2);
  } finally {
    await app.close();
  }
});
