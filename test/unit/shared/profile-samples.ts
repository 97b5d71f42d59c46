import fc from 'fast-check';
import {
  environments,
  parseProfile,
  type Profile,
  type ProfileFile,
  type CredentialKind,
} from '../../../shared/profile.ts';
import { relayKeyRules, relayModes, relayStarts } from '../../../shared/relay.ts';
import type { Rule } from '../../../shared/rules.ts';
import { pemSample } from './pem-sample.ts';

/** What a PEM certificate looks like from outside; nothing here reads what is in it. */
const pemKey = '-----BEGIN PRIVATE KEY-----\nTUlJQg==\n-----END PRIVATE KEY-----\n';

export const minimal = {
  formatVersion: 1,
  name: 'Minimal',
  server: 'https://ros.example:9443',
  credential: { kind: 'anonymous' },
} as const satisfies ProfileFile;

/** A profile with these differences from the minimal one. */
export const profileWith = (changes: Partial<ProfileFile> = {}): Profile =>
  profileOf({ ...minimal, ...changes });

/** The profile that a file stands for, which has to be a valid one. */
export function profileOf(file: unknown): Profile {
  const parsed = parseProfile(file);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  return parsed.value;
}

/** The example of the command line's contract, with its ellipses filled in. */
export const contractExample = {
  formatVersion: 1,
  name: 'Staging',
  environment: 'staging',
  server: 'https://ros.internal.example:9443',
  credential: { kind: 'password', username: 'alice' },
  realmPaths: ['/~/tasks'],
  gateway: {
    syncUrl: 'wss://gateway.example',
    authorizationHeaderName: 'X-Realm-Auth',
    urlPrefix: '/my/url/prefix',
    customRequestHeaders: [
      { name: 'Authorization', secret: true },
      { name: 'X-Team', value: 'mobile' },
    ],
  },
  route: {
    mode: 'manual',
    proxy: 'http://proxy.example:3128',
    username: 'corp\\alice',
    bypass: ['localhost', '*.internal.example'],
    neverDirect: true,
  },
  trust: { verify: true, ca: pemSample, clientCertificate: pemSample },
  sync: { protocolVersions: [30, 22], partial: false, compression: false },
} as const;

/** What breaks a rule, and what is near to it and does not. */
export interface RuleExample {
  readonly rule: Rule;
  readonly field: string;
  readonly refused: object;
  readonly nearMiss: object;
}

const gateway = (settings: object): object => ({ gateway: settings });
const route = (settings: object): object => ({ route: settings });
const header = (...headers: object[]): object => gateway({ customRequestHeaders: headers });
const headerName = (name: string): object => header({ name, value: 'v' });
const headerValue = (value: string): object => header({ name: 'X-A', value });
const proxy = (url: string): object => route({ mode: 'manual', proxy: url });
const paths = (...realmPaths: unknown[]): object => ({ realmPaths });

const breaking = (rule: Rule, field: string, refused: object, nearMiss: object): RuleExample => ({
  rule,
  field,
  refused,
  nearMiss,
});

const firstHeader = 'gateway.customRequestHeaders[0]';
const secondHeader = 'gateway.customRequestHeaders[1]';
const versions = (...protocolVersions: unknown[]): object => ({ sync: { protocolVersions } });

const userInfo = (of: object) => ({ credential: { kind: 'custom', provider: 'own', userInfo: of } });

/** Lists inside one another, so many deep. */
const nested = (depth: number): unknown =>
  Array.from({ length: depth }).reduce<unknown>((inside) => [inside], 1);

/** For every rule that the parser itself can find broken. */
const relay = (fields: object) => ({ relay: fields });

export const ruleExamples: readonly RuleExample[] = [
  breaking('required', 'name', { name: undefined }, { name: 'x' }),
  breaking('required', 'name', { name: '' }, { name: 'x' }),
  breaking('required', 'name', { name: ' \t ' }, { name: ' x ' }),
  breaking('required', 'server', { server: '' }, { server: 'http://x' }),
  breaking('required', 'credential.username', { credential: { kind: 'password' } }, contractExample),
  breaking('required', 'realmPaths', { realmPaths: [] }, paths('/a')),
  breaking('required', 'realmPaths[0]', paths(''), paths('/a')),
  breaking('required', `${firstHeader}.name`, headerName(''), headerName('x')),
  breaking('wrongType', 'name', { name: 7 }, { name: '7' }),
  breaking('wrongType', 'realmPaths', { realmPaths: '/a' }, paths('/a')),
  breaking('wrongType', 'trust.verify', { trust: { verify: 'no' } }, { trust: { verify: false } }),
  breaking('wrongType', 'sync.protocolVersions[0]', versions('22'), versions(22)),
  breaking('unknownField', 'colour', { colour: 'red' }, {}),
  breaking('unknownField', 'gateway.urlprefix', gateway({ urlprefix: '/a' }), gateway({ urlPrefix: '/a' })),
  breaking(
    'unknownField',
    'credential.password',
    { credential: { kind: 'password', username: 'a', password: 'p' } },
    { credential: { kind: 'password', username: 'a' } },
  ),
  breaking('notAChoice', 'environment', { environment: 'Staging' }, { environment: 'staging' }),
  breaking('notAChoice', 'credential.kind', { credential: { kind: 'magic' } }, minimal),
  breaking('notAChoice', 'route.mode', route({ mode: 'pac' }), route({ mode: 'direct' })),
  breaking('tooDeep', 'credential.userInfo.a', userInfo({ a: nested(62) }), userInfo({ a: nested(61) })),
  breaking(
    'tooLarge',
    'credential.userInfo.a',
    userInfo({ a: Array.from({ length: 200_000 }, () => 1) }),
    userInfo({ a: Array.from({ length: 20_000 }, () => 1) }),
  ),
  breaking('notText', 'name', { name: 'a\ud800' }, { name: 'a\ud834\udd1e' }),
  breaking('notText', 'credential.userInfo', userInfo({ '\udc00': 1 }), userInfo({ ü: 1 })),
  breaking('tooLong', 'name', { name: 'x'.repeat(81) }, { name: 'x'.repeat(80) }),
  breaking('tooLong', 'realmPaths[0]', paths(`/${'a'.repeat(1024)}`), paths(`/${'a'.repeat(1023)}`)),
  breaking('tooLong', `${firstHeader}.value`, headerValue('v'.repeat(8001)), headerValue('v'.repeat(8000))),
  breaking('controlCharacter', 'name', { name: 'a\nb' }, { name: 'a b' }),
  breaking('controlCharacter', 'name', { name: 'a\u0085b' }, { name: 'aåb' }),
  breaking('formatVersionUnknown', 'formatVersion', { formatVersion: 2 }, { formatVersion: 1 }),
  breaking('formatVersionUnknown', 'formatVersion', { formatVersion: '1' }, { formatVersion: 1 }),
  breaking('urlSchemeHttp', 'server', { server: 'ros.example' }, { server: 'http://ros.example' }),
  breaking('urlMalformed', 'server', { server: 'http:ros.example' }, { server: 'http://ros.example' }),
  breaking('urlMalformed', 'server', { server: 'http:///ros.example' }, { server: 'http://ros.example' }),
  breaking('urlMalformed', 'server', { server: 'http://a\r\nb' }, { server: 'http://a/b' }),
  breaking('urlPort', 'server', { server: 'http://a:65536' }, { server: 'http://a:65535' }),
  breaking('urlPort', 'server', { server: 'https://host:99999' }, { server: 'https://host:9999' }),
  breaking('urlPort', 'server', { server: 'https://[::1]:0' }, { server: 'https://[::1]:1' }),
  breaking(
    'urlPort',
    'gateway.syncUrl',
    gateway({ syncUrl: 'wss://a:port' }),
    gateway({ syncUrl: 'wss://a:80' }),
  ),
  breaking('urlHasBlank', 'server', { server: 'http://a b' }, { server: ' http://a-b\u00a0' }),
  breaking('urlHasBackslash', 'server', { server: 'http:\\\\a' }, { server: 'http://a' }),
  breaking('urlSchemeHttp', 'server', { server: 'ftp://ros.example' }, { server: 'HTTP://ros.example' }),
  breaking('urlSchemeRealm', 'server', { server: 'ws://ros.example' }, { server: 'http://ros.example' }),
  breaking('urlSchemeRealm', 'server', { server: 'Realms://ros.example' }, { server: 'https://ros.example' }),
  breaking('urlSchemeHttp', 'server', { server: 'ros.example:9080' }, { server: 'http://ros.example:9080' }),
  breaking(
    'urlSchemeWs',
    'gateway.syncUrl',
    gateway({ syncUrl: 'https://a' }),
    gateway({ syncUrl: 'wss://a' }),
  ),
  breaking('urlSchemeProxy', 'route.proxy', proxy('socks4://a:1080'), proxy('socks5h://a:1080')),
  breaking('urlHasCredentials', 'route.proxy', proxy('http://u:p@a:3128'), proxy('http://a:3128')),
  breaking('urlHasCredentials', 'server', { server: 'http://@a' }, { server: 'http://a' }),
  breaking('urlHasQuery', 'server', { server: 'http://a/?q' }, { server: 'http://a/q' }),
  breaking('urlHasQuery', 'server', { server: 'http://a/#' }, { server: 'http://a/' }),
  breaking(
    'urlHasPath',
    'gateway.syncUrl',
    gateway({ syncUrl: 'ws://a/b' }),
    gateway({ syncUrl: 'ws://a/' }),
  ),
  breaking('urlHasPath', 'route.proxy', proxy('http://a/proxy'), proxy('http://a/')),
  breaking('headerNameMalformed', `${firstHeader}.name`, headerName('X Team'), headerName('X-Team')),
  breaking('headerNameMalformed', `${firstHeader}.name`, headerName('X:'), headerName('X!')),
  breaking('headerNameMalformed', `${firstHeader}.name`, headerName('Ü'), headerName('U')),
  breaking(
    'headerNameMalformed',
    'gateway.authorizationHeaderName',
    gateway({ authorizationHeaderName: 'X\r\nY' }),
    gateway({ authorizationHeaderName: 'X-Y' }),
  ),
  breaking('headerNameReserved', `${firstHeader}.name`, headerName('host'), headerName('hosts')),
  breaking(
    'headerIsProxyPassword',
    'route.proxyHeaders[0].name',
    route({ proxyHeaders: [{ name: 'Proxy-Authorization', secret: true }] }),
    route({ proxyHeaders: [{ name: 'Proxy-Auth', secret: true }] }),
  ),
  breaking(
    'headerForProxy',
    `${firstHeader}.name`,
    headerName('proxy-authorization'),
    headerName('Proxy-Authorized'),
  ),
  breaking('headerNameReserved', `${firstHeader}.name`, headerName('UPGRADE'), headerName('Upgrade-A')),
  breaking(
    'headerNameReserved',
    `${firstHeader}.name`,
    headerName('Sec-WebSocket-Anything'),
    headerName('Sec-Web'),
  ),
  breaking(
    'headerNameReserved',
    'gateway.authorizationHeaderName',
    gateway({ authorizationHeaderName: 'Connection' }),
    gateway({ authorizationHeaderName: 'X-Connection' }),
  ),
  breaking('headerValueMalformed', `${firstHeader}.value`, headerValue('a\r\nX: b'), headerValue('a X: b')),
  breaking('headerValueMalformed', `${firstHeader}.value`, headerValue(' a'), headerValue('a\ta')),
  breaking('headerValueMalformed', `${firstHeader}.value`, headerValue('a\u0000'), headerValue('')),
  breaking('headerValueMalformed', `${firstHeader}.value`, headerValue('€'), headerValue('å')),
  breaking(
    'headerValueOrSecret',
    `${firstHeader}.value`,
    header({ name: 'X-A', value: 'v', secret: true }),
    header({ name: 'X-A', value: 'v', secret: false }),
  ),
  breaking(
    'headerValueOrSecret',
    `${firstHeader}.value`,
    header({ name: 'X-A', secret: false }),
    header({ name: 'X-A', secret: true }),
  ),
  breaking(
    'headerRepeated',
    `${secondHeader}.name`,
    header({ name: 'X-A', value: '1' }, { name: 'x-a', value: '2' }),
    header({ name: 'X-A', value: '1' }, { name: 'X-B', value: '1' }),
  ),
  breaking(
    'headerSwallowsToken',
    `${firstHeader}.name`,
    headerName('authorization'),
    gateway({
      authorizationHeaderName: 'X-Realm-Auth',
      customRequestHeaders: [{ name: 'authorization', value: 'v' }],
    }),
  ),
  breaking(
    'headerSwallowsToken',
    `${firstHeader}.name`,
    gateway({
      authorizationHeaderName: 'X-Realm-Auth',
      customRequestHeaders: [{ name: 'x-realm-auth', secret: true }],
    }),
    headerName('x-realm-auth'),
  ),
  breaking(
    'prefixNoLeadingSlash',
    'gateway.urlPrefix',
    gateway({ urlPrefix: 'sync' }),
    gateway({ urlPrefix: '/sync' }),
  ),
  breaking(
    'prefixTrailingSlash',
    'gateway.urlPrefix',
    gateway({ urlPrefix: '/sync/' }),
    gateway({ urlPrefix: '/sync/a' }),
  ),
  breaking(
    'prefixMalformed',
    'gateway.urlPrefix',
    gateway({ urlPrefix: '/my url' }),
    gateway({ urlPrefix: '/my%20url' }),
  ),
  breaking(
    'prefixMalformed',
    'gateway.urlPrefix',
    gateway({ urlPrefix: '/a?b' }),
    gateway({ urlPrefix: '/a;b' }),
  ),
  breaking(
    'prefixMalformed',
    'gateway.urlPrefix',
    gateway({ urlPrefix: '/a//b' }),
    gateway({ urlPrefix: '/a/b' }),
  ),
  breaking('realmPathTrailingSlash', 'realmPaths[0]', paths('/~/tasks/'), paths('/~/tasks ')),
  breaking('realmPathIsUrl', 'realmPaths[0]', paths('realm://a/~/b'), paths('/~/b')),
  breaking('realmPathNoLeadingSlash', 'realmPaths[0]', paths('~/a'), paths('/~/a')),
  breaking('realmPathSegment', 'realmPaths[1]', paths('/a', '/b c'), paths('/a', '/b_c')),
  breaking('realmPathReserved', 'realmPaths[0]', paths('/a.realm'), paths('/a.realms')),
  breaking('realmPathTilde', 'realmPaths[0]', paths('/a/~'), paths('/~/a')),
  breaking('realmPathPartial', 'realmPaths[0]', paths('/__partial/__partial'), paths('/__partial/partial')),
  breaking('realmPathRepeated', 'realmPaths[2]', paths('/a', '/b', '/a'), paths('/a', '/b', '/A')),
  breaking('proxyMissing', 'route.proxy', route({ mode: 'manual' }), route({ mode: 'system' })),
  breaking(
    'neverDirectContradiction',
    'route.neverDirect',
    route({ mode: 'direct', neverDirect: true }),
    route({ mode: 'system', neverDirect: true }),
  ),
  breaking(
    'whenUndecidedContradiction',
    'route.whenUndecided',
    route({ mode: 'system', neverDirect: true, whenUndecided: 'direct' }),
    route({ mode: 'system', whenUndecided: 'direct' }),
  ),
  breaking(
    'bypassIsList',
    'route.bypass[1]',
    route({ bypass: ['a', 'b, c'] }),
    route({ bypass: ['a', 'b', '10.0.0.0/8', '[::1]:80', '<local>', '*.c'] }),
  ),
  breaking(
    'bypassAddress',
    'route.bypass[0]',
    route({ bypass: ['10.0.0.0/33'] }),
    // n17
    route({ bypass: ['10.', 'http://10.1.2.3', '10.0.0.0-10.255.255.255', '[fd00::]/8'] }),
  ),
  breaking(
    'bypassPort',
    'route.bypass[0]',
    route({ bypass: ['ros.example:99999'] }),
    route({ bypass: ['ros.example:9999'] }),
  ),
  breaking(
    'bypassMalformed',
    'route.bypass[0]',
    route({ bypass: ['<remote>'] }),
    route({ bypass: ['<local>'] }),
  ),
  breaking('pemNotCertificate', 'trust.ca', { trust: { ca: 'TUlJQg==' } }, { trust: { ca: pemSample } }),
  breaking(
    'pemUnreadable',
    'trust.ca',
    { trust: { ca: pemSample.slice(0, 300) } },
    { trust: { ca: pemSample } },
  ),
  breaking(
    'pemHasPrivateKey',
    'trust.ca',
    { trust: { ca: pemSample + pemKey } },
    { trust: { ca: pemSample + pemSample } },
  ),
  breaking(
    'pemHasPrivateKey',
    'trust.clientCertificate',
    { trust: { clientCertificate: pemKey } },
    { trust: { clientCertificate: pemSample } },
  ),
  breaking('protocolVersion', 'sync.protocolVersions[0]', versions(21), versions(22)),
  breaking('protocolVersion', 'sync.protocolVersions[0]', versions(31), versions(30)),
  breaking('protocolVersion', 'sync.protocolVersions[1]', versions(22, 22.5), versions(22, 23)),
  breaking('noProtocolVersion', 'sync.protocolVersions', versions(), versions(22)),
  breaking('relayPort', 'relay.port', relay({ port: 80 }), relay({ port: 1024 })),
  breaking('relayPort', 'relay.port', relay({ port: '19080' }), relay({ port: 65_535 })),
  breaking(
    'relayOfAdmin',
    'relay.mode',
    { ...relay({ mode: 'signedIn' }), credential: { kind: 'adminToken' } },
    relay({ mode: 'signedIn' }),
  ),
  breaking('relayHold', 'relay.holdSeconds', relay({ holdSeconds: 3_601 }), relay({ holdSeconds: 0 })),
  breaking('relayHost', 'relay.hosts[0]', relay({ hosts: ['box:80'] }), relay({ hosts: ['box.local'] })),
  breaking(
    'relayOrigin',
    'relay.origins[0]',
    relay({ origins: ['https://app.example/'] }),
    relay({ origins: ['https://app.example:8443'] }),
  ),
];

/** Rules that are found broken elsewhere: reading a file as JSON, and looking into certificates and keys. */
export const rulesOfOthers = [
  // Of what is settled beside a profile.
  'relayPortOfOther',
  'relayKeyWeak',
  'fileNotChosen',
  'trustTooLong',
  'tokenMalformed',
  'bundleMalformed',
  'bundleUnreadable',
  'notJson',
  'pemNotKey',
  'keyDoesNotMatch',
] as const satisfies Rule[];

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const host = fc.oneof(
  fc.tuple(word, word).map(([one, other]) => `${one}.${other}`),
  fc.constantFrom('localhost', '10.0.0.1', '[::1]'),
);
const authority = fc
  .tuple(host, fc.option(fc.integer({ min: 1, max: 65_535 })))
  .map(([name, port]) => (port === null ? name : `${name}:${port}`));
const urlOf = (...schemes: string[]) =>
  fc.tuple(fc.constantFrom(...schemes), authority).map(([scheme, where]) => `${scheme}://${where}`);
// eslint-disable-next-line no-control-regex -- control characters are what a label has none of
const label = fc.stringMatching(/^[^\u0000-\u001f\u007f-\u009f\s][^\u0000-\u001f\u007f-\u009f]{0,30}$/);
const jsonObject = fc
  .dictionary(word, fc.jsonValue())
  // Numbers as JSON knows them: there is no negative zero.
  .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, never>);

const credentials: { readonly [Kind in CredentialKind]: fc.Arbitrary<ProfileFile['credential']> } = {
  password: fc.record({ kind: fc.constant('password' as const), username: label }),
  anonymous: fc.constant({ kind: 'anonymous' as const }),
  nickname: fc.record(
    { kind: fc.constant('nickname' as const), nickname: label, isAdmin: fc.boolean() },
    { requiredKeys: ['kind', 'nickname'] },
  ),
  jwt: fc.record({ kind: fc.constant('jwt' as const), provider: label }, { requiredKeys: ['kind'] }),
  custom: fc.record(
    { kind: fc.constant('custom' as const), provider: label, userInfo: jsonObject },
    { requiredKeys: ['kind', 'provider'] },
  ),
  adminToken: fc.constant({ kind: 'adminToken' as const }),
  refreshToken: fc.constant({ kind: 'refreshToken' as const }),
};

const customHeader = fc.oneof(
  word.map((name) => ({ name: `X-${name}`, secret: true })),
  fc
    .tuple(word, fc.stringMatching(/^([!-~]([ -~]{0,20}[!-~])?)?$/))
    .map(([name, value]) => ({ name: `X-${name}`, value })),
);
const prefix = fc.array(word, { minLength: 1, maxLength: 3 }).map((segments) => `/${segments.join('/')}`);

const routeFile = fc.oneof(
  fc.record(
    {
      mode: fc.constant('system' as const),
      bypass: fc.array(host),
      neverDirect: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
  fc.record({ mode: fc.constant('direct' as const) }),
  fc.record(
    {
      mode: fc.constant('manual' as const),
      proxy: urlOf('http', 'https', 'socks5', 'socks5h'),
      username: label,
      bypass: fc.array(host),
      neverDirect: fc.boolean(),
    },
    { requiredKeys: ['mode', 'proxy'] },
  ),
);

/** Profile files as people could write them: valid, more or less complete. */
export const profileFiles: fc.Arbitrary<ProfileFile> = fc
  .record(
    {
      formatVersion: fc.constant(1 as const),
      name: label,
      environment: fc.constantFrom(...environments),
      server: urlOf('http', 'https'),
      credential: fc.oneof(...Object.values(credentials)),
      realmPaths: fc.uniqueArray(
        prefix.map((path) => `/~${path}`),
        { minLength: 1, maxLength: 5 },
      ),
      gateway: fc.record(
        {
          syncUrl: urlOf('ws', 'wss'),
          authorizationHeaderName: fc.constantFrom('Authorization', 'Realm-Token'),
          urlPrefix: prefix,
          customRequestHeaders: fc.uniqueArray(customHeader, { selector: ({ name }) => name, maxLength: 4 }),
        },
        { requiredKeys: [] },
      ),
      route: routeFile,
      trust: fc.record(
        { verify: fc.boolean(), ca: fc.constant(pemSample), clientCertificate: fc.constant(pemSample) },
        { requiredKeys: [] },
      ),
      sync: fc.record(
        {
          protocolVersions: fc.array(fc.integer({ min: 22, max: 30 }), { minLength: 1, maxLength: 9 }),
          partial: fc.boolean(),
          compression: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
      relay: fc.record(
        {
          port: fc.integer({ min: 1024, max: 65_535 }),
          mode: fc.constantFrom(...relayModes),
          start: fc.constantFrom(...relayStarts),
          holdSeconds: fc.integer({ min: 0, max: 3_600 }),
          hosts: fc.array(word, { maxLength: 3 }),
          origins: fc.array(
            word.map((host) => `https://${host}`),
            { maxLength: 3 },
          ),
          allow: fc.array(word, { maxLength: 3 }),
          key: fc.constantFrom(...relayKeyRules),
          paths: fc.array(
            prefix.map((path) => `/~${path}`),
            { maxLength: 3 },
          ),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['formatVersion', 'name', 'server', 'credential'] },
  )
  // No admin token is lent.
  .filter(({ credential, relay }) => credential.kind !== 'adminToken' || relay?.mode !== 'signedIn');
