import { quoteFamilies } from '../../code-conventions.ts';
import { noHole, type HoleFinder } from './holes.ts';
import { quotedOf, unescaped, type Quoted } from './quoted.ts';
import { firstOf, type Spellings } from './spelling.ts';
import { matchAt } from './token.ts';

/** The text that begins at `at`; null where none does, or where it has no end. */
export function readText(source: string, at: number, spellings: Spellings): Quoted | null {
  const sign = signAt(source, at, spellings);
  const opener = source[at + sign.length] ?? '';
  const family = familyOf(opener, spellings);
  if (family === null || (sign !== '' && !family.includes('"'))) return null;
  // An apostrophe is no quote: users’ data, don't.
  if (sign === '' && opener !== '"' && /[\p{L}\p{N}]/u.test(source[at - 1] ?? '')) return null;
  for (const spelling of spellings.all) {
    const read = spelling.texts?.read?.(source, at, sign, spelling === spellings.own);
    if (read !== undefined) return read;
  }
  const holeAt = holesOf(family, sign, spellings);
  return source.startsWith('"""', at + sign.length)
    ? blockText(source, at, sign, holeAt)
    : plainText(source, at, sign, family, holeAt);
}

/** The longest that a language writes before its quotes. */
function signAt(source: string, at: number, spellings: Spellings): string {
  const signs = spellings.all.map(({ texts }) =>
    texts?.signs === undefined ? '' : (matchAt(texts.signs, source, at)?.[0] ?? ''),
  );
  return signs.reduce((one, other) => (other.length > one.length ? other : one), '');
}

function familyOf(quote: string, spellings: Spellings): string | null {
  const own = spellings.all.find(({ texts }) => quote !== '' && texts?.quotes?.includes(quote));
  return own === undefined ? (quoteFamilies.find((family) => family.includes(quote)) ?? null) : quote;
}

/** Which way of putting values into a text counts in this one. */
function holesOf(family: string, sign: string, spellings: Spellings): HoleFinder {
  return (
    firstOf(spellings, ({ texts }) => texts?.holesBehind?.(family, sign)) ??
    spellings.own?.texts?.holes ??
    firstOf(spellings, ({ texts }) => (texts?.areHolesUnmistakable === true ? texts.holes : null)) ??
    noHole
  );
}

/** `"""` of Swift, Java, Kotlin and C#: as far in as its least indented line. */
function blockText(source: string, at: number, sign: string, holeAt: HoleFinder): Quoted | null {
  const start = at + sign.length + 3;
  const end = source.indexOf('"""', start);
  if (end < 0) return null;
  const lines = source
    .slice(start, end)
    .replace(/^[^\S\n]*\n/, '')
    .replace(/\n[^\S\n]*$/, '')
    .split('\n');
  const filled = lines.filter((line) => line.trim() !== '');
  const indent = Math.min(...filled.map((line) => line.length - line.trimStart().length));
  const raw = lines.map((line) => line.slice(Number.isFinite(indent) ? indent : 0)).join('\n');
  return quotedOf(source.slice(at, end + 3), raw, holeAt, unescaped);
}

function plainText(
  source: string,
  at: number,
  sign: string,
  family: string,
  holeAt: HoleFinder,
): Quoted | null {
  const start = at + sign.length + 1;
  const end = closingQuote(source, start, family, holeAt);
  if (end === null) return null;
  return quotedOf(source.slice(at, end + 1), source.slice(start, end), holeAt, unescaped);
}

/** Only a template may go on over lines, and any text whose line ends in a backslash. */
function closingQuote(source: string, start: number, family: string, holeAt: HoleFinder): number | null {
  const isTemplate = family.length === 1;
  for (let at = start; at < source.length; at += 1) {
    const character = source[at] ?? '';
    const hole = holeAt(source, at);
    if (hole !== null && hole.code !== null) at += hole.length - 1;
    else if (character === '\\') at += 1;
    else if (character === '\n' && !isTemplate) return null;
    else if (family.includes(character) && !isApostrophe(source, at)) return at;
  }
  return null;
}

/** The ’ in “the team’s”: it stands between letters, and closes nothing. */
const isApostrophe = (source: string, at: number): boolean =>
  source[at] === '’' && /\p{L}/u.test(source[at - 1] ?? '') && /\p{L}/u.test(source[at + 1] ?? '');
