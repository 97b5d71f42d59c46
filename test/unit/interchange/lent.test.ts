import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { lentLanguages, lentSnippet } from '../../../shared/interchange/export/lent.ts';
import type { Profile } from '../../../shared/profile.ts';
import { defaultRelay, type RelaySettings } from '../../../shared/relay.ts';
import { corporate } from '../renderer/scenes.ts';

const lent = (relay: Partial<RelaySettings>): Profile => ({
  ...corporate({ credential: { kind: 'password', username: 'alice-of-the-profile' } }),
  relay: { ...defaultRelay, hosts: [], origins: [], allow: [], paths: [], ...relay },
});

describe.each(lentLanguages)('code for apps in %s', (language) => {
  const snippet = (relay: Partial<RelaySettings>): string => lentSnippet(lent(relay), 19_085, language);

  it.each(['transparent', 'signedIn', 'proxy'] as const)('has nothing of the way behind it: %s', (mode) => {
    const text = snippet({ mode });
    expect(text).toContain('19085');
    for (const private_ of ['X-Realm-Auth', 'X-Team', '/my/url/prefix', 'proxy.example', 'alice'])
      expect(text).not.toContain(private_);
  });

  it('signs in with the relay’s key where the account is lent, and opens what is lent', () => {
    expect(snippet({ mode: 'signedIn' })).toMatch(/^\/\/ .*the password is the relay's key\.\n/);
    expect(snippet({ mode: 'signedIn', key: 'none' })).toMatch(
      /^\/\/ .*any user name and password will do\.\n/,
    );
    const text = snippet({ mode: 'signedIn', paths: ['/~/only-this'] });
    expect(text).toContain('/~/only-this');
    expect(text).not.toContain('/~/tasks');
  });

  it('keeps the server’s own address where the relay is a forward proxy', () => {
    const text = snippet({ mode: 'proxy' });
    expect(text).not.toContain('realm://127.0.0.1');
    expect(text).not.toMatch(/login|logIn/);
  });
});

it('gives a forward proxy where each kind of app takes one', () => {
  const of = (language: (typeof lentLanguages)[number]) =>
    lentSnippet(lent({ mode: 'proxy' }), 19_085, language);
  expect(of('java')).toContain('emulator -avd NAME -http-proxy http://127.0.0.1:19085');
  expect(of('javascript')).toContain('HTTPS_PROXY=http://127.0.0.1:19085 node app.js');
  expect(of('cpp')).toContain('ProxyConfig::Type::HTTP, "127.0.0.1", 19085}');
  expect(of('cpp')).toContain('"realms://ros.internal.example:9443"');
});

it.each(['transparent', 'signedIn', 'proxy'] as const)(
  'is JavaScript that can be read as such: %s',
  (mode) => {
    expect(() => new Script(lentSnippet(lent({ mode }), 19_085, 'javascript'))).not.toThrow();
  },
);
