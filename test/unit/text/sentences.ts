import type { Text } from '../../../shared/text/text.ts';

/** A sentence as it is read, and what stands in it that came from outside. */
export interface Sentence {
  readonly path: string;
  readonly words: string;
  readonly input: readonly string[];
}

type Input = readonly unknown[];

const numbers: readonly Input[] = [
  [1, 11, 111, 1111],
  [2, 12, 112, 1112],
  [7, 7, 17, 17],
];
const words: readonly Input[] = [['eins', 'zwei', 'drei', 'vier']];
const mixed: readonly Input[] = [
  ['eins', 1, 11, 111],
  ['eins', 2, 'drei', 12],
];

/** What each sentence is called with, where words and numbers in their order don't do. */
const special: Readonly<Record<string, readonly Input[]>> = {
  'desktop.lasted': [[72_000]],
  'desktop.longestLasted': [[7_200_000]],
  'evidence.chain.names': [[['a.example', 'b.example']], [[...'abcdefgh']]],
  'evidence.chain.validity': [['2026-01-02T00:00:00Z', '2027-03-04T00:00:00Z']],
  'evidence.chain.inspector': (['productName', 'issuerChanged', 'sameIssuerEverywhere'] as const).map(
    (sign) => [{ name: 'Zscaler', sign }],
  ),
  'evidence.chain.changed': [[{ issuer: 'Example CA', fingerprint: 'ab' }]],
  'evidence.chain.environment': [
    [{ variable: 'SSL_CERT_FILE', count: 1, flaw: null }],
    [{ variable: 'SSL_CERT_FILE', count: 3, flaw: null }],
    [{ variable: 'SSL_CERT_FILE', count: 0, flaw: 'unreadable' }],
    [{ variable: 'SSL_CERT_FILE', count: 0, flaw: 'noCertificates' }],
  ],
  issueSentence: [
    [{ field: 'name', rule: 'required' }],
    [{ field: 'trust.ca', rule: 'pemUnreadable', which: { number: 2, of: 2 } }],
  ],
  'history.share': [[1], [0.9876]],
  'interchange.inFile': [
    ['a.json', null],
    ['a.json', 2],
  ],
  'interchange.leftOpen': [[''], ['TOKEN']],
  'interchange.lines': [
    [3, 3],
    [3, 5],
  ],
  'profiles.production.saveTitle': [[['Berlin']], [['Berlin', 'Lima']]],
  'profiles.remove.title': [[['Berlin']], [['Berlin', 'Lima']]],
  'profiles.remove.removed': [[['Berlin']], [['Berlin', 'Lima']]],
  'storage.cannotStart': (['full', 'denied', 'newerVersion', 'failed'] as const).map((cause) => [
    '/data',
    cause,
  ]),
  'profiles.production.disconnectTitle': [
    [['Berlin'], 1],
    [['Berlin', 'Lima'], 5],
  ],
  'ui.signIn.alsoFor': [[['Berlin']], [['Berlin', 'Lima', 'Oslo', 'Riga', 'Tartu', 'Wien']]],
  'ui.forget.anonymous': [[['Berlin']], [['Berlin', 'Lima']]],
  'ui.forget.pasted': [[['Berlin']], [['Berlin', 'Lima']]],
  'relay.tab.refused': [[['a', 'b']]],
  'route.dead': [[{ in: 'NO_PROXY', entries: ['10.300.1.1', 'a..b'] }]],
  'ui.session.blocked': [
    ...['this computer', 'profile', 'keychain', 'network', 'forward proxy', 'TLS inspector', 'auth server'],
    ...['gateway', 'sync server'],
  ].map((place) => [place]),
};

/** The same for all that stand under one name. */
const specialUnder: Readonly<Record<string, readonly Input[]>> = {
  'interchange.reasons.': [[null], ['TOKEN']],
  'route.rules.': [[{ reason: 'no_proxy', variable: 'VARIABLE', entry: '*.example' }]],
  'ui.notices.': [
    [{ file: 'profiles.json', cause: 'full', name: 'Berlin', restored: true, profiles: 1, id: '1c3f' }],
    [{ file: 'profiles.json', cause: 'denied', name: 'Berlin', restored: false, profiles: 3, id: '1c3f' }],
  ],
};

const inputsOf = (path: string): readonly Input[] =>
  special[path] ??
  Object.entries(specialUnder).find(([start]) => path.startsWith(start))?.[1] ?? [
    ...numbers,
    ...words,
    ...mixed,
  ];

/** Their parameters choose words and don't stand among them. */
const isChoice = /^(ui\.session\.blocked|storage\.cannotStart)$/;

/** Dates and amounts have tests of their own, problems their own samples. */
const elsewhere = /^(times\.|explain$)/;

/** Every sentence of a language, under the name that it has in all languages; those with parameters once an example. */
export function sentencesOf(text: Text): readonly Sentence[] {
  return parts('', text).flatMap(([path, part]) => {
    if (elsewhere.test(path)) return [];
    if (typeof part !== 'function') return [{ path, words: String(part), input: [] }];
    return inputsOf(path).map((input, index) => ({
      path: `${path}#${index}`,
      words: String(Reflect.apply(part, undefined, input)),
      input: isChoice.test(path) ? [] : input.flatMap(leaves),
    }));
  });
}

/** The words and numbers in an argument. */
const leaves = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [String(value)];

function parts(path: string, part: unknown): readonly (readonly [string, unknown])[] {
  if (typeof part !== 'object' || part === null) return [[path, part]];
  return Object.entries(part).flatMap(([key, inner]) => parts(path === '' ? key : `${path}.${key}`, inner));
}
