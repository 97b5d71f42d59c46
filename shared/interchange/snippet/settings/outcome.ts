import { placeholderIn } from '../../placeholders.ts';
import type { NotUnderstoodWhy, Understood, Unexplained } from '../reading.ts';
import type { Finding, SingleFinding } from '../sdk/findings.ts';
import type { Ledger } from '../syntax/ledger.ts';
import type { Value } from '../values/value.ts';

/** Something that a place says, read. */
export interface Told<Of> {
  readonly finding: Finding;
  readonly value: Of;
}

/** What was taken from the places that say something, and what was refused, and why. */
export class Outcome {
  readonly understood: Understood[] = [];
  readonly notUnderstood: Unexplained[] = [];
  readonly #ledger: Ledger;
  readonly #isConditional: (at: number) => boolean;

  constructor(ledger: Ledger, isConditional: (at: number) => boolean) {
    this.#ledger = ledger;
    this.#isConditional = isConditional;
  }

  /** `missing`: where values come from that have to be entered; null for one that is there. */
  take(
    finding: Finding,
    what: Understood['what'],
    shown: string | null,
    missing: readonly (string | null)[] = [],
  ): void {
    const { lines, host, span } = finding;
    const only = host !== null ? 'oneHost' : this.#isConditional(span.at) ? 'conditionally' : null;
    const places = missing.filter((place) => place !== null);
    const from = places.length === 0 ? null : places.filter((place) => place !== '').join(', ');
    this.understood.push({ lines, what, shown, missing: from, only });
    this.enter(finding);
  }

  enter({ span, also }: Finding): void {
    if (span.next - span.at <= 1) this.#ledger.enter(span);
    for (const definition of also) this.#ledger.enter(definition);
  }

  refuse(finding: Finding, why: NotUnderstoodWhy, from: string | null = null): [] {
    this.notUnderstood.push({ lines: finding.lines, why, what: finding.what, from });
    return [];
  }

  refuseOpen(finding: Finding, { why, from }: Extract<Value, { kind: 'open' }>): [] {
    return this.refuse(finding, why, from);
  }

  /** What a place says, if it can be told and is meant; otherwise it has been refused. */
  plainText(finding: Finding, value: Value): string | null {
    if (value.kind === 'open') this.refuseOpen(finding, value);
    else if (value.kind !== 'text') this.refuse(finding, 'wrongValue');
    else {
      const placeholder = placeholderIn(value.text);
      if (placeholder === null) return value.text;
      this.refuse(finding, 'placeholder', placeholder);
    }
    return null;
  }

  /** The same, read by `read`; nothing where that can't read it. */
  text(finding: SingleFinding, read: (text: string) => string | null): readonly Told<string>[] {
    const text = this.plainText(finding, finding.value);
    if (text === null) return [];
    const value = read(text);
    return value === null ? this.refuse(finding, 'wrongValue') : [{ finding, value }];
  }

  /** A setting that counts for one host only is ours if the host is. */
  isForUs(finding: Finding, hosts: readonly string[]): boolean {
    if (finding.host === null) return true;
    const { host } = finding;
    const isOurs = host.kind === 'text' && (hosts.length === 0 || hosts.includes(host.text.toLowerCase()));
    if (!isOurs) this.refuse(finding, 'otherHost', host.kind === 'text' ? host.text : null);
    return isOurs;
  }

  /** What all places say alike. Where they differ, nothing. */
  agreed<Of extends string | boolean>(what: Understood['what'], told: readonly Told<Of>[]): Of | undefined {
    const [first] = told;
    if (first === undefined) return undefined;
    if (told.some(({ value }) => value !== first.value)) {
      for (const { finding } of told) this.refuse(finding, 'conflict');
      return undefined;
    }
    for (const { finding, value } of told) this.take(finding, what, String(value));
    return first.value;
  }
}
