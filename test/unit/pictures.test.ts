import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** The guide's pictures: each that is linked is there, and each that is there is taken by a story. */

const specs = readdirSync('test/e2e').filter((name) => name.endsWith('.spec.ts'));
const stories = specs.flatMap((name) =>
  [...readFileSync(`test/e2e/${name}`, 'utf8').matchAll(/picture\(causeway, '([a-z-]+)'/g)].map(
    ([, picture = '']) => picture,
  ),
);
const taken = stories.flatMap((name) =>
  ['light', 'dark'].flatMap((scheme) => [1280, 900].map((width) => `${name}-${scheme}-${width}.png`)),
);
const linkedIn = (page: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(/screenshots\/([^\s")]+)/g)].map(([, file = '']) => file);

describe('the pictures of the guide', () => {
  it('are those that stories take, all of them, each once', () => {
    expect(new Set(stories).size).toBe(stories.length);
    expect(readdirSync('docs/screenshots').sort()).toEqual(taken.sort());
  });

  it.each(['README.md', 'docs/guide.md'])('are linked from %s where they are', (page) => {
    const linked = linkedIn(page);
    expect(linked).not.toHaveLength(0);
    expect(linked.filter((file) => !taken.includes(file))).toEqual([]);
  });

  it('stand in the guide, one a story at least', () => {
    const linked = linkedIn('docs/guide.md');
    expect(stories.filter((name) => !linked.includes(`${name}-light-1280.png`))).toEqual([]);
  });
});
