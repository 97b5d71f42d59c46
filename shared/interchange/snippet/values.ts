import { blocksAround, typesAround } from './blocks.ts';
import type { Assignment, Call, SnippetIndex } from './definitions.ts';
import type { Argument, Expression, Span } from './expression.ts';
import { Ledger } from './ledger.ts';
import type { Lines } from './reading.ts';
import { formatted } from './text-formats.ts';

/** Why a value can't be told from the snippet. */
export type OpenWhy = 'elsewhere' | 'computed' | 'ambiguous';

export interface HeaderEntry {
  readonly key: Value;
  readonly value: Value;
  readonly lines: Lines;
  readonly span: Span;
}

/** What an expression comes to. */
export type Value =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'switch'; readonly on: boolean }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'map'; readonly entries: readonly HeaderEntry[] }
  | {
      readonly kind: 'open';
      readonly why: OpenWhy;
      readonly from: string | null;
    };

const open = (why: OpenWhy, from: string | null = null): Value => ({
  kind: 'open',
  why,
  from,
});

/** `custom_http_headers`, `customHttpHeaders` and `CustomHttpHeaders` are one name. */
export const plainName = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** Give back what they are given. */
const wrappers = new Set([
  ...['url', 'nsurl', 'uri', 'create', 'parse', 'string', 'urlwithstring', 'provider', 'headers', 'freeze'],
  ...['initwithstring', 'stringwithstring', 'fileurlwithpath', 'number', 'int', 'integer', 'parseint'],
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
  ...['tostring', 'absolutestring', 'build', 'value', 'self', 'asstring', 'toabsolutestring', 'rawvalue'],
  ...['trim', 'absoluteuri', 'originalstring', 'touri', 'intern', 'description', 'stringvalue', 'copy'],
  ...['trimindent', 'trimmargin', 'orempty', 'tourl', 'href'],
]);
/** Asks the surroundings for a value: its name says which, and is no secret. */
const asking =
  /(?:^|\.)(?:getenv|getEnvironmentVariable|getProperty|getString|environment|objectForInfoDictionaryKey|getVariable|requiredEnv)$/i;
const filling = new Set(['put', 'set', 'add', 'append', 'updatevalue', 'setobject', 'setvalue', 'tryadd']);

/** Constants made of constants: so many steps, and no further in a circle. */
const deepestNames = 8;
/** Values inside values: more than any person writes. */
const deepestValue = 200;

/** Works out values with the definitions that the snippet itself has. Knows nothing else, and guesses nothing. */
export class Evaluator {
  readonly #index: SnippetIndex;
  #used: Span[] = [];
  #nesting = 0;
  /** All definitions that were of use to any value. */
  readonly touched = new Ledger();

  constructor(index: SnippetIndex) {
    this.#index = index;
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
      return this.#valueOf(expression, at, depth);
    } finally {
      this.#nesting -= 1;
    }
  }

  #valueOf(expression: Expression, at: number, depth: number): Value {
    const inner = (each: Expression) => this.value(each, at, depth);
    switch (expression.kind) {
      case 'text':
      case 'number':
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
        return {
          kind: 'map',
          entries: expression.entries.flatMap((entry) => entriesOf(entry, inner)),
        };
      case 'name':
        return this.#named(expression.path, at, depth);
      case 'call':
        return this.#called(expression, inner, at, depth);
    }
  }

  #named(path: readonly string[], at: number, depth: number): Value {
    const from = path.join('.');
    const definitions = this.#definitions(path, at);
    // A path below one's own identity is what `~` stands for.
    if (definitions.length === 0 && isIdentity(path)) return { kind: 'text', text: '~' };
    if (definitions.length === 0) return this.#shortened(path, at, depth) ?? open('elsewhere', from);
    const found = definitions.map((each) => this.value(each.value, each.at, depth + 1));
    const told = found.filter(({ kind }) => kind !== 'nothing');
    const [first = open('elsewhere', from), ...others] = told;
    if (others.some((other) => isOther(other, first))) return open('ambiguous', from);
    if (first.kind === 'open') return first.from === null ? { ...first, from } : first;
    for (const definition of definitions) this.#use(definition);
    return first.kind === 'map' ? this.#filledMap(first.entries, path, at, depth) : first;
  }

  /** `Gateway.host.rawValue`, `config.prefix`: what is said of a name may be part of a value that is known. */
  #shortened(path: readonly string[], at: number, depth: number): Value | null {
    if (path.length < 2 || depth > deepestNames) return null;
    const owner = path.slice(0, -1);
    if (unchanging.has(plainName(path.at(-1) ?? ''))) {
      const value = this.#named(owner, at, depth + 1);
      return value.kind === 'open' ? null : value;
    }
    const map = this.#named(owner, at, depth + 1);
    if (map.kind !== 'map') return null;
    const entries = map.entries.filter(({ key }) => key.kind === 'text' && key.text === path.at(-1));
    const [entry] = entries;
    return entry === undefined || entries.length > 1 ? null : entry.value;
  }

  #definitions(path: readonly string[], at: number): readonly Assignment[] {
    const plain = this.#index.assignments.filter(({ key }) => key === null);
    const exact = plain.filter((each) => each.path.join('.') === path.join('.') && !isWithin(at, each.of));
    if (exact.length > 0) return path.length === 1 ? this.#inSight(exact, at) : exact;
    // `Gateway.prefix`, `self.prefix`: a constant of a type is defined without the type's name.
    if (path.length < 2 || !/^(?:self|this|companion|\p{Lu})/u.test(path[0] ?? '')) return [];
    const members = plain.filter((each) => each.path.join('.') === path.at(-1));
    const owner = path.at(-2) ?? '';
    const ofType = members.filter((each) => typesAround(this.#index.block(each.at)).includes(owner));
    if (ofType.length > 0) return ofType;
    return members.filter((each) => each.isDeclaration && !isWithin(at, each.of));
  }

  /** Those of the innermost block around a place that has any. A place that sees none may have been cut out: all. */
  #inSight(definitions: readonly Assignment[], at: number): readonly Assignment[] {
    for (const block of blocksAround(this.#index.block(at))) {
      const here = definitions.filter((each) => this.#index.block(each.at) === block);
      if (here.length > 0) return here;
    }
    return definitions;
  }

  /** What is put into a map after it is made, and before it is used. */
  #filledMap(entries: readonly HeaderEntry[], path: readonly string[], at: number, depth: number): Value {
    const added = this.fillings(path)
      .filter((filling) => filling.at < at)
      .map(({ key, value, at: where, next }) => {
        this.#use({ at: where, next });
        const inner = (each: Expression) => this.value(each, where, depth);
        const lines = this.#index.lines(where, next);
        return {
          key: inner(key),
          value: inner(value),
          lines,
          span: { at: where, next },
        };
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

  #called(
    call: Extract<Expression, { kind: 'call' }>,
    inner: (each: Expression) => Value,
    at: number,
    depth: number,
  ): Value {
    const name = plainName(call.path.at(-1) ?? '');
    const [first] = call.given;
    if (call.on !== null) return step(call, name, inner);
    const text = formatted(call, inner);
    if (text !== null) return text;
    if (pairing.has(name) && call.given.every(({ value }) => value.kind === 'pair'))
      return paired(call.given, inner);
    if (alternating.has(name)) return alternated(call.given, inner);
    if (name === 'assign' || name === 'merge') return merged(call.given.map(({ value }) => inner(value)));
    if (/(?:map|dictionary|headers)$/.test(name) && first === undefined) return { kind: 'map', entries: [] };
    if (name === 'dictionary' && call.path.length > 1) return { kind: 'map', entries: [] };
    if (wrappers.has(name) && first !== undefined) return unlisted(inner(first.value));
    return this.#onName(call, name, inner, at, depth);
  }

  /** `HOST.trim()`, `headers.set(…)`: what is called belongs to a name whose value may be known. */
  #onName(
    call: Extract<Expression, { kind: 'call' }>,
    name: string,
    inner: (each: Expression) => Value,
    at: number,
    depth: number,
  ): Value {
    const from = call.path.join('.');
    const [first] = call.given;
    const asked = asking.test(from) && first?.value.kind === 'text' ? `("${first.value.text}")` : '()';
    if (first === undefined && isIdentity(call.path)) return { kind: 'text', text: '~' };
    const elsewhere = open('elsewhere', `${from}${asked}`);
    if (call.path.length < 2 || first !== undefined || !unchanging.has(name)) return elsewhere;
    const on = this.#named(call.path.slice(0, -1), at, depth + 1);
    return on.kind === 'open' ? elsewhere : inner({ kind: 'name', path: call.path.slice(0, -1) });
  }
}

/** `user.identity`, `SyncUser.current!.identity!`, `user.getIdentity()`. */
const isIdentity = (path: readonly string[]): boolean =>
  /^(?:get)?identity$/i.test(path.at(-1) ?? '') && /user$|^current$/i.test(path.at(-2) ?? '');

const isWithin = (at: number, span: Span): boolean => at >= span.at && at < span.next;

/** Whether two values differ in what they say, wherever they stand. */
const isOther = (one: Value, other: Value): boolean => said(one) !== said(other);

export const said = (value: Value): string =>
  JSON.stringify(value, (key, of: unknown) => (key === 'lines' || key === 'span' ? undefined : of));

function entriesOf(
  entry: Extract<Expression, { kind: 'map' }>['entries'][number],
  inner: (each: Expression) => Value,
): readonly HeaderEntry[] {
  const { span } = entry;
  const lines = { first: entry.first, last: entry.last };
  const value = inner(entry.value);
  if (entry.key !== null) return [{ key: inner(entry.key), value, lines, span }];
  if (value.kind === 'map') return value.entries;
  return [{ key: value, value, lines, span }];
}

/** Something called on a value: `"https://" .concat(host)`, `map.set(key, value)`. */
function step(
  call: Extract<Expression, { kind: 'call' }>,
  name: string,
  inner: (each: Expression) => Value,
): Value {
  if (call.on === null) return open('computed');
  const on = inner(call.on);
  const [first, second] = call.given;
  if (unchanging.has(name) && first === undefined) return on;
  const text = formatted(call, inner);
  if (text !== null) return text;
  if (on.kind === 'map' && filling.has(name) && first !== undefined && second !== undefined) {
    const lines = on.entries.at(-1)?.lines ?? nowhere;
    const span = { at: first.span.at, next: second.span.next };
    return {
      kind: 'map',
      entries: [...on.entries, { key: inner(first.value), value: inner(second.value), lines, span }],
    };
  }
  if (on.kind === 'map' && name === '[]' && first !== undefined)
    return entryValue(on.entries, inner(first.value));
  const asked = first?.value.kind === 'text' ? first.value.text : null;
  if (on.kind === 'open' && on.from !== null && asked !== null && /environ|env$|defines/i.test(on.from))
    return open(on.why, `${on.from}["${asked}"]`);
  if (on.kind === 'open' && on.from !== null) return open(on.why, on.from);
  return open('computed');
}

interface Filling extends Span {
  readonly key: Expression;
  readonly value: Expression;
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

/** Texts and numbers side by side; null where one of them is neither. */
function summed(parts: readonly Value[]): Value {
  const unknown = parts.find((part) => part.kind !== 'text' && part.kind !== 'number');
  if (unknown !== undefined) return unknown.kind === 'open' ? unknown : open('computed');
  return {
    kind: 'text',
    text: parts.map((part) => (part.kind === 'text' || part.kind === 'number' ? part.text : '')).join(''),
  };
}

const nowhere: Lines = { first: 0, last: 0 };

function paired(given: readonly Argument[], inner: (each: Expression) => Value): Value {
  const entries = given.flatMap(({ value, span }) =>
    value.kind === 'pair'
      ? [
          {
            key: inner(value.key),
            value: inner(value.value),
            lines: nowhere,
            span,
          },
        ]
      : [],
  );
  return { kind: 'map', entries };
}

function alternated(given: readonly Argument[], inner: (each: Expression) => Value): Value {
  if (given.length % 2 !== 0) return open('computed');
  const entries = given.flatMap((key, index) => {
    const value = given[index + 1];
    if (index % 2 !== 0 || value === undefined) return [];
    const span = { at: key.span.at, next: value.span.next };
    return [
      {
        key: inner(key.value),
        value: inner(value.value),
        lines: nowhere,
        span,
      },
    ];
  });
  return { kind: 'map', entries };
}

function merged(values: readonly Value[]): Value {
  const unknown = values.find(({ kind }) => kind !== 'map');
  if (unknown !== undefined) return unknown.kind === 'open' ? unknown : open('computed');
  return {
    kind: 'map',
    entries: values.flatMap((value) => (value.kind === 'map' ? value.entries : [])),
  };
}

/** `[["X", "Y"]]` as a map, where a map was wanted. */
function unlisted(value: Value): Value {
  if (value.kind !== 'list') return value;
  const entries = value.items.flatMap((item) => {
    const [key, of, ...rest] = item.kind === 'list' ? item.items : [];
    return key === undefined || of === undefined || rest.length > 0
      ? []
      : [{ key, value: of, lines: nowhere, span: { at: 0, next: 0 } }];
  });
  return entries.length === value.items.length ? { kind: 'map', entries } : open('computed');
}

function entryValue(entries: readonly HeaderEntry[], key: Value): Value {
  const found = entries.filter(
    (entry) => key.kind === 'text' && entry.key.kind === 'text' && entry.key.text === key.text,
  );
  return found.length === 1 && found[0] !== undefined ? found[0].value : open('elsewhere');
}
