import type { Argument, Expression, Parsed, Span } from './expression.ts';
import type { TokenCursor } from './token-cursor.ts';

/** `name = value`, declared or set, wherever it stands. */
export interface Assignment extends Span {
  readonly path: readonly string[];
  /** `path[key] = value`. */
  readonly key: Expression | null;
  readonly value: Expression;
  /** A new name of the snippet's own, not a setting of something that exists. */
  readonly isDeclaration: boolean;
  /** Where its value is. */
  readonly of: Span;
}

/** `path.name(given)`, or `[path name:given]`. */
export interface Call extends Span {
  readonly path: readonly string[];
  readonly name: string;
  /** Where its name is. */
  readonly named: number;
  readonly given: readonly Argument[];
}

/** Reads values out of tokens. Never fails: what it can't read is `computed`, and takes up one token at least. */
export interface ValueReader extends TokenCursor {
  /** A value with everything that is joined to it. */
  read(at: number): Parsed;
  /** Everything between a `(` at `at` and its `)`. Null when something else is there. */
  arguments(at: number): Parsed<readonly Argument[]> | null;
}

/** Tokens, and what can be told of a place by what stands around it. */
export interface Surroundings extends TokenCursor {
  readonly reader: ValueReader;
  /** The words before a place, joined by dots: `SyncManager.shared` before `.customRequestHeaders`. */
  pathBefore(at: number): { readonly path: readonly string[]; readonly start: number };
  /** A type or a keyword stands before it on its line: `String x`, `Map<String, String> x`, `NSString *x`, `let x`. */
  isTypeBefore(at: number): boolean;
}
