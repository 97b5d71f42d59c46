import { ranges } from './code-blocks.ts';
import type { SnippetIndex } from './definitions.ts';
import type { NotUnderstood } from './reading.ts';
import type { Lines } from './values.ts';

/** Lines that begin like this hold no setting in any of the languages. */
const scaffolding = /^(?:import|using|package|namespace|module|export default|end|else|do|try|finally)$/;

/** The lines that hold code which said nothing known, neighbours together. Brackets alone and imports say nothing. */
export function leftOverLines(index: SnippetIndex, seen: readonly Lines[]): readonly NotUnderstood[] {
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
