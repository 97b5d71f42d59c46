import type { Entry, Expression } from './expression.ts';
import type { Token } from './token.ts';

/** Looks at tokens by their place; places where none is are answered like any other. */
export class TokenCursor {
  readonly tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get length(): number {
    return this.tokens.length;
  }

  text(at: number): string {
    return this.tokens[at]?.text ?? '';
  }

  kind(at: number): Token['kind'] | undefined {
    return this.tokens[at]?.kind;
  }

  is(at: number, mark: string): boolean {
    return this.kind(at) === 'mark' && this.text(at) === mark;
  }

  isWord(at: number, word: string): boolean {
    return this.kind(at) === 'word' && this.text(at) === word;
  }

  /** On the line on which the token before it ends. */
  isOnLineOf(at: number): boolean {
    return this.tokens[at]?.line === this.tokens[at - 1]?.lastLine;
  }

  endsValue(at: number): boolean {
    const token = this.tokens[at];
    if (token === undefined) return true;
    return token.kind === 'mark' ? /^[),;\]}=[.]$/.test(token.text) : !this.isOnLineOf(at);
  }

  /** `.`, `?.`, `!.`, `::`. */
  isStep(at: number): boolean {
    if (this.is(at, '.') || this.is(at, '::')) return true;
    return (this.is(at, '?') || this.is(at, '!')) && this.is(at + 1, '.');
  }

  stepEnd(at: number): number {
    return this.is(at, '.') || this.is(at, '::') ? at + 1 : at + 2;
  }

  /** To the next value inside these brackets: over a comma, and over what could not be read. */
  toNext(at: number, closing: string): number {
    let [next, depth] = [at, 0];
    for (; next < this.length; next += 1) {
      const text = this.kind(next) === 'mark' ? this.text(next) : '';
      if (depth === 0 && text === closing) return next;
      if (depth === 0 && text === ',') return next + 1;
      if ('([{'.includes(text) && text !== '') depth += 1;
      else if (')]}'.includes(text) && text !== '') {
        // Another one's bracket: ours was lost.
        if (depth === 0) return next;
        depth -= 1;
      }
    }
    return next;
  }

  /** `<String, String>`, where a call or a body follows it; otherwise it is a comparison. */
  afterGenerics(at: number): number {
    if (!this.is(at, '<')) return at;
    let [next, depth] = [at, 0];
    for (; next < at + 40; next += 1) {
      const token = this.tokens[next];
      if (token === undefined || (token.kind === 'mark' && !/^[<>.,?[\]:]$/.test(token.text))) return at;
      if (token.text === '<') depth += 1;
      if (token.text === '>') depth -= 1;
      if (depth === 0) return this.is(next + 1, '(') || this.is(next + 1, '{') ? next + 1 : at;
    }
    return at;
  }

  entry(key: Expression | null, value: Expression, start: number, next: number): Entry {
    const first = this.tokens[start]?.line ?? 0;
    const last = this.tokens[next - 1]?.lastLine ?? first;
    return { key, value, first, last, span: { at: start, next } };
  }
}
