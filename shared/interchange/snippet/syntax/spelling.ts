import type { Expression, Parsed, Entry } from './expression.ts';
import type { HoleFinder } from './holes.ts';
import type { Quoted } from './quoted.ts';
import type { Call, Surroundings, ValueReader } from './statements.ts';

/**
 * How a language is written, as far as it has ways that not all have. Snippets are cut and mixed, and their language may
 * be told wrong: so each way counts in every text, unless another language means something else by the same signs.
 */
export interface Spelling {
  readonly texts?: TextSpelling;
  /** Say no more than what follows them. */
  readonly silentMarks?: RegExp;
  /** Names a constant outside of all statements; its first group is the name. */
  readonly definition?: RegExp;
  readonly directives?: Directives;
  readonly literals?: Readonly<Record<string, Expression>>;
  readonly words?: Readonly<Partial<Record<WordKind, readonly string[]>>>;
  /** What square brackets hold where it is no list: `first` is what stands there first, a word follows it. */
  readonly message?: (reader: ValueReader, first: Parsed) => Parsed;
  /** A statement in the braces behind something that is made: an entry of it. Undefined where none is. */
  readonly fillingStatement?: (reader: ValueReader, at: number) => Parsed<Entry | null> | null | undefined;
  /** Where the braces are from which a property's value is given back; null where the name at `at` has none. */
  readonly computedProperty?: (code: Surroundings, at: number) => PropertyBody | null;
  /** Where the `=` is that a name has behind its accessors. */
  readonly equalsBehind?: (code: Surroundings, at: number) => number | null;
  /** A call that isn't written `path.name(given)`. */
  readonly call?: (code: Surroundings, name: CallName) => Call | null;
}

export interface TextSpelling {
  /** What may stand right before a quote; sticky. */
  readonly signs?: RegExp;
  /** Quotes of its own, whose texts may go on over lines. */
  readonly quotes?: string;
  /** A text written in a way of its own; undefined where it is written as everywhere. `isOwn`: the text is of this language. */
  readonly read?: (source: string, at: number, sign: string, isOwn: boolean) => Quoted | null | undefined;
  /** How values are put into a text that begins so; null where the beginning says nothing about it. */
  readonly holesBehind?: (quote: string, sign: string) => HoleFinder | null;
  /** How values are put into any text of this language. */
  readonly holes?: HoleFinder;
  /** No other language has a meaning for it, so it counts also in those that have no way of their own. */
  readonly areHolesUnmistakable?: true;
}

/** Lines for the compiler; what stands between `begins` and `ends` may be left out. */
export interface Directives {
  readonly line: RegExp;
  readonly begins: RegExp;
  readonly ends: RegExp;
}

export interface PropertyBody {
  readonly opened: number;
  /** It has to say `get`. */
  readonly isGetter: boolean;
}

/** A word that may be called, and the words before it. */
export interface CallName {
  readonly at: number;
  readonly path: readonly string[];
  readonly start: number;
}

export type WordKind =
  /** Stand before a value and say nothing about it. */
  | 'forerunner'
  /** Stand before a new name. */
  | 'declaring'
  /** Marks that define a name with a type before it. */
  | 'definingMark'
  /** Join a key and a value. */
  | 'pairing'
  /** Stand between a value and its type. */
  | 'cast'
  /** Make a block of code conditional. */
  | 'conditional'
  /** Make a condition one that only asks whether something worked: what follows is what the code is for. */
  | 'reassuring'
  /** Begin the body of a type, and say nothing themselves. */
  | 'type'
  /** Begin a block that has a name as a type has. */
  | 'namespace'
  /** Stand before a type's keyword. */
  | 'modifier'
  /** A line that begins so sets nothing. */
  | 'scaffolding';

/** What languages that were told from each other years ago still have in common. */
export const commonSpelling: Spelling = {
  literals: {
    true: { kind: 'switch', on: true },
    false: { kind: 'switch', on: false },
    null: { kind: 'nothing' },
  },
  words: {
    forerunner: ['await', 'try', 'return', 'yield', 'throw', 'const'],
    declaring: ['const', 'static'],
    conditional: ['if', 'else', 'switch', 'catch', 'while', 'for', 'unless'],
    reassuring: ['null', 'error', 'err', 'isSuccess'],
    type: ['class', 'struct', 'enum', 'interface'],
    modifier: ['public', 'private', 'internal', 'protected', 'open', 'final', 'static', 'abstract'],
    scaffolding: ['import', 'end', 'else', 'do', 'try', 'finally'],
  },
};

/** The ways of all languages side by side. */
export interface Spellings {
  readonly all: readonly Spelling[];
  /** Of the language that the text is read as. */
  readonly own: Spelling | null;
  readonly literals: ReadonlyMap<string, Expression>;
  readonly words: Readonly<Record<WordKind, ReadonlySet<string>>>;
}

export function spellingsOf(languages: readonly Spelling[], own: Spelling | null): Spellings {
  const all = [commonSpelling, ...languages];
  const words = (kind: WordKind) => new Set(all.flatMap((each) => each.words?.[kind] ?? []));
  return {
    all,
    own,
    literals: new Map(all.flatMap(({ literals }) => Object.entries(literals ?? {}))),
    words: {
      forerunner: words('forerunner'),
      declaring: words('declaring'),
      definingMark: words('definingMark'),
      pairing: words('pairing'),
      cast: words('cast'),
      conditional: words('conditional'),
      reassuring: words('reassuring'),
      type: words('type'),
      namespace: words('namespace'),
      modifier: words('modifier'),
      scaffolding: words('scaffolding'),
    },
  };
}

/** The first that any language has to say. */
export function firstOf<Said>(
  spellings: Spellings,
  ask: (spelling: Spelling) => Said | null | undefined,
): Said | null {
  for (const spelling of spellings.all) {
    const said = ask(spelling);
    if (said !== null && said !== undefined) return said;
  }
  return null;
}
