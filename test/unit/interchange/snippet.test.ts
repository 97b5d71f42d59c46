import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  readSnippet,
  type NotUnderstood,
  type Understood,
} from '../../../shared/interchange/snippet/index.ts';

import { examples, seeded } from '../seed.ts';

/** The corpus: what people paste, each beside what has to be made of it. */
const folder = join(import.meta.dirname, 'snippets');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.snippet'))
  .map((name) => name.slice(0, -'.snippet'.length));

const linesOf = ({ lines: { first, last } }: Understood | NotUnderstood): string =>
  first === last ? `${first}` : `${first}-${last}`;

/** One line each, as the files beside the snippets have them. */
function compact(source: string) {
  const { language, settings, understood, notUnderstood } = readSnippet(source);
  return {
    language,
    settings,
    understood: understood.map((each) =>
      [
        linesOf(each),
        each.what,
        each.shown,
        each.missing === null ? null : `enter:${each.missing}`,
        each.only,
      ]
        .filter((part) => part !== null)
        .join(' '),
    ),
    notUnderstood: notUnderstood.map((each) =>
      [linesOf(each), each.what, each.why, each.from].filter((part) => part !== null).join(' '),
    ),
  };
}

describe('the corpus of snippets', () => {
  it('has at least 40', () => expect(names.length).toBeGreaterThanOrEqual(40));

  it.each(names)('%s', (name) => {
    const expected: unknown = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
    expect(compact(readFileSync(join(folder, `${name}.snippet`), 'utf8'))).toEqual(expected);
  });
});

describe('a line that was not understood', () => {
  it('is shown without what stands in its quotes', () => {
    const source = 'let a = 1\nclient.login(  user: "alice", /* new */ password: ‘hunter2’ ) // hunter2\n';
    expect(readSnippet(source).notUnderstood).toEqual([
      { lines: { first: 1, last: 2 }, why: 'unknown', what: null, from: null, excerpt: 'let a = 1 …' },
    ]);
    expect(readSnippet(source.slice(10)).notUnderstood.map(({ excerpt }) => excerpt)).toEqual([
      'client.login(  user: "…",  password: "…" )',
    ]);
  });
});

describe('any text', () => {
  const corpus = names.map((name) => readFileSync(join(folder, `${name}.snippet`), 'utf8'));
  const brackets = fc.stringMatching(/^[[\]{}()<>"'`:=,.;@#$?!a+\n ]{0,60}$/);
  const cut = fc.tuple(fc.constantFrom(...corpus), fc.nat(), fc.nat(), brackets);

  it(seeded('is read without failing, and only lines are named that are there'), () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), brackets, cut.map(patched)), (text) => {
        const last = text.replaceAll(/\r\n?/g, '\n').split('\n').length;
        const { understood, notUnderstood } = readSnippet(text);
        for (const { lines } of [...understood, ...notUnderstood]) {
          expect(lines.first).toBeGreaterThanOrEqual(1);
          expect(lines.last).toBeGreaterThanOrEqual(lines.first);
          expect(lines.last).toBeLessThanOrEqual(last);
        }
      }),
      examples(400),
    );
  });

  it('is never read at the price of the window: brackets without end', () => {
    expect(readSnippet('let a = b + b + b\nlet b = a + a + a\nx.urlPrefix = a').understood).toEqual([]);
    for (const bracket of [
      '[',
      '(',
      '{',
      'a(',
      'new X{',
      '{{',
      'a["b"]=',
      'a ? b : ',
      '`${',
      'a<',
      '"\\(',
      'a.b(x: 1).',
    ]) {
      expect(() => readSnippet(bracket.repeat(2000))).not.toThrow();
    }
  }, 60_000);
});

/** A piece of the corpus, cut anywhere and with something else in its middle. */
const patched = ([text, one, other, between]: [string, number, number, string]): string => {
  const [from, to] = [one % (text.length + 1), other % (text.length + 1)];
  return text.slice(0, Math.min(from, to)) + between + text.slice(Math.max(from, to));
};
