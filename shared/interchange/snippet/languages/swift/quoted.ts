import { bracketHole } from '../../syntax/holes.ts';
import { quotedOf, type Quoted } from '../../syntax/quoted.ts';
import type { TextSpelling } from '../../syntax/spelling.ts';

/** `"…\(value)…"`, and texts in which nothing else has a meaning. */
export const texts: TextSpelling = {
  signs: /#+/y,
  read: (source, at, sign) => (sign.startsWith('#') ? rawText(source, at, sign.length) : undefined),
  holes: bracketHole('\\(', '(', ')'),
  areHolesUnmistakable: true,
};

/** `#"…"#`: nothing inside has a meaning, but for `\#(`. */
function rawText(source: string, at: number, hashes: number): Quoted | null {
  const sign = '#'.repeat(hashes);
  const end = source.indexOf(`"${sign}`, at + hashes + 1);
  const text = source.slice(at + hashes + 1, end);
  if (end < 0 || text.includes('\n')) return null;
  const taken = source.slice(at, end + 1 + hashes);
  return quotedOf(taken, text, bracketHole(`\\${sign}(`, '(', ')'), (raw) => raw);
}
