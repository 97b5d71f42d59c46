import { Ledger } from '../syntax/ledger.ts';
import type { CallExpression, Expression, Span } from '../syntax/expression.ts';
import type { SnippetIndex } from '../syntax/snippet-index.ts';
import { Definitions } from './definitions.ts';
import type { MergedFunctions } from './functions.ts';
import { alternated, entriesOf, entryAt, merged, paired, summed, unlisted } from './maps.ts';
import { belowBase } from './text-functions.ts';
import { nowhere, open, plainName, said, type MapEntry, type Value } from './value.ts';

/** Constants made of constants: so many steps, and no further in a circle. */
const deepestNames = 8;
/** Values inside values: more than any person writes. */
const deepestValue = 200;

type ValueOf = (each: Expression) => Value;

/** Where a value is worked out: the token, and how many names it went through. */
interface Place {
  readonly at: number;
  readonly depth: number;
}

/** Works out values with the definitions that the snippet itself has. Knows nothing else, and guesses nothing. */
export class Evaluator {
  readonly #index: SnippetIndex;
  readonly #functions: MergedFunctions;
  readonly #definitions: Definitions;
  #used: Span[] = [];
  #nesting = 0;
  /** All definitions that were of use to any value. */
  readonly touched = new Ledger();

  constructor(index: SnippetIndex, functions: MergedFunctions) {
    this.#index = index;
    this.#functions = functions;
    this.#definitions = new Definitions(index, functions);
  }

  /** The definitions that have taken part since it was last asked. */
  used(): readonly Span[] {
    const used = this.#used;
    this.#used = [];
    return used;
  }

  #use(span: Span): void {
    this.#used.push(span);
    this.touched.enter(span);
  }

  /** `at`: later changes of a map don't count, and names mean what they mean there. */
  value(expression: Expression, at: number, depth = 0): Value {
    if (depth > deepestNames || this.#nesting > deepestValue) return open('computed');
    this.#nesting += 1;
    try {
      return this.#valueOf(expression, { at, depth });
    } finally {
      this.#nesting -= 1;
    }
  }

  #valueOf(expression: Expression, place: Place): Value {
    const inner = (each: Expression) => this.value(each, place.at, place.depth);
    switch (expression.kind) {
      case 'text':
      case 'number':
      case 'switch':
      case 'nothing':
        return expression;
      case 'computed':
      case 'pair':
        return open('computed');
      case 'sum':
        return summed(expression.parts.map(inner));
      case 'list':
        return { kind: 'list', items: expression.items.map(inner) };
      case 'map':
        return { kind: 'map', entries: expression.entries.flatMap((entry) => entriesOf(entry, inner)) };
      case 'name':
        return this.#named(expression.path, place);
      case 'call':
        return expression.on === null
          ? this.#called(expression, inner, place)
          : this.#step(expression, expression.on, inner);
    }
  }

  #named(path: readonly string[], place: Place): Value {
    const { at, depth } = place;
    const from = path.join('.');
    const definitions = this.#definitions.of(path, at);
    // A path below one's own identity is what `~` stands for.
    if (definitions.length === 0 && isIdentity(path)) return { kind: 'text', text: '~' };
    if (definitions.length === 0) return this.#shortened(path, place) ?? open('elsewhere', from);
    const found = definitions.map((each) => this.value(each.value, each.at, depth + 1));
    const told = found.filter(({ kind }) => kind !== 'nothing');
    const [first = open('elsewhere', from), ...others] = told;
    if (others.some((other) => said(other) !== said(first))) return open('ambiguous', from);
    if (first.kind === 'open') return first.from === null ? { ...first, from } : first;
    for (const definition of definitions) this.#use(definition);
    return first.kind === 'map' ? this.#filledMap(first.entries, path, place) : first;
  }

  /** `Gateway.host.rawValue`, `config.prefix`: what is said of a name may be part of a value that is known. */
  #shortened(path: readonly string[], { at, depth }: Place): Value | null {
    if (path.length < 2 || depth > deepestNames) return null;
    const last = path.at(-1) ?? '';
    const owner = this.#named(path.slice(0, -1), { at, depth: depth + 1 });
    if (this.#functions.names.unchanging.has(plainName(last))) return owner.kind === 'open' ? null : owner;
    if (owner.kind !== 'map') return null;
    const [entry, ...others] = owner.entries.filter(({ key }) => key.kind === 'text' && key.text === last);
    return entry === undefined || others.length > 0 ? null : entry.value;
  }

  /** What is put into a map after it is made, and before it is used. */
  #filledMap(entries: readonly MapEntry[], path: readonly string[], { at, depth }: Place): Value {
    const added = this.#definitions
      .fillings(path)
      .filter((filling) => filling.at < at)
      .map(({ key, value, at: where, next }) => {
        const span = { at: where, next };
        this.#use(span);
        const inner = (each: Expression) => this.value(each, where, depth);
        return { key: inner(key), value: inner(value), lines: this.#index.lines(span), span };
      });
    return { kind: 'map', entries: [...entries, ...added] };
  }

  #called(call: CallExpression, inner: ValueOf, place: Place): Value {
    const { names } = this.#functions;
    const name = plainName(call.path.at(-1) ?? '');
    const [first] = call.given;
    const text = this.#textOf(call, name, inner);
    if (text !== null) return text;
    if (names.pairing.has(name) && call.given.every(({ value }) => value.kind === 'pair'))
      return paired(call.given, inner);
    if (names.alternating.has(name)) return alternated(call.given, inner);
    if (names.merging.has(name)) return merged(call.given.map(({ value }) => inner(value)));
    if (/(?:map|dictionary|headers)$/.test(name) && first === undefined) return { kind: 'map', entries: [] };
    if (name === 'dictionary' && call.path.length > 1) return { kind: 'map', entries: [] };
    if (names.wrapping.has(name) && first !== undefined) return unlisted(inner(first.value));
    return this.#onName(call, name, inner, place);
  }

  /** The text that a call makes of texts; null where it is no call of that kind. */
  #textOf(call: CallExpression, name: string, inner: ValueOf): Value | null {
    for (const make of this.#functions.texts.get(name) ?? []) {
      const made = make(call, inner);
      if (made !== null) return made;
    }
    const [first] = call.given;
    const base = call.given.find(({ label }) => this.#functions.names.baseLabel.has(label ?? ''));
    return base === undefined || first === undefined ? null : belowBase(base.value, first.value, inner);
  }

  /** `HOST.trim()`, `headers.set(…)`: what is called belongs to a name whose value may be known. */
  #onName(call: CallExpression, name: string, inner: ValueOf, { at, depth }: Place): Value {
    const { names } = this.#functions;
    const from = call.path.join('.');
    const [first] = call.given;
    const isAsking = names.asking.has((call.path.at(-1) ?? '').toLowerCase());
    const asked = isAsking && first?.value.kind === 'text' ? `("${first.value.text}")` : '()';
    if (first === undefined && isIdentity(call.path)) return { kind: 'text', text: '~' };
    const elsewhere = open('elsewhere', `${from}${asked}`);
    if (call.path.length < 2 || first !== undefined || !names.unchanging.has(name)) return elsewhere;
    const owner = call.path.slice(0, -1);
    const on = this.#named(owner, { at, depth: depth + 1 });
    return on.kind === 'open' ? elsewhere : inner({ kind: 'name', path: owner });
  }

  /** Something called on a value: `"https://".concat(host)`, `map.set(key, value)`. */
  #step(call: CallExpression, receiver: Expression, inner: ValueOf): Value {
    const { names } = this.#functions;
    const name = plainName(call.path.at(-1) ?? '');
    const on = inner(receiver);
    const [first, second] = call.given;
    if (names.unchanging.has(name) && first === undefined) return on;
    const text = this.#textOf(call, name, inner);
    if (text !== null) return text;
    if (on.kind === 'map' && names.filling.has(name) && first !== undefined && second !== undefined) {
      const lines = on.entries.at(-1)?.lines ?? nowhere;
      const span = { at: first.span.at, next: second.span.next };
      const added = { key: inner(first.value), value: inner(second.value), lines, span };
      return { kind: 'map', entries: [...on.entries, added] };
    }
    if (on.kind === 'map' && name === '[]' && first !== undefined)
      return entryAt(on.entries, inner(first.value));
    return openBehind(on, first?.value);
  }
}

/** What is called on a value that isn't known; of the surroundings, what they are asked for. */
function openBehind(on: Value, asked: Expression | undefined): Value {
  if (on.kind !== 'open' || on.from === null) return open('computed');
  const isAsked = asked?.kind === 'text' && /environ|env$|defines/i.test(on.from);
  return open(on.why, isAsked ? `${on.from}["${asked.text}"]` : on.from);
}

/** `user.identity`, `SyncUser.current!.identity!`, `user.getIdentity()`. */
const isIdentity = (path: readonly string[]): boolean =>
  /^(?:get)?identity$/i.test(path.at(-1) ?? '') && /user$|^current$/i.test(path.at(-2) ?? '');
