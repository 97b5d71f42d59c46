/** What stands at a place where a value is expected, as far as it can be told without running anything. */
export type Expression =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'switch'; readonly on: boolean }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'name'; readonly path: readonly string[] }
  | { readonly kind: 'map'; readonly entries: readonly Entry[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | CallExpression
  /** Texts joined: by an operator, by standing side by side, or by being put into a text. */
  | { readonly kind: 'sum'; readonly parts: readonly Expression[] }
  /** `"X" to "Y"`. */
  | { readonly kind: 'pair'; readonly key: Expression; readonly value: Expression }
  /** Worked out while it runs: with an operator or a condition. */
  | { readonly kind: 'computed' };

export interface CallExpression {
  readonly kind: 'call';
  /** What it is called on; null where that is part of the path. */
  readonly on: Expression | null;
  readonly path: readonly string[];
  readonly given: readonly Argument[];
}

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

export const computed: Expression = { kind: 'computed' };

/** What can't be read takes up one token. */
export const unread = (at: number): Parsed => ({ value: computed, next: at + 1 });
