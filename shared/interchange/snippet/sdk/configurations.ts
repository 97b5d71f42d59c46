import type { Argument } from '../expression.ts';
import type { Finding } from '../findings.ts';
import { said, type Value } from '../values.ts';
import type { CallReading, CallRule } from './call-reading.ts';

/**
 * Making the configuration of a synchronized realm. Each SDK has defaults of its own: query-based or not, and the
 * path `/default` where it is given no URL. Sources: Realm Cocoa 3.8 to 4 (`-[RLMSyncUser configuration…]`,
 * `SyncConfiguration.automatic()`), Java 5 (`SyncUser.createConfiguration`, `getDefaultConfiguration`), JavaScript 2.3
 * to 6 (`user.createConfiguration`, `Realm.automaticSyncConfiguration`), .NET 3 and 4 (Full- and
 * QueryBasedSyncConfiguration).
 */
export const configurationRule: CallRule = (reading) => {
  switch (reading.name) {
    case 'fullsyncconfiguration':
      return made(reading, urlIn(reading, 0), {
        partial: false,
        path: 'default',
      });
    case 'querybasedsyncconfiguration':
      return made(reading, urlIn(reading, 0), {
        partial: true,
        path: 'default',
      });
    case 'syncconfiguration':
      return made(reading, urlIn(reading, 1), { partial: null, path: null });
    case 'initwithuser':
      return made(reading, urlIn(reading, 1), { partial: null, path: null });
    case 'builder':
      return /syncconfiguration$/i.test(reading.owner)
        ? made(reading, urlIn(reading, 1), { partial: null, path: null })
        : null;
    case 'configuration':
    case 'configurationwithurl':
      return isUsers(reading) ? made(reading, urlIn(reading, 0), { partial: true, path: 'default' }) : null;
    case 'createconfiguration':
      return created(reading);
    case 'getdefaultconfiguration':
    case 'automatic':
    case 'automaticconfiguration':
    case 'automaticconfigurationforuser':
    case 'automaticsyncconfiguration':
      return isOther(reading) ? null : made(reading, null, { partial: true, path: 'default' });
    default:
      return null;
  }
};

interface Defaults {
  /** Null where versions of the SDK differ, or where it is as a profile's own. */
  readonly partial: boolean | null;
  readonly path: 'default' | null;
}

const defaultPath: Value = { kind: 'text', text: '/default' };

function made(reading: CallReading, url: Argument | null, { partial, path }: Defaults): readonly Finding[] {
  reading.enterName();
  for (const argument of reading.call.given) if (isUser(reading, argument)) reading.enter(argument.span);
  const urls = reading.single('realmUrl', url);
  const isSaid = saysPartial(reading);
  const isFixed = /^(?:full|querybased)syncconfiguration$/.test(reading.name);
  return [
    ...(urls.length === 0 && path !== null ? [reading.finding('realmUrl', defaultPath)] : urls),
    ...(partial === null || isSaid
      ? []
      : [
          isFixed
            ? reading.finding('partial', { kind: 'switch', on: partial })
            : reading.defaultOf('partial', { kind: 'switch', on: partial }),
        ]),
  ];
}

/** `user.createConfiguration(url)` of Java, `user.createConfiguration({ sync: { … } })` of JavaScript. */
function created(reading: CallReading): readonly Finding[] {
  const first = reading.argument(0);
  const value = first === null ? null : reading.value(first.value);
  const isJava = first !== null && value?.kind !== 'map' && first.value.kind !== 'map' && looksLikeUrl(first);
  if (isJava) return made(reading, first, { partial: true, path: null });
  reading.enterName();
  const sync = value?.kind === 'map' ? entry(value, 'sync') : null;
  const keys =
    sync?.kind === 'map' ? sync.entries.flatMap(({ key }) => (key.kind === 'text' ? key.text : [])) : [];
  const isOpen =
    value !== null && (value.kind === 'open' || said(value).includes('"kind":"open","why":"computed"'));
  return [
    ...(keys.includes('url') || isOpen ? [] : [reading.finding('realmUrl', defaultPath)]),
    ...(keys.includes('fullSynchronization') || keys.includes('partial')
      ? []
      : [reading.defaultOf('partial', { kind: 'switch', on: true })]),
  ];
}

/** An object in braces is JavaScript's; what is a name or a text is a URL. */
const looksLikeUrl = (argument: Argument): boolean =>
  argument.value.kind === 'text' ||
  argument.value.kind === 'sum' ||
  argument.value.kind === 'call' ||
  (argument.value.kind === 'name' && !/config/i.test(argument.value.path.at(-1) ?? ''));

const entry = (map: Extract<Value, { kind: 'map' }>, name: string): Value | null =>
  map.entries.find(({ key }) => key.kind === 'text' && key.text === name)?.value ?? null;

const anyRealmUrl = /^(?:realms?|wss?):\/\/|^\/.|^~\//i;

/** The argument that is the URL: by its name, by what it says, or by its place. */
function urlIn(reading: CallReading, place: number): Argument | null {
  const { given } = reading.call;
  const labelled = reading.argument(
    null,
    'realmURL',
    'configurationWithURL',
    'serverUri',
    'serverUrl',
    'url',
    'uri',
  );
  if (labelled !== null) return labelled;
  const plain = given.filter(({ label, value }) => label === null && value.kind !== 'map');
  const told = plain.find(({ value }) => {
    const text = reading.value(value);
    return text.kind === 'text' && anyRealmUrl.test(text.text);
  });
  if (told !== undefined) return told;
  const placed = plain[place];
  // .NET takes the URL first, and before version 3 second.
  return placed !== undefined && !isUser(reading, placed) ? placed : null;
}

/** The user of the configuration is whoever signs in. */
function isUser(_reading: CallReading, { label, value }: Argument): boolean {
  if (label !== null) return /^(?:user|initWithUser|forUser|automaticConfigurationForUser)$/.test(label);
  const last =
    value.kind === 'name' ? value.path.at(-1) : value.kind === 'call' ? value.path.at(-1) : undefined;
  return last !== undefined && /user$|^current$|^it$|^self$|^result$/i.test(last);
}

/** `user.configuration(…)`, `SyncUser.current!.configuration(…)`; other things have configurations, too. */
function isUsers({ owner, call, name }: CallReading): boolean {
  if (name === 'configurationwithurl') return true;
  const labels = call.given.map(({ label }) => label ?? '');
  return (
    /user$|^current$|^it$|^\$0$/i.test(owner) ||
    labels.some((label) => /^(?:realmURL|fullSynchronization)$/.test(label))
  );
}

/** `automatic` alone says nothing. */
const isOther = ({ name, owner }: CallReading): boolean =>
  name === 'automatic' && !/syncconfiguration$/i.test(owner);

/** Whether the call itself says what its default would say otherwise, in its brackets or in what is called on it. */
function saysPartial({ call, index }: CallReading): boolean {
  const names = /^(?:is_?partial|partial|partialrealm|full_?synchronization)$/i;
  if (call.given.some(({ label }) => label !== null && names.test(label))) return true;
  return chainOf(index, call.next).some(({ name }) => names.test(name));
}

/** `.name(…)` after `.name(…)`, each with where its name is. */
export function chainOf(
  index: CallReading['index'],
  start: number,
): readonly { readonly name: string; readonly named: number }[] {
  const chain: { name: string; named: number }[] = [];
  for (let at = start; index.is(at, '.') && index.tokens[at + 1]?.kind === 'word';) {
    chain.push({ name: index.tokens[at + 1]?.text ?? '', named: at + 1 });
    const given = index.reader.arguments(at + 2);
    if (given === null) break;
    at = given.next;
  }
  return chain;
}
