import type { Presented } from '../../../shared/certificate.ts';
import type {
  Answerer,
  AnswerFlaw,
  CertificateFlaw,
  DialCause,
  FailureCause,
  Interception,
  MismatchSide,
  NotSavedCause,
  PacFailure,
  Problem,
  ProblemKind,
  ProblemOf,
  ProxyRefusal,
  SocksReply,
  TlsFailure,
  TlsHop,
  VariableFlaw,
  VersionRange,
  Withheld,
} from '../../../shared/problem.ts';
import { stageNames } from '../../../shared/problem.ts';
import { presented } from './presented.ts';

/**
 * Every problem with every value of its fields that may change what is said of it. Total: a kind, a field or a word of a
 * closed union that is missing here does not compile.
 */

/** All words of a closed union. */
const all = <Word extends string>(words: Record<Word, true>): readonly Word[] => Object.keys(words) as Word[];

/** Values of each field; `undefined` where it is left out. */
type Ranges<Shape> = Shape extends unknown
  ? { readonly [Field in Exclude<keyof Shape, 'kind'>]-?: readonly (Shape[Field] | undefined)[] }
  : never;

const stages = stageNames;
const host = ['ros.example'];
const port = [9443];
const proxy = ['http://proxy.example:3128', 'socks5h://proxy.example:1080'];
const target = ['ros.example:443'];
const unsaid = [undefined];
const no = [undefined, false];
const yesOrNo = [undefined, false, true];
const by: readonly (Answerer | undefined)[] = [
  undefined,
  ...all<Answerer>({ 'forward proxy': true, 'TLS inspector': true, gateway: true, server: true }),
];
const statuses = [0, 200, 400, 401, 403, 404, 405, 413, 426, 429, 500, 501, 502, 503];
const dialCauses = all<DialCause>({
  refused: true,
  unreachable: true,
  reset: true,
  timeout: true,
  closed: true,
});
const failureCauses = [
  undefined,
  ...all<FailureCause>({
    otherHttp: true,
    misdirected: true,
    tooManyHops: true,
    signInBroken: true,
    serverTls: true,
    serverDown: true,
    serverSilent: true,
    serverUnreachable: true,
    serverNonsense: true,
    gaveUp: true,
    slowRequest: true,
  }),
];
const what = all<Interception>({ botChallenge: true, blockPage: true, firewall: true });
const product = [undefined, 'Cloudflare'];
const incident = [undefined, '7-1'];
const quoted = [undefined, 'X-Quay-Key is missing.'];
const retryAfterMs = [null, 0, 1000, 7000, 60_000, 150_000, 3_600_000, 7_200_000, 86_400_000, 3 * 86_400_000];
const hops = all<TlsHop>({ 'forward proxy': true, 'auth server': true, gateway: true, 'sync server': true });
const hosts = [null, 'sso.example'];

const presentations: readonly Presented[] = [
  presented(),
  presented({ inspector: { name: 'Zscaler', sign: 'productName' } }),
  presented({ changedFrom: { host: 'gateway.example:443', fingerprint: 'AA', issuer: 'Old CA', seenAt: 0 } }),
  presented({
    environmentRoots: [
      { variable: 'SSL_CERT_FILE', count: 1, flaw: null },
      { variable: 'NODE_EXTRA_CA_CERTS', count: 3, flaw: null },
      { variable: 'SSL_CERT_FILE', count: 0, flaw: 'unreadable' },
      { variable: 'NODE_EXTRA_CA_CERTS', count: 0, flaw: 'noCertificates' },
    ],
    changedFrom: { host: 'gateway.example:443', fingerprint: 'AA', issuer: 'Old CA', seenAt: 0 },
  }),
];

const certificateFlaws: { readonly [Kind in CertificateFlaw['kind']]: CertificateFlaw & { kind: Kind } } = {
  weakSignature: { kind: 'weakSignature', algorithm: 'SHA-1', subject: 'ros.example' },
  weakKey: { kind: 'weakKey', bits: 1024, subject: 'ros.example' },
  noNames: { kind: 'noNames', subject: 'ros.example' },
  wrongUsage: { kind: 'wrongUsage', subject: 'ros.example' },
  notAnAuthority: { kind: 'notAnAuthority', subject: 'www.example' },
  nameConstraints: { kind: 'nameConstraints', issuer: 'Corp CA' },
};

const ranges: { readonly [Kind in ProblemKind]: readonly Ranges<ProblemOf<Kind>>[] } = {
  'vault.locked': [{}],
  'vault.unavailable': [
    { reason: all({ noBus: true, noService: true, noLibrary: true, timeout: true, crashed: true }) },
  ],
  'vault.denied': [{}],
  'vault.corrupt': [{}],
  'auth.unresolved': [{ host, by }],
  'auth.unreachable': [{ host, port, cause: dialCauses, by }],
  'auth.closed': [{ host, by }],
  'auth.timeout': [{ host, stage: stages, by }],
  'auth.credentialRefused': [
    {
      status: [401],
      code: [611, null],
      why: [undefined, ...all<'jwtExpired' | 'jwtSignature'>({ jwtExpired: true, jwtSignature: true })],
      words: quoted,
    },
  ],
  'auth.refreshRefused': [{ status: [403], code: [614, null], why: [undefined, 'expired'] }],
  'auth.unknownAccount': [{ status: [404] }],
  'auth.pathRefused': [{ status: [403], realmPath: ['/a'] }],
  'auth.notOffered': [{ status: [501] }],
  'auth.badRequest': [{ status: [400], parameters: [[], ['data'], ['provider', 'data']], words: quoted }],
  'auth.busy': [{ status: [429, 503], retryAfterMs, by, words: unsaid }],
  'auth.failed': [{ status: [502], cause: failureCauses, by, words: quoted }],
  'auth.refusedOnTheWay': [{ status: statuses, cause: [undefined, 'headerTooLong'], by, words: unsaid }],
  'auth.intercepted': [{ status: [403], what, product, incident, by, words: quoted }],
  'auth.moved': [
    { status: [302], host: hosts, isSignIn: yesOrNo, isSameOverTls: no, by },
    { status: [308], host: ['ros.example:9443'], isSignIn: no, isSameOverTls: [true], by },
  ],
  'auth.malformed': [
    {
      status: [0, 200],
      flaw: all<AnswerFlaw>({
        notHttp: true,
        notServed: true,
        notJson: true,
        loginPage: true,
        noToken: true,
        tooLarge: true,
        cutOff: true,
        wantsTls: true,
        notText: true,
        tokenMalformed: true,
      }),
      by,
      words: unsaid,
    },
  ],
  'auth.swallowedHeader': [{ status: [401] }],
  'route.undecided': [
    { reason: all<'neverDirect' | 'unsupported'>({ neverDirect: true, unsupported: true }) },
    {
      reason: ['variable'],
      variable: ['http_proxy'],
      flaw: all<VariableFlaw>({
        malformed: true,
        twoSchemes: true,
        scheme: true,
        socks4: true,
        port: true,
        pacScript: true,
        windowOnly: true,
        controlCharacter: true,
      }),
    },
    {
      reason: ['pacFailed'],
      cause: [
        undefined,
        ...all<PacFailure>({
          notLoaded: true,
          broken: true,
          noFunction: true,
          threw: true,
          nonsense: true,
          timeout: true,
        }),
      ],
      script: [undefined, 'http://wpad.example/proxy.pac'],
    },
  ],
  'route.unresolved': [{ proxy }],
  'route.unreachable': [{ proxy, cause: dialCauses }],
  'route.closed': [{ proxy }],
  'route.malformed': [{ proxy }],
  'route.authRequired': [
    {
      proxy,
      status: [0, 407],
      schemes: [
        [],
        ['Basic'],
        ['username/password'],
        ['negotiate', 'NTLM'],
        ['negotiate'],
        ['bearer', 'odd'],
      ],
      tried: [true, false],
      unavailable: [undefined, ...all<'noLibrary' | 'noTicket'>({ noLibrary: true, noTicket: true })],
      withheld: [
        undefined,
        ...all<Withheld>({ weakerScheme: true, colonInUsername: true, unknownDigest: true }),
      ],
      variable: [undefined, 'http_proxy'],
    },
  ],
  'route.refused': [
    {
      proxy: proxy.slice(0, 1),
      status: statuses,
      target,
      cause: [
        undefined,
        ...all<ProxyRefusal>({
          portal: true,
          signIn: true,
          blockPage: true,
          nameNotFound: true,
          unreachable: true,
          timedOut: true,
          busy: true,
        }),
      ],
      host: [undefined, null, 'portal.example:1003'],
      product,
      words: unsaid,
    },
  ],
  'route.socksRefused': [
    {
      proxy,
      target,
      reply: all<SocksReply>({
        Failure: true,
        NotAllowed: true,
        NetworkUnreachable: true,
        HostUnreachable: true,
        ConnectionRefused: true,
        TTLExpired: true,
        CommandNotSupported: true,
        AddressNotSupported: true,
      }),
    },
  ],
  'route.timeout': [{ proxy, stage: stages }],
  'tls.untrusted': [
    {
      hop: hops,
      host,
      issuer: ['Corp CA'],
      fingerprint: ['AA'],
      presented: presentations,
      cause: all({ unknownIssuer: true, selfSigned: true, incompleteChain: true, inspected: true }),
    },
  ],
  'tls.wrongName': [{ hop: hops, host, names: [[], ['b'], ['b', 'c', 'd', 'e']], presented: presentations }],
  'tls.expired': [{ hop: hops, host, validTo: ['2026-01-01'], presented: presentations }],
  'tls.notYetValid': [{ hop: hops, host, validFrom: ['2036-01-01'], presented: presentations }],
  'tls.unacceptable': [{ hop: hops, host, flaw: Object.values(certificateFlaws), presented: presentations }],
  'tls.clientCertificateRequired': [{ hop: hops, host }],
  'tls.failed': [
    {
      hop: hops,
      host,
      code: ['ERR_SSL_ODD'],
      cause: [
        undefined,
        ...all<TlsFailure>({
          noTls: true,
          oldVersion: true,
          nothingInCommon: true,
          unknownName: true,
          closed: true,
        }),
      ],
    },
  ],
  'gateway.unresolved': [{ host, by }],
  'gateway.unreachable': [{ host, port, cause: dialCauses, by }],
  'gateway.timeout': [{ host, stage: stages, by }],
  'gateway.closed': [{ host, longestHeaderBytes: [undefined, 9000], by }],
  'gateway.unauthorized': [{ status: [401], by, words: quoted }],
  'gateway.badRequest': [
    {
      status: [400],
      cause: [
        undefined,
        ...all<'tokenMissing' | 'headerTooLong' | 'wantsTls'>({
          tokenMissing: true,
          headerTooLong: true,
          wantsTls: true,
        }),
      ],
      by,
      words: unsaid,
    },
  ],
  'gateway.forbidden': [
    {
      status: [403],
      cause: [undefined, ...all<'upgradesOff' | 'accessRule'>({ upgradesOff: true, accessRule: true })],
      by,
      words: quoted,
    },
  ],
  'gateway.intercepted': [{ status: [403], what, product, incident, by, words: quoted }],
  'gateway.noSuchPath': [
    {
      status: [404],
      urlPrefix: ['/realm-sync'],
      cause: [
        undefined,
        ...all<'encodedTwice' | 'changed' | 'notServed'>({
          encodedTwice: true,
          changed: true,
          notServed: true,
        }),
      ],
      by,
      words: unsaid,
    },
  ],
  'gateway.moved': [
    { status: [302], host: hosts, isSignIn: yesOrNo, isSameOverTls: no, by },
    { status: [308], host: ['ros.example:9443'], isSignIn: no, isSameOverTls: [true], by },
  ],
  'gateway.busy': [{ status: [429, 503], retryAfterMs, by, words: unsaid }],
  'gateway.failed': [{ status: [502], cause: failureCauses, by, words: unsaid }],
  'gateway.notWebSocket': [{ status: [0, 101, 200], isSignIn: yesOrNo, by, words: unsaid }],
  'gateway.upgradeStripped': [{ status: [401], by, words: unsaid }],
  'gateway.protocolMismatch': [
    {
      status: [400],
      side: all<MismatchSide>({
        clientTooOld: true,
        clientTooNew: true,
        notSeen: true,
        unsaid: true,
        otherAgreed: true,
        noneAgreed: true,
      }),
      speaks: [undefined, one(22), range(24, 28), range(10, 21), range(31, 33)],
      tried: [undefined, [], [30], [22], [30, 22, 26]],
      isLimited: [...no, true],
      by: [undefined, 'server'],
      words: unsaid,
    },
  ],
  'session.closed': [
    {
      code: [0, 1000, 1001, 1005, 1006, 1008, 1009, 1011, 1012, 1013, 1014, 4001],
      quietMs: [undefined, 9_949, 9_950, 59_800],
      survivedMs: unsaid,
      waitedMs: unsaid,
    },
  ],
  'session.idleKilled': [{ quietMs: [1_800, 30_000], survivedMs: [undefined, 20_000] }],
  'session.silent': [{ waitedMs: [120_400], quietMs: unsaid, survivedMs: unsaid }],
  'session.protocol': [{ flaw: all({ frame: true, order: true, tooLarge: true, websocket: true }) }],
  'session.timeout': [{ stage: stages }],
  'session.tokenExpired': [{ code: [202], isNew: yesOrNo }],
  'session.badAuthentication': [{ code: [203] }],
  'session.permissionDenied': [{ code: [206] }],
  'session.server': [
    { code: Array.from({ length: 131 }, (_, index) => 98 + index), tryAgain: [true, false] },
  ],
  'network.down': [{}],
  'network.portal': [{ status: [511] }],
  'profile.invalid': [
    {
      issues: [
        [{ field: 'server', rule: 'urlMalformed' }],
        [{ field: '', rule: 'notJson' }],
        [{ field: 'trust.ca', rule: 'pemUnreadable', which: { number: 2, of: 3 } }],
      ],
    },
  ],
  'profile.missing': [{ name: ['Staging'] }],
  'profile.ambiguous': [
    {
      name: ['Staging'],
      candidates: [
        [
          { id: '0b9c', environment: 'staging', server: 'https://ros.example' },
          { id: '7f21', environment: 'production', server: 'https://ros.other.example' },
        ],
      ],
    },
  ],
  'secret.missing': [
    {
      secret: [
        ...['password', 'jwt', 'custom', 'refreshToken', 'adminToken', 'nickname'],
        ...['proxyPassword', 'clientKey', 'header X-A', 'toString'],
      ],
    },
  ],
  'secret.withheld': [
    {
      secret: [
        ...(['refreshToken', 'adminToken', 'proxyPassword', 'clientKey', 'clientBundle'] as const),
        ...(['clientKeyPassphrase', 'jwtFile', 'header:x-api-key', 'proxyHeader:x-b'] as const),
      ],
      givenFor: [[], ['https://ros.example:443'], ['system proxy']],
      wantedBy: [
        ['https://a.example:443'],
        ['https://a.example:443', 'proxy.example:3128'],
        ['system proxy'],
      ],
    },
  ],
  'secret.fileUnreadable': [
    {
      file: ['/run/user/jwt'],
      cause: all({
        missing: true,
        denied: true,
        empty: true,
        tooLarge: true,
        timeout: true,
        unreadable: true,
        notJwt: true,
      }),
    },
  ],
  'input.refused': [{ issues: [[{ field: 'theme', rule: 'required' }], [{ field: '', rule: 'tooDeep' }]] }],
  'gesture.missing': [{}],
  'relay.portTaken': [{ port: [19080], holder: [null, 'node'] }],
  'relay.loop': [{ port: [19080] }],
  'storage.notSaved': [
    {
      file: ['/home/nell/profiles.json'],
      cause: all<NotSavedCause>({ full: true, denied: true, newerVersion: true, failed: true }),
    },
  ],
  cancelled: [{}],
  bug: [{ id: ['0a1b2c'] }],
};

function one(version: number): VersionRange {
  return range(version, version);
}

function range(oldest: number, newest: number): VersionRange {
  return { oldest, newest };
}

type Fields = Readonly<Record<string, readonly unknown[]>>;

/** Each combination of the values; what is undefined is left out. */
const combinationsOf = (fields: Fields): readonly object[] =>
  Object.entries(fields).reduce<readonly object[]>(
    (made, [field, values]) =>
      made.flatMap((each) =>
        values.map((value) => (value === undefined ? each : { ...each, [field]: value })),
      ),
    [{}],
  );

/** Every problem of a kind, in the order of the tables. */
export const everyProblemOf = (kind: ProblemKind): readonly Problem[] =>
  (ranges[kind] as readonly Fields[])
    .flatMap(combinationsOf)
    .map((fields) => ({ kind, ...fields }) as Problem);

export const problemKinds = Object.keys(ranges) as readonly ProblemKind[];
