import { describe, expect, it } from 'vitest';
import { draftOf, fileOf, newDraft, secretsOf, type Draft } from '../../../renderer/state/draft.ts';
import { exampleOf, readDraft } from '../../../renderer/state/draft-reading.ts';
import { parseProfile, type ProfileFile } from '../../../shared/profile.ts';
import type { SecretKind } from '../../../shared/secret-kinds.ts';
import { corporate, profileOf } from './scenes.ts';
import { pemSample } from '../shared/pem-sample.ts';

const draft = (change: Partial<Draft> = {}): Draft => ({
  ...newDraft(),
  name: 'Staging',
  server: 'https://ros.example',
  credential: { ...newDraft().credential, username: 'alice' },
  ...change,
});

const issuesOf = (typed: Draft, saved: readonly SecretKind[] = []): readonly string[] => {
  const reading = readDraft(typed, saved);
  return reading.ok ? [] : reading.issues.map(({ field, rule }) => `${field} ${rule}`);
};

describe('a draft', () => {
  const certificate = pemSample.trim();
  const profiles: readonly (readonly [string, Partial<ProfileFile>])[] = [
    ['everything', { trust: { ca: certificate, clientCertificate: certificate, verify: false } }],
    ['direct', { route: { mode: 'direct' } }],
    ['system', { route: { mode: 'system', bypass: ['localhost', '*.corp'], neverDirect: true } }],
    ['system, or direct', { route: { mode: 'system', whenUndecided: 'direct' } }],
    [
      'headers for the proxy',
      {
        route: {
          proxyHeaders: [
            { name: 'X-Site', value: 'berlin' },
            { name: 'X-Pass', secret: true },
          ],
        },
      },
    ],
    ['anonymous', { credential: { kind: 'anonymous' } }],
    ['nickname', { credential: { kind: 'nickname', nickname: 'al' } }],
    ['nickname of an administrator', { credential: { kind: 'nickname', nickname: 'al', isAdmin: true } }],
    ['jwt', { credential: { kind: 'jwt', provider: 'azure' } }],
    ['custom', { credential: { kind: 'custom', provider: 'p', userInfo: { team: ['a'] } } }],
    ['admin', { credential: { kind: 'adminToken' } }],
    ['sync', { sync: { protocolVersions: [22, 30], partial: true, compression: true } }],
    ['sync, its version found', { sync: { partial: true } }],
  ];

  it.each(profiles)('of a profile makes the same profile again: %s', (_, file) => {
    const profile = corporate(file);
    expect(parseProfile(fileOf(draftOf(profile)))).toEqual({ ok: true, value: profile });
  });

  it('starts with defaults that need only a name, a server and a username', () => {
    expect(issuesOf(newDraft())).toEqual([
      'name required',
      'server required',
      'credential.username required',
    ]);
    expect(issuesOf(draft())).toEqual([]);
  });

  it('is held to nothing that its route has no use for', () => {
    const wrong = { proxy: 'nonsense', bypass: 'a b?', neverDirect: true };
    expect(issuesOf(draft({ ...wrong, routeMode: 'direct' }))).toEqual([]);
    expect(issuesOf(draft({ ...wrong, routeMode: 'manual' }))).toEqual([
      'route.proxy urlSchemeProxy',
      'route.bypass[1] bypassMalformed',
    ]);
  });

  it('reads bypass patterns from commas, blanks and lines', () => {
    const file = parseProfile(fileOf(draft({ bypass: 'localhost, *.corp;\n10.0.0.0/8 ' })));
    expect(file.ok && file.value.route.bypass).toEqual(['localhost', '*.corp', '10.0.0.0/8']);
  });

  it('takes user info only as JSON', () => {
    const custom = { ...newDraft().credential, kind: 'custom' as const, customProvider: 'p' };
    expect(issuesOf(draft({ credential: { ...custom, userInfo: '{' } }))).toEqual([
      'credential.userInfo notJson',
    ]);
    expect(issuesOf(draft({ credential: { ...custom, userInfo: '{"a":1}' } }))).toEqual([]);
  });
});

describe('the secrets of a draft', () => {
  const secret = { key: 0, name: 'X-Key', value: '', secret: true };
  const clientCertificate = pemSample.trim();

  it('leave out what was not typed, and what the draft has no use for', () => {
    const typed = draft({ secrets: { ...newDraft().secrets, password: 'p', jwt: 'j', proxyPassword: 'x' } });
    expect(secretsOf(typed)).toEqual({ password: 'p' });
    const manual = { ...typed, routeMode: 'manual' as const, proxy: 'http://p:1', proxyUsername: 'u' };
    expect(secretsOf(manual)).toEqual({ password: 'p', proxyPassword: 'x' });
  });

  it('never stand in the profile file', () => {
    const typed = draft({
      headers: [{ ...secret, value: 'canary' }],
      secrets: { ...newDraft().secrets, password: 'canary', clientKey: 'canary' },
    });
    expect(JSON.stringify(fileOf(typed))).not.toContain('canary');
    expect(secretsOf(typed)).toMatchObject({ headers: { 'X-Key': 'canary' } });
  });

  it('are asked for where nothing is kept yet', () => {
    const typed = draft({
      headers: [secret],
      routeMode: 'manual',
      proxy: 'http://p:1',
      proxyUsername: 'u',
      clientCertificate,
    });
    expect(issuesOf(typed)).toEqual([
      'gateway.customRequestHeaders[0].value required',
      'secrets.proxyPassword required',
      'secrets.clientKey required',
    ]);
    expect(issuesOf(typed, ['header:x-key', 'proxyPassword', 'clientKey'])).toEqual([]);
  });

  it('are marked where they were typed', () => {
    const malformed = [{ ...secret, value: 'a\nb' }];
    expect(issuesOf(draft({ headers: malformed }))).toEqual([
      'gateway.customRequestHeaders[0].value headerValueMalformed',
    ]);
    expect(issuesOf(draft({ proxyHeaders: malformed }))).toEqual([
      'route.proxyHeaders[0].value headerValueMalformed',
    ]);
  });

  it('for a proxy are asked for, and typed, only where one may be on the way', () => {
    const typed = draft({ proxyHeaders: [secret, { ...secret, key: 1, name: 'X-Other', value: 'v' }] });
    expect(issuesOf(typed)).toEqual(['route.proxyHeaders[0].value required']);
    expect(issuesOf(typed, ['proxyHeader:x-key'])).toEqual([]);
    expect(secretsOf(typed)).toEqual({ proxyHeaders: { 'X-Other': 'v' } });
    const direct = { ...typed, routeMode: 'direct' as const };
    expect(issuesOf(direct)).toEqual([]);
    expect(secretsOf(direct)).toEqual({});
  });

  it.each([
    ['{"a":[1]}', { a: [1] }],
    ['plain words', 'plain words'],
  ])('of a custom provider may be JSON or text: %s', (custom, sent) => {
    const credential = { ...newDraft().credential, kind: 'custom' as const, customProvider: 'p' };
    expect(secretsOf(draft({ credential, secrets: { ...newDraft().secrets, custom } }))).toEqual({
      custom: sent,
    });
  });
});

describe('the example for the preview', () => {
  it('is the profile itself when nothing is wrong', () => {
    const profile = profileOf();
    expect(exampleOf(draftOf(profile))).toEqual({ profile, isComplete: true });
  });

  it('keeps what is right and stands in for what is wrong', () => {
    const typed = draft({
      server: 'ftp://x',
      syncUrl: 'nonsense',
      urlPrefix: '/my/prefix',
      authorizationHeaderName: 'X Y',
      headers: [
        { key: 0, name: 'X-Team', value: 'mobile', secret: false },
        { key: 1, name: 'bad name', value: '', secret: false },
      ],
      realmPaths: ['nope', '/~/tasks'],
    });
    const { profile, isComplete } = exampleOf(typed);
    expect(isComplete).toBe(false);
    expect(profile.server).toBe('https://ros.example:9443');
    expect(profile.realmPaths).toEqual(['/~/tasks']);
    expect(profile.gateway).toEqual({
      authorizationHeaderName: 'Authorization',
      urlPrefix: '/my/prefix',
      customRequestHeaders: [{ name: 'X-Team', secret: false, value: 'mobile' }],
    });
  });

  it('exists even for a draft in which everything is wrong', () => {
    const nonsense = draft({
      name: '',
      server: '',
      urlPrefix: 'x',
      realmPaths: [''],
      routeMode: 'manual',
      ca: 'x',
      findsProtocol: false,
      protocolVersions: [],
      headers: [
        { key: 0, name: 'Authorization', value: '', secret: true },
        { key: 1, name: 'authorization', value: '\n', secret: false },
      ],
    });
    expect(exampleOf(nonsense).profile.realmPaths).toEqual(['/~/default']);
  });
});
