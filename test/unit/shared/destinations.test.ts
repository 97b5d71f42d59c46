import { describe, expect, it } from 'vitest';
import { givenWith, withheldFrom, type BoundSecret } from '../../../shared/destinations.ts';
import { parseProfile, type Profile, type ProfileFile } from '../../../shared/profile.ts';

function profileWith(change: Partial<ProfileFile>): Profile {
  const parsed = parseProfile({
    formatVersion: 1,
    name: 'One',
    server: 'https://ros.example:9443',
    credential: { kind: 'jwt' },
    ...change,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  return parsed.value;
}

const evil = 'evil.example';
const proxied = (host: string): Partial<ProfileFile> => ({
  route: { mode: 'manual', proxy: `http://${host}:3128`, username: 'ann' },
});
const plain = { server: 'http://ros.example:9080' } as const;

type Row = readonly [
  secret: BoundSecret,
  what: string,
  before: Partial<ProfileFile>,
  after: Partial<ProfileFile>,
  asked: readonly string[],
];

const rows: readonly Row[] = [
  ['refreshToken', 'another server', {}, { server: `https://${evil}` }, [`https://${evil}:443`]],
  ['refreshToken', 'another port', {}, { server: 'https://ros.example' }, ['https://ros.example:443']],
  ['refreshToken', 'the same without TLS', {}, plain, ['http://ros.example:9080']],
  [
    'refreshToken',
    'another sync URL',
    {},
    { gateway: { syncUrl: `wss://${evil}` } },
    [`https://${evil}:443`],
  ],
  ['jwtFile', 'another server', {}, { server: `https://${evil}` }, [`https://${evil}:443`]],
  ['adminToken', 'another sync URL', {}, { gateway: { syncUrl: `wss://${evil}` } }, [`https://${evil}:443`]],
  [
    'header:x-key',
    'another sync URL',
    {},
    { gateway: { syncUrl: `wss://${evil}` } },
    [`https://${evil}:443`],
  ],
  ['header:x-key', 'a proxy before a proven server', {}, proxied(evil), []],
  ['header:x-key', 'a proxy that reads along', plain, { ...plain, ...proxied(evil) }, [`${evil}:3128`]],
  [
    'header:x-key',
    'a proxy, and no verification',
    {},
    { ...proxied(evil), trust: { verify: false } },
    [`${evil}:3128`],
  ],
  ['refreshToken', 'a proxy that is gone', { ...plain, ...proxied('p.example') }, plain, []],
  ['proxyPassword', 'another proxy', proxied('p.example'), proxied(evil), [`${evil}:3128`]],
  ['proxyHeader:x-key', 'another proxy', proxied('p.example'), proxied(evil), [`${evil}:3128`]],
  ['proxyPassword', 'the system’s proxy, then a named one', { route: {} }, proxied(evil), [`${evil}:3128`]],
  ['clientKey', 'another server', {}, { server: `https://${evil}` }, [`https://${evil}:443`]],
  ['clientBundle', 'another gateway', {}, { gateway: { syncUrl: `wss://${evil}` } }, [`https://${evil}:443`]],
  ['clientKey', 'a server without TLS', {}, plain, []],
  [
    'refreshToken',
    'another path, prefix and name',
    {},
    { server: 'https://ROS.example:9443/base', name: 'B' },
    [],
  ],
  [
    'refreshToken',
    'the port that the scheme implies',
    { server: 'https://a' },
    { server: 'https://a:443' },
    [],
  ],
];

describe('a secret that was entered for one profile', () => {
  it.each(rows)('%s: %s', (secret, _what, before, after, asked) => {
    const givenFor = givenWith(secret, profileWith(before));
    const withheld = withheldFrom(secret, profileWith(after), givenFor);
    expect(withheld?.wantedBy ?? []).toEqual(asked);
    expect(withheldFrom(secret, profileWith(before), givenFor), 'and back').toBeNull();
  });
});
