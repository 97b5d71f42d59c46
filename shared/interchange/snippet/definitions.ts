import { blocksOf, type Block } from './blocks.ts';
import { ExpressionReader, type Argument, type Expression, type Span } from './expression.ts';
import type { Token } from './tokens.ts';

/** `name = value`, declared or set, wherever it stands. */
export interface Assignment extends Span {
  readonly path: readonly string[];
  /** `path[key] = value`. */
  readonly key: Expression | null;
  readonly value: Expression;
  /** A new name of the snippet's own, not a setting of something that exists. */
  readonly isDeclaration: boolean;
  /** Where its value is. */
  readonly of: Span;
}

/** `path.name(given)`, or `[path name:given]`. */
export interface Call extends Span {
  readonly path: readonly string[];
  readonly name: string;
  /** Where its name is. */
  readonly named: number;
  readonly given: readonly Argument[];
}

const declaring = new Set(['let', 'var', 'const', 'val', 'static', 'lazy', 'final', 'readonly']);
const notTypes = new Set(['return', 'else', 'in', 'do', 'try', 'then', 'await', 'and', 'or']);

/** Finds assignments and calls in tokens, whatever is around them: brackets get lost on the way through a chat. */
export class SnippetIndex {
  readonly tokens: readonly Token[];
  readonly reader: ExpressionReader;
  readonly assignments: readonly Assignment[];
  readonly calls: readonly Call[];
  readonly #blocks: readonly (Block | null)[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
    this.#blocks = blocksOf(tokens);
    this.reader = new ExpressionReader(tokens);
    const places = tokens.map((_, at) => at).filter((at) => tokens[at]?.kind === 'word');
    this.assignments = places.flatMap((at) => this.#assignment(at) ?? []);
    this.calls = places.flatMap((at) => this.#call(at) ?? []);
  }

  /** The lines from one token up to, not including, another. */
  lines(at: number, next: number): { readonly first: number; readonly last: number } {
    const first = this.tokens[at]?.line ?? 1;
    return {
      first,
      last: Math.max(first, this.tokens[next - 1]?.lastLine ?? first),
    };
  }

  /** The block that a token stands in. */
  block(at: number): Block | null {
    return this.#blocks[at] ?? null;
  }

  is(at: number, mark: string): boolean {
    return this.tokens[at]?.kind === 'mark' && this.tokens[at].text === mark;
  }

  /** The words before a place, joined by dots: `SyncManager.shared` before `.customRequestHeaders`. */
  pathBefore(at: number): {
    readonly path: readonly string[];
    readonly start: number;
  } {
    const path: string[] = [];
    let start = at;
    for (;;) {
      let dot = start - 1;
      if (!this.is(dot, '.') && !this.is(dot, '::')) break;
      if (this.is(dot - 1, '?') || this.is(dot - 1, '!')) dot -= 1;
      if (this.tokens[dot - 1]?.kind !== 'word') break;
      start = dot - 1;
      path.unshift(this.tokens[start]?.text ?? '');
    }
    return { path, start };
  }

  #assignment(at: number): Assignment | null {
    const name = this.tokens[at]?.text ?? '';
    const { path, start } = this.pathBefore(at);
    const typed = this.#typedEquals(at);
    const keyed = this.#key(at + 1);
    const equals = typed ?? keyed?.next ?? at + 1;
    const isArrow = this.is(equals, '=>') && this.#isTypeBefore(start);
    if (!this.is(equals, '=') && !isArrow) return path.length === 0 ? this.#computedProperty(at) : null;
    const { value, next } = this.reader.read(equals + 1);
    const isDeclaration =
      typed !== null || (path.length === 0 && keyed === null && this.#isTypeBefore(start));
    const of = { at: equals + 1, next };
    return {
      path: [...path, name],
      key: keyed?.value ?? null,
      value,
      isDeclaration,
      of,
      at: start,
      next,
    };
  }

  /** `var url: URL { return … }` and `String Url { get { return …; } }`: the value that is always given back. */
  #computedProperty(at: number): Assignment | null {
    const before = this.tokens[at - 1];
    const isSwift = before?.kind === 'word' && before.text === 'var' && this.is(at + 1, ':');
    const opened = isSwift ? at + 3 : at + 1;
    if (!this.is(opened, '{') || (!isSwift && !this.#isTypeBefore(at))) return null;
    const isGetter = this.#isWord(opened + 1, 'get') && this.is(opened + 2, '{');
    const start = isGetter ? opened + 3 : opened + 1;
    if (!isSwift && !isGetter) return null;
    const { value, next } = this.reader.read(this.#isWord(start, 'return') ? start + 1 : start);
    const end = this.is(next, ';') ? next + 1 : next;
    if (!this.is(end, '}')) return null;
    const of = { at: start, next };
    return {
      path: [this.tokens[at]?.text ?? ''],
      key: null,
      value,
      isDeclaration: true,
      of,
      at,
      next: end + 1,
    };
  }

  #isWord(at: number, word: string): boolean {
    return this.tokens[at]?.kind === 'word' && this.tokens[at].text === word;
  }

  /** Where the `=` of `let name: Type = …` and of `string Name { get; } = …` is. */
  #typedEquals(at: number): number | null {
    const before = this.tokens[at - 1];
    if (this.is(at + 1, '{') && this.#isWord(at + 2, 'get')) {
      const closed = this.tokens.findIndex((_, next) => next > at && this.is(next, '}'));
      return closed > 0 && closed < at + 10 && this.is(closed + 1, '=') ? closed + 1 : null;
    }
    if (before?.kind !== 'word' || !declaring.has(before.text) || !this.is(at + 1, ':')) return null;
    for (let next = at + 2; next < at + 24; next += 1) {
      if (this.is(next, '=')) return next;
      const token = this.tokens[next];
      if (token === undefined || (token.kind === 'mark' && !/^[<>.,?![\]:|]$/.test(token.text))) return null;
    }
    return null;
  }

  #key(at: number): { readonly value: Expression; readonly next: number } | null {
    const start = this.is(at, '?') || this.is(at, '!') ? at + 1 : at;
    if (!this.is(start, '[') || this.tokens[start]?.line !== this.tokens[at - 1]?.lastLine) return null;
    const { value, next } = this.reader.read(start + 1);
    return this.is(next, ']') ? { value, next: next + 1 } : null;
  }

  /** A type or a keyword stands before it on its line: `String x`, `Map<String, String> x`, `NSString *x`, `let x`. */
  #isTypeBefore(at: number): boolean {
    const before = this.tokens[at - 1];
    if (before === undefined || before.lastLine !== this.tokens[at]?.line) return false;
    if (before.kind === 'word') return !notTypes.has(before.text);
    return before.kind === 'mark' && /^[>*\]?]$/.test(before.text);
  }

  #call(at: number): Call | null {
    const name = this.tokens[at]?.text ?? '';
    const { path, start } = this.pathBefore(at);
    const given = this.reader.arguments(this.#afterGenerics(at + 1));
    if (given !== null)
      return {
        path,
        name,
        named: at,
        given: given.value,
        at: start,
        next: given.next,
      };
    return this.#message(at) ?? this.#initialized(at, path, start);
  }

  /** `new X { … }`: C# needs no round brackets then. */
  #initialized(at: number, path: readonly string[], start: number): Call | null {
    if (!this.#isWord(start - 1, 'new') || !this.is(at + 1, '{')) return null;
    const { value, next } = this.reader.read(start - 1);
    if (value.kind !== 'call') return null;
    return {
      path,
      name: this.tokens[at]?.text ?? '',
      named: at,
      given: value.given,
      at: start,
      next,
    };
  }

  /** `[receiver name:value other:value]` and `[receiver name]`, told by its opening bracket. */
  #message(at: number): Call | null {
    const receiver = this.pathBefore(at - 1);
    const isNamed = this.tokens[at - 1]?.kind === 'word' || this.is(at - 1, ']');
    if (!isNamed || (this.is(at - 1, ']') ? false : !this.is(receiver.start - 1, '['))) return null;
    if (!this.is(at + 1, ':') && !this.is(at + 1, ']')) return null;
    const open = this.is(at - 1, ']') ? this.#opening(at - 1) - 1 : receiver.start - 1;
    if (!this.is(open, '[')) return null;
    const { value, next } = this.reader.read(open);
    if (value.kind !== 'call') return null;
    return {
      path: value.path.slice(0, -1),
      name: value.path.at(-1) ?? '',
      named: at,
      given: value.given,
      at: open,
      next,
    };
  }

  #opening(closing: number): number {
    let depth = 0;
    for (let at = closing; at >= 0; at -= 1) {
      if (this.is(at, ']')) depth += 1;
      if (this.is(at, '[')) depth -= 1;
      if (depth === 0) return at;
    }
    return -1;
  }

  #afterGenerics(at: number): number {
    if (!this.is(at, '<')) return at;
    let next = at + 1;
    while (next < at + 20 && !this.is(next, '>')) next += 1;
    return next + 1;
  }
}
