import type { Assignment, Call, SnippetIndex } from './definitions.ts';
import type { Argument, Expression } from './expression.ts';

export interface Lines {
  readonly first: number;
  readonly last: number;
}

/** Why a value can't be told from the snippet. */
export type OpenWhy = 'elsewhere' | 'computed' | 'ambiguous';

export interface HeaderEntry {
  readonly key: Value;
  readonly value: Value;
  readonly lines: Lines;
}

/** What an expression comes to. */
export type Value =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'switch'; readonly on: boolean }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'map'; readonly entries: readonly HeaderEntry[] }
  | { readonly kind: 'open'; readonly why: OpenWhy; readonly from: string | null };

const open = (why: OpenWhy, from: string | null = null): Value => ({ kind: 'open', why, from });

/** `custom_http_headers`, `customHttpHeaders` and `CustomHttpHeaders` are one name. */
export const plainName = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** Give back what they are given. */
const wrappers = new Set([
  ...['url', 'nsurl', 'uri', 'create', 'parse', 'string', 'urlwithstring', 'provider', 'headers', 'freeze'],
  ...[
    'unmodifiablemap',
    'copyof',
    'hashmap',
    'linkedhashmap',
    'treemap',
    'map',
    'dictionary',
    'mutablemapof',
  ],
  ...['valueof', 'dictionarywithdictionary', 'syncidentityprovider', 'nonnull', 'requirenonnull', 'some'],
]);
/** Take keys and values in turn. */
const alternating = new Set(['of', 'singletonmap', 'entry']);
/** Take `key to value`. */
const pairing = new Set(['mapof', 'hashmapof', 'mutablemapof', 'linkedmapof', 'linkedhashmapof']);
/** Change nothing about a text or a map. */
const unchanging = new Set([
  'tostring',
  'absolutestring',
  'build',
  'value',
  'self',
  'asstring',
  'toabsolutestring',
]);
const filling = new Set(['put', 'set', 'add', 'append', 'updatevalue', 'setobject', 'setvalue', 'tryadd']);

/** Constants made of constants: so many steps, and no further in a circle. */
const deepestNames = 8;

/** Works out values with the definitions that the snippet itself has. Knows nothing else, and guesses nothing. */
export class Evaluator {
  readonly #index: SnippetIndex;

  constructor(index: SnippetIndex) {
    this.#index = index;
  }

  /** `used` gathers the lines of the definitions that took part. `at`: later changes of a map don't count. */
  value(expression: Expression, at: number, used: Lines[], depth = 0): Value {
    if (depth > deepestNames) return open('computed');
    const inner = (each: Expression) => this.value(each, at, used, depth);
    switch (expression.kind) {
      case 'text':
      case 'switch':
      case 'nothing':
        return expression;
      case 'computed':
        return open('computed');
      case 'sum':
        return summed(expression.parts.map(inner));
      case 'pair':
        return open('computed');
      case 'list':
        return { kind: 'list', items: expression.items.map(inner) };
      case 'map':
        return { kind: 'map', entries: expression.entries.flatMap((entry) => this.#entries(entry, inner)) };
      case 'name':
        return this.#named(expression.path, at, used, depth);
      case 'call':
        return this.#called(expression, inner);
    }
  }

  #entries(
    entry: Extract<Expression, { kind: 'map' }>['entries'][number],
    inner: (each: Expression) => Value,
  ): readonly HeaderEntry[] {
    const lines = { first: entry.first, last: entry.last };
    const value = inner(entry.value);
    if (entry.key !== null) return [{ key: inner(entry.key), value, lines }];
    if (value.kind === 'map') return value.entries;
    return [{ key: value, value, lines }];
  }

  #named(path: readonly string[], at: number, used: Lines[], depth: number): Value {
    const from = path.join('.');
    const definitions = this.#definitions(path);
    if (definitions.length === 0) return this.#inMap(path, at, used, depth) ?? open('elsewhere', from);
    const found = definitions.map((each) => this.value(each.value, each.at, used, depth + 1));
    const told = found.filter(({ kind }) => kind !== 'nothing');
    const [first = open('elsewhere', from), ...others] = told;
    if (others.some((other) => JSON.stringify(other) !== JSON.stringify(first)))
      return open('ambiguous', from);
    if (first.kind === 'open') return first.from === null ? { ...first, from } : first;
    used.push(...definitions.map((each) => this.#index.lines(each.at, each.next)));
    return first.kind === 'map' ? this.#filledMap(first.entries, path, at, used, depth) : first;
  }

  #definitions(path: readonly string[]): readonly Assignment[] {
    const plain = this.#index.assignments.filter(({ key }) => key === null);
    const exact = plain.filter((each) => each.path.join('.') === path.join('.'));
    if (exact.length > 0) return exact;
    // `Gateway.prefix`, `self.prefix`: a constant of a type is defined without the type's name.
    const isMember = path.length > 1 && /^(?:self|this|\p{Lu})/u.test(path[0] ?? '');
    return isMember ? plain.filter((each) => each.isDeclaration && each.path[0] === path.at(-1)) : [];
  }

  /** `config.prefix`, where `config` is a map. */
  #inMap(path: readonly string[], at: number, used: Lines[], depth: number): Value | null {
    if (path.length < 2 || depth > deepestNames) return null;
    const within: Lines[] = [];
    const map = this.#named(path.slice(0, -1), at, within, depth + 1);
    if (map.kind !== 'map') return null;
    const entries = map.entries.filter(({ key }) => key.kind === 'text' && key.text === path.at(-1));
    const [entry] = entries;
    if (entry === undefined || entries.length > 1) return null;
    used.push(entry.lines);
    return entry.value;
  }

  /** What is put into a map after it is made, and before it is used. */
  #filledMap(
    entries: readonly HeaderEntry[],
    path: readonly string[],
    at: number,
    used: Lines[],
    depth: number,
  ): Value {
    const added = this.fillings(path)
      .filter((filling) => filling.at < at)
      .map(({ key, value, at: where, next }) => {
        const lines = this.#index.lines(where, next);
        used.push(lines);
        const inner = (each: Expression) => this.value(each, where, used, depth);
        return { key: inner(key), value: inner(value), lines };
      });
    return { kind: 'map', entries: [...entries, ...added] };
  }

  /** Every `path.put(key, value)` and `path[key] = value`. */
  fillings(path: readonly string[]): readonly Filling[] {
    const isIt = (other: readonly string[]) => other.join('.') === path.join('.');
    const set = this.#index.assignments.flatMap(({ key, value, at, next, path: to }) =>
      key !== null && isIt(to) ? [{ key, value, at, next }] : [],
    );
    const put = this.#index.calls.flatMap((call) => (isIt(call.path) ? (fillingOf(call) ?? []) : []));
    return [...set, ...put].sort((one, other) => one.at - other.at);
  }

  #called(call: Extract<Expression, { kind: 'call' }>, inner: (each: Expression) => Value): Value {
    const name = plainName(call.path.at(-1) ?? '');
    const [first] = call.given;
    if (call.on !== null) return this.#step(call, name, inner);
    if (pairing.has(name) && call.given.every(({ value }) => value.kind === 'pair'))
      return paired(call.given, inner);
    if (alternating.has(name)) return alternated(call.given, inner);
    if (name === 'assign' || name === 'merge') return merged(call.given.map(({ value }) => inner(value)));
    if (/(?:map|dictionary|headers)$/.test(name) && first === undefined) return { kind: 'map', entries: [] };
    if (name === 'dictionary' && call.path.length > 1) return { kind: 'map', entries: [] };
    if (wrappers.has(name) && first !== undefined) return unlisted(inner(first.value));
    return open('elsewhere', `${call.path.join('.')}()`);
  }

  #step(
    call: Extract<Expression, { kind: 'call' }>,
    name: string,
    inner: (each: Expression) => Value,
  ): Value {
    if (call.on === null) return open('computed');
    const on = inner(call.on);
    const [first, second] = call.given;
    if (unchanging.has(name) && first === undefined) return on;
    if (on.kind === 'map' && filling.has(name) && first !== undefined && second !== undefined) {
      const lines = on.entries.at(-1)?.lines ?? { first: 0, last: 0 };
      return {
        kind: 'map',
        entries: [...on.entries, { key: inner(first.value), value: inner(second.value), lines }],
      };
    }
    if (on.kind === 'map' && name === '[]' && first !== undefined)
      return entryValue(on.entries, inner(first.value));
    if (on.kind === 'open' && on.from !== null) return open(on.why, on.from);
    return open('computed');
  }
}

interface Filling {
  readonly key: Expression;
  readonly value: Expression;
  readonly at: number;
  readonly next: number;
}

/** `put(key, value)`; Swift and Objective-C have it the other way round, and say so. */
export function fillingOf(call: Call): Filling | null {
  if (!filling.has(plainName(call.name))) return null;
  const [first, second] = call.given;
  if (first === undefined || second === undefined || call.given.length > 2) return null;
  const isTurned = second.label === 'forKey';
  const [key, value] = isTurned ? [second.value, first.value] : [first.value, second.value];
  return { key, value, at: call.at, next: call.next };
}

function summed(parts: readonly Value[]): Value {
  const unknown = parts.find((part) => part.kind !== 'text');
  if (unknown !== undefined) return unknown.kind === 'open' ? unknown : open('computed');
  return { kind: 'text', text: parts.map((part) => (part.kind === 'text' ? part.text : '')).join('') };
}

const nowhere: Lines = { first: 0, last: 0 };

function paired(given: readonly Argument[], inner: (each: Expression) => Value): Value {
  const entries = given.flatMap(({ value }) =>
    value.kind === 'pair' ? [{ key: inner(value.key), value: inner(value.value), lines: nowhere }] : [],
  );
  return { kind: 'map', entries };
}

function alternated(given: readonly Argument[], inner: (each: Expression) => Value): Value {
  const values = given.map(({ value }) => inner(value));
  if (values.length % 2 !== 0) return open('computed');
  const entries = values.flatMap((key, index) => {
    const value = values[index + 1];
    return index % 2 === 0 && value !== undefined ? [{ key, value, lines: nowhere }] : [];
  });
  return { kind: 'map', entries };
}

function merged(values: readonly Value[]): Value {
  const unknown = values.find(({ kind }) => kind !== 'map');
  if (unknown !== undefined) return unknown.kind === 'open' ? unknown : open('computed');
  return { kind: 'map', entries: values.flatMap((value) => (value.kind === 'map' ? value.entries : [])) };
}

/** `[["X", "Y"]]` as a map, where a map was wanted. */
function unlisted(value: Value): Value {
  if (value.kind !== 'list') return value;
  const entries = value.items.flatMap((item) => {
    const [key, of, ...rest] = item.kind === 'list' ? item.items : [];
    return key === undefined || of === undefined || rest.length > 0
      ? []
      : [{ key, value: of, lines: nowhere }];
  });
  return entries.length === value.items.length ? { kind: 'map', entries } : open('computed');
}

function entryValue(entries: readonly HeaderEntry[], key: Value): Value {
  const found = entries.filter(
    (entry) => key.kind === 'text' && entry.key.kind === 'text' && entry.key.text === key.text,
  );
  return found.length === 1 && found[0] !== undefined ? found[0].value : open('elsewhere');
}
