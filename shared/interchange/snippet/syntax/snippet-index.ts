import type { Lines } from '../reading.ts';
import { blocksOf, type Block } from './blocks.ts';
import { ExpressionReader } from './expression-reader.ts';
import type { Parsed, Span } from './expression.ts';
import { firstOf, type Spellings } from './spelling.ts';
import type { Assignment, Call, Surroundings } from './statements.ts';
import { TokenCursor } from './token-cursor.ts';
import type { Token } from './token.ts';

const notTypes = new Set(['return', 'else', 'in', 'do', 'try', 'then', 'await', 'and', 'or']);

/** Finds assignments and calls in tokens, regardless of what is around them: brackets get lost on the way through a chat. */
export class SnippetIndex extends TokenCursor implements Surroundings {
  readonly reader: ExpressionReader;
  readonly assignments: readonly Assignment[];
  readonly calls: readonly Call[];
  readonly #spellings: Spellings;
  readonly #blocks: readonly (Block | null)[];

  constructor(tokens: readonly Token[], spellings: Spellings) {
    super(tokens);
    this.#spellings = spellings;
    this.#blocks = blocksOf(tokens, spellings);
    this.reader = new ExpressionReader(tokens, spellings);
    const places = tokens.map((_, at) => at).filter((at) => tokens[at]?.kind === 'word');
    this.assignments = places.flatMap((at) => this.#assignment(at) ?? []);
    this.calls = places.flatMap((at) => this.#call(at) ?? []);
  }

  /** The lines from one token up to, not including, another. */
  lines({ at, next }: Span): Lines {
    const first = this.tokens[at]?.line ?? 1;
    return { first, last: Math.max(first, this.tokens[next - 1]?.lastLine ?? first) };
  }

  /** The block that a token stands in. */
  block(at: number): Block | null {
    return this.#blocks[at] ?? null;
  }

  pathBefore(at: number): { readonly path: readonly string[]; readonly start: number } {
    const path: string[] = [];
    let start = at;
    for (;;) {
      let dot = start - 1;
      if (!this.is(dot, '.') && !this.is(dot, '::')) break;
      if (this.is(dot - 1, '?') || this.is(dot - 1, '!')) dot -= 1;
      if (this.kind(dot - 1) !== 'word') break;
      start = dot - 1;
      path.unshift(this.text(start));
    }
    return { path, start };
  }

  isTypeBefore(at: number): boolean {
    const before = this.tokens[at - 1];
    if (before === undefined || before.lastLine !== this.tokens[at]?.line) return false;
    if (before.kind === 'word') return !notTypes.has(before.text);
    return before.kind === 'mark' && /^[>*\]?]$/.test(before.text);
  }

  #assignment(at: number): Assignment | null {
    const { path, start } = this.pathBefore(at);
    const typed = this.#typedEquals(at);
    const keyed = this.#key(at + 1);
    const equals = typed ?? keyed?.next ?? at + 1;
    if (!this.#defines(equals, start)) return path.length === 0 ? this.#computedProperty(at) : null;
    const { value, next } = this.reader.read(equals + 1);
    const isDeclaration = typed !== null || (path.length === 0 && keyed === null && this.isTypeBefore(start));
    return {
      path: [...path, this.text(at)],
      key: keyed?.value ?? null,
      value,
      isDeclaration,
      of: { at: equals + 1, next },
      at: start,
      next,
    };
  }

  #defines(equals: number, start: number): boolean {
    if (this.is(equals, '=')) return true;
    const isMark = this.kind(equals) === 'mark' && this.#spellings.words.definingMark.has(this.text(equals));
    return isMark && this.isTypeBefore(start);
  }

  /** A property whose value is always given back by its code. */
  #computedProperty(at: number): Assignment | null {
    const body = firstOf(this.#spellings, ({ computedProperty }) => computedProperty?.(this, at));
    if (body === null || !this.is(body.opened, '{')) return null;
    const isGetter = this.isWord(body.opened + 1, 'get') && this.is(body.opened + 2, '{');
    if (body.isGetter && !isGetter) return null;
    const start = isGetter ? body.opened + 3 : body.opened + 1;
    const { value, next } = this.reader.read(this.isWord(start, 'return') ? start + 1 : start);
    const end = this.is(next, ';') ? next + 1 : next;
    if (!this.is(end, '}')) return null;
    const of = { at: start, next };
    return { path: [this.text(at)], key: null, value, isDeclaration: true, of, at, next: end + 1 };
  }

  /** Where the `=` of `let name: Type = …` is. */
  #typedEquals(at: number): number | null {
    const behind = firstOf(this.#spellings, ({ equalsBehind }) => equalsBehind?.(this, at));
    if (behind !== null) return behind;
    const isDeclared = this.kind(at - 1) === 'word' && this.#spellings.words.declaring.has(this.text(at - 1));
    if (!isDeclared || !this.is(at + 1, ':')) return null;
    for (let next = at + 2; next < at + 24; next += 1) {
      if (this.is(next, '=')) return next;
      const token = this.tokens[next];
      if (token === undefined || (token.kind === 'mark' && !/^[<>.,?![\]:|]$/.test(token.text))) return null;
    }
    return null;
  }

  #key(at: number): Parsed | null {
    const start = this.is(at, '?') || this.is(at, '!') ? at + 1 : at;
    if (!this.is(start, '[') || this.tokens[start]?.line !== this.tokens[at - 1]?.lastLine) return null;
    const { value, next } = this.reader.read(start + 1);
    return this.is(next, ']') ? { value, next: next + 1 } : null;
  }

  #call(at: number): Call | null {
    const { path, start } = this.pathBefore(at);
    const given = this.reader.arguments(this.#afterTypes(at + 1));
    if (given === null) return firstOf(this.#spellings, ({ call }) => call?.(this, { at, path, start }));
    return { path, name: this.text(at), named: at, given: given.value, at: start, next: given.next };
  }

  #afterTypes(at: number): number {
    if (!this.is(at, '<')) return at;
    let next = at + 1;
    while (next < at + 20 && !this.is(next, '>')) next += 1;
    return next + 1;
  }
}
