import type { FailureCause, Problem, ProblemKind, ProblemOf } from '../../../shared/problem.ts';
import { presented } from './presented.ts';

const failureCauses: readonly FailureCause[] = [
  ...(['otherHttp', 'misdirected', 'tooManyHops', 'signInBroken', 'serverTls', 'serverDown'] as const),
  ...(['serverSilent', 'serverUnreachable', 'serverNonsense', 'gaveUp', 'slowRequest'] as const),
];

/** One of every kind, and more where fields change the meaning. A kind without a sample does not compile. */
const profilesFile = '/home/nell/.config/Causeway/profiles.json';

export const samples: { readonly [Kind in ProblemKind]: readonly [ProblemOf<Kind>, ...ProblemOf<Kind>[]] } = {
  'vault.locked': [{ kind: 'vault.locked' }],
  'vault.unavailable': [
    { kind: 'vault.unavailable', reason: 'noBus' },
    { kind: 'vault.unavailable', reason: 'noService' },
    { kind: 'vault.unavailable', reason: 'noLibrary' },
    { kind: 'vault.unavailable', reason: 'timeout' },
    { kind: 'vault.unavailable', reason: 'crashed' },
  ],
  'vault.denied': [{ kind: 'vault.denied' }],
  'vault.corrupt': [{ kind: 'vault.corrupt' }],
  'auth.closed': [
    { kind: 'auth.closed', host: 'ros.example' },
    { kind: 'auth.closed', host: 'gateway.example', by: 'gateway' },
  ],
  'auth.unresolved': [{ kind: 'auth.unresolved', host: 'ros.example' }],
  'auth.unreachable': [
    { kind: 'auth.unreachable', host: 'ros.example', port: 9443, cause: 'refused' },
    { kind: 'auth.unreachable', host: 'ros.example', port: 9443, cause: 'unreachable' },
    { kind: 'auth.unreachable', host: 'ros.example', port: 9443, cause: 'reset' },
    { kind: 'auth.unreachable', host: 'ros.example', port: 9443, cause: 'timeout' },
    { kind: 'auth.unreachable', host: 'ros.example', port: 9443, cause: 'closed' },
  ],
  'auth.timeout': [{ kind: 'auth.timeout', host: 'ros.example', stage: 'sign-in' }],
  'auth.credentialRefused': [
    { kind: 'auth.credentialRefused', status: 401, code: 611 },
    { kind: 'auth.credentialRefused', status: 401, code: null },
    { kind: 'auth.credentialRefused', status: 401, code: 611, why: 'jwtExpired' },
    { kind: 'auth.credentialRefused', status: 401, code: 611, why: 'jwtSignature' },
  ],
  'auth.refreshRefused': [
    { kind: 'auth.refreshRefused', status: 403, code: 614 },
    { kind: 'auth.refreshRefused', status: 403, code: 615, why: 'expired' },
  ],
  'auth.unknownAccount': [{ kind: 'auth.unknownAccount', status: 404 }],
  'auth.pathRefused': [{ kind: 'auth.pathRefused', status: 403, realmPath: '/a' }],
  'auth.notOffered': [{ kind: 'auth.notOffered', status: 501 }],
  'auth.badRequest': [
    { kind: 'auth.badRequest', status: 400, parameters: ['provider', 'data'] },
    { kind: 'auth.badRequest', status: 400, parameters: [] },
  ],
  'auth.busy': [
    { kind: 'auth.busy', status: 503, retryAfterMs: 3000 },
    { kind: 'auth.busy', status: 503, retryAfterMs: null },
  ],
  'auth.failed': [
    { kind: 'auth.failed', status: 500 },
    { kind: 'auth.failed', status: 502, by: 'gateway' },
    { kind: 'auth.failed', status: 525, by: 'gateway', cause: 'serverTls' },
  ],
  'auth.refusedOnTheWay': [
    { kind: 'auth.refusedOnTheWay', status: 401 },
    { kind: 'auth.refusedOnTheWay', status: 403 },
    { kind: 'auth.refusedOnTheWay', status: 413 },
    { kind: 'auth.refusedOnTheWay', status: 426 },
  ],
  'auth.intercepted': [
    { kind: 'auth.intercepted', status: 403, by: 'gateway', what: 'botChallenge', product: 'Cloudflare' },
    { kind: 'auth.intercepted', status: 503, by: 'gateway', what: 'blockPage' },
    { kind: 'auth.intercepted', status: 403, by: 'gateway', what: 'firewall' },
  ],
  'auth.moved': [
    { kind: 'auth.moved', status: 302, host: 'ros.example' },
    { kind: 'auth.moved', status: 302, host: null },
    { kind: 'auth.moved', status: 302, host: 'sso.example', isSignIn: true },
    { kind: 'auth.moved', status: 301, host: 'ros.example:9443', isSameOverTls: true },
  ],
  'auth.malformed': [
    { kind: 'auth.malformed', status: 0, flaw: 'notHttp' },
    { kind: 'auth.malformed', status: 404, flaw: 'notServed' },
    { kind: 'auth.malformed', status: 200, flaw: 'notJson' },
    { kind: 'auth.malformed', status: 200, flaw: 'loginPage' },
    { kind: 'auth.malformed', status: 200, flaw: 'noToken' },
    { kind: 'auth.malformed', status: 200, flaw: 'tooLarge' },
    { kind: 'auth.malformed', status: 200, flaw: 'cutOff' },
    { kind: 'auth.malformed', status: 400, flaw: 'wantsTls' },
    { kind: 'auth.malformed', status: 200, flaw: 'notText' },
    { kind: 'auth.malformed', status: 200, flaw: 'tokenMalformed' },
  ],
  'auth.swallowedHeader': [{ kind: 'auth.swallowedHeader', status: 401 }],
  'route.undecided': [
    { kind: 'route.undecided', reason: 'pacFailed' },
    ...(['notLoaded', 'broken', 'noFunction', 'threw', 'nonsense', 'timeout'] as const).map(
      (cause) =>
        ({
          kind: 'route.undecided',
          reason: 'pacFailed',
          cause,
          script: 'http://wpad.example/proxy.pac',
        }) as const,
    ),
    { kind: 'route.undecided', reason: 'pacFailed', cause: 'threw' },
    ...(
      [
        'malformed',
        'twoSchemes',
        'scheme',
        'socks4',
        'port',
        'pacScript',
        'windowOnly',
        'controlCharacter',
      ] as const
    ).map((flaw) => ({ kind: 'route.undecided', reason: 'variable', variable: 'http_proxy', flaw }) as const),
    { kind: 'route.undecided', reason: 'neverDirect' },
    { kind: 'route.undecided', reason: 'unsupported' },
  ],
  'route.unresolved': [{ kind: 'route.unresolved', proxy: 'http://proxy.example:3128' }],
  'route.unreachable': [{ kind: 'route.unreachable', proxy: 'http://proxy.example:3128', cause: 'refused' }],
  'route.closed': [
    { kind: 'route.closed', proxy: 'http://proxy.example:3128' },
    { kind: 'route.closed', proxy: 'socks5h://proxy.example:1080' },
  ],
  'route.malformed': [
    { kind: 'route.malformed', proxy: 'http://proxy.example:3128' },
    { kind: 'route.malformed', proxy: 'socks5h://proxy.example:1080' },
  ],
  'route.authRequired': [
    { kind: 'route.authRequired', proxy: 'http://p:1', status: 407, schemes: ['basic'], tried: false },
    { kind: 'route.authRequired', proxy: 'http://p:1', status: 407, schemes: ['ntlm'], tried: true },
    { kind: 'route.authRequired', proxy: 'http://p:1', status: 407, schemes: [], tried: false },
    {
      kind: 'route.authRequired',
      proxy: 'http://p:1',
      status: 407,
      schemes: ['basic'],
      tried: true,
      variable: 'http_proxy',
    },
    ...(['weakerScheme', 'colonInUsername', 'unknownDigest'] as const).map(
      (withheld) =>
        ({
          kind: 'route.authRequired',
          proxy: 'http://p:1',
          status: 407,
          schemes: ['basic'],
          tried: true,
          withheld,
        }) as const,
    ),
    {
      kind: 'route.authRequired',
      proxy: 'socks5://p:1',
      status: 0,
      schemes: ['username/password'],
      tried: true,
    },
  ],
  'route.refused': [
    { kind: 'route.refused', proxy: 'http://p:1', status: 403, target: 'a:443' },
    { kind: 'route.refused', proxy: 'http://p:1', status: 503, target: 'a:443' },
    { kind: 'route.refused', proxy: 'http://p:1', status: 405, target: 'a:443' },
    ...(['portal', 'signIn', 'blockPage', 'nameNotFound', 'unreachable', 'timedOut', 'busy'] as const).map(
      (cause) =>
        ({ kind: 'route.refused', proxy: 'http://p:1', status: 403, target: 'a:443', cause }) as const,
    ),
    {
      kind: 'route.refused',
      proxy: 'http://p:1',
      status: 302,
      target: 'a:443',
      cause: 'portal',
      host: 'portal.quay.example:1003',
    },
  ],
  'route.socksRefused': (
    [
      'Failure',
      'NotAllowed',
      'NetworkUnreachable',
      'HostUnreachable',
      'ConnectionRefused',
      'TTLExpired',
      'CommandNotSupported',
      'AddressNotSupported',
    ] as const
  ).map(
    (reply) => ({ kind: 'route.socksRefused', proxy: 'socks5://p:1', target: 'a:443', reply }) as const,
  ) as [ProblemOf<'route.socksRefused'>],
  'route.timeout': [{ kind: 'route.timeout', proxy: 'http://p:1', stage: 'proxy' }],
  'tls.untrusted': (['unknownIssuer', 'selfSigned', 'incompleteChain', 'inspected'] as const).map(
    (cause) =>
      ({
        kind: 'tls.untrusted',
        hop: 'gateway',
        host: 'a',
        issuer: 'CA',
        fingerprint: 'AA',
        cause,
        presented: presented(),
      }) as const,
  ) as [ProblemOf<'tls.untrusted'>, ...ProblemOf<'tls.untrusted'>[]],
  'tls.wrongName': [
    { kind: 'tls.wrongName', hop: 'auth server', host: 'a', names: ['b', 'c'], presented: presented() },
    { kind: 'tls.wrongName', hop: 'auth server', host: 'a', names: [], presented: presented() },
  ],
  'tls.expired': [
    { kind: 'tls.expired', hop: 'gateway', host: 'a', validTo: '2026-01-01', presented: presented() },
  ],
  'tls.notYetValid': [
    { kind: 'tls.notYetValid', hop: 'gateway', host: 'a', validFrom: '2036-01-01', presented: presented() },
  ],
  'tls.unacceptable': [
    {
      kind: 'tls.unacceptable',
      hop: 'gateway',
      host: 'ros.example',
      flaw: { kind: 'weakSignature', algorithm: 'SHA-1', subject: 'ros.example' },
      presented: presented(),
    },
    {
      kind: 'tls.unacceptable',
      hop: 'gateway',
      host: 'ros.example',
      flaw: { kind: 'weakKey', bits: 1024, subject: 'ros.example' },
      presented: presented(),
    },
    {
      kind: 'tls.unacceptable',
      hop: 'gateway',
      host: 'ros.example',
      flaw: { kind: 'noNames', subject: 'ros.example' },
      presented: presented(),
    },
    {
      kind: 'tls.unacceptable',
      hop: 'gateway',
      host: 'ros.example',
      flaw: { kind: 'wrongUsage', subject: 'ros.example' },
      presented: presented(),
    },
    {
      kind: 'tls.unacceptable',
      hop: 'gateway',
      host: 'ros.example',
      flaw: { kind: 'notAnAuthority', subject: 'www.example' },
      presented: presented(),
    },
    {
      kind: 'tls.unacceptable',
      hop: 'gateway',
      host: 'ros.example',
      flaw: { kind: 'nameConstraints', issuer: 'Corp CA' },
      presented: presented(),
    },
  ],
  'tls.clientCertificateRequired': [
    { kind: 'tls.clientCertificateRequired', hop: 'forward proxy', host: 'proxy.example' },
  ],
  'tls.failed': [
    { kind: 'tls.failed', hop: 'gateway', host: 'a', code: 'ERR_SSL_ODD' },
    ...(['noTls', 'oldVersion', 'nothingInCommon', 'unknownName', 'closed'] as const).map(
      (cause) => ({ kind: 'tls.failed', hop: 'gateway', host: 'a', code: 'ERR_SSL_ODD', cause }) as const,
    ),
  ],
  'gateway.unresolved': [
    { kind: 'gateway.unresolved', host: 'gateway.example' },
    { kind: 'gateway.unresolved', host: 'ros.example', by: 'server' },
  ],
  'gateway.unreachable': [
    { kind: 'gateway.unreachable', host: 'gateway.example', port: 443, cause: 'unreachable' },
    { kind: 'gateway.unreachable', host: 'ros.example', port: 9080, cause: 'refused', by: 'server' },
  ],
  'gateway.timeout': [
    { kind: 'gateway.timeout', host: 'gateway.example', stage: 'upgrade' },
    { kind: 'gateway.timeout', host: 'ros.example', stage: 'connect', by: 'server' },
  ],
  'gateway.closed': [
    { kind: 'gateway.closed', host: 'gateway.example' },
    { kind: 'gateway.closed', host: 'ros.example', by: 'server' },
    { kind: 'gateway.closed', host: 'gateway.example', longestHeaderBytes: 9000 },
  ],
  'gateway.unauthorized': [
    { kind: 'gateway.unauthorized', status: 401 },
    { kind: 'gateway.unauthorized', status: 401, by: 'server' },
  ],
  'gateway.badRequest': [
    { kind: 'gateway.badRequest', status: 400, cause: 'tokenMissing' },
    { kind: 'gateway.badRequest', status: 400 },
  ],
  'gateway.forbidden': [
    { kind: 'gateway.forbidden', status: 403 },
    { kind: 'gateway.forbidden', status: 403, by: 'gateway', words: 'X-Quay-Key is missing.' },
    { kind: 'gateway.forbidden', status: 403, cause: 'upgradesOff' },
    { kind: 'gateway.forbidden', status: 403, by: 'gateway', cause: 'accessRule' },
  ],
  'gateway.intercepted': [
    { kind: 'gateway.intercepted', status: 403, by: 'gateway', what: 'botChallenge' },
    {
      kind: 'gateway.intercepted',
      status: 503,
      by: 'gateway',
      what: 'blockPage',
      product: 'Zscaler',
      words: 'Category: unknown',
    },
    {
      kind: 'gateway.intercepted',
      status: 403,
      by: 'gateway',
      what: 'firewall',
      product: 'Imperva',
      incident: '7-1',
    },
  ],
  'gateway.noSuchPath': [
    { kind: 'gateway.noSuchPath', status: 404, urlPrefix: '/realm-sync' },
    { kind: 'gateway.noSuchPath', status: 404, urlPrefix: '/realm-sync', cause: 'changed' },
    { kind: 'gateway.noSuchPath', status: 404, urlPrefix: '/realm-sync', cause: 'changed', by: 'server' },
    { kind: 'gateway.noSuchPath', status: 404, urlPrefix: '/realm-sync', cause: 'encodedTwice' },
  ],
  'gateway.moved': [
    { kind: 'gateway.moved', status: 302, host: 'gateway.example' },
    { kind: 'gateway.moved', status: 302, host: null },
    { kind: 'gateway.moved', status: 302, host: null, isSignIn: true },
    { kind: 'gateway.moved', status: 302, host: 'sso.example', isSignIn: true },
    { kind: 'gateway.moved', status: 308, host: 'gateway.example', isSameOverTls: true },
  ],
  'gateway.busy': [
    { kind: 'gateway.busy', status: 503, retryAfterMs: 30_000 },
    { kind: 'gateway.busy', status: 503, retryAfterMs: null },
    { kind: 'gateway.busy', status: 503, retryAfterMs: null, by: 'gateway' },
    { kind: 'gateway.busy', status: 429, retryAfterMs: null },
  ],
  'gateway.failed': [
    { kind: 'gateway.failed', status: 502 },
    { kind: 'gateway.failed', status: 500, by: 'server' },
    ...failureCauses.map((cause) => ({ kind: 'gateway.failed', status: 464, by: 'gateway', cause }) as const),
  ],
  'gateway.notWebSocket': [
    { kind: 'gateway.notWebSocket', status: 200 },
    { kind: 'gateway.notWebSocket', status: 200, isSignIn: true },
    { kind: 'gateway.notWebSocket', status: 0, by: 'server' },
    { kind: 'gateway.notWebSocket', status: 101 },
  ],
  'gateway.upgradeStripped': [
    { kind: 'gateway.upgradeStripped', status: 401 },
    { kind: 'gateway.upgradeStripped', status: 401, by: 'forward proxy' },
  ],
  'gateway.protocolMismatch': [
    { kind: 'gateway.protocolMismatch', status: 400, side: 'clientTooOld' },
    { kind: 'gateway.protocolMismatch', status: 400, side: 'clientTooNew' },
    { kind: 'gateway.protocolMismatch', status: 400, side: 'unsaid' },
    { kind: 'gateway.protocolMismatch', status: 400, side: 'unsaid', tried: [30, 22, 26], by: 'server' },
    {
      kind: 'gateway.protocolMismatch',
      status: 400,
      side: 'unsaid',
      by: 'server',
      speaks: { oldest: 22, newest: 22 },
      tried: [30],
      isLimited: true,
    },
    {
      kind: 'gateway.protocolMismatch',
      status: 400,
      side: 'unsaid',
      by: 'server',
      speaks: { oldest: 22, newest: 22 },
      tried: [30, 22],
    },
    {
      kind: 'gateway.protocolMismatch',
      status: 400,
      side: 'clientTooOld',
      by: 'server',
      speaks: { oldest: 31, newest: 33 },
      tried: [30],
    },
    { kind: 'gateway.protocolMismatch', status: 400, side: 'notSeen', by: 'server', tried: [30, 22, 26] },
    { kind: 'gateway.protocolMismatch', status: 101, side: 'noneAgreed', tried: [30] },
    { kind: 'gateway.protocolMismatch', status: 101, side: 'otherAgreed', tried: [30] },
    {
      kind: 'gateway.protocolMismatch',
      status: 101,
      side: 'otherAgreed',
      speaks: { oldest: 26, newest: 26 },
      tried: [22],
    },
  ],
  'session.closed': [
    ...([{ kind: 'session.closed', code: 1006 }] as const),
    ...[1000, 1001, 1008, 1009, 1011, 1012, 1013, 1014, 4001].map(
      (code) => ({ kind: 'session.closed', code }) as const,
    ),
  ],
  'session.idleKilled': [{ kind: 'session.idleKilled', quietMs: 30_000 }],
  'session.silent': [{ kind: 'session.silent', waitedMs: 120_000 }],
  'session.protocol': (['frame', 'order', 'tooLarge', 'websocket'] as const).map(
    (flaw) => ({ kind: 'session.protocol', flaw }) as const,
  ) as [ProblemOf<'session.protocol'>],
  'session.timeout': [{ kind: 'session.timeout', stage: 'bind' }],
  'session.tokenExpired': [
    { kind: 'session.tokenExpired', code: 202 },
    { kind: 'session.tokenExpired', code: 202, isNew: true },
  ],
  'session.badAuthentication': [{ kind: 'session.badAuthentication', code: 203 }],
  'session.permissionDenied': [{ kind: 'session.permissionDenied', code: 206 }],
  'session.server': [
    { kind: 'session.server', code: 201, tryAgain: true },
    { kind: 'session.server', code: 208, tryAgain: false },
  ],
  'network.down': [{ kind: 'network.down' }],
  'network.portal': [{ kind: 'network.portal', status: 511 }],
  'profile.invalid': [
    { kind: 'profile.invalid', issues: [{ field: 'server', rule: 'urlMalformed' }] },
    { kind: 'profile.invalid', issues: [{ field: '', rule: 'notJson' }] },
  ],
  'profile.missing': [{ kind: 'profile.missing', name: 'Staging' }],
  'profile.ambiguous': [
    {
      kind: 'profile.ambiguous',
      name: 'Staging',
      candidates: [
        { id: '0b9c', environment: 'staging', server: 'https://ros.example' },
        { id: '7f21', environment: 'production', server: 'https://ros.other.example' },
      ],
    },
  ],
  'relay.portTaken': [
    { kind: 'relay.portTaken', port: 19080, holder: null },
    { kind: 'relay.portTaken', port: 19080, holder: 'node' },
  ],
  'relay.loop': [{ kind: 'relay.loop', port: 19080 }],
  'storage.notSaved': [
    { kind: 'storage.notSaved', file: profilesFile, cause: 'full' },
    { kind: 'storage.notSaved', file: profilesFile, cause: 'denied' },
    { kind: 'storage.notSaved', file: profilesFile, cause: 'newerVersion' },
    { kind: 'storage.notSaved', file: profilesFile, cause: 'failed' },
  ],
  'secret.missing': [
    'password',
    'jwt',
    'custom',
    'refreshToken',
    'adminToken',
    'proxyPassword',
    'header X-A',
  ].map((secret) => ({ kind: 'secret.missing', secret }) as const) as [ProblemOf<'secret.missing'>],
  'secret.withheld': [
    {
      kind: 'secret.withheld',
      secret: 'refreshToken',
      givenFor: ['https://ros.example:443'],
      wantedBy: ['https://other.example:443'],
    },
    {
      kind: 'secret.withheld',
      secret: 'header:x-api-key',
      givenFor: [],
      wantedBy: ['https://a.example:443', 'proxy.example:3128'],
    },
    {
      kind: 'secret.withheld',
      secret: 'proxyPassword',
      givenFor: ['system proxy'],
      wantedBy: ['proxy.example:3128'],
    },
  ],
  'secret.fileUnreadable': (
    ['missing', 'denied', 'empty', 'tooLarge', 'timeout', 'unreadable', 'notJwt'] as const
  ).map((cause) => ({ kind: 'secret.fileUnreadable', file: '/run/user/jwt', cause }) as const) as [
    ProblemOf<'secret.fileUnreadable'>,
  ],
  'input.refused': [
    { kind: 'input.refused', issues: [{ field: 'theme', rule: 'required' }] },
    { kind: 'input.refused', issues: [{ field: '', rule: 'tooDeep' }] },
  ],
  'gesture.missing': [{ kind: 'gesture.missing' }],
  cancelled: [{ kind: 'cancelled' }],
  bug: [{ kind: 'bug', id: '0a1b2c' }],
};

export const allProblems: readonly Problem[] = Object.values(samples).flat();
