import axe from 'axe-core';
import type { Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { inRoot } from '../../scripts/setup/places.js';
import { expect, type Seen } from './causeway.ts';

const large = [1280, 800] as const;
const small = [900, 600] as const;
type Size = typeof large | typeof small;
type Views = readonly (readonly [colorScheme: 'light' | 'dark', sizes: readonly Size[]])[];

/** Each scheme and each size once: what a scheme changes depends on no size. */
const fewViews: Views = [
  ['light', [large]],
  ['dark', [small]],
];
const allViews: Views = [
  ['light', [large, small]],
  ['dark', [large, small]],
];
const looks = inRoot('test-results', 'screenshots');

interface Violation {
  readonly rule: string;
  readonly where: readonly string[];
}

/** Those that a scheme can break: in the other one the page is the same but for its colours. */
export const colourRules = ['color-contrast', 'link-in-text-block'] as const;

/** What keeps people from using the page. `only`: the rules to ask, all of axe's if none is named. */
export async function violationsIn(
  page: Page,
  except: readonly string[] = [],
  only: readonly string[] = [],
): Promise<readonly Violation[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(
    async ([exceptRules, onlyRules]) => {
      const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
        // What passes is not looked up in detail.
        resultTypes: ['violations'],
        preload: false,
        ...(onlyRules.length === 0 ? {} : { runOnly: [...onlyRules] }),
      });
      const counted = violations.filter(({ id }) => !exceptRules.includes(id));
      return counted.map(({ id, nodes }) => ({
        rule: id,
        where: nodes.map(({ html, failureSummary }) => `${html}: ${failureSummary ?? ''}`),
      }));
    },
    [except, only] as const,
  );
}

/** Makes the window's page this large, as a person would. */
export async function resize({ app, page }: Seen, width: number, height: number): Promise<void> {
  await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(...size), [
    width,
    height,
  ] as [number, number]);
  await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([width, height]);
}

/** What is wider than its place; the lines of requests and configurations may be, they are not to be broken. */
export const sidewaysIn = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowX))
      .filter(
        (element) => element.scrollWidth > element.clientWidth && !element.matches('.lines, pre, textarea'),
      )
      .map((element) => `${element.tagName} ${element.className}`),
  );

/** What is beyond the window's edge and can't be scrolled to. */
export const cutOffIn = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [
      'html',
      'body',
      '#app',
      'main',
      'nav',
      'aside',
      'header',
      'footer',
      '[role=dialog]',
      '[role=alertdialog]',
    ]
      .flatMap((selector) => [...document.querySelectorAll(selector)])
      .filter((region) => region.scrollWidth > region.clientWidth)
      .map(
        (region) => `${region.tagName} ${region.className}: ${region.scrollWidth} > ${region.clientWidth}`,
      ),
  );

const softly = expect.configure({ soft: true });

async function lookInto(
  causeway: Seen,
  name: string,
  { folder, views }: { readonly folder: string; readonly views: Views },
  except: readonly string[],
): Promise<void> {
  const { page } = causeway;
  mkdirSync(folder, { recursive: true });
  // Over the bar at the bottom, where nothing changes under the pointer.
  await page.mouse.move(700, 795);
  for (const [index, [colorScheme, sizes]] of views.entries()) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const rules = index === 0 ? [] : colourRules;
    softly(await violationsIn(page, except, rules), `${name}, ${colorScheme}`).toEqual([]);
    for (const [width, height] of sizes) {
      await resize(causeway, width, height);
      // What floats over the page finds its place a moment after the page has.
      await softly.poll(() => sidewaysIn(page), `${name} at ${width}: scrolls sideways`).toEqual([]);
      await softly.poll(() => cutOffIn(page), `${name} at ${width}: is cut off`).toEqual([]);
      await page.screenshot({ path: `${folder}/${pictureName(name, colorScheme, width)}` });
    }
    await resize(causeway, 1280, 800);
  }
}

const pictureName = (name: string, colorScheme: string, width: number): string =>
  `${name}-${colorScheme}-${width}.png`;

/** Looks at the window, large in light and small in dark: as pictures for people, as a page for axe. */
export const lookAt = (causeway: Seen, name: string, except: readonly string[] = []): Promise<void> =>
  lookInto(causeway, name, { folder: looks, views: fewViews }, except);

/**
 * The same, as a picture of the guide: the tests that take one bear the tag `@picture`, and `npm run pictures` has them
 * write it in all four ways to docs/screenshots.
 */
export function picture(causeway: Seen, name: string, except: readonly string[] = []): Promise<void> {
  const folder = process.env['CAUSEWAY_PICTURES'];
  if (folder === undefined) return lookAt(causeway, name, except);
  return lookInto(causeway, name, { folder, views: allViews }, except);
}

/** What a test that takes pictures for the guide is told apart by. */
export const withPictures = { tag: '@picture' } as const;
