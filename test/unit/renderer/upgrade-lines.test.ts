import { describe, expect, it } from 'vitest';
import { parseProfile, type ProfileFile } from '../../../shared/profile.ts';
import { upgradeLines, type UpgradeLines } from '../../../shared/upgrade-lines.ts';
import { profileWith } from '../shared/profile-samples.ts';

const secrets = {
  token: '...',
  key: 'FBeULDToSQx6zW+pXf8+Jw==',
  secretHeader: (name: string) => `<${name}>`,
};

function linesOf(file: Partial<ProfileFile>, realmPath: string): UpgradeLines {
  const parsed = parseProfile({
    formatVersion: 1,
    name: 'Seed',
    server: 'https://myROS.internal.com',
    credential: { kind: 'anonymous' },
    sync: { protocolVersions: [22] },
    ...file,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  return upgradeLines(parsed.value, realmPath, secrets);
}

const text = ({ target, headers }: UpgradeLines): string =>
  [`GET ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\n');

describe('the upgrade request', () => {
  it('is the one of the seed document, line for line', () => {
    expect(text(linesOf({}, '/b920bd7068ef2b470ff4226e0e85716a/foo'))).toBe(
      `GET /realm-sync/%2Fb920bd7068ef2b470ff4226e0e85716a%2Ffoo HTTP/1.1
Authorization: Realm-Access-Token version=1 token="..."
Connection: Upgrade
Host: myROS.internal.com
Sec-WebSocket-Key: FBeULDToSQx6zW+pXf8+Jw==
Sec-WebSocket-Protocol: io.realm.sync.22
Sec-WebSocket-Version: 13
Upgrade: websocket`,
    );
  });

  it('makes room for a corporate Authorization under a renamed header and a prefix', () => {
    const lines = linesOf(
      {
        gateway: {
          syncUrl: 'ws://myCompany.org',
          authorizationHeaderName: 'X-Realm-Auth',
          urlPrefix: '/my/url/prefix',
          customRequestHeaders: [
            { name: 'authorization', secret: true },
            { name: 'X-Team', value: 'mobile' },
          ],
        },
      },
      '/foo',
    );
    expect(text(lines)).toBe(
      `GET /my/url/prefix/%2Ffoo HTTP/1.1
authorization: <authorization>
Connection: Upgrade
Host: myCompany.org
Sec-WebSocket-Key: FBeULDToSQx6zW+pXf8+Jw==
Sec-WebSocket-Protocol: io.realm.sync.22
Sec-WebSocket-Version: 13
Upgrade: websocket
X-Realm-Auth: Realm-Access-Token version=1 token="..."
X-Team: mobile`,
    );
  });

  it.each<[string, Partial<ProfileFile>, number | undefined, string]>([
    ['the one that is asked for', {}, 26, 'io.realm.sync.26'],
    ['the newest, where none has been found yet', {}, undefined, 'io.realm.sync.30'],
    ['the profile’s first', { sync: { protocolVersions: [22, 30] } }, undefined, 'io.realm.sync.22'],
  ])('asks for one version: %s', (_which, file, version, name) => {
    const profile = profileWith(file);
    const { headers } = upgradeLines(profile, '/foo', {
      token: '...',
      key: 'key',
      secretHeader: () => '',
      ...(version === undefined ? {} : { version }),
    });
    expect(headers).toContainEqual(['Sec-WebSocket-Protocol', name]);
  });

  it('offers compression only where the profile asks for it', () => {
    const names = (compression: boolean) =>
      linesOf({ sync: { compression } }, '/foo').headers.map(([name]) => name);
    expect(names(false)).not.toContain('Sec-WebSocket-Extensions');
    expect(names(true)).toContain('Sec-WebSocket-Extensions');
  });

  it.each([
    ['http://ros.example', 'ros.example'],
    ['http://ros.example:80', 'ros.example'],
    ['https://ros.example:443', 'ros.example'],
    ['https://ros.example:9443/ros', 'ros.example:9443'],
    ['https://[::1]:9443', '[::1]:9443'],
    ['https://bücher.example', 'xn--bcher-kva.example'],
  ])('to %s names the host %s', (server, host) => {
    expect(linesOf({ server }, '/foo').host).toBe(host);
  });
});
