import type { EnvironmentRootsFacts } from '../certificate.ts';
import { systemProxy, type Destination } from '../destinations.ts';
import type { ProfileIssue, Rule } from '../rules.ts';
import { onDemand } from './on-demand.ts';
import { decimalsIn } from './times.ts';

/**
 * What a sentence's form follows from: an amount, a list, what is there and what isn't. A language gives the words for each
 * form and none of the decisions, so that it has no branch of its own; the linter holds that.
 */

/** The forms that a language has for amounts (CLDR plural rules), and one for none at all where that reads otherwise. */
export type PluralForms<Words = string> = Readonly<Partial<Record<Intl.LDMLPluralRule, Words>>> & {
  readonly other: Words;
  readonly none?: Words;
};

/** Chooses by the plural rules of the language: `plural(1, { one: 'is', other: 'are' })`. */
export function pluralIn(locale: string): (count: number, forms: PluralForms) => string {
  const rules = onDemand(() => new Intl.PluralRules(locale));
  return (count, forms) => {
    if (count === 0 && forms.none !== undefined) return forms.none;
    return forms[rules().select(count)] ?? forms.other;
  };
}

/** So many of something: `1 message`, `14,493 messages`. */
export function countedIn(locale: string): (count: number, forms: PluralForms) => string {
  const amounts = onDemand(() => new Intl.NumberFormat(locale));
  const plural = pluralIn(locale);
  return (count, forms) =>
    count === 0 && forms.none !== undefined
      ? forms.none
      : `${amounts().format(count)} ${plural(count, forms)}`;
}

/** A part of a whole, in percent: never rounded up to all of it. */
export function percentIn(locale: string): (part: number) => string {
  const decimal = decimalsIn(locale);
  return (part) => (part >= 1 ? '100 %' : `${decimal(Math.floor(part * 1000) / 10, 1)} %`);
}

/** Seconds to the precision that means something: one place below ten. */
export function secondsIn(locale: string): (ms: number) => string {
  const decimal = decimalsIn(locale);
  return (ms) => (ms < 9_950 ? decimal(ms / 1000, 1) : String(Math.round(ms / 1000)));
}

/** All of a list, or the first of it and how many more there are. */
export const firstOf =
  <Item>(
    most: number,
    words: {
      readonly all: (items: readonly Item[]) => string;
      readonly some: (first: readonly Item[], left: number) => string;
    },
  ) =>
  (items: readonly Item[]): string =>
    items.length > most ? words.some(items.slice(0, most), items.length - most) : words.all(items);

/** The only one, where a sentence is about one. */
export const theOne = (names: readonly string[]): string => names[0] ?? '';

/** About what has a name or a value, and about what has none. */
export const ifKnown =
  <Value>(words: { readonly known: (value: Value) => string; readonly unknown: string }) =>
  (value: Value | null): string =>
    value === null ? words.unknown : words.known(value);

/** What is yes or no. */
export const eitherOf =
  (words: { readonly yes: string; readonly no: string }) =>
  (is: boolean): string =>
    is ? words.yes : words.no;

/** Where a secret may go, or is wanted. */
export const placesIn =
  (words: { readonly none: string; readonly systemProxy: string; readonly and: string }) =>
  (places: readonly Destination[]): string =>
    places.length === 0
      ? words.none
      : places.map((place) => (place === systemProxy ? words.systemProxy : place)).join(words.and);

/** What an environment variable adds to the authorities, or why it doesn't. */
export const environmentIn =
  (words: {
    readonly unreadable: (variable: string) => string;
    readonly noCertificates: (variable: string) => string;
    readonly adds: (variable: string, count: number) => string;
  }) =>
  ({ variable, count, flaw }: EnvironmentRootsFacts): string =>
    flaw === null ? words.adds(variable, count) : words[flaw](variable);

/** About what has a name, and about what has none. */
export const ifNamed =
  (words: { readonly named: (name: string) => string; readonly nameless: string }) =>
  (name: string): string =>
    name === '' ? words.nameless : words.named(name);

/** All of them, or so many of them. */
export const shareIn =
  (words: { readonly all: (all: number) => string; readonly some: (count: number, all: number) => string }) =>
  (count: number, all: number): string =>
    count === all ? words.all(all) : words.some(count, all);

/** What is wrong with a field; of several certificates in it, with which. */
export const issuesIn =
  (rules: Readonly<Record<Rule, string>>, whichCertificate: (number: number, of: number) => string) =>
  ({ rule, which }: ProfileIssue): string =>
    which === undefined ? rules[rule] : `${rules[rule]} ${whichCertificate(which.number, which.of)}`;
