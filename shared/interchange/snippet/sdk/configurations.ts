import type { Argument } from '../syntax/expression.ts';
import type { Value } from '../values/value.ts';
import type { CallReading, CallRule } from './call-reading.ts';
import { chainOf } from './chain.ts';
import type { Finding } from './findings.ts';

/**
 * Making the configuration of a synchronized realm. Each SDK has defaults of its own: query-based or not, and the
 * path `/default` where it is given no URL. Sources: Realm Cocoa 3.8 to 4 (`-[RLMSyncUser configuration…]`,
 * `SyncConfiguration.automatic()`), Java 5 (`SyncUser.createConfiguration`, `getDefaultConfiguration`), JavaScript 2.3
 * to 6 (`user.createConfiguration`, `Realm.automaticSyncConfiguration`), .NET 3 and 4 (Full- and
 * QueryBasedSyncConfiguration).
 */
export interface Defaults {
  /** Null where versions of the SDK differ, or where it is as a profile's own. */
  readonly partial: boolean | null;
  /** No call says otherwise. */
  readonly isFixed?: true;
  readonly path: 'default' | null;
}

/** By plain names; null where such a call makes something else. */
export type Configurations = Readonly<Record<string, CallRule>>;

/** `place`: of the URL among arguments without labels; null where it is never given one. */
export const configuration =
  (place: number | null, defaults: Defaults): CallRule =>
  (reading) =>
    configured(reading, place === null ? null : urlIn(reading, place), defaults);

/** The rules of languages by the names of their calls; what one takes for something else is the next one's. */
export function configurationRule(languages: readonly Configurations[]): CallRule {
  const rules = new Map<string, readonly CallRule[]>();
  for (const [name, rule] of languages.flatMap((each) => Object.entries(each)))
    rules.set(name, [...(rules.get(name) ?? []), rule]);
  return (reading) => {
    for (const rule of rules.get(reading.name) ?? []) {
      const made = rule(reading);
      if (made !== null) return made;
    }
    return null;
  };
}

export const defaultPath: Value = { kind: 'text', text: '/default' };

export function configured(
  reading: CallReading,
  url: Argument | null,
  { partial, isFixed, path }: Defaults,
): readonly Finding[] {
  reading.enterName();
  for (const argument of reading.call.given) if (isUser(reading, argument)) reading.enter(argument.span);
  const urls = reading.single('realmUrl', url);
  const isSaid = partial === null || saysPartial(reading);
  const value: Value = { kind: 'switch', on: partial === true };
  return [
    ...(urls.length === 0 && path !== null ? [reading.finding('realmUrl', defaultPath)] : urls),
    ...(isSaid
      ? []
      : [isFixed === true ? reading.finding('partial', value) : reading.defaultOf('partial', value)]),
  ];
}

const anyRealmUrl = /^(?:realms?|wss?):\/\/|^\/.|^~\//i;

/** The argument that is the URL: by its name, by what it says, or by its place. */
function urlIn(reading: CallReading, place: number): Argument | null {
  const labelled = reading.argument(null, ...reading.words.urlLabel);
  if (labelled !== null) return labelled;
  const plain = reading.call.given.filter(({ label, value }) => label === null && value.kind !== 'map');
  const told = plain.find(({ value }) => {
    const text = reading.value(value);
    return text.kind === 'text' && anyRealmUrl.test(text.text);
  });
  if (told !== undefined) return told;
  const placed = plain[place];
  // .NET takes the URL first, and before version 3 second.
  return placed !== undefined && !isUser(reading, placed) ? placed : null;
}

/** The user of the configuration is the one that signs in. */
function isUser({ words }: CallReading, { label, value }: Argument): boolean {
  if (label !== null) return words.userLabel.has(label);
  const last = value.kind === 'name' || value.kind === 'call' ? value.path.at(-1) : undefined;
  return last !== undefined && /user$|^current$|^it$|^self$|^result$/i.test(last);
}

/** Whether the call itself says what its default would say otherwise, in its brackets or in what is called on it. */
function saysPartial({ call, index }: CallReading): boolean {
  const names = /^(?:is_?partial|partial|partialrealm|full_?synchronization)$/i;
  if (call.given.some(({ label }) => label !== null && names.test(label))) return true;
  return chainOf(index, call.next).some(({ name }) => names.test(name));
}

export const isOfSyncConfiguration = ({ owner }: CallReading): boolean => /syncconfiguration$/i.test(owner);
