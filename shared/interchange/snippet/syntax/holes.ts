/** How much of a text is code at a place, and which; a doubled brace is one brace, and no code. */
export type HoleFinder = (
  text: string,
  at: number,
) => { readonly length: number; readonly code: string | null } | null;

export const noHole: HoleFinder = () => null;

/** `\(…)` of Swift, `${…}` of JavaScript. */
export const bracketHole =
  (opening: string, open: string, close: string): HoleFinder =>
  (text, at) => {
    if (!text.startsWith(opening, at)) return null;
    const end = closingBracket(text, at + opening.length, open, close);
    return end === null ? null : { length: end + 1 - at, code: text.slice(at + opening.length, end) };
  };

/** No person puts more code than this into a text. */
const longestHole = 4000;

function closingBracket(text: string, start: number, open: string, close: string): number | null {
  let depth = 1;
  let quote = '';
  for (let at = start; at < Math.min(text.length, start + longestHole); at += 1) {
    const character = text[at] ?? '';
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === open) depth += 1;
    else if (character === close) depth -= 1;
    if (depth === 0) return at;
  }
  return null;
}
