import { ranges } from './code-blocks.ts';
import type { SnippetIndex } from './definitions.ts';
import type { Unexplained } from './reading.ts';
import type { Lines } from './values.ts';

/** Lines that begin like this hold no setting in any of the languages. */
const scaffolding = /^(?:import|using|package|namespace|module|export default|end|else|do|try|finally)$/;

/** The lines that hold code which said nothing known, neighbours together. Brackets alone and imports say nothing. */
export function leftOverLines(index: SnippetIndex, seen: readonly Lines[]): readonly Unexplained[] {
  const isSeen = (line: number) => seen.some(({ first, last }) => line >= first && line <= last);
  const lines = [...new Set(index.tokens.map(({ line }) => line))].filter(
    (line) => !isSeen(line) && saysSomething(index, line),
  );
  return ranges([...lines].sort((one, other) => one - other)).map((each) => ({
    lines: each,
    why: 'unknown',
    what: null,
    from: null,
  }));
}

function saysSomething(index: SnippetIndex, line: number): boolean {
  const tokens = index.tokens.filter((token) => token.line === line);
  const [first] = tokens;
  if (first === undefined || tokens.every(({ kind }) => kind === 'mark')) return false;
  return !(first.kind === 'word' && scaffolding.test(first.text));
}

const longestExcerpt = 120;

/** The first of the lines, for a person to recognise. What stands in quotes may be a secret, and is left out. */
export function excerptOf(index: SnippetIndex, source: string, { first, last }: Lines): string {
  const tokens = index.tokens.filter(({ line, lastLine }) => lastLine >= first && line <= first);
  const text = tokens.reduce((code, token, at) => {
    const gap =
      at === 0 ? '' : source.slice(tokens[at - 1]?.until ?? token.from, token.from).replace(/\S.*|\n/gs, ' ');
    return code + gap + (token.kind === 'text' ? '"…"' : token.text);
  }, '');
  const isWhole = text.length <= longestExcerpt && last === first;
  return isWhole ? text : `${text.slice(0, longestExcerpt).trimEnd()} …`;
}
