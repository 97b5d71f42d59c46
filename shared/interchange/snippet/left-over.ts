import { ranges } from './code-blocks.ts';
import type { SnippetIndex } from './definitions.ts';
import type { Ledger } from './ledger.ts';
import type { Token } from './tokens.ts';
import type { Lines, Unexplained } from './reading.ts';

interface TokenAt {
  readonly token: Token;
  readonly at: number;
  readonly isEntered: boolean;
}

/** Lines that begin like this hold no setting in any of the languages. */
const scaffolding = /^(?:import|using|package|namespace|module|export default|end|else|do|try|finally)$/;

/**
 * The lines that hold code which said nothing known, neighbours together, and the literals that nothing accounts for
 * on lines which said something else. Brackets alone and imports say nothing.
 */
export function leftOverLines(
  index: SnippetIndex,
  ledger: Ledger,
  named: readonly Lines[],
): readonly Unexplained[] {
  const isNamed = (line: number) => named.some(({ first, last }) => line >= first && line <= last);
  const byLine = new Map<number, TokenAt[]>();
  for (const [at, token] of index.tokens.entries()) {
    const line = byLine.get(token.line) ?? [];
    line.push({ token, at, isEntered: ledger.has(at) });
    byLine.set(token.line, line);
  }
  const lines = [...byLine.keys()].sort((one, other) => one - other);
  const tokensOf = (line: number): readonly TokenAt[] => byLine.get(line) ?? [];
  const unread = lines.filter((line) => {
    const tokens = tokensOf(line);
    return (
      !isNamed(line) &&
      !tokens.some(({ isEntered }) => isEntered) &&
      saysSomething(tokens.map(({ token }) => token))
    );
  });
  const beside = lines.flatMap((line): Unexplained[] => {
    if (isNamed(line) || unread.includes(line)) return [];
    const literal = tokensOf(line).find(({ token, isEntered }) => !isEntered && isLiteral(token));
    if (literal === undefined) return [];
    const from = nameBefore(index, literal.at);
    const why = from === null ? 'unknown' : 'noCounterpart';
    return [{ lines: { first: line, last: line }, why, what: null, from }];
  });
  const whole = ranges(unread).map((each): Unexplained => ({
    lines: each,
    why: 'unknown',
    what: null,
    from: null,
  }));
  return [...whole, ...beside];
}

const switchWords = new Set(['true', 'false', 'YES', 'NO']);

const isLiteral = ({ kind, text }: Token): boolean =>
  kind === 'text' || kind === 'number' || (kind === 'word' && switchWords.has(text));

/** What a literal is given to: the label before it, or what is called or set. */
function nameBefore(index: SnippetIndex, literal: number): string | null {
  const line = index.tokens[literal]?.line;
  for (let at = literal - 1; index.tokens[at]?.line === line; at -= 1) {
    const next = at + 1;
    const isGiven = index.is(next, ':') || index.is(next, '(') || index.is(next, '=') || index.is(next, '[');
    if (index.tokens[at]?.kind === 'word' && isGiven) return index.tokens[at]?.text ?? null;
  }
  return null;
}

function saysSomething(tokens: readonly Token[]): boolean {
  const [first] = tokens;
  if (first === undefined || tokens.every(({ kind }) => kind === 'mark')) return false;
  const isScaffolding = first.kind === 'word' && scaffolding.test(first.text);
  return !isScaffolding && !isTypeHead(tokens) && !isOpening(tokens);
}

/** `private static final class Gateway {`: what is in it says something, not its name. */
function isTypeHead(tokens: readonly Token[]): boolean {
  const words = tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text);
  const isLiteral = tokens.some(({ kind }) => kind === 'text' || kind === 'number');
  const type = words.findIndex((word) => !modifiers.has(word));
  const isHead = tokens.every(({ kind, text }) => kind === 'word' || /^[:,{<>]$/.test(text));
  return !isLiteral && isHead && /^(?:class|struct|enum|object|extension|interface)$/.test(words[type] ?? '');
}

/** `const config = {`: what is in it says something. */
function isOpening(tokens: readonly Token[]): boolean {
  const isLiteral = tokens.some(({ kind }) => kind === 'text' || kind === 'number');
  return !isLiteral && /^[{[]$/.test(tokens.at(-1)?.text ?? '') && tokens.at(-2)?.text === '=';
}

const modifiers = new Set([
  ...[
    'public',
    'private',
    'internal',
    'protected',
    'open',
    'final',
    'static',
    'abstract',
    'sealed',
    'partial',
  ],
  ...['companion', 'data', 'export', 'default', 'fileprivate'],
]);
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
