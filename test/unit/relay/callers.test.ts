import { describe, expect, it } from 'vitest';
import { flawOfCaller, type CallerFlaw } from '../../../main/relay/callers.ts';
import type { HeaderLines } from '../../../main/ports/http.ts';

const rules = { hosts: ['relay.test'], origins: ['http://studio.test'] };
const flaw = (headers: HeaderLines, method = 'GET'): CallerFlaw | null =>
  flawOfCaller(method, headers, rules);
const own = ['Host', '127.0.0.1:19080'] as const;

describe('a program of this computer is served by', () => {
  it.each([
    '127.0.0.1:19080',
    '127.0.0.1',
    '127.8.9.10:1',
    '[::1]:19080',
    '[::1]',
    'localhost:19080',
    'LocalHost',
    '10.0.2.2:19080',
    '10.0.3.2:19080',
    'relay.test:19080',
    'Relay.Test',
  ])('%s', (host) => {
    expect(flaw([['hOsT', host]])).toBeNull();
  });

  it('what Node’s own fetch says of itself', () => {
    expect(flaw([own, ['sec-fetch-mode', 'cors']])).toBeNull();
  });

  it('OPTIONS, where nothing speaks of a browser', () => {
    expect(flaw([own], 'OPTIONS')).toBeNull();
  });
});

describe('a rebound name is known by its Host:', () => {
  it.each([
    'evil.test',
    'evil.test:19080',
    '127.0.0.1.evil.test',
    'localhost.evil.test',
    'evil.test:127.0.0.1',
    '10.0.2.20',
    '192.168.0.2:19080',
    '',
    '127.0.0.1:19080:80',
    '::1',
  ])('“%s”', (host) => {
    expect(flaw([['Host', host]])).toBe('host');
  });

  it('none', () => {
    expect(flaw([])).toBe('host');
  });

  it('two, one of them ours', () => {
    expect(flaw([own, ['host', 'evil.test']])).toBe('host');
  });
});

/** The table in docs/realm-clients.md, “Browsers reach a loopback listener”. */
describe('a page is known by', () => {
  const rows: readonly (readonly [string, string, HeaderLines, CallerFlaw])[] = [
    ['an image of another site', 'GET', [own, ['Sec-Fetch-Site', 'cross-site']], 'fetch'],
    ['an image of a page in a file', 'GET', [own, ['sec-fetch-site', 'none']], 'fetch'],
    ['an image of the same site', 'GET', [own, ['Sec-Fetch-Site', 'same-origin']], 'fetch'],
    ['a form', 'POST', [own, ['Origin', 'http://evil.test']], 'origin'],
    ['a form of a page in a file', 'POST', [own, ['origin', 'null']], 'origin'],
    ['a websocket', 'GET', [own, ['Origin', 'file://']], 'origin'],
    ['an origin that is nothing', 'GET', [own, ['Origin', '']], 'origin'],
    [
      'a second origin',
      'GET',
      [own, ['Origin', 'http://studio.test'], ['Origin', 'http://evil.test']],
      'origin',
    ],
    ['a preflight', 'OPTIONS', [own, ['Access-Control-Request-Method', 'PUT']], 'preflight'],
    [
      'a preflight for a private network',
      'OPTIONS',
      [own, ['access-control-request-private-network', 'true']],
      'preflight',
    ],
  ];
  it.each(rows)('%s', (_what, method, headers, expected) => {
    expect(flaw(headers, method)).toBe(expected);
  });

  it('and served where its origin is in the profile', () => {
    expect(flaw([own, ['Origin', 'http://studio.test'], ['Sec-Fetch-Site', 'cross-site']])).toBeNull();
    expect(flaw([own, ['Origin', 'http://studio.test:81']])).toBe('origin');
  });

  it('but never by a name that isn’t ours, whatever its origin', () => {
    expect(
      flaw([
        ['Host', 'evil.test'],
        ['Origin', 'http://studio.test'],
      ]),
    ).toBe('host');
  });
});
