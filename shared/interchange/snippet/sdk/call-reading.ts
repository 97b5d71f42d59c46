import type { Argument, Expression, Span } from '../syntax/expression.ts';
import type { Ledger } from '../syntax/ledger.ts';
import type { SnippetIndex } from '../syntax/snippet-index.ts';
import type { Call } from '../syntax/statements.ts';
import type { Evaluator } from '../values/evaluator.ts';
import { plainName, type Value } from '../values/value.ts';
import {
  placeOf,
  type CredentialFinding,
  type Finding,
  type ForeignFinding,
  type SingleFinding,
} from './findings.ts';
import type { SdkWords } from './words.ts';

export const missing: Value = { kind: 'nothing' };

/** What reading a snippet's calls and settings takes. */
export interface ReadingContext {
  readonly index: SnippetIndex;
  readonly words: SdkWords;
  readonly ledger: Ledger;
  readonly evaluator: Evaluator;
}

/** One call of an SDK being read. What is taken of its arguments is entered in the ledger; the rest is found there. */
export class CallReading {
  readonly call: Call;
  readonly name: string;
  readonly index: SnippetIndex;
  readonly words: SdkWords;
  readonly #ledger: Ledger;
  readonly #evaluator: Evaluator;

  constructor(call: Call, { index, words, ledger, evaluator }: ReadingContext) {
    this.call = call;
    this.name = plainName(call.name);
    this.index = index;
    this.words = words;
    this.#ledger = ledger;
    this.#evaluator = evaluator;
  }

  /** What stands last before the call's name: `Credentials` in `Realm.Sync.Credentials.jwt`. */
  get owner(): string {
    return this.call.path.at(-1) ?? '';
  }

  /** An argument by one of its names, or else by its place among those without one. */
  argument(place: number | null, ...labels: readonly string[]): Argument | null {
    const { given } = this.call;
    const named = given.find(({ label }) => label !== null && labels.includes(label));
    const placed = place === null ? undefined : given[place];
    return named ?? (placed?.label === null ? placed : null);
  }

  /** What an argument comes to. */
  take(argument: Argument | null): Value {
    if (argument === null) return missing;
    this.enter(argument.span);
    return this.value(argument.value);
  }

  value(expression: Expression): Value {
    return this.#evaluator.value(expression, this.call.at);
  }

  enter(span: Span): void {
    this.#ledger.enter(span);
  }

  /** The call's own words are known; what stands between its brackets is not yet. */
  enterName(): void {
    this.enter({ at: this.call.at, next: this.call.named + 1 });
  }

  single(what: SingleFinding['what'], argument: Argument | null): readonly SingleFinding[] {
    this.#evaluator.used();
    const value = this.take(argument);
    return argument === null || value.kind === 'nothing' ? [] : [this.finding(what, value, argument.span)];
  }

  finding(what: SingleFinding['what'], value: Value, span: Span = this.ownSpan): SingleFinding {
    return {
      what,
      value,
      ...placeOf(this.index, span, this.#evaluator.used()),
    };
  }

  defaultOf(what: 'partial' | 'realmUrl', value: Value): SingleFinding {
    return { ...this.finding(what, value), isDefault: true };
  }

  credential(credential: CredentialFinding): readonly Finding[] {
    this.enterName();
    return [
      {
        what: 'credential',
        credential,
        ...placeOf(this.index, this.call, this.#evaluator.used()),
      },
    ];
  }

  foreign(
    name: string,
    span: Span = this.ownSpan,
    why: ForeignFinding['why'] = 'noCounterpart',
  ): ForeignFinding {
    this.enter(span);
    return { what: null, why, name, ...placeOf(this.index, span) };
  }

  /** What a map says besides what is known. */
  foreignEntries(map: Value, known: readonly string[]): readonly ForeignFinding[] {
    if (map.kind !== 'map') return [];
    return map.entries.flatMap(({ key, span }) => {
      const isKnown = key.kind === 'text' && known.includes(key.text);
      return isKnown ? [] : [this.foreign(key.kind === 'text' ? key.text : this.call.name, span)];
    });
  }

  /** `register: true`, `createUser`: a profile signs in, and makes no accounts. */
  creating(argument: Argument | null, name: string): readonly ForeignFinding[] {
    const value = this.take(argument);
    const isLeft = argument === null || (value.kind === 'switch' && !value.on);
    return isLeft ? [] : [this.foreign(name, argument.span, 'creates')];
  }

  /** From the call's first word to its name. */
  get ownSpan(): Span {
    return { at: this.call.at, next: this.call.named + 1 };
  }
}

/** Reads a call that it knows; null for all others. */
export type CallRule = (reading: CallReading) => readonly Finding[] | null;
