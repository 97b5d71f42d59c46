import type { Token } from './tokens.ts';

/** What stands at a place where a value is expected, as far as it can be told without running anything. */
export type Expression =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'switch'; readonly on: boolean }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'name'; readonly path: readonly string[] }
  | { readonly kind: 'map'; readonly entries: readonly Entry[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | {
      readonly kind: 'call';
      readonly on: Expression | null;
      readonly path: readonly string[];
      readonly given: readonly Argument[];
    }
  /** Texts joined: by an operator, by standing side by side, or by being put into a text. */
  | { readonly kind: 'sum'; readonly parts: readonly Expression[] }
  /** `"X" to "Y"`. */
  | {
      readonly kind: 'pair';
      readonly key: Expression;
      readonly value: Expression;
    }
  /** Worked out while it runs: with an operator or a condition. */
  | { readonly kind: 'computed' };

export interface Entry {
  /** Null: all entries of `value`, another map. */
  readonly key: Expression | null;
  readonly value: Expression;
  readonly first: number;
  readonly last: number;
  readonly span: Span;
}

/** Tokens, from one up to, not including, another. */
export interface Span {
  readonly at: number;
  readonly next: number;
}

export interface Argument {
  readonly label: string | null;
  readonly value: Expression;
  /** Its label included. */
  readonly span: Span;
}

export interface Parsed<What = Expression> {
  readonly value: What;
  /** The place after it. */
  readonly next: number;
}

const computed: Expression = { kind: 'computed' };

/** Stand before a value and say nothing about it. */
const forerunners = new Set(['await', 'try', 'return', 'yield', 'throw', 'const', 'inout', 'out', 'ref']);
const constants: Readonly<Record<string, Expression>> = {
  true: { kind: 'switch', on: true },
  false: { kind: 'switch', on: false },
  YES: { kind: 'switch', on: true },
  NO: { kind: 'switch', on: false },
  nil: { kind: 'nothing' },
  null: { kind: 'nothing' },
  undefined: { kind: 'nothing' },
};

/** Between two values these make a third that can't be told from here. */
const operators = new Set([
  '-',
  '*',
  '/',
  '%',
  '??',
  '||',
  '&&',
  '==',
  '===',
  '!=',
  '!==',
  '<',
  '>',
  '&',
  '|',
]);

/** No person nests values deeper; a text made to break us might. */
const deepest = 60;

/** Reads expressions out of tokens. Never fails: what it can't read is `computed`, and takes up one token at least. */
export class ExpressionReader {
  readonly #tokens: readonly Token[];
  readonly #known = new Map<number, Parsed>();
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** A value with everything that is joined to it. */
  read(at: number): Parsed {
    if (this.#depth > 0) return this.#read(at);
    // The same place is asked for by many who look for different things.
    const known = this.#known.get(at);
    if (known !== undefined) return known;
    const read = this.#read(at);
    this.#known.set(at, read);
    return read;
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
    let { value, next } = this.#operand(at);
    for (;;) {
      if (this.#is(next, '+') || this.#standsBeside(next)) {
        const added = this.#operand(this.#is(next, '+') ? next + 1 : next);
        const before = value.kind === 'sum' ? value.parts : [value];
        value = { kind: 'sum', parts: [...before, added.value] };
        next = added.next;
      } else if (this.#is(next, '?') && !this.#endsValue(next + 1)) {
        const then = this.read(next + 1);
        next = this.#is(then.next, ':') ? this.read(then.next + 1).next : then.next;
        value = computed;
      } else if (this.#isMark(next) && operators.has(this.#text(next))) {
        next = this.#operand(next + 1).next;
        value = computed;
      } else if (this.#isWord(next, 'to') && this.#onLineOf(next)) {
        const other = this.#operand(next + 1);
        value = { kind: 'pair', key: value, value: other.value };
        next = other.next;
      } else if (this.#isWord(next, 'as')) {
        next = this.#afterCast(next + 1);
      } else return { value, next };
    }
  }

  /** C and Objective-C join texts that stand side by side. */
  #standsBeside(at: number): boolean {
    return this.#tokens[at]?.kind === 'text' && this.#tokens[at - 1]?.kind === 'text';
  }

  /** Everything between a `(` at `at` and its `)`. Null when something else is there. */
  arguments(at: number): Parsed<readonly Argument[]> | null {
    if (!this.#is(at, '(')) return null;
    const given: Argument[] = [];
    let next = at + 1;
    while (next < this.#tokens.length && !this.#is(next, ')')) {
      const before = next;
      const label = this.#label(next);
      const { value, next: after } = this.read(label === null ? next : next + 2);
      given.push({ label, value, span: { at: before, next: after } });
      next = this.#toNext(after, ')');
      if (next <= before) break;
    }
    return { value: given, next: next + 1 };
  }

  #operand(at: number): Parsed {
    let start = at;
    while (this.#tokens[start]?.kind === 'word' && forerunners.has(this.#text(start))) {
      start += /^[?!]$/.test(this.#text(start + 1)) ? 2 : 1;
    }
    const token = this.#tokens[start];
    if (token === undefined) return { value: computed, next: start };
    if (token.kind === 'text') {
      return this.#rest({ value: textOf(token), next: start + 1 });
    }
    if (token.kind === 'number') {
      return this.#rest({
        value: { kind: 'number', text: token.text },
        next: start + 1,
      });
    }
    if (token.kind === 'word') return this.#rest(this.#named(start));
    return this.#bracketed(start);
  }

  #bracketed(at: number): Parsed {
    switch (this.#text(at)) {
      case '(':
        return this.#parenthesised(at);
      case '[':
        return this.#rest(this.#squared(at));
      case '{':
        return this.#rest(this.#braced(at));
      case '.':
        return this.#tokens[at + 1]?.kind === 'word' ? this.#rest(this.#named(at + 1)) : unread(at);
      default:
        return unread(at);
    }
  }

  #parenthesised(at: number): Parsed {
    const inner = this.read(at + 1);
    if (!this.#is(inner.next, ')')) return unread(at);
    if (this.#is(inner.next + 1, '=>')) return { value: computed, next: inner.next + 2 };
    const isCast = inner.value.kind === 'name' && this.#startsOperand(inner.next + 1);
    if (isCast && this.#onLineOf(inner.next + 1)) return this.#operand(inner.next + 1);
    return this.#rest({ value: inner.value, next: inner.next + 1 });
  }

  #startsOperand(at: number): boolean {
    const kind = this.#tokens[at]?.kind;
    return kind === 'text' || kind === 'word';
  }

  /** A name with its path, or the call of one. */
  #named(at: number): Parsed {
    const isNew = this.#text(at) === 'new' && this.#tokens[at + 1]?.kind === 'word';
    const start = isNew ? at + 1 : at;
    const constant = isNew ? undefined : constants[this.#text(start)];
    if (constant !== undefined) return { value: constant, next: start + 1 };
    const path = [this.#text(start)];
    let next = start + 1;
    while (this.#isStep(next) && this.#tokens[this.#stepEnd(next)]?.kind === 'word') {
      next = this.#stepEnd(next);
      path.push(this.#text(next));
      next += 1;
    }
    next = this.#afterGenerics(next);
    const given = this.#onLineOf(next) ? this.arguments(next) : null;
    if (isNew) return this.#made(path, given, next);
    if (given === null) return { value: { kind: 'name', path }, next };
    return {
      value: { kind: 'call', on: null, path, given: given.value },
      next: given.next,
    };
  }

  /** `new X(…)`, with what stands in braces after it: that fills what was made. */
  #made(path: readonly string[], given: Parsed<readonly Argument[]> | null, at: number): Parsed {
    let next = given?.next ?? at;
    if (this.#is(next, '[') && this.#is(next + 1, ']')) next += 2;
    const made: Expression = {
      kind: 'call',
      on: null,
      path,
      given: given?.value ?? [],
    };
    if (!this.#is(next, '{')) return { value: made, next };
    const filled = this.#filled(next);
    const span = { at: next, next: filled.next };
    const value: Expression =
      filled.value.length === 0
        ? made
        : {
            ...made,
            given: [
              ...made.given,
              {
                label: null,
                value: { kind: 'map', entries: filled.value },
                span,
              },
            ],
          };
    return { value, next: filled.next };
  }

  /** `{ {"X", "Y"}, ["X"] = "Y", X = "Y" }` of C#, `{{ put("X", "Y"); }}` of Java. */
  #filled(at: number): Parsed<readonly Entry[]> {
    const entries: Entry[] = [];
    let next = at + 1;
    while (next < this.#tokens.length && !this.#is(next, '}')) {
      const isPut = this.#isPut(next);
      const entry = isPut ? this.#putEntry(next) : this.#entry(next);
      if (entry === null) return { value: entries, next: at + 1 };
      if (entry.value !== null) entries.push(entry.value);
      next = isPut ? entry.next : this.#toNext(entry.next, '}');
    }
    return { value: entries, next: next + 1 };
  }

  #isPut(at: number): boolean {
    const isInner = this.#is(at, '{') && this.#isWord(at + 1, 'put');
    return isInner || (this.#isWord(at, 'put') && this.#is(at + 1, '('));
  }

  #putEntry(at: number): Parsed<Entry | null> | null {
    const start = this.#is(at, '{') ? at + 1 : at;
    const given = this.arguments(start + 1);
    if (given === null) return null;
    const [key, value] = given.value;
    const entry =
      key === undefined || value === undefined
        ? null
        : this.#entryOf(key.value, value.value, start, given.next);
    // A `;` and the inner brace end it; more puts may come before that.
    let next = given.next;
    while (this.#is(next, ';') || (this.#is(next, '}') && this.#is(next + 1, '}'))) next += 1;
    return { value: entry, next };
  }

  /** A list, a map in square brackets, or a message of Objective-C. */
  #squared(at: number): Parsed {
    const items: Expression[] = [];
    const entries: Entry[] = [];
    if (this.#is(at + 1, ':') && this.#is(at + 2, ']'))
      return { value: { kind: 'map', entries }, next: at + 3 };
    let next = at + 1;
    while (next < this.#tokens.length && !this.#is(next, ']')) {
      const start = next;
      const item = this.#is(next, '...') ? this.read(next + 1) : this.read(next);
      if (items.length === 0 && entries.length === 0 && this.#tokens[item.next]?.kind === 'word') {
        return this.#message(item);
      }
      if (this.#is(item.next, ':')) {
        const value = this.read(item.next + 1);
        entries.push(this.#entryOf(item.value, value.value, start, value.next));
        next = this.#toNext(value.next, ']');
      } else {
        items.push(item.value);
        next = this.#toNext(item.next, ']');
      }
    }
    const value: Expression = entries.length > 0 ? { kind: 'map', entries } : { kind: 'list', items };
    return { value, next: next + 1 };
  }

  /** `[receiver name]`, `[receiver name:value other:value]`. */
  #message(receiver: Parsed): Parsed {
    const labels: string[] = [];
    const given: Argument[] = [];
    let next = receiver.next;
    while (this.#tokens[next]?.kind === 'word') {
      const label = this.#text(next);
      labels.push(label);
      next += 1;
      if (!this.#is(next, ':')) break;
      const value = this.read(next + 1);
      given.push({
        label,
        value: value.value,
        span: { at: next - 1, next: value.next },
      });
      next = value.next;
      // What a format takes follows it, with commas between.
      while (this.#is(next, ',')) {
        const more = this.read(next + 1);
        given.push({
          label: null,
          value: more.value,
          span: { at: next + 1, next: more.next },
        });
        next = more.next;
      }
    }
    const [name = ''] = labels;
    const path = receiver.value.kind === 'name' ? [...receiver.value.path, name] : [name];
    const on = receiver.value.kind === 'name' ? null : receiver.value;
    return {
      value: { kind: 'call', on, path, given },
      next: this.#is(next, ']') ? next + 1 : next,
    };
  }

  /** An object or a dictionary in braces; where it is a block of code, only its brace. */
  #braced(at: number): Parsed {
    const entries: Entry[] = [];
    let next = at + 1;
    while (next < this.#tokens.length && !this.#is(next, '}')) {
      const entry = this.#entry(next);
      if (entry === null) return unread(at);
      if (entry.value !== null) entries.push(entry.value);
      if (!this.#is(entry.next, ',') && !this.#is(entry.next, '}') && !this.#is(entry.next, ';')) {
        return {
          value: { kind: 'map', entries: [...entries, this.#lost(entry.next)] },
          next: entry.next,
        };
      }
      next = this.#is(entry.next, '}') ? entry.next : entry.next + 1;
    }
    return { value: { kind: 'map', entries }, next: next + 1 };
  }

  /** The rest of a map that could not be read. */
  #lost(at: number): Entry {
    return this.#entryOf(null, computed, at, at);
  }

  /** `name: value`, `"name": value`, `["name"]: value`, `Name = value`, `{name, value}`, `...others`, `name`. */
  #entry(at: number): Parsed<Entry | null> | null {
    if (this.#is(at, '...')) {
      const { value, next } = this.read(at + 1);
      return { value: this.#entryOf(null, value, at, next), next };
    }
    if (this.#is(at, '{')) return this.#pairEntry(at);
    const token = this.#tokens[at];
    const isPlain = token?.kind === 'word' || (token?.kind === 'text' && token.parts === null);
    const squared = this.#is(at, '[') ? this.read(at + 1) : null;
    if (!isPlain && (squared === null || !this.#is(squared.next, ']'))) return null;
    const key: Expression = squared?.value ?? {
      kind: 'text',
      text: this.#text(at),
    };
    const after = squared === null ? at + 1 : squared.next + 1;
    if (this.#is(after, ':') || this.#is(after, '=')) {
      const { value, next } = this.read(after + 1);
      return { value: this.#entryOf(key, value, at, next), next };
    }
    const isShort = token?.kind === 'word' && (this.#is(after, ',') || this.#is(after, '}'));
    if (!isShort) return null;
    return {
      value: this.#entryOf(key, { kind: 'name', path: [token.text] }, at, after),
      next: after,
    };
  }

  #pairEntry(at: number): Parsed<Entry | null> | null {
    const key = this.read(at + 1);
    if (!this.#is(key.next, ',')) return null;
    const value = this.read(key.next + 1);
    if (!this.#is(value.next, '}')) return null;
    return {
      value: this.#entryOf(key.value, value.value, at, value.next),
      next: value.next + 1,
    };
  }

  #entryOf(key: Expression | null, value: Expression, start: number, next: number): Entry {
    const first = this.#tokens[start]?.line ?? 0;
    const last = this.#tokens[next - 1]?.lastLine ?? first;
    return { key, value, first, last, span: { at: start, next } };
  }

  /** Calls and subscripts after a value, `!` and `?` of Swift. */
  #rest(parsed: Parsed): Parsed {
    let { value, next } = parsed;
    for (;;) {
      if (this.#is(next, '!') && this.#onLineOf(next)) next += 1;
      else if (this.#is(next, '?') && this.#endsValue(next + 1)) next += 1;
      else if (this.#isStep(next) && this.#tokens[this.#stepEnd(next)]?.kind === 'word') {
        const step = this.#stepEnd(next);
        const after = this.#afterGenerics(step + 1);
        const given = this.#onLineOf(after) ? this.arguments(after) : null;
        value = {
          kind: 'call',
          on: value,
          path: [this.#text(step)],
          given: given?.value ?? [],
        };
        next = given?.next ?? after;
      } else if (this.#is(next, '[') && this.#onLineOf(next) && value.kind !== 'text') {
        const key = this.read(next + 1);
        if (!this.#is(key.next, ']')) return { value, next };
        const span = { at: next + 1, next: key.next };
        value = {
          kind: 'call',
          on: value,
          path: ['[]'],
          given: [{ label: null, value: key.value, span }],
        };
        next = key.next + 1;
      } else return { value, next };
    }
  }

  /** `.`, `?.`, `!.`, `::`. */
  #isStep(at: number): boolean {
    if (this.#is(at, '.') || this.#is(at, '::')) return true;
    return (this.#is(at, '?') || this.#is(at, '!')) && this.#is(at + 1, '.');
  }

  #stepEnd(at: number): number {
    return this.#is(at, '.') || this.#is(at, '::') ? at + 1 : at + 2;
  }

  /** `<String, String>`, where a call or a body follows it; otherwise it is a comparison. */
  #afterGenerics(at: number): number {
    if (!this.#is(at, '<')) return at;
    let [next, depth] = [at, 0];
    for (; next < at + 40; next += 1) {
      const token = this.#tokens[next];
      if (token === undefined || (token.kind === 'mark' && !/^[<>.,?[\]:]$/.test(token.text))) return at;
      if (token.text === '<') depth += 1;
      if (token.text === '>') depth -= 1;
      if (depth === 0) return this.#is(next + 1, '(') || this.#is(next + 1, '{') ? next + 1 : at;
    }
    return at;
  }

  #afterCast(at: number): number {
    let next = this.#is(at, '!') || this.#is(at, '?') ? at + 1 : at;
    if (this.#is(next, '[')) while (next < this.#tokens.length && !this.#is(next, ']')) next += 1;
    return next + 1;
  }

  /** `name:`, and Kotlin's `name =`. */
  #label(at: number): string | null {
    const isNamed = this.#is(at + 1, ':') || this.#is(at + 1, '=');
    return this.#tokens[at]?.kind === 'word' && isNamed ? this.#text(at) : null;
  }

  /** To the next value inside these brackets: over a comma, and over what could not be read. */
  #toNext(at: number, closing: string): number {
    let [next, depth] = [at, 0];
    for (; next < this.#tokens.length; next += 1) {
      const text = this.#isMark(next) ? this.#text(next) : '';
      if (depth === 0 && text === closing) return next;
      if (depth === 0 && text === ',') return next + 1;
      if ('([{'.includes(text) && text !== '') depth += 1;
      else if (')]}'.includes(text) && text !== '') {
        // Somebody else's bracket: ours was lost.
        if (depth === 0) return next;
        depth -= 1;
      }
    }
    return next;
  }

  #endsValue(at: number): boolean {
    const token = this.#tokens[at];
    if (token === undefined) return true;
    return token.kind === 'mark' ? /^[),;\]}=[.]$/.test(token.text) : !this.#onLineOf(at);
  }

  /** On the line on which the token before it ends. */
  #onLineOf(at: number): boolean {
    return this.#tokens[at]?.line === this.#tokens[at - 1]?.lastLine;
  }

  #text(at: number): string {
    return this.#tokens[at]?.text ?? '';
  }

  #isMark(at: number): boolean {
    return this.#tokens[at]?.kind === 'mark';
  }

  #is(at: number, mark: string): boolean {
    return this.#isMark(at) && this.#text(at) === mark;
  }

  #isWord(at: number, word: string): boolean {
    return this.#tokens[at]?.kind === 'word' && this.#text(at) === word;
  }
}

/** What a text says, with the values that are put into it between. */
function textOf({ text, parts }: Token): Expression {
  if (parts === null) return { kind: 'text', text };
  return {
    kind: 'sum',
    parts: parts.map((part) =>
      typeof part === 'string' ? { kind: 'text', text: part } : new ExpressionReader(part).read(0).value,
    ),
  };
}

const unread = (at: number): Parsed => ({ value: computed, next: at + 1 });
