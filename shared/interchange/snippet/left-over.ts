import type { Lines, Unexplained } from './reading.ts';
import { ranges } from './syntax/code-blocks.ts';
import type { Ledger } from './syntax/ledger.ts';
import type { SnippetIndex } from './syntax/snippet-index.ts';
import type { Spellings } from './syntax/spelling.ts';
import type { Token } from './syntax/token.ts';

interface TokenAt {
  readonly token: Token;
  readonly at: number;
  readonly isEntered: boolean;
}

/**
 * The lines that hold code which said nothing known, neighbours together, and the literals that nothing accounts for
 * on lines which said something else. Brackets alone and imports say nothing.
 */
export function leftOverLines(
  index: SnippetIndex,
  ledger: Ledger,
  named: readonly Lines[],
  spellings: Spellings,
): readonly Unexplained[] {
  const isLiteral = ({ kind, text }: Token): boolean =>
    kind === 'text' ||
    kind === 'number' ||
    (kind === 'word' && spellings.literals.get(text)?.kind === 'switch');
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
      saysSomething(
        tokens.map(({ token }) => token),
        spellings,
      )
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

function saysSomething(tokens: readonly Token[], { words }: Spellings): boolean {
  const [first] = tokens;
  if (first === undefined || tokens.every(({ kind }) => kind === 'mark')) return false;
  const isScaffolding = first.kind === 'word' && words.scaffolding.has(first.text);
  return !isScaffolding && !isTypeHead(tokens, words) && !isOpening(tokens);
}

/** `private static final class Gateway {`: what is in it says something, not its name. */
function isTypeHead(tokens: readonly Token[], { type, modifier }: Spellings['words']): boolean {
  const words = tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text);
  const isLiteral = tokens.some(({ kind }) => kind === 'text' || kind === 'number');
  const first = words.find((word) => !modifier.has(word));
  const isHead = tokens.every(({ kind, text }) => kind === 'word' || /^[:,{<>]$/.test(text));
  return !isLiteral && isHead && type.has(first ?? '');
}

/** `const config = {`: what is in it says something. */
function isOpening(tokens: readonly Token[]): boolean {
  const isLiteral = tokens.some(({ kind }) => kind === 'text' || kind === 'number');
  return !isLiteral && /^[{[]$/.test(tokens.at(-1)?.text ?? '') && tokens.at(-2)?.text === '=';
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
