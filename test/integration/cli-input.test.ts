import { describe, expect, onTestFinished, test } from 'vitest';
import { makeFolder } from '../peers/folder.ts';
import { causeway, filesFor, resultIn } from './command-line.ts';

const good = {
  formatVersion: 1,
  name: 'Staging',
  server: 'http://127.0.0.1:9',
  credential: { kind: 'password', username: 'alice' },
};
const header = (one: object, more: object = {}) => ({
  gateway: { customRequestHeaders: [one], ...more },
});
const manual = (more: object) => ({ route: { mode: 'manual', proxy: 'http://127.0.0.1:9', ...more } });
const headerName = 'gateway.customRequestHeaders[0].name';

/** What is typed wrong, where that is, and the rule's name. */
const badProfiles: [string, object, string, string][] = [
  ['a bad URL', { server: 'ros.internal.example:9443' }, 'server', 'urlSchemeHttp'],
  ['half a URL', { server: 'http://' }, 'server', 'urlMalformed'],
  ['an unknown scheme', { server: 'ftp://ros.example' }, 'server', 'urlSchemeHttp'],
  ['credentials in the URL', { server: 'https://a:b@ros.example' }, 'server', 'urlHasCredentials'],
  ['a query', { server: 'https://ros.example/?a=1' }, 'server', 'urlHasQuery'],
  ['an http sync URL', { gateway: { syncUrl: 'https://gateway.example' } }, 'gateway.syncUrl', 'urlSchemeWs'],
  ['a header name with spaces', header({ name: 'X Team', value: 'a' }), headerName, 'headerNameMalformed'],
  [
    'CR/LF in a value',
    header({ name: 'X-Team', value: 'a\r\nX-Admin: 1' }),
    'gateway.customRequestHeaders[0].value',
    'headerValueMalformed',
  ],
  ...['Host', 'connection', 'UPGRADE', 'Sec-WebSocket-Key', 'sec-websocket-protocol'].map(
    (name): [string, object, string, string] => [
      `the reserved header ${name}`,
      header({ name, value: 'a' }),
      headerName,
      'headerNameReserved',
    ],
  ),
  [
    'a header that would swallow the token',
    header({ name: 'authorization', secret: true }),
    headerName,
    'headerSwallowsToken',
  ],
  [
    'the same under another name',
    header({ name: 'x-realm-AUTH', value: 'a' }, { authorizationHeaderName: 'X-Realm-Auth' }),
    headerName,
    'headerSwallowsToken',
  ],
  ['a realm path without a slash', { realmPaths: ['tasks'] }, 'realmPaths[0]', 'realmPathNoLeadingSlash'],
  ['a realm path with a blank', { realmPaths: ['/~/a', '/my tasks'] }, 'realmPaths[1]', 'realmPathSegment'],
  ['a reserved realm path', { realmPaths: ['/a.realm.lock'] }, 'realmPaths[0]', 'realmPathReserved'],
  [
    'a prefix without slash',
    { gateway: { urlPrefix: 'my/prefix' } },
    'gateway.urlPrefix',
    'prefixNoLeadingSlash',
  ],
  [
    'a prefix with one at its end',
    { gateway: { urlPrefix: '/my/' } },
    'gateway.urlPrefix',
    'prefixTrailingSlash',
  ],
  ['an unknown field', { colour: 'green' }, 'colour', 'unknownField'],
  ['an unknown field further in', manual({ port: 3128 }), 'route.port', 'unknownField'],
  [
    'a secret in the profile',
    { credential: { ...good.credential, password: 'x' } },
    'credential.password',
    'unknownField',
  ],
  ['a newer format version', { formatVersion: 2 }, 'formatVersion', 'formatVersionUnknown'],
  ['an unknown credential kind', { credential: { kind: 'kerberos' } }, 'credential.kind', 'notAChoice'],
  ['an unknown environment', { environment: 'prod' }, 'environment', 'notAChoice'],
  ['manual without a proxy', { route: { mode: 'manual' } }, 'route.proxy', 'proxyMissing'],
  ['a proxy scheme nobody speaks', manual({ proxy: 'ftp://proxy:21' }), 'route.proxy', 'urlSchemeProxy'],
  [
    'direct and never direct',
    { route: { mode: 'direct', neverDirect: true } },
    'route.neverDirect',
    'neverDirectContradiction',
  ],
  ['no certificate', { trust: { ca: 'hello' } }, 'trust.ca', 'pemNotCertificate'],
  [
    'a protocol version out of range',
    { sync: { protocolVersions: [21] } },
    'sync.protocolVersions[0]',
    'protocolVersion',
  ],
  ['no name', { name: undefined }, 'name', 'required'],
  ['no server', { server: undefined }, 'server', 'required'],
  ['no credential', { credential: undefined }, 'credential', 'required'],
];

describe('a profile is refused with its field and rule', () => {
  test.concurrent.each(badProfiles)('%s', async (_what, change, field, rule) => {
    const folder = await makeFolder('bad');
    const profile = await folder.write('profile.json', JSON.stringify({ ...good, ...change }));
    const ended = await causeway(['check', profile, '--json']);
    await folder.remove();
    expect(ended.status).toBe(2);
    const { problem, ok } = resultIn(ended);
    expect(ok).toBe(false);
    expect(problem).toMatchObject({ kind: 'profile.invalid', place: 'profile', field, rule });
    expect(problem?.summary).toContain(field);
  });

  test('in words, every broken rule on a line of its own', async () => {
    const files = await filesFor({ ...good, server: 'x', colour: 1, realmPaths: ['a'] });
    const { status, stdout } = await causeway(['check', files.profile]);
    expect(status).toBe(2);
    for (const field of ['server', 'colour', 'realmPaths[0]']) expect(stdout).toContain(field);
  });

  test('a file that is not JSON', async () => {
    const folder = await makeFolder('bad');
    onTestFinished(() => folder.remove());
    const ended = await causeway(['check', await folder.write('p.json', '{ "name": '), '--json']);
    expect(ended.status).toBe(2);
    expect(resultIn(ended).problem).toMatchObject({ kind: 'profile.invalid', rule: 'notJson' });
  });
});

describe('secrets are refused with their field and rule', () => {
  test.each([
    ['an unknown one', { pasword: 'x' }, 'secrets.pasword', 'unknownField'],
    ['one of the wrong type', { password: 7 }, 'secrets.password', 'wrongType'],
    [
      'CR/LF in a header value',
      { headers: { 'X-Key': 'a\r\nb' } },
      'secrets.headers.X-Key',
      'headerValueMalformed',
    ],
  ])('%s', async (_what, secrets, field, rule) => {
    const files = await filesFor(good, secrets);
    const ended = await causeway(['check', files.profile, '--secrets', files.secrets, '--json']);
    expect(ended.status).toBe(2);
    expect(resultIn(ended).problem).toMatchObject({ kind: 'profile.invalid', field, rule });
  });

  test('what is not JSON is not repeated', async () => {
    const { profile } = await filesFor(good);
    const ended = await causeway(['check', profile, '--secrets', '-', '--json'], {
      input: '{"password": hunter2',
    });
    expect(ended.status).toBe(2);
    expect(resultIn(ended).problem).toMatchObject({ field: 'secrets', rule: 'notJson' });
    expect(ended.stdout + ended.stderr).not.toContain('hunter2');
  });

  test('one that the profile needs and nobody gave', async () => {
    const { profile } = await filesFor(good);
    const ended = await causeway(['check', profile, '--json']);
    expect(ended.status).toBe(2);
    expect(resultIn(ended).problem).toMatchObject({ kind: 'secret.missing', secret: 'password' });
  });
});

describe('a call that makes no sense ends with 2 and how to call', () => {
  test.each([
    ['nothing at all', []],
    ['an unknown command', ['connect']],
    ['an unknown option', ['check', '--demo', '--verbose']],
    ['neither profile nor demo', ['check']],
    ['both', ['check', 'profile.json', '--demo']],
    ['two profiles', ['check', 'a.json', 'b.json']],
    ['a realm path against the rules', ['check', '--demo', '--realm', 'tasks']],
    ['a hold that is no number', ['check', '--demo', '--hold', 'long']],
    ['a hold below zero', ['check', '--demo', '--hold=-1']],
    ['a deadline of nothing', ['check', '--demo', '--deadline', '0']],
    ['a secrets file that isn’t there', ['check', 'a.json', '--secrets', '/nonexistent/secrets.json']],
    ['a profile file that is a folder', ['check', './main']],
    ['a secret as argument', ['check', '--demo', '--password', 'hunter2']],
  ])('%s', async (_what, args) => {
    const { status, stdout, stderr } = await causeway(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^causeway: .*\n\nUsage: causeway check PROFILE \[options\]\n/);
    expect(stderr).not.toContain('hunter2');
  });

  test('a profile file that isn’t there is said in the result', async () => {
    const { status, stdout, stderr } = await causeway(['check', '/nonexistent/profile.json', '--json']);
    expect([status, stderr]).toEqual([2, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      problem: { kind: 'profile.missing', place: 'profile' },
    });
  });

  test('--help is not an error', async () => {
    const { status, stdout, stderr } = await causeway(['--help']);
    expect([status, stderr]).toEqual([0, '']);
    for (const option of ['--demo', '--realm', '--secrets', '--hold', '--deadline', '--json']) {
      expect(stdout).toContain(option);
    }
  });
});
