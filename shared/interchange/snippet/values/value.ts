import type { Lines } from '../reading.ts';
import type { Span } from '../syntax/expression.ts';

/** Why a value can't be told from the snippet. */
export type OpenWhy = 'elsewhere' | 'computed' | 'ambiguous';

export interface MapEntry {
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
  | MapValue
  | { readonly kind: 'open'; readonly why: OpenWhy; readonly from: string | null };

export interface MapValue {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
}

/** `from`: the name that it comes from, where it has one. */
export const open = (why: OpenWhy, from: string | null = null): Value => ({ kind: 'open', why, from });

/** Of something that is made where it is used. */
export const nowhere: Lines = { first: 0, last: 0 };

/** What a value says, wherever it stands. */
export const said = (value: Value): string =>
  JSON.stringify(value, (key, of: unknown) => (key === 'lines' || key === 'span' ? undefined : of));

/** The value of the first entry that has one of the names; null where none has. */
export const entryOf = (map: MapValue, ...names: readonly string[]): Value | null =>
  map.entries.find(({ key }) => key.kind === 'text' && names.includes(key.text))?.value ?? null;

/** `custom_http_headers`, `customHttpHeaders` and `CustomHttpHeaders` are one name. */
export const plainName = (name: string): string => name.replaceAll('_', '').toLowerCase();
