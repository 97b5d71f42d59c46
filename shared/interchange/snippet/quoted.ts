import { quoteFamilies } from '../code-conventions.ts';
import type { SnippetLanguage } from './language.ts';

/** A text in quotes: all the characters it takes up, what it says, and what is put into it at run time. */
export interface Quoted {
  readonly taken: string;
  /** What is put in at run time is missing here. */
  readonly text: string;
  /** Texts and the code between them, in their order. Null where nothing is put in. */
  readonly parts: readonly TextPart[] | null;
}

export type TextPart = string | Hole;

/** Code inside a text, whose value is put in there. */
export interface Hole {
  readonly code: string;
}

const familyOf = (character: string): string | null =>
  character === '`' ? '`' : (quoteFamilies.find((family) => family.includes(character)) ?? null);

/** The text that begins at `at`; null where none does, or where it has no end. */
export function readText(source: string, at: number, language: SnippetLanguage | null): Quoted | null {
  const prefix = /(?:\$@|@\$|[$@]|#+)?/y;
  prefix.lastIndex = at;
  const sign = prefix.exec(source)?.[0] ?? '';
  const start = at + sign.length;
  const opener = source[start] ?? '';
  const family = familyOf(opener);
  if (family === null || (sign !== '' && !family.includes('"'))) return null;
  // An apostrophe is no quote: users’ data, don't.
  if (sign === '' && opener !== '"' && /[\p{L}\p{N}]/u.test(source[at - 1] ?? '')) return null;
  if (sign.startsWith('#')) return rawText(source, at, sign.length);
  if (source.startsWith('"""', start)) return blockText(source, at, sign, language);
  if (sign.includes('@') && language === 'csharp') return verbatimText(source, at, sign);
  return plainText(source, at, sign, family, language);
}

/** Swift's `#"…"#`: nothing inside has a meaning, but for `\#(`. */
function rawText(source: string, at: number, hashes: number): Quoted | null {
  const sign = '#'.repeat(hashes);
  const end = source.indexOf(`"${sign}`, at + hashes + 1);
  const text = source.slice(at + hashes + 1, end);
  if (end < 0 || text.includes('\n')) return null;
  const taken = source.slice(at, end + 1 + hashes);
  return quotedOf(taken, text, bracketHole(`\\${sign}(`, '(', ')'), (raw) => raw);
}

/** C#'s `@"…"`: only a quote is written twice. */
function verbatimText(source: string, at: number, sign: string): Quoted | null {
  const pattern = /"((?:[^"]|"")*)"/y;
  pattern.lastIndex = at + sign.length;
  const match = pattern.exec(source);
  if (match === null) return null;
  const holeAt = sign.includes('$') ? braceHole : noHole;
  return quotedOf(sign + match[0], match[1] ?? '', holeAt, (raw) => raw.replaceAll('""', '"'));
}

/** `"""` of Swift, Java, Kotlin and C#: as far in as its least indented line. */
function blockText(
  source: string,
  at: number,
  sign: string,
  language: SnippetLanguage | null,
): Quoted | null {
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
  return quotedOf(source.slice(at, end + 3), raw, holesOf('"', sign, language), unescaped);
}

function plainText(
  source: string,
  at: number,
  sign: string,
  family: string,
  language: SnippetLanguage | null,
): Quoted | null {
  const start = at + sign.length + 1;
  const holeAt = holesOf(family, sign, language);
  const end = closingQuote(source, start, family, holeAt);
  if (end === null) return null;
  return quotedOf(source.slice(at, end + 1), source.slice(start, end), holeAt, unescaped);
}

/** Only a template may go on over lines, and any text whose line ends in a backslash. */
function closingQuote(source: string, start: number, family: string, holeAt: HoleFinder): number | null {
  for (let at = start; at < source.length; at += 1) {
    const character = source[at] ?? '';
    const hole = holeAt(source, at);
    if (hole !== null && hole.code !== null) at += hole.length - 1;
    else if (character === '\\') at += 1;
    else if (character === '\n' && family !== '`') return null;
    else if (family.includes(character) && !isApostrophe(source, at)) return at;
  }
  return null;
}

/** The ’ in “the team’s”: it stands between letters, and closes nothing. */
const isApostrophe = (source: string, at: number): boolean =>
  source[at] === '’' && /\p{L}/u.test(source[at - 1] ?? '') && /\p{L}/u.test(source[at + 1] ?? '');

/** How much of a text is code at a place, and which; a doubled brace is one brace, and no code. */
type HoleFinder = (
  text: string,
  at: number,
) => { readonly length: number; readonly code: string | null } | null;

const noHole: HoleFinder = () => null;

/** Which way of putting values into a text counts in this one. */
function holesOf(family: string, sign: string, language: SnippetLanguage | null): HoleFinder {
  if (family === '`') return bracketHole('${', '{', '}');
  if (sign.includes('$')) return braceHole;
  if (language === 'kotlin') return dollarHole;
  // No other language has a meaning for it, so it counts also where the language can't be told.
  return bracketHole('\\(', '(', ')');
}

/** `\(…)` of Swift, `${…}` of JavaScript. */
const bracketHole =
  (opening: string, open: string, close: string): HoleFinder =>
  (text, at) => {
    if (!text.startsWith(opening, at)) return null;
    const end = closingBracket(text, at + opening.length, open, close);
    return end === null ? null : { length: end + 1 - at, code: text.slice(at + opening.length, end) };
  };

/** C#'s `{name}`, `{name:format}`; `{{` and `}}` are braces. */
const braceHole: HoleFinder = (text, at) => {
  if (text.startsWith('{{', at) || text.startsWith('}}', at)) return { length: 2, code: null };
  return bracketHole('{', '{', '}')(text, at);
};

/** Kotlin's `$name` and `${…}`. */
const dollarHole: HoleFinder = (text, at) => {
  const name = /\$([\p{L}_][\p{L}\p{N}_]*)/uy;
  name.lastIndex = at;
  const match = name.exec(text);
  if (match !== null) return { length: match[0].length, code: match[1] ?? '' };
  return bracketHole('${', '{', '}')(text, at);
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

/** The text between the quotes, taken apart into what it says and what is put in. */
function quotedOf(taken: string, raw: string, holeAt: HoleFinder, read: (raw: string) => string): Quoted {
  const parts: TextPart[] = [];
  let said = '';
  for (let at = 0; at < raw.length;) {
    const hole = holeAt(raw, at);
    if (hole === null) {
      const step = raw[at] === '\\' ? 2 : 1;
      said += raw.slice(at, at + step);
      at += step;
    } else {
      if (hole.code === null) said += raw[at] ?? '';
      else {
        parts.push(read(said), { code: hole.code });
        said = '';
      }
      at += hole.length;
    }
  }
  parts.push(read(said));
  const text = parts.filter((part) => typeof part === 'string').join('');
  return { taken, text, parts: parts.length === 1 ? null : parts };
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  0: '\0',
  b: '\b',
  f: '\f',
};

const unescaped = (raw: string): string =>
  raw.replace(
    /\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|\n[^\S\n]*|([\s\S]))/g,
    (_all, braced?: string, four?: string, two?: string, one?: string) => {
      const code = braced ?? four ?? two;
      if (code !== undefined) return characterOf(Number.parseInt(code, 16));
      return one === undefined ? '' : (escapes[one] ?? one);
    },
  );

const characterOf = (code: number): string => (code <= 0x10_ff_ff ? String.fromCodePoint(code) : '\u{fffd}');
