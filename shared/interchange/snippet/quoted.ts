import type { SnippetLanguage } from './language.ts';

/** A text in quotes: all the characters it takes up, what it says, and whether run time has a say in it. */
export interface Quoted {
  readonly taken: string;
  readonly text: string;
  readonly isOpen: boolean;
}

/** What chats and word processors make of quotes. Any of a family may open, and any of it may close. */
export const quoteFamilies = ['"“”„‟″«»', "'‘’‚‛′´"] as const;

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
  return { taken: source.slice(at, end + 1 + hashes), text, isOpen: text.includes(`\\${sign}(`) };
}

/** C#'s `@"…"`: only a quote is written twice. */
function verbatimText(source: string, at: number, sign: string): Quoted | null {
  const pattern = /"((?:[^"]|"")*)"/y;
  pattern.lastIndex = at + sign.length;
  const match = pattern.exec(source);
  if (match === null) return null;
  const text = (match[1] ?? '').replaceAll('""', '"');
  return { taken: sign + match[0], text, isOpen: sign.includes('$') && hasHole(text, 'csharp', sign) };
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
  const isOpen = hasHole(raw, language, sign);
  return { taken: source.slice(at, end + 3), text: unescaped(raw), isOpen };
}

function plainText(
  source: string,
  at: number,
  sign: string,
  family: string,
  language: SnippetLanguage | null,
): Quoted | null {
  const start = at + sign.length + 1;
  const end = closingQuote(source, start, family);
  if (end === null) return null;
  const raw = source.slice(start, end);
  const holds = family === '`' ? hasHole(raw, 'javascript', '`') : hasHole(raw, language, sign);
  return { taken: source.slice(at, end + 1), text: unescaped(raw), isOpen: holds };
}

/** Only a template may go on over lines, and any text whose line ends in a backslash. */
function closingQuote(source: string, start: number, family: string): number | null {
  for (let at = start; at < source.length; at += 1) {
    const character = source[at] ?? '';
    if (character === '\\') at += 1;
    else if (character === '\n' && family !== '`') return null;
    else if (family.includes(character) && !isApostrophe(source, at)) return at;
  }
  return null;
}

/** The ’ in “the team’s”: it stands between letters, and closes nothing. */
const isApostrophe = (source: string, at: number): boolean =>
  source[at] === '’' && /\p{L}/u.test(source[at - 1] ?? '') && /\p{L}/u.test(source[at + 1] ?? '');

/** Whether something is put into the text at run time. */
function hasHole(raw: string, language: SnippetLanguage | null, sign: string): boolean {
  if (sign === '`') return /(?<!\\)\$\{/.test(raw);
  if (sign.includes('$')) return /\{/.test(raw.replaceAll('{{', ''));
  if (language === 'swift') return /(?<!\\)\\\(/.test(raw);
  return language === 'kotlin' && /(?<!\\)\$[\p{L}{_]/u.test(raw);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', 0: '\0', b: '\b', f: '\f' };

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
