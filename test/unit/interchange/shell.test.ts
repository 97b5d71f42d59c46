import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportText } from '../../../shared/interchange/export/export.ts';
import { commandLines, type ShellWord } from '../../../shared/interchange/export/shell.ts';
import { examples, seeded } from '../seed.ts';
import { contractExample, profileFiles, profileOf, profileWith } from '../shared/profile-samples.ts';

/** What a real shell makes of a script in which `command` only says what it was given. */
function given(command: string, script: string, variables: Readonly<Record<string, string>>): string[][] {
  const start = `${command}() { for word in "$@"; do printf '%s\\0' "$word"; done; printf '\\1\\0'; }\n`;
  const said = execFileSync('/bin/sh', ['-c', start + script], {
    env: { PATH: '/nowhere', ...variables },
    encoding: 'utf8',
  });
  return said
    .split('\u0001\0')
    .slice(0, -1)
    .map((words) => words.split('\0').slice(0, -1));
}

const text = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  // A shell has no way to hold these two.
  .map((words) => words.replaceAll('\0', '').replaceAll('\u0001', ''));
const nasty = fc.oneof(
  text,
  fc.constantFrom(
    "'",
    '"',
    '\\',
    '$HOME',
    '`id`',
    '$(id)',
    '\n',
    '!',
    '#',
    '~',
    '*',
    '-n',
    '',
    ' ',
    "'\\''",
    '\\\n',
  ),
);
const part = fc.oneof(nasty, fc.constantFrom({ variable: 'A' }, { variable: 'B' }));
const word: fc.Arbitrary<ShellWord> = fc.array(part, { maxLength: 5 });

describe('a command for a shell', () => {
  it(seeded('is read by a real sh as the words it was made of'), () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(word, { minLength: 1, maxLength: 4 }), { minLength: 1 }),
        nasty,
        (groups, value) => {
          const variables: Readonly<Record<string, string>> = { A: value, B: `${value} b` };
          const script = commandLines([[['command1']], ...groups]).join('\n');
          const meant = groups
            .flat()
            .map((parts) =>
              parts.map((each) => (typeof each === 'string' ? each : variables[each.variable])).join(''),
            );
          expect(given('command1', script, variables)).toEqual([meant]);
        },
      ),
      examples(150),
    );
  });
});

const secrets: Readonly<Record<string, string>> = {
  REALM_ACCESS_TOKEN: 'access"tok$en',
  REALM_IDENTITY: 'b920bd70',
  PROXY_PASSWORD: "pro'xy pass",
  SIGN_IN: '{"provider":"password"}',
  HEADER_AUTHORIZATION: 'Bearer $corp',
};

describe('the commands of the contract’s example', () => {
  const profile = profileOf(contractExample);

  it('ask curl to sign in, then for the upgrade, with the secrets that were set', () => {
    const [signIn = [], upgrade = []] = given('curl', exportText(profile, 'curl'), secrets);
    expect(signIn.at(-1)).toBe('https://ros.internal.example:9443/auth');
    expect(signIn).toContain('{"provider":"password"}');
    expect(upgrade.at(-1)).toBe('https://gateway.example/my/url/prefix/%2Fb920bd70%2Ftasks');
    expect(headersIn(upgrade)).toEqual([
      'Authorization: Bearer $corp',
      'Connection: Upgrade',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol: io.realm.sync.30',
      'Sec-WebSocket-Version: 13',
      'Upgrade: websocket',
      'X-Realm-Auth: Realm-Access-Token version=1 token="access"tok$en"',
      'X-Team: mobile',
    ]);
    expect(after('--proxy-user', upgrade)).toEqual(["corp\\alice:pro'xy pass"]);
    expect(after('--proxy', upgrade)).toEqual(['http://proxy.example:3128']);
    expect(upgrade).toContain('--proxytunnel');
  });

  it('ask wscat for the same, without the lines it writes itself', () => {
    const [words = []] = given('wscat', exportText(profile, 'wscat'), secrets);
    expect(after('--connect', words)).toEqual(['wss://gateway.example/my/url/prefix/%2Fb920bd70%2Ftasks']);
    expect(after('--subprotocol', words)).toEqual(['io.realm.sync.30']);
    expect(headersIn(words).map((header) => header.split(':')[0])).toEqual([
      'Authorization',
      'X-Realm-Auth',
      'X-Team',
    ]);
    expect(after('--proxy', words)).toEqual(["http://corp%5Calice:pro'xy pass@proxy.example:3128"]);
  });

  it('say to the proxy what only the proxy is to hear', () => {
    const proxyHeaders = [
      { name: 'X-Site', value: 'berlin' },
      { name: 'X-Pass', secret: true },
    ];
    const route = { mode: 'manual', proxy: 'http://proxy.example:3128', proxyHeaders } as const;
    const text = exportText(profileWith({ route }), 'curl');
    const [, upgrade = []] = given('curl', text, { ...secrets, PROXY_HEADER_X_PASS: 'ca$nary' });
    expect(after('--proxy-header', upgrade)).toEqual(['X-Site: berlin', 'X-Pass: ca$nary']);
    expect(text).toContain('#   PROXY_HEADER_X_PASS\n');
    expect(headersIn(upgrade).filter((header) => /^X-(Site|Pass)/.test(header))).toEqual([]);
  });

  it('leave an empty header there for curl, which would drop it, and for wscat, which has no word for that', () => {
    const profile = profileWith({ gateway: { customRequestHeaders: [{ name: 'X-Empty', value: '' }] } });
    const [, upgrade = []] = given('curl', exportText(profile, 'curl'), secrets);
    expect(headersIn(upgrade)).toContain('X-Empty;');
    const [words = []] = given('wscat', exportText(profile, 'wscat'), secrets);
    expect(headersIn(words)).toContain('X-Empty: ');
  });

  it.each(['curl', 'wscat'] as const)(
    seeded('%s gets every plain header of any profile as it is'),
    (command) => {
      fc.assert(
        fc.property(profileFiles, (file) => {
          const profile = profileOf(file);
          const said = given(command, exportText(profile, command), secrets).at(-1) ?? [];
          for (const header of profile.gateway.customRequestHeaders) {
            if (!header.secret && header.value !== '') {
              expect(headersIn(said)).toContain(`${header.name}: ${header.value}`);
            }
          }
          expect(said.some((each) => each.includes(profile.gateway.urlPrefix))).toBe(true);
        }),
        examples(60),
      );
    },
  );
});

const after = (option: string, words: readonly string[]): string[] =>
  words.flatMap((each, at) => (words[at - 1] === option ? [each] : []));
const headersIn = (words: readonly string[]): string[] => after('--header', words);
