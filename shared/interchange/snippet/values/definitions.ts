import { blocksAround, typesAround } from '../syntax/blocks.ts';
import type { Expression, Span } from '../syntax/expression.ts';
import type { SnippetIndex } from '../syntax/snippet-index.ts';
import type { Assignment, Call } from '../syntax/statements.ts';
import type { MergedFunctions } from './functions.ts';
import { plainName } from './value.ts';

/** What a snippet says that names stand for. */
export class Definitions {
  readonly #index: SnippetIndex;
  readonly #functions: MergedFunctions;

  constructor(index: SnippetIndex, functions: MergedFunctions) {
    this.#index = index;
    this.#functions = functions;
  }

  /** All that a name may stand for where it is used at `at`. */
  of(path: readonly string[], at: number): readonly Assignment[] {
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

  /** Every `path.put(key, value)` and `path[key] = value`, in their order. */
  fillings(path: readonly string[]): readonly Filling[] {
    const isIt = (other: readonly string[]) => other.join('.') === path.join('.');
    const set = this.#index.assignments.flatMap(({ key, value, at, next, path: to }) =>
      key !== null && isIt(to) ? [{ key, value, at, next }] : [],
    );
    const put = this.#index.calls.flatMap((call) =>
      isIt(call.path) ? (fillingOf(call, this.#functions) ?? []) : [],
    );
    return [...set, ...put].sort((one, other) => one.at - other.at);
  }
}

const isWithin = (at: number, span: Span): boolean => at >= span.at && at < span.next;

export interface Filling extends Span {
  readonly key: Expression;
  readonly value: Expression;
}

/** `put(key, value)`; some languages have it the other way round, and say so. */
export function fillingOf(call: Call, { names }: MergedFunctions): Filling | null {
  if (!names.filling.has(plainName(call.name))) return null;
  const [first, second] = call.given;
  if (first === undefined || second === undefined || call.given.length > 2) return null;
  const isTurned = second.label !== null && names.keyLabel.has(second.label);
  const [key, value] = isTurned ? [second.value, first.value] : [first.value, second.value];
  return { key, value, at: call.at, next: call.next };
}
