import { readBraced, readFilled, readSquared } from './brackets.ts';
import { computed, unread, type Argument, type Expression, type Parsed } from './expression.ts';
import type { Spellings } from './spelling.ts';
import type { ValueReader } from './statements.ts';
import { TokenCursor } from './token-cursor.ts';
import type { Token } from './token.ts';

/** Between two values these make a third that can't be told from here. */
const operators = new Set([
  ...['-', '*', '/', '%', '??', '||', '&&'],
  ...['==', '===', '!=', '!==', '<', '>', '&', '|'],
]);

/** No person nests values deeper; a text made to break us might. */
const deepest = 60;

export class ExpressionReader extends TokenCursor implements ValueReader {
  readonly #spellings: Spellings;
  readonly #known = new Map<number, Parsed>();
  #depth = 0;

  constructor(tokens: readonly Token[], spellings: Spellings) {
    super(tokens);
    this.#spellings = spellings;
  }

  read(at: number): Parsed {
    if (this.#depth > 0) return this.#read(at);
    // The same place is asked for by many who look for different things.
    const known = this.#known.get(at);
    if (known !== undefined) return known;
    const read = this.#read(at);
    this.#known.set(at, read);
    return read;
  }

  arguments(at: number): Parsed<readonly Argument[]> | null {
    if (!this.is(at, '(')) return null;
    const given: Argument[] = [];
    let next = at + 1;
    while (next < this.length && !this.is(next, ')')) {
      const before = next;
      const label = this.#label(next);
      const { value, next: after } = this.read(label === null ? next : next + 2);
      given.push({ label, value, span: { at: before, next: after } });
      next = this.toNext(after, ')');
      if (next <= before) break;
    }
    return { value: given, next: next + 1 };
  }

  #read(at: number): Parsed {
    if (this.#depth > deepest) return unread(at);
    this.#depth += 1;
    try {
      return this.#joined(at);
    } finally {
      this.#depth -= 1;
    }
  }

  #joined(at: number): Parsed {
    let whole = this.#operand(at);
    for (;;) {
      const longer = this.#longer(whole);
      if (longer === null) return whole;
      whole = longer;
    }
  }

  /** A value with the next thing that is joined to it; null where nothing is. */
  #longer({ value, next }: Parsed): Parsed | null {
    if (this.is(next, '+') || this.#standsBeside(next)) {
      const added = this.#operand(this.is(next, '+') ? next + 1 : next);
      const before = value.kind === 'sum' ? value.parts : [value];
      return { value: { kind: 'sum', parts: [...before, added.value] }, next: added.next };
    }
    if (this.is(next, '?') && !this.endsValue(next + 1)) {
      const then = this.read(next + 1);
      const end = this.is(then.next, ':') ? this.read(then.next + 1).next : then.next;
      return { value: computed, next: end };
    }
    if (this.kind(next) === 'mark' && operators.has(this.text(next)))
      return { value: computed, next: this.#operand(next + 1).next };
    if (this.#isOf('pairing', next) && this.isOnLineOf(next)) {
      const other = this.#operand(next + 1);
      return { value: { kind: 'pair', key: value, value: other.value }, next: other.next };
    }
    return this.#isOf('cast', next) ? { value, next: this.#afterCast(next + 1) } : null;
  }

  #isOf(kind: 'pairing' | 'cast' | 'forerunner', at: number): boolean {
    return this.kind(at) === 'word' && this.#spellings.words[kind].has(this.text(at));
  }

  /** C and Objective-C join texts that stand side by side. */
  #standsBeside(at: number): boolean {
    return this.kind(at) === 'text' && this.kind(at - 1) === 'text';
  }

  #operand(at: number): Parsed {
    let start = at;
    while (this.#isOf('forerunner', start)) start += /^[?!]$/.test(this.text(start + 1)) ? 2 : 1;
    const token = this.tokens[start];
    switch (token?.kind) {
      case undefined:
        return { value: computed, next: start };
      case 'text':
        return this.#rest({ value: this.#textOf(token), next: start + 1 });
      case 'number':
        return this.#rest({ value: { kind: 'number', text: token.text }, next: start + 1 });
      case 'word':
        return this.#rest(this.#named(start));
      case 'mark':
        return this.#bracketed(start);
    }
  }

  /** What a text says, with the values that are put into it between. */
  #textOf({ text, parts }: Token): Expression {
    if (parts === null) return { kind: 'text', text };
    const valueOf = (part: readonly Token[]) => new ExpressionReader(part, this.#spellings).read(0).value;
    return {
      kind: 'sum',
      parts: parts.map((part) => (typeof part === 'string' ? { kind: 'text', text: part } : valueOf(part))),
    };
  }

  #bracketed(at: number): Parsed {
    switch (this.text(at)) {
      case '(':
        return this.#parenthesised(at);
      case '[':
        return this.#rest(readSquared(this, at, this.#spellings));
      case '{':
        return this.#rest(readBraced(this, at));
      case '.':
        return this.kind(at + 1) === 'word' ? this.#rest(this.#named(at + 1)) : unread(at);
      default:
        return unread(at);
    }
  }

  #parenthesised(at: number): Parsed {
    const inner = this.read(at + 1);
    if (!this.is(inner.next, ')')) return unread(at);
    const after = inner.next + 1;
    if (this.is(after, '=>')) return { value: computed, next: after + 1 };
    const startsOperand = this.kind(after) === 'text' || this.kind(after) === 'word';
    const isCast = inner.value.kind === 'name' && startsOperand && this.isOnLineOf(after);
    return isCast ? this.#operand(after) : this.#rest({ value: inner.value, next: after });
  }

  /** A name with its path, or the call of one. */
  #named(at: number): Parsed {
    const isNew = this.text(at) === 'new' && this.kind(at + 1) === 'word';
    const start = isNew ? at + 1 : at;
    const literal = isNew ? undefined : this.#spellings.literals.get(this.text(start));
    if (literal !== undefined) return { value: literal, next: start + 1 };
    const path = [this.text(start)];
    let next = start + 1;
    while (this.isStep(next) && this.kind(this.stepEnd(next)) === 'word') {
      next = this.stepEnd(next);
      path.push(this.text(next));
      next += 1;
    }
    next = this.afterGenerics(next);
    const given = this.isOnLineOf(next) ? this.arguments(next) : null;
    if (isNew) return this.#made(path, given, next);
    if (given === null) return { value: { kind: 'name', path }, next };
    return { value: { kind: 'call', on: null, path, given: given.value }, next: given.next };
  }

  /** `new X(…)`, with what stands in braces after it: that fills what was made. */
  #made(path: readonly string[], given: Parsed<readonly Argument[]> | null, at: number): Parsed {
    let next = given?.next ?? at;
    if (this.is(next, '[') && this.is(next + 1, ']')) next += 2;
    const arguments_ = given?.value ?? [];
    if (!this.is(next, '{')) return { value: { kind: 'call', on: null, path, given: arguments_ }, next };
    const filled = readFilled(this, next, this.#spellings);
    const filling: Argument = {
      label: null,
      value: { kind: 'map', entries: filled.value },
      span: { at: next, next: filled.next },
    };
    const all = filled.value.length === 0 ? arguments_ : [...arguments_, filling];
    return { value: { kind: 'call', on: null, path, given: all }, next: filled.next };
  }

  /** Calls and subscripts after a value, `!` and `?` of Swift. */
  #rest(parsed: Parsed): Parsed {
    let { value, next } = parsed;
    for (;;) {
      if (this.is(next, '!') && this.isOnLineOf(next)) next += 1;
      else if (this.is(next, '?') && this.endsValue(next + 1)) next += 1;
      else if (this.isStep(next) && this.kind(this.stepEnd(next)) === 'word') {
        ({ value, next } = this.#stepOn(value, this.stepEnd(next)));
      } else if (this.is(next, '[') && this.isOnLineOf(next) && value.kind !== 'text') {
        const key = this.read(next + 1);
        if (!this.is(key.next, ']')) return { value, next };
        const given = [{ label: null, value: key.value, span: { at: next + 1, next: key.next } }];
        value = { kind: 'call', on: value, path: ['[]'], given };
        next = key.next + 1;
      } else return { value, next };
    }
  }

  #stepOn(on: Expression, step: number): Parsed {
    const after = this.afterGenerics(step + 1);
    const given = this.isOnLineOf(after) ? this.arguments(after) : null;
    return {
      value: { kind: 'call', on, path: [this.text(step)], given: given?.value ?? [] },
      next: given?.next ?? after,
    };
  }

  #afterCast(at: number): number {
    let next = this.is(at, '!') || this.is(at, '?') ? at + 1 : at;
    if (this.is(next, '[')) while (next < this.length && !this.is(next, ']')) next += 1;
    return next + 1;
  }

  /** `name:`, and Kotlin's `name =`. */
  #label(at: number): string | null {
    const isNamed = this.is(at + 1, ':') || this.is(at + 1, '=');
    return this.kind(at) === 'word' && isNamed ? this.text(at) : null;
  }
}
