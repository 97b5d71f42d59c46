import type { Argument, Entry, Expression } from '../syntax/expression.ts';
import { nowhere, open, type MapEntry, type Value } from './value.ts';

type ValueOf = (each: Expression) => Value;

/** An entry of a map as it is written; all entries of another map where it takes that in. */
export function entriesOf(entry: Entry, valueOf: ValueOf): readonly MapEntry[] {
  const { span } = entry;
  const lines = { first: entry.first, last: entry.last };
  const value = valueOf(entry.value);
  if (entry.key !== null) return [{ key: valueOf(entry.key), value, lines, span }];
  return value.kind === 'map' ? value.entries : [{ key: value, value, lines, span }];
}

/** `"X" to "Y"`, and so on. */
export function paired(given: readonly Argument[], valueOf: ValueOf): Value {
  const entries = given.flatMap(({ value, span }): MapEntry[] =>
    value.kind === 'pair'
      ? [{ key: valueOf(value.key), value: valueOf(value.value), lines: nowhere, span }]
      : [],
  );
  return { kind: 'map', entries };
}

/** `"X", "Y"`, and so on. */
export function alternated(given: readonly Argument[], valueOf: ValueOf): Value {
  if (given.length % 2 !== 0) return open('computed');
  const entries = given.flatMap((key, index): MapEntry[] => {
    const value = given[index + 1];
    if (index % 2 !== 0 || value === undefined) return [];
    const span = { at: key.span.at, next: value.span.next };
    return [{ key: valueOf(key.value), value: valueOf(value.value), lines: nowhere, span }];
  });
  return { kind: 'map', entries };
}

export function merged(values: readonly Value[]): Value {
  const unknown = values.find(({ kind }) => kind !== 'map');
  if (unknown !== undefined) return unknown.kind === 'open' ? unknown : open('computed');
  return { kind: 'map', entries: values.flatMap((value) => (value.kind === 'map' ? value.entries : [])) };
}

/** `[["X", "Y"]]` as a map, where a map was wanted. */
export function unlisted(value: Value): Value {
  if (value.kind !== 'list') return value;
  const entries = value.items.flatMap((item): MapEntry[] => {
    const [key, of, ...rest] = item.kind === 'list' ? item.items : [];
    const isPair = key !== undefined && of !== undefined && rest.length === 0;
    return isPair ? [{ key, value: of, lines: nowhere, span: { at: 0, next: 0 } }] : [];
  });
  return entries.length === value.items.length ? { kind: 'map', entries } : open('computed');
}

export function entryAt(entries: readonly MapEntry[], key: Value): Value {
  const found = entries.filter(
    (entry) => key.kind === 'text' && entry.key.kind === 'text' && entry.key.text === key.text,
  );
  return found.length === 1 && found[0] !== undefined ? found[0].value : open('elsewhere');
}

/** Texts and numbers side by side; open where one of them is neither. */
export function summed(parts: readonly Value[]): Value {
  const unknown = parts.find(({ kind }) => kind !== 'text' && kind !== 'number');
  if (unknown !== undefined) return unknown.kind === 'open' ? unknown : open('computed');
  const texts = parts.map((part) => (part.kind === 'text' || part.kind === 'number' ? part.text : ''));
  return { kind: 'text', text: texts.join('') };
}
