import type { Argument, Expression, Span } from '../syntax/expression.ts';
import type { Value } from '../values/value.ts';
import type { ReadingContext } from './call-reading.ts';
import { placeOf, type Finding, type ForeignFinding, type SingleFinding } from './findings.ts';
import type { Property, SettingReading } from './properties.ts';

/** Reads what a setting is given, wherever it is set. */
export class SettingReader implements SettingReading {
  readonly #context: ReadingContext;
  readonly isKnown: (name: string) => boolean;

  constructor(context: ReadingContext, isKnown: (name: string) => boolean) {
    this.#context = context;
    this.isKnown = isKnown;
  }

  enter(span: Span): void {
    this.#context.ledger.enter(span);
  }

  textAt(at: number): string {
    return this.#context.index.text(at);
  }

  setting(what: Property, value: Expression, span: Span, host?: Argument): readonly Finding[] {
    if (typeof what === 'function') return what(this, value, span);
    switch (what) {
      case 'headers':
        return this.headers(value, span, host);
      case 'full':
        return this.turned('partial', value, span);
      case 'unverified':
        return this.turned('verify', value, span);
      case 'realmUrl':
      case 'authorizationHeaderName':
      case 'urlPrefix':
      case 'verify':
      case 'partial':
      case 'certificate':
        return this.single(what, value, span, host);
    }
  }

  single(
    what: SingleFinding['what'],
    expression: Expression,
    span: Span,
    host?: Argument,
  ): readonly SingleFinding[] {
    this.enter(span);
    const [[value], also] = this.#values([expression], span.at);
    // A setting that is given nothing keeps its default.
    if (value === undefined || value.kind === 'nothing') return [];
    return [{ what, value, ...this.#place(span, also, host) }];
  }

  switched(what: 'verify' | 'partial', on: boolean, span: Span): readonly Finding[] {
    this.enter(span);
    return [{ what, value: { kind: 'switch', on }, ...this.#place(span) }];
  }

  turned(what: 'verify' | 'partial', value: Expression, span: Span): readonly Finding[] {
    return this.single(what, value, span).map((finding) =>
      finding.value.kind === 'switch'
        ? { ...finding, value: { kind: 'switch', on: !finding.value.on } }
        : finding,
    );
  }

  headers(expression: Expression, span: Span, host?: Argument): readonly Finding[] {
    const [[value], also] = this.#values([expression], span.at);
    this.enter(span);
    if (value === undefined || value.kind === 'nothing') return [];
    const whole = this.#place(span, also, host);
    if (value.kind !== 'map') return [{ what: 'header', name: value, value, ...whole }];
    return value.entries.map((entry) => ({
      what: 'header' as const,
      name: entry.key,
      value: entry.value,
      ...whole,
      lines: entry.lines.first === 0 ? whole.lines : entry.lines,
    }));
  }

  header(key: Expression, of: Expression, span: Span, host?: Argument): readonly Finding[] {
    this.enter(span);
    const [[name, value], also] = this.#values([key, of], span.at);
    if (name === undefined || value === undefined) return [];
    return [{ what: 'header', name, value, ...this.#place(span, also, host) }];
  }

  foreign(name: string, span: Span): ForeignFinding {
    return { what: null, why: 'noCounterpart', name, ...this.#place(span) };
  }

  /** What expressions come to, and the definitions that took part. */
  #values(expressions: readonly Expression[], at: number): readonly [readonly Value[], readonly Span[]] {
    const { evaluator } = this.#context;
    evaluator.used();
    const values = expressions.map((each) => evaluator.value(each, at));
    return [values, evaluator.used()];
  }

  #place(span: Span, also: readonly Span[] = [], host?: Argument) {
    const { index, evaluator } = this.#context;
    return placeOf(index, span, also, host === undefined ? null : evaluator.value(host.value, span.at));
  }
}
