import { describe, expect, it } from 'vitest';
import type { HeaderLines } from '../../../main/ports/http.ts';
import {
  asksForTokens,
  isRealmToken,
  kindOfAuth,
  onwardRequest,
  realmPartOf,
  shownRealmPath,
  type Additions,
  type AppRequest,
} from '../../../main/relay/requests.ts';
import { parseProfile, type Profile, type ProfileFile } from '../../../shared/profile.ts';

const profileWith = (more: Partial<ProfileFile> = {}): Profile => {
  const parsed = parseProfile({
    formatVersion: 1,
    name: 'Staging',
    server: 'https://ros.example:9443/base/',
    credential: { kind: 'password', username: 'nell' },
    gateway: {
      syncUrl: 'wss://gateway.example',
      authorizationHeaderName: 'X-Realm-Auth',
      urlPrefix: '/my/prefix',
    },
    ...more,
  });
  return parsed.ok ? parsed.value : expect.fail('not a profile');
};
const profile = profileWith();

const nothing: Additions = { headers: [], isToken: () => false, prefixOf: () => null };
const upgrade = (target: string, headers: HeaderLines = []): AppRequest => ({
  method: 'GET',
  target,
  isUpgrade: true,
  headers: [['Host', '127.0.0.1:19080'], ...headers],
});
const plain = (target: string, headers: HeaderLines = [], method = 'GET'): AppRequest => ({
  method,
  target,
  isUpgrade: false,
  headers: [['Host', '127.0.0.1:19080'], ...headers],
});
const linesOf = (request: AppRequest, additions: Partial<Additions> = {}): HeaderLines =>
  onwardRequest(request, profile, { ...nothing, ...additions }).headers;

const token = `${Buffer.from('{"identity":"nell"}').toString('base64')}:${Buffer.alloc(40, 7).toString('base64')}`;

describe('where a request goes', () => {
  const rows: readonly (readonly [string, AppRequest, 'auth' | 'sync', string])[] = [
    ['a realm', upgrade('/realm-sync/%2F~%2Ftasks'), 'sync', '/my/prefix/%2F~%2Ftasks'],
    [
      'every byte of its path',
      upgrade('/realm-sync/%2fa//b/../c%20+%zz?x=%2F'),
      'sync',
      '/my/prefix/%2fa//b/../c%20+%zz?x=%2F',
    ],
    ['by the profile’s own prefix', upgrade('/my/prefix/%2Fa'), 'sync', '/my/prefix/%2Fa'],
    ['a log', upgrade('/log/info'), 'auth', '/base/log/info'],
    ['a path that only begins so', upgrade('/realm-syncing/a'), 'auth', '/base/realm-syncing/a'],
    ['a request without an upgrade', plain('/realm-sync/%2Fa'), 'auth', '/base/realm-sync/%2Fa'],
    ['a login', plain('/auth', [], 'POST'), 'auth', '/base/auth'],
    ['a query', plain('/stats?a=b%20c'), 'auth', '/base/stats?a=b%20c'],
  ];
  it.each(rows)('%s', (_what, request, leg, target) => {
    expect(onwardRequest(request, profile, nothing)).toMatchObject({ leg, target, method: request.method });
  });

  it('by the prefix that the server dictates for a realm path, and for no other', () => {
    const prefixOf = (path: string) => (path === '/nell/tasks' ? '/worker-7' : null);
    const target = (part: string) =>
      onwardRequest(upgrade(`/realm-sync/${part}`), profile, { ...nothing, prefixOf }).target;
    expect(target('%2Fnell%2Ftasks')).toBe('/worker-7/%2Fnell%2Ftasks');
    expect(target('%2Fnell%2Fother')).toBe('/my/prefix/%2Fnell%2Fother');
  });

  it('is addressed to the leg’s host, in the spelling of the app', () => {
    const addressed = (request: AppRequest) => linesOf({ ...request, headers: [['hOST', 'localhost']] });
    expect(addressed(upgrade('/realm-sync/a'))).toEqual([['hOST', 'gateway.example']]);
    expect(addressed(plain('/auth'))).toEqual([['hOST', 'ros.example:9443']]);
  });
});

describe('header lines', () => {
  it('keep order, spelling and value', () => {
    const lines: HeaderLines = [
      ['x-B', ' a  b '],
      ['X-a', ''],
      ['ACCEPT', '*/*'],
      ['Cookie', 'a=1; b=2'],
    ];
    expect(linesOf(plain('/stats', lines))).toEqual([['Host', 'ros.example:9443'], ...lines]);
  });

  it('lose what speaks of this connection alone', () => {
    const lines: HeaderLines = [
      ['Connection', 'keep-alive, X-Hop'],
      ['Keep-Alive', 'timeout=5'],
      ['x-hop', '1'],
      ['TE', 'trailers'],
      ['Trailer', 'X-Sum'],
      ['Upgrade', 'h2c'],
      ['Proxy-Authorization', 'Basic x'],
      ['Proxy-Connection', 'keep-alive'],
      ['X-End', '1'],
    ];
    expect(linesOf(plain('/stats', lines))).toEqual([
      ['Host', 'ros.example:9443'],
      ['X-End', '1'],
    ]);
  });

  it('keep how the body is framed', () => {
    const lines: HeaderLines = [['Transfer-Encoding', 'chunked']];
    expect(linesOf(plain('/a', lines, 'POST'))).toEqual([['Host', 'ros.example:9443'], ...lines]);
  });

  it('keep what makes an upgrade one, extensions and all', () => {
    const lines: HeaderLines = [
      ['Connection', 'keep-alive, Upgrade'],
      ['Upgrade', 'websocket'],
      ['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits'],
    ];
    expect(linesOf(upgrade('/realm-sync/a', lines))).toEqual([['Host', 'gateway.example'], ...lines]);
  });

  it('are replaced by the profile’s of the same name, in their place, and otherwise follow', () => {
    const lines: HeaderLines = [
      ['authorization', 'Bearer of the app'],
      ['X-One', '1'],
      ['AUTHORIZATION', 'Bearer again'],
    ];
    const headers: HeaderLines = [
      ['X-Team', 'mobile'],
      ['Authorization', 'Basic corp'],
    ];
    expect(linesOf(plain('/stats', lines), { headers })).toEqual([
      ['Host', 'ros.example:9443'],
      ['Authorization', 'Basic corp'],
      ['X-One', '1'],
      ['X-Team', 'mobile'],
    ]);
  });

  it('keep a token beside a corporate Authorization', () => {
    const headers: HeaderLines = [['Authorization', 'Basic corp']];
    expect(linesOf(upgrade('/realm-sync/a', [['Authorization', token]]), { headers })).toEqual([
      ['Host', 'gateway.example'],
      ['X-Realm-Auth', token],
      ['Authorization', 'Basic corp'],
    ]);
  });
});

describe('a token is known', () => {
  it.each([
    ['by the words of the sync clients', 'Realm-Access-Token version=1 token="abc"'],
    ['in any case', 'realm-access-token version=1 token="abc"'],
    ['alone', token],
  ])('%s', (_how, value) => {
    expect(isRealmToken(value)).toBe(true);
    expect(linesOf(upgrade('/realm-sync/a', [['Authorization', value]]))).toContainEqual([
      'X-Realm-Auth',
      value,
    ]);
  });

  it('because it was given out, whatever it looks like', () => {
    const isToken = (value: string) => value === 'opaque';
    const lines = linesOf(plain('/stats', [['authorization', 'opaque']]), { isToken });
    expect(lines).toContainEqual(['X-Realm-Auth', 'opaque']);
  });

  it.each([
    'Basic dXNlcjpwYXNzd29yZA==',
    'Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln',
    'user:password',
    `${token} `,
  ])('and not: %s', (value) => {
    expect(isRealmToken(value)).toBe(false);
  });
});

describe('what is asked for', () => {
  it.each([
    ['/auth', true],
    ['/auth/', true],
    ['/auth?x=1', true],
    ['/auth/revoke', false],
    ['/authors', false],
  ])('POST %s: tokens? %s', (target, asks) => {
    expect(asksForTokens(plain(target, [], 'POST'))).toBe(asks);
    expect(asksForTokens(plain(target))).toBe(false);
  });

  it.each([
    ['{"provider":"realm","data":"x"}', 'refresh'],
    [' { "data" : 1, "provider" : "realm" } ', 'refresh'],
    ['{"provider":"password"}', 'login'],
    ['{"provider":"Realm"}', 'login'],
    ['[]', 'login'],
    ['null', 'login'],
    ['not JSON', 'login'],
    ['', 'login'],
  ])('%s is a %s', (body, kind) => {
    expect(kindOfAuth(Buffer.from(body))).toBe(kind);
  });
});

describe('a realm path', () => {
  it('is what stands behind the prefix of an upgrade', () => {
    expect(realmPartOf(upgrade('/realm-sync/%2Fa'), profile)).toBe('%2Fa');
    expect(realmPartOf(plain('/realm-sync/%2Fa'), profile)).toBeNull();
    expect(realmPartOf(upgrade('/realm-sync'), profile)).toBeNull();
  });

  it('is shown decoded once, without its query, and as it is where it can’t be decoded', () => {
    expect(shownRealmPath('%2Fa%252Fb%20c?x')).toBe('/a%2Fb c');
    expect(shownRealmPath('%2Fa%')).toBe('%2Fa%');
  });
});
