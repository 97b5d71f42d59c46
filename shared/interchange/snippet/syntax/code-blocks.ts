import type { Lines } from '../reading.ts';

const fence = /^\s*(?:```|~~~)/;

/**
 * The code in a text. In Markdown it is what the fences hold; everything else becomes empty lines, so that all keep
 * their numbers, and `prose` says which those are.
 */
export function codeIn(text: string): {
  readonly source: string;
  readonly prose: readonly Lines[];
} {
  const lines = text.split('\n');
  if (lines.filter((line) => fence.test(line)).length < 2) return { source: text, prose: [] };
  let isCode = false;
  const prose: number[] = [];
  const code = lines.map((line, index) => {
    if (fence.test(line)) {
      isCode = !isCode;
      return '';
    }
    if (!isCode && line.trim() !== '') prose.push(index + 1);
    return isCode ? line : '';
  });
  return { source: code.join('\n'), prose: ranges(prose) };
}

/** Neighbouring line numbers as ranges; the numbers ascend. */
export const ranges = (lines: readonly number[]): readonly Lines[] =>
  lines.reduce<Lines[]>((found, line) => {
    const last = found.at(-1);
    if (last?.last !== line - 1) return [...found, { first: line, last: line }];
    return [...found.slice(0, -1), { first: last.first, last: line }];
  }, []);
