import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Text is readable in light and dark: WCAG 2.2, 1.4.3, on every ground it stands on. */

const css = readFileSync(new URL('../../../renderer/ui/tokens.css', import.meta.url), 'utf8');
const darkAt = css.indexOf('@media (prefers-color-scheme: dark)');

const colours = (part: string): ReadonlyMap<string, string> =>
  new Map(
    [...part.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = '', colour = '']) => [name, colour]),
  );

const themes = { light: colours(css.slice(0, darkAt)), dark: colours(css.slice(darkAt)) };

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['ground', 'ground-side', 'ground-sunk', 'ground-hover', 'ground-selected'];
const pairs: readonly (readonly [ink: string, grounds: readonly string[]])[] = [
  ['ink', [...grounds, 'blocked-ground', 'waiting-ground']],
  ['ink-soft', [...grounds, 'blocked-ground', 'waiting-ground']],
  ['ink-faint', ['ground', 'ground-side', 'ground-sunk']],
  ['accent', ['ground', 'ground-side', 'ground-selected']],
  ['accent-ink', ['accent', 'accent-hover']],
  ['online', ['ground', 'ground-side']],
  ['working', ['ground', 'ground-side']],
  ['waiting', ['ground', 'ground-side', 'waiting-ground']],
  ['blocked', ['ground', 'ground-side', 'blocked-ground']],
  ['ground', ['blocked']],
  ['env-production-ink', ['env-production']],
  ['env-staging', ['ground', 'ground-side']],
  ['env-development', ['ground', 'ground-side']],
  ['env-own', ['ground', 'ground-side']],
];

const cases = (['light', 'dark'] as const).flatMap((theme) =>
  pairs.flatMap(([ink, on]) => on.map((ground) => [theme, ink, ground] as const)),
);

it.each(cases)('%s: %s on %s is at least 4.5:1', (theme, ink, ground) => {
  const one = themes[theme].get(ink);
  const other = themes[theme].get(ground);
  if (one === undefined || other === undefined) throw new Error('no such token');
  expect(contrast(one, other)).toBeGreaterThanOrEqual(4.5);
});
