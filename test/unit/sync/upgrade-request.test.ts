import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KnownSecrets } from '../../../main/network/known-secrets.ts';
import { namelessSecret } from '../../../main/secrets/secret-names.ts';
import { prepareUpgrade, protocolVersionOf } from '../../../main/sync/upgrade-request.ts';
import { Secret } from '../../../main/secrets/secret.ts';
import { ProfileSecrets } from '../../../main/secrets/profile-secrets.ts';
import type { AccessToken } from '../../../main/tokens/token.ts';
import { headerSecret, type SecretKind } from '../../../shared/secret-kinds.ts';
import { parseProfile, type Profile } from '../../../shared/profile.ts';
import { profileFiles, profileWith } from '../shared/profile-samples.ts';
import { examples, seeded } from '../seed.ts';

const accessTo = (realmPath: string, syncPrefix: string | null = null): AccessToken => ({
  token: new Secret('AccessToken', 'canary-token'),
  identity: 'u1',
  realmPath,
  syncPrefix,
  times: { expiresAt: null, renewsAt: null },
  issuedAt: 0,
  shown: { identity: 'u1', realmPath, syncPrefix },
});

/** A value for each header that has one in the vault. */
function secretsOf(profile: Profile): ProfileSecrets {
  const headers = profile.gateway.customRequestHeaders
    .filter(({ secret }) => secret)
    .map(({ name }): [SecretKind, Secret<'HeaderValue'>] => [
      headerSecret(name),
      new Secret('HeaderValue', 'canary-header'),
    ]);
  return new ProfileSecrets({}, new Map(headers));
}

function knownOf(profile: Profile): KnownSecrets {
  const known = new KnownSecrets(namelessSecret);
  known.learnAll(secretsOf(profile));
  return known;
}

const prepare = (profile: Profile, access: AccessToken, version = 22) =>
  prepareUpgrade(profile, access, version, secretsOf(profile), knownOf(profile));

const lines = ({ target, headers }: { target: string; headers: readonly (readonly [string, string])[] }) => [
  `GET ${target} HTTP/1.1`,
  ...headers.map(([name, value]) => `${name}: ${value}`),
];

const renamed = profileWith({
  server: 'http://myROS.internal.com',
  gateway: {
    authorizationHeaderName: 'X-Realm-Auth',
    urlPrefix: '/my/url/prefix',
    customRequestHeaders: [
      { name: 'Authorization', secret: true },
      { name: 'X-Team', value: 'mobile' },
    ],
  },
});

describe('the upgrade request', () => {
  it('is the seed’s example, the random key apart', () => {
    const profile = profileWith({ server: 'http://myROS.internal.com' });
    const { request } = prepare(profile, accessTo('/b920bd7068ef2b470ff4226e0e85716a/foo'));
    expect(lines(request)).toEqual([
      'GET /realm-sync/%2Fb920bd7068ef2b470ff4226e0e85716a%2Ffoo HTTP/1.1',
      'Authorization: Realm-Access-Token version=1 token="canary-token"',
      'Connection: Upgrade',
      'Host: myROS.internal.com',
      'Sec-WebSocket-Key: ',
      'Sec-WebSocket-Protocol: io.realm.sync.22',
      'Sec-WebSocket-Version: 13',
      'Upgrade: websocket',
    ]);
    expect(request).toMatchObject({ subprotocols: ['io.realm.sync.22'], isCompressed: false });
  });

  it('sends a corporate Authorization beside the renamed header, under the prefix', () => {
    expect(lines(prepare(renamed, accessTo('/u1/foo')).request)).toEqual([
      'GET /my/url/prefix/%2Fu1%2Ffoo HTTP/1.1',
      'Authorization: canary-header',
      'Connection: Upgrade',
      'Host: myROS.internal.com',
      'Sec-WebSocket-Key: ',
      'Sec-WebSocket-Protocol: io.realm.sync.22',
      'Sec-WebSocket-Version: 13',
      'Upgrade: websocket',
      'X-Realm-Auth: Realm-Access-Token version=1 token="canary-token"',
      'X-Team: mobile',
    ]);
  });

  it('is shown with the same lines and no secret in them', () => {
    expect(lines(prepare(renamed, accessTo('/u1/foo')).shown('really sent'))).toEqual([
      'GET /my/url/prefix/%2Fu1%2Ffoo HTTP/1.1',
      'Authorization: [secret]',
      'Connection: Upgrade',
      'Host: myROS.internal.com',
      'Sec-WebSocket-Key: really sent',
      'Sec-WebSocket-Protocol: io.realm.sync.22',
      'Sec-WebSocket-Version: 13',
      'Upgrade: websocket',
      'X-Realm-Auth: [secret]',
      'X-Team: mobile',
    ]);
  });

  it('goes under the prefix that the server dictates, before the profile’s own', () => {
    expect(prepare(renamed, accessTo('/u1/foo', '/worker/7')).request.target).toBe('/worker/7/%2Fu1%2Ffoo');
  });

  it('is not made without a secret that it needs', () => {
    const none = new ProfileSecrets({}, new Map());
    const missing = () => prepareUpgrade(renamed, accessTo('/u1/foo'), 22, none, knownOf(renamed));
    expect(missing).toThrow('secret.missing');
  });

  it(seeded('is shown for any profile without any of its secrets'), () => {
    fc.assert(
      fc.property(profileFiles, (file) => {
        const parsed = parseProfile(file);
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
        const prepared = prepare(parsed.value, accessTo('/u1/foo'));
        const { request } = prepared;
        const shown = prepared.shown('key');
        expect(JSON.stringify(shown)).not.toContain('canary');
        expect(shown.target).toBe(request.target);
        expect(shown.headers.map(([name]) => name)).toEqual(request.headers.map(([name]) => name));
        expect(JSON.stringify(request)).toContain('canary-token');
      }),
      examples(200),
    );
  });
});

describe('the protocol version', () => {
  it.each([
    ['io.realm.sync.22', 22],
    ['io.realm.sync.30', 30],
    ['', 0],
    ['other', 0],
  ])('of %j is %i', (subprotocol, version) => {
    expect(protocolVersionOf(subprotocol)).toBe(version);
  });
});
