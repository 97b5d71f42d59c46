import { bracketHole, noHole, type HoleFinder } from '../../syntax/holes.ts';
import { quotedOf, type Quoted } from '../../syntax/quoted.ts';
import type { TextSpelling } from '../../syntax/spelling.ts';
import { matchAt } from '../../syntax/token.ts';

const inBraces = bracketHole('{', '{', '}');

/** `{name}`, `{name:format}`; `{{` and `}}` are braces. */
const holes: HoleFinder = (text, at) =>
  text.startsWith('{{', at) || text.startsWith('}}', at) ? { length: 2, code: null } : inBraces(text, at);

/** `$"…{value}…"` in any code; `@"…"` is verbatim in C# only. */
export const texts: TextSpelling = {
  signs: /\$@|@\$|[$@]/y,
  read: (source, at, sign, isOwn) =>
    isOwn && sign.includes('@') && !source.startsWith('"""', at + sign.length)
      ? verbatimText(source, at, sign)
      : undefined,
  holesBehind: (_quote, sign) => (sign.includes('$') ? holes : null),
};

const verbatim = /"((?:[^"]|"")*)"/y;

/** Only a quote is written twice. */
function verbatimText(source: string, at: number, sign: string): Quoted | null {
  const match = matchAt(verbatim, source, at + sign.length);
  if (match === null) return null;
  const holeAt = sign.includes('$') ? holes : noHole;
  return quotedOf(sign + match[0], match[1] ?? '', holeAt, (raw) => raw.replaceAll('""', '"'));
}
