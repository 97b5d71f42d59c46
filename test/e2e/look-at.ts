import axe from 'axe-core';
import type { Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { inRoot } from '../../scripts/setup/places.js';
import { expect, type Causeway } from './causeway.ts';

const schemes = ['light', 'dark'] as const;
const sizes = [
  [1280, 800],
  [900, 600],
] as const;
const pictures = inRoot('test-results', 'screenshots');

interface Violation {
  readonly rule: string;
  readonly where: readonly string[];
}

async function violationsIn(page: Page, except: readonly string[]): Promise<readonly Violation[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async (exceptRules) => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document);
    const counted = violations.filter(({ id }) => !exceptRules.includes(id));
    return counted.map(({ id, nodes }) => ({
      rule: id,
      where: nodes.map(({ html, failureSummary }) => `${html}: ${failureSummary ?? ''}`),
    }));
  }, except);
}

async function resize({ app, page }: Causeway, width: number, height: number): Promise<void> {
  await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(...size), [
    width,
    height,
  ] as [number, number]);
  await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([width, height]);
}

/** What is wider than its place; the lines of a request may be, they are not to be broken. */
const sidewaysIn = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowX))
      .filter((element) => element.scrollWidth > element.clientWidth && !element.matches('.lines, textarea'))
      .map((element) => `${element.tagName} ${element.className}`),
  );

/** Looks at the window in light and dark and at two sizes: as pictures for people, as a page for axe. */
export async function lookAt(
  causeway: Causeway,
  name: string,
  except: readonly string[] = [],
): Promise<void> {
  const { page } = causeway;
  mkdirSync(pictures, { recursive: true });
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect.soft(await violationsIn(page, except), `${name}, ${colorScheme}`).toEqual([]);
    for (const [width, height] of sizes) {
      await resize(causeway, width, height);
      expect.soft(await sidewaysIn(page), `${name} at ${width}: scrolls sideways`).toEqual([]);
      await page.screenshot({ path: `${pictures}/${name}-${colorScheme}-${width}.png` });
    }
    await resize(causeway, 1280, 800);
  }
}
