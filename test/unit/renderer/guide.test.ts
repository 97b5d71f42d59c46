import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blocksOf, runsOf, type Block, type Run } from '../../../renderer/help/markdown.ts';

const guide = blocksOf(readFileSync('docs/guide.md', 'utf8'));

const runsIn = (block: Block): readonly Run[] => {
  switch (block.kind) {
    case 'heading':
      return [{ kind: 'text', text: block.text }];
    case 'paragraph':
      return block.runs;
    case 'list':
      return block.items.flat();
    case 'table':
      return [block.head, ...block.rows].flat(2);
  }
};

describe('the guide, as the window draws it', () => {
  it('has its sections, and none without a text', () => {
    const titles = guide.flatMap((block) =>
      block.kind === 'heading' && block.level === 2 ? [block.text] : [],
    );
    expect(titles).toContain('When it is red');
    expect(titles.length).toBeGreaterThan(5);
    const last = guide.at(-1);
    for (const [at, block] of guide.entries())
      if (block.kind === 'heading' && block !== last) expect(guide[at + 1]?.kind).not.toBe('heading');
  });

  it('has no sign of Markdown or HTML left, so every form that the guide uses is known', () => {
    for (const { kind, text } of guide.flatMap(runsIn)) {
      expect(text).not.toBe('');
      if (kind !== 'code') expect(text).not.toMatch(/[*`<>]|\]\(|^\s*(#|\||\d+\. |- )/);
    }
  });

  it('keeps every word of it', () => {
    const words = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? [];
    const source = readFileSync('docs/guide.md', 'utf8').replace(/<picture>[^]*?<\/picture>/g, '');
    // What numbers the items, and the line below a table's head, is drawn by the page.
    const written = words(source.replace(/^\d+\. /gm, ''));
    expect(
      words(
        guide
          .flatMap(runsIn)
          .map(({ text }) => text)
          .join(' '),
      ),
    ).toEqual(written);
  });

  it('goes on with a numbered list over its pictures', () => {
    const [ordered, ...more] = guide.filter((block) => block.kind === 'list' && block.isOrdered);
    expect(more).toEqual([]);
    expect(ordered).toMatchObject({ items: { length: 6 } });
  });
});

describe('a line of it', () => {
  it.each([
    [
      '**Test** goes on',
      [
        { kind: 'strong', text: 'Test' },
        { kind: 'text', text: ' goes on' },
      ],
    ],
    [
      'press *Import*',
      [
        { kind: 'text', text: 'press ' },
        { kind: 'emphasis', text: 'Import' },
      ],
    ],
    [
      '`a*b` and\n  more',
      [
        { kind: 'code', text: 'a*b' },
        { kind: 'text', text: ' and more' },
      ],
    ],
    ['see [the page](https://x.example)', [{ kind: 'text', text: 'see the page' }]],
    [
      '2 * 3',
      [
        { kind: 'text', text: '2 ' },
        { kind: 'text', text: '*' },
        { kind: 'text', text: ' 3' },
      ],
    ],
  ] as const)('%j', (text, runs) => {
    expect(runsOf(text)).toEqual(runs);
  });
});
