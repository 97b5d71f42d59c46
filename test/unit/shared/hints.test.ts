import { describe, expect, it } from 'vitest';
import { hintsFor, type HintFor } from '../../../shared/hints/hints.ts';
import type { Problem } from '../../../shared/problem.ts';
import { mistakesBehind } from '../../../shared/problem-kinds.ts';
import { parseProfile } from '../../../shared/profile.ts';
import { samples } from './problem-samples.ts';

const parsed = parseProfile({
  formatVersion: 1,
  name: 'Corp',
  server: 'https://ros.corp.example/base',
  credential: { kind: 'anonymous' },
  gateway: {
    syncUrl: 'wss://gateway.corp.example',
    authorizationHeaderName: 'X-Realm-Auth',
    urlPrefix: '/my/url/prefix',
    customRequestHeaders: [{ name: 'Authorization', secret: true }],
  },
  route: { mode: 'manual', proxy: 'http://proxy.corp.example:3128' },
});
if (!parsed.ok) throw new Error('not a valid profile');
const profile = parsed.value;

const textOf = (problem: Problem, product: HintFor): string =>
  hintsFor(problem, profile).find((hint) => hint.for === product)?.text ?? '';

const markedIn = (text: string): string[] => text.split('\n').filter((line) => line.endsWith('# <- this'));

describe('a hint', () => {
  const problem: Problem = { kind: 'gateway.upgradeStripped', status: 401 };

  it('is made from the profile, for each product', () => {
    const texts = (['nginx', 'haproxy', 'apache', 'envoy'] as const).map((product) =>
      textOf(problem, product),
    );
    texts.forEach((text) => {
      expect(text).toContain('/my/url/prefix');
      expect(text).toContain('/base/auth');
      expect(text.toLowerCase()).toContain('x-realm-auth');
      expect(markedIn(text).length).toBeGreaterThan(0);
    });
    expect(textOf(problem, 'server')).toContain("authorizationHeaderName: 'X-Realm-Auth',");
  });

  it('keeps the corporate Authorization from the server, and says so', () => {
    const swallowed: Problem = { kind: 'auth.swallowedHeader', status: 401 };
    expect(markedIn(textOf(swallowed, 'nginx'))).toContain('  proxy_set_header Authorization "";  # <- this');
    expect(markedIn(textOf(swallowed, 'envoy')).join()).toContain(
      'request_headers_to_remove: [authorization]',
    );
  });

  it('asks the network team in words, with hosts, ports and headers', () => {
    const refused: Problem = {
      kind: 'route.refused',
      proxy: 'http://proxy.corp.example:3128',
      status: 403,
      target: 'gateway.corp.example:443',
    };
    expect(hintsFor(refused, profile).map((hint) => hint.for)).toEqual(['networkTeam']);
    const letter = textOf(refused, 'networkTeam');
    for (const fact of [
      'ros.corp.example:443',
      'gateway.corp.example:443',
      'http://proxy.corp.example:3128',
      'X-Realm-Auth',
      'CONNECT',
      'TLS inspection',
    ]) {
      expect(letter).toContain(fact);
    }
  });

  it('is there for every mistake of a gateway, and for nothing that is nobody else’s business', () => {
    for (const [sample] of Object.values(samples)) {
      const hints = hintsFor(sample, profile);
      if (mistakesBehind(sample).length > 0) expect(hints).toHaveLength(6);
      hints.forEach(({ text }) => expect(text).not.toMatch(/undefined|\[object|null/));
    }
    expect(hintsFor({ kind: 'vault.locked' }, profile)).toEqual([]);
  });
});
