import type { Profile } from '../../profile.ts';
import { upgradeLines } from '../../upgrade-lines.ts';

/** The key of RFC 6455 §1.3; each real request has a random one. */
const sampleKey = 'dGhlIHNhbXBsZSBub25jZQ==';

/** The upgrade request of the first realm path as it goes over the wire, `[secret]` in the place of each secret. */
export function requestLines(profile: Profile): string[] {
  const [first = '/~/default'] = profile.realmPaths;
  const { target, headers } = upgradeLines(profile, first, {
    token: '[secret]',
    key: sampleKey,
    secretHeader: () => '[secret]',
  });
  return [`GET ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)];
}
