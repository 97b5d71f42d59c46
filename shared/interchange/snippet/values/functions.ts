import type { CallExpression, Expression } from '../syntax/expression.ts';
import type { Value } from './value.ts';

/** What a call comes to, made of what it is given; null where it is no call of that kind. */
export type TextFunction = (call: CallExpression, valueOf: (each: Expression) => Value) => Value | null;

/** What a language's own functions and properties do with values, all by their plain names. */
export interface Functions {
  readonly names?: Readonly<Partial<Record<FunctionKind, readonly string[]>>>;
  /** Make a text of others. */
  readonly texts?: Readonly<Record<string, TextFunction>>;
}

export type FunctionKind =
  /** Give back what they are given. */
  | 'wrapping'
  /** Change nothing about the text or map that they are called on. */
  | 'unchanging'
  /** Take keys and values in turn. */
  | 'alternating'
  /** Take pairs of a key and a value. */
  | 'pairing'
  /** Put a key and a value into a map. */
  | 'filling'
  /** Make one map of several. */
  | 'merging'
  /** Ask the surroundings for a value: its name says which, and is no secret. By their names in small letters. */
  | 'asking'
  /** Labels of a key that stands behind its value. */
  | 'keyLabel'
  /** Labels of a URL that another one is below. */
  | 'baseLabel';

export interface MergedFunctions {
  readonly names: Readonly<Record<FunctionKind, ReadonlySet<string>>>;
  readonly texts: ReadonlyMap<string, readonly TextFunction[]>;
}

/** What several SDKs and standard libraries call the same. */
export const commonFunctions: Functions = {
  names: {
    wrapping: ['url', 'create', 'parse', 'string', 'provider', 'headers', 'map', 'number', 'int', 'integer'],
    unchanging: ['tostring', 'build', 'value', 'self', 'trim', 'copy'],
    filling: ['put', 'set', 'add', 'append'],
    merging: ['merge'],
    asking: ['getenv', 'getvariable', 'requiredenv'],
  },
};

export function functionsOf(languages: readonly Functions[]): MergedFunctions {
  const all = [commonFunctions, ...languages];
  const names = (kind: FunctionKind) => new Set(all.flatMap((each) => each.names?.[kind] ?? []));
  const texts = new Map<string, readonly TextFunction[]>();
  for (const [name, make] of all.flatMap((each) => Object.entries(each.texts ?? {})))
    texts.set(name, [...new Set([...(texts.get(name) ?? []), make])]);
  return {
    texts,
    names: {
      wrapping: names('wrapping'),
      unchanging: names('unchanging'),
      alternating: names('alternating'),
      pairing: names('pairing'),
      filling: names('filling'),
      merging: names('merging'),
      asking: names('asking'),
      keyLabel: names('keyLabel'),
      baseLabel: names('baseLabel'),
    },
  };
}
