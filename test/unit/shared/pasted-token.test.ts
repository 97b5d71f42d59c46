import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenIn } from '../../../shared/pasted-token.ts';
import { seed } from '../seed.ts';

const jwt = 'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VySWQiOiJuZWxsIiwiZXhwIjoxOTI0OTkyMDAwfQ.c2ln-_8';
const server = 'eyJpZGVudGl0eSI6Im5lbGwiLCJhY2Nlc3MiOlsicmVmcmVzaCJdfQ==:c2ln+/9x==';

const wrapped = (text: string, width: number, end = '\n'): string =>
  text.replace(new RegExp(`.{${width}}`, 'g'), `$&${end}`);

/** What people have on the clipboard, for a token. */
const spellings: readonly (readonly [string, (token: string) => string])[] = [
  ['itself', (token) => token],
  ['a blank and a line end', (token) => ` ${token}\r\n`],
  ['a byte order mark', (token) => `\uFEFF${token}\n`],
  ['a blank without width', (token) => `\u200B${token}\u00A0`],
  ['Bearer', (token) => `Bearer ${token}`],
  ['bearer, in lower case, with more blanks', (token) => `bearer   ${token}`],
  ['Bearer on a line of its own', (token) => `Bearer\n${token}`],
  ['a header line', (token) => `Authorization: Bearer ${token}`],
  ['a header line without a blank', (token) => `authorization:Bearer ${token}`],
  ['a header line of another name', (token) => `X-Realm-Access-Token: ${token}`],
  ['an option of curl', (token) => `-H 'Authorization: Bearer ${token}'`],
  ['the header value of the clients', (token) => `Realm-Access-Token version=1 token="${token}"`],
  ['the same as a line', (token) => `X-Realm-Auth: Realm-Access-Token version=1 token="${token}"`],
  ['the same in other order', (token) => `realm-access-token token='${token}' version=1`],
  ['the same, escaped', (token) => `"Realm-Access-Token version=1 token=\\"${token}\\""`],
  ['quotes', (token) => `"${token}"`],
  ['quotes and a comma', (token) => `'${token}',`],
  ['quotes of a letter', (token) => `„${token}“`],
  ['quotes of a letter, English', (token) => `“${token}”`],
  ['quotes of a message', (token) => `\`${token}\``],
  ['quotes around Bearer', (token) => `"Bearer ${token}"`],
  ['admin.json', (token) => JSON.stringify({ ADMIN_TOKEN: token }, null, 4)],
  ['a line of admin.json', (token) => `    "ADMIN_TOKEN": "${token}"`],
  [
    'JSON of one token',
    (token) => JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 300 }),
  ],
  [
    'the answer to a login',
    (token) => JSON.stringify({ refresh_token: { token, token_data: { identity: 'n' } } }),
  ],
  ['a variable of a shell', (token) => `export REALM_ADMIN_TOKEN="${token}"`],
  ['lines of 76', (token) => wrapped(token, 76)],
  ['lines of 20, as Windows ends them', (token) => wrapped(token, 20, '\r\n')],
  ['lines that are indented', (token) => wrapped(token, 30, '\n    ')],
  ['lines within the header value', (token) => `Realm-Access-Token version=1 token="${wrapped(token, 30)}"`],
  ['a URL', (token) => encodeURIComponent(token)],
  ['JSON that escapes slashes', (token) => `"${token.replaceAll('/', '\\/')}"`],
];

describe('a token is read out of', () => {
  it.each(spellings)('%s', (_what, spell) => {
    expect([tokenIn(spell(jwt)), tokenIn(spell(server))]).toEqual([jwt, server]);
  });

  it('an opaque one out of what is plain', () => {
    for (const text of [
      'opaque-1',
      ' opaque-1\n',
      'Bearer opaque-1',
      '"opaque-1"',
      '{"ADMIN_TOKEN":"opaque-1"}',
    ]) {
      expect(tokenIn(text)).toBe('opaque-1');
    }
  });
});

describe('what is no token in a wrapping', () => {
  it.each([
    ['JSON of several tokens', JSON.stringify({ access_token: 'a', refresh_token: 'b' })],
    ['another scheme', 'Basic bmVsbDpwdw=='],
    ['blanks between words', 'two words'],
    ['a second line that begins a header', 'abc\nX-Evil: 1'],
    ['a quote in the middle', 'a" evil="b'],
  ])('comes back as it is: %s', (_what, text) => {
    expect(tokenIn(text)).toBe(text);
  });

  it('never grows', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(tokenIn(text).length).toBeLessThanOrEqual(text.length);
      }),
      { seed },
    );
  });

  it('takes no time over text of a hostile shape', () => {
    const startedAt = performance.now();
    for (const text of [
      '"'.repeat(65_536),
      'a-'.repeat(32_768),
      ' token="'.repeat(8_192),
      '{"a":'.repeat(10_000),
    ]) {
      tokenIn(text);
      tokenIn(`Realm-Access-Token ${text}`);
    }
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
