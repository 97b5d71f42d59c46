import { ExpressionReader, type Argument, type Expression } from './expression.ts';
import type { Token } from './tokens.ts';

/** `name = value`, declared or set, wherever it stands. */
export interface Assignment {
  readonly path: readonly string[];
  /** `path[key] = value`. */
  readonly key: Expression | null;
  readonly value: Expression;
  /** A new name of the snippet's own, not a setting of something that exists. */
  readonly isDeclaration: boolean;
  readonly at: number;
  readonly next: number;
}

/** `path.name(given)`, or `[path name:given]`. */
export interface Call {
  readonly path: readonly string[];
  readonly name: string;
  readonly given: readonly Argument[];
  readonly at: number;
  readonly next: number;
}

const declaring = new Set(['let', 'var', 'const', 'val', 'static', 'lazy', 'final', 'readonly']);
const notTypes = new Set(['return', 'else', 'in', 'do', 'try', 'then', 'await', 'case', 'and', 'or']);

/** Finds assignments and calls in tokens, whatever is around them: brackets get lost on the way through a chat. */
export class SnippetIndex {
  readonly tokens: readonly Token[];
  readonly reader: ExpressionReader;
  readonly assignments: readonly Assignment[];
  readonly calls: readonly Call[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
    this.reader = new ExpressionReader(tokens);
    const places = tokens.map((_, at) => at).filter((at) => tokens[at]?.kind === 'word');
    this.assignments = places.flatMap((at) => this.#assignment(at) ?? []);
    this.calls = places.flatMap((at) => this.#call(at) ?? []);
  }

  /** The lines from one token up to, not including, another. */
  lines(at: number, next: number): { readonly first: number; readonly last: number } {
    const first = this.tokens[at]?.line ?? 1;
    return { first, last: Math.max(first, this.tokens[next - 1]?.lastLine ?? first) };
  }

  is(at: number, mark: string): boolean {
    return this.tokens[at]?.kind === 'mark' && this.tokens[at].text === mark;
  }

  /** The words before a place, joined by dots: `SyncManager.shared` before `.customRequestHeaders`. */
  pathBefore(at: number): { readonly path: readonly string[]; readonly start: number } {
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
    if (!this.is(equals, '=') && !isArrow) return null;
    const { value, next } = this.reader.read(equals + 1);
    const isDeclaration =
      typed !== null || (path.length === 0 && keyed === null && this.#isTypeBefore(start));
    return { path: [...path, name], key: keyed?.value ?? null, value, isDeclaration, at: start, next };
  }

  /** Where the `=` of `let name: Type = …` is. */
  #typedEquals(at: number): number | null {
    const before = this.tokens[at - 1];
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
    if (given !== null) return { path, name, given: given.value, at: start, next: given.next };
    return this.#message(at);
  }

  /** `[receiver name:value other:value]`, told by its opening bracket. */
  #message(at: number): Call | null {
    const receiver = this.pathBefore(at - 1);
    const isNamed = this.tokens[at - 1]?.kind === 'word' || this.is(at - 1, ']');
    if (!isNamed || (this.is(at - 1, ']') ? false : !this.is(receiver.start - 1, '['))) return null;
    if (!this.is(at + 1, ':')) return null;
    const open = this.is(at - 1, ']') ? this.#opening(at - 1) - 1 : receiver.start - 1;
    if (!this.is(open, '[')) return null;
    const { value, next } = this.reader.read(open);
    if (value.kind !== 'call') return null;
    return {
      path: value.path.slice(0, -1),
      name: value.path.at(-1) ?? '',
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
