import type { Problem } from './problem.ts';
import { placeOf } from './problem-kinds.ts';
import type { Exchange, Leg, RouteStatus, Stage, Trace } from './status.ts';

/**
 * What was another one on the way of the last good try and on that of the one that failed. Only what both of them came
 * to is compared: a hop that was not reached has not changed. Pure: made of what the two traces show.
 */

/** What can be told apart, from this computer outwards. */
export const wayFacts = [
  'wayOut',
  'rule',
  'address',
  'family',
  'proxyLogin',
  'issuer',
  'certificate',
  'inspector',
  'tlsVersion',
  'software',
  'asked',
  'headers',
  'version',
  'clock',
  'answer',
] as const;
export type WayFact = (typeof wayFacts)[number];

export interface WayChange {
  readonly fact: WayFact;
  /** Null where it is the same for both. */
  readonly leg: Leg | null;
  /** As they were shown, in words of no language: an address, a name, a status; null: none. */
  readonly from: string | null;
  readonly to: string | null;
  /** Whether the failure may well come from it: the row to look at first. */
  readonly isLikely: boolean;
}

type Facts = ReadonlyMap<string, string | null>;

/** The changes, the likeliest cause first; none where what both tries met is the same. */
export function changesBetween(good: Trace, failing: Trace): readonly WayChange[] {
  const before = factsOf(good);
  const after = factsOf(failing);
  const changed = [...after].flatMap(([key, to]) => {
    const from = before.get(key);
    if (from === undefined || from === to) return [];
    const [fact, leg] = readKey(key);
    return [{ fact, leg, from, to, isLikely: false }];
  });
  return ranked(changed.filter(isNews(before, after)), failing.problem);
}

const keyOf = (fact: WayFact, leg: Leg | null): string => `${fact} ${leg ?? ''}`;

function readKey(key: string): readonly [WayFact, Leg | null] {
  const [fact = '', leg = ''] = key.split(' ');
  const known = wayFacts.find((each) => each === fact);
  if (known === undefined) throw new Error(`no fact is called ${fact}`);
  return [known, leg === 'auth' || leg === 'sync' ? leg : null];
}

/** One that another change says already is none: a certificate of another issuer is another one, too. */
const isNews =
  (before: Facts, after: Facts) =>
  ({ fact, leg }: WayChange): boolean => {
    const isOther = (other: WayFact): boolean => {
      const key = keyOf(other, leg);
      return before.has(key) && after.has(key) && before.get(key) !== after.get(key);
    };
    switch (fact) {
      case 'certificate':
        return !isOther('issuer');
      case 'address':
        return !isOther('family');
      case 'rule':
        return after.get(keyOf('wayOut', null)) === before.get(keyOf('wayOut', null));
      case 'wayOut':
      case 'family':
      case 'proxyLogin':
      case 'issuer':
      case 'inspector':
      case 'tlsVersion':
      case 'software':
      case 'asked':
      case 'headers':
      case 'version':
      case 'clock':
      case 'answer':
        return true;
    }
  };

function factsOf({ route, stages }: Trace): Facts {
  const facts = new Map<string, string | null>();
  const add = (fact: WayFact, leg: Leg | null, value: string | null | undefined): void => {
    if (value !== undefined) facts.set(keyOf(fact, leg), value);
  };
  if (route !== null) {
    add('wayOut', null, wayOutOf(route));
    add('rule', null, ruleOf(route));
  }
  for (const stage of stages) factsOfStage(stage, add);
  add('clock', null, clockOf(stages));
  return facts;
}

type Add = (fact: WayFact, leg: Leg | null, value: string | null | undefined) => void;

const wayOutOf = (route: RouteStatus): string | null => (route.kind === 'direct' ? null : route.proxy);

const ruleOf = ({ reason, variable, entry }: RouteStatus): string =>
  [reason, variable, entry].filter((part) => part !== undefined).join(' ');

function factsOfStage(stage: Stage, add: Add): void {
  const { leg, name, detail, evidence } = stage;
  const last = evidence?.exchanges?.at(-1);
  switch (name) {
    case 'resolve':
      if (stage.ok && typeof detail === 'string') factsOfAddresses(leg, detail.split(', '), add);
      return;
    case 'proxy':
      if (typeof detail === 'object' && detail?.kind === 'proven') add('proxyLogin', leg, detail.scheme);
      return;
    case 'tls':
      return factsOfTls(stage, add);
    case 'upgrade':
      if (last !== undefined) factsOfUpgrade(leg, last, add);
      add('answer', leg, answerOf(stage));
      return;
    case 'sign-in':
    case 'access-token':
      add('software', leg, softwareOf(last?.answer ?? []));
      add('answer', leg, answerOf(stage));
      return;
    case 'keychain':
    case 'jwt-file':
    case 'route':
    case 'connect':
    case 'bind':
    case 'heartbeat':
      return;
  }
}

/** In one order: a name with several addresses gives them in another one each time. */
function factsOfAddresses(leg: Leg, addresses: readonly string[], add: Add): void {
  add('address', leg, addresses.toSorted().join(', '));
  const families = addresses.map((address) => (address.includes(':') ? 'IPv6' : 'IPv4'));
  add('family', leg, [...new Set(families)].toSorted().join(', '));
}

function factsOfTls({ leg, detail, evidence }: Stage, add: Add): void {
  const presented = evidence?.certificates;
  const [leaf] = presented?.chain ?? [];
  add('issuer', leg, leaf?.issuer);
  add('certificate', leg, leaf?.fingerprint);
  if (presented !== undefined) add('inspector', leg, presented.inspector?.name ?? null);
  if (typeof detail === 'object' && detail?.kind === 'secured') add('tlsVersion', leg, detail.protocol);
}

function factsOfUpgrade(leg: Leg, { request, answer }: Exchange, add: Add): void {
  add('software', leg, softwareOf(answer));
  add('asked', leg, request[0]?.split(' ')[1]?.replace(/%2F.*$/i, ''));
  add('headers', leg, namesIn(request));
  add('version', leg, headerIn(request, 'sec-websocket-protocol'));
}

/** The status that the hop answered with. Kept connections that were closed and the like are no answer. */
function answerOf({ evidence, detail }: Stage): string | undefined {
  const line = evidence?.exchanges?.at(-1)?.answer[0];
  const status = line === undefined ? null : /^HTTP\/\S+ (\d{3})/.exec(line);
  if (status?.[1] !== undefined) return status[1];
  return typeof detail === 'string' && /^\d{3}$/.test(detail) ? detail : undefined;
}

const headerIn = (lines: readonly string[], name: string): string | undefined =>
  lines
    .slice(1)
    .find((line) => line.toLowerCase().startsWith(`${name}:`))
    ?.slice(name.length + 1)
    .trim();

/** What says that it answered; undefined where nothing did. */
function softwareOf(answer: readonly string[]): string | null | undefined {
  if (answer.length === 0) return undefined;
  const name = headerIn(answer, 'server') ?? null;
  // Its parts call themselves differently, and which of them answers depends on the answer (server, §3).
  return name !== null && /^realm-(sync|object)-server/i.test(name) ? 'Realm Object Server' : name;
}

const namesIn = (request: readonly string[]): string =>
  request
    .slice(1)
    .map((line) => line.split(':')[0] ?? '')
    .filter((name) => name !== '')
    .join(', ');

/** By how many minutes this computer's clock is off; null: not enough to matter. */
function clockOf(stages: readonly Stage[]): string | null | undefined {
  const answered = stages.filter(({ leg, evidence }) => leg === 'auth' && evidence?.exchanges !== undefined);
  if (answered.length === 0) return undefined;
  const off = stages.flatMap(({ detail }) =>
    typeof detail === 'object' && detail?.kind === 'clockOff' ? [Math.round(detail.aheadMs / 60_000)] : [],
  )[0];
  return off === undefined ? null : `${off > 0 ? '+' : ''}${off} min`;
}

/** Which changes may bring about a failure of a stage: those of what is used there. */
const suspects: Record<'way' | 'tls' | 'request', readonly WayFact[]> = {
  way: ['wayOut', 'rule', 'address', 'family', 'proxyLogin'],
  tls: ['issuer', 'certificate', 'inspector', 'tlsVersion', 'wayOut', 'rule', 'address', 'family', 'clock'],
  request: [
    'clock',
    'asked',
    'headers',
    'version',
    'software',
    'inspector',
    'issuer',
    'wayOut',
    'rule',
    'address',
    'family',
    'answer',
  ],
};

/** The likeliest first, and marked; the others in the order of the way. */
function ranked(changes: readonly WayChange[], problem: Problem | null): readonly WayChange[] {
  const suspected = problem === null ? suspects.request : suspects[areaOf(problem)];
  const likely = suspected.flatMap((fact) => changes.filter((change) => change.fact === fact))[0];
  return [
    ...(likely === undefined ? [] : [{ ...likely, isLikely: true }]),
    ...changes.filter((change) => change !== likely),
  ];
}

function areaOf(problem: Problem): keyof typeof suspects {
  if (problem.kind.startsWith('tls.')) return 'tls';
  switch (placeOf(problem)) {
    case 'network':
    case 'forward proxy':
    case 'this computer':
    case 'profile':
    case 'keychain':
      return 'way';
    case 'TLS inspector':
      return 'tls';
    case 'auth server':
    case 'gateway':
    case 'sync server':
      return 'request';
  }
}

/** What became of the way since a session was last online. */
export interface SinceGood {
  /** When it was last seen to work, in milliseconds since 1970. */
  readonly workedUntil: number;
  readonly changes: readonly WayChange[];
}
