import type { Argument, Expression, Span } from '../syntax/expression.ts';
import type { Call } from '../syntax/statements.ts';
import type { Finding, ForeignFinding, SingleFinding } from './findings.ts';

/** A setting as an SDK has it: some say the opposite of what a profile says, some are read in a way of their own. */
export type Property =
  Exclude<SingleFinding['what'], 'server'> | 'headers' | 'full' | 'unverified' | PropertyReader;

export type PropertyReader = (reading: SettingReading, value: Expression, span: Span) => readonly Finding[];

/** A method that says something by being called at all. `span`: its name and what it is given. */
export type StepReader = (reading: SettingReading, call: Call, span: Span) => readonly Finding[];

/** What settings are read with. All that it answers is entered in the ledger. */
export interface SettingReading {
  enter(span: Span): void;
  /** Whether a label says something of its own, wherever it stands. */
  isKnown(name: string): boolean;
  /** The token's own characters. */
  textAt(at: number): string;
  single(
    what: SingleFinding['what'],
    expression: Expression,
    span: Span,
    host?: Argument,
  ): readonly SingleFinding[];
  switched(what: 'verify' | 'partial', on: boolean, span: Span): readonly Finding[];
  /** What says the opposite of a profile's own switch. */
  turned(what: 'verify' | 'partial', value: Expression, span: Span): readonly Finding[];
  foreign(name: string, span: Span): ForeignFinding;
}

export const switchedTo =
  (what: 'verify' | 'partial', on: boolean): StepReader =>
  (reading, _call, span) =>
    reading.switched(what, on, span);
