import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KnownSecrets } from '../../../main/network/known-secrets.ts';
import { Masking } from '../../../main/network/masking.ts';
import { namelessSecret, SecretNames, type NameSecret } from '../../../main/secrets/secret-names.ts';
import { systemRandom } from '../../../main/ports/random.ts';
import { Secret } from '../../../main/secrets/secret.ts';
import type { SecretWord } from '../../../shared/secret-mark.ts';
import { examples, seeded } from '../seed.ts';
import { certificate, presented } from '../shared/presented.ts';
import { escapes, encodings, spellings } from './spellings.ts';

const maskingOf = (
  secrets: readonly (readonly [SecretWord, string])[],
  nameSecret: NameSecret = namelessSecret,
) => {
  const known = new KnownSecrets(nameSecret);
  for (const [word, value] of secrets) known.learn(word, value);
  return new Masking(known);
};

const names = () => new SecretNames(systemRandom).name;

/** Nothing of it that a person or a program could undo. */
const password = 'Quay-7<&>"\\/ö% +x';

describe('what is known', () => {
  const masking = maskingOf([['credential', password]]);

  it.each(Object.entries(spellings))('is found as %s', (_name, spell) => {
    expect(masking.text(`before ${spell(password)} after`)).toMatch(
      /^before (<Buffer |\{.*\[)?\[secret\]\S* after$/,
    );
  });

  it.each(Object.entries(encodings))('is found escaped in %s, and that escaped in turn', (_name, encode) => {
    for (const inner of Object.values(escapes)) {
      const encoded = encode(inner(password));
      for (const outer of Object.values(escapes)) {
        expect(masking.text(outer(encoded))).toContain('[secret]');
      }
    }
  });

  it('is found in capital and in small letters', () => {
    expect(masking.text(`<${password.toUpperCase()}> ${password.toLowerCase()}`)).toBe('<[secret]> [secret]');
  });

  it('M3: is found as pages, JSON and Basic write it', () => {
    const known = new KnownSecrets(namelessSecret);
    known.learnPassword('credential', 'nell', new Secret('Password', 'Quay-7<&>'));
    const lines = ['Quay-7&lt;&amp;&gt;', 'Quay-7\\u003c\\u0026\\u003e', 'bmVsbDpRdWF5LTc8Jj4='];
    expect(new Masking(known).body(lines.join('\n'))).toBe('[secret]\n[secret]\n[secret]');
  });

  it(seeded('leaves nothing, whatever the secret and however it is spelled'), () => {
    const secret = fc
      .string({ unit: 'grapheme', minLength: 4, maxLength: 40 })
      .filter((text) => text.trim().length >= 4);
    const some = fc.array(fc.constantFrom(...Object.values(escapes)), { maxLength: 3 });
    const all = fc.tuple(
      some,
      fc.option(fc.constantFrom(...Object.values(encodings))),
      fc.constantFrom('', ' ', '"', '\n', '<p>'),
    );
    fc.assert(
      fc.property(secret, all, (value, [inner, encode, around]) => {
        const escaped = inner.reduce((text, spell) => spell(text), value);
        const spelled = encode === null ? escaped : encode(escaped);
        const masked = maskingOf([['credential', value]]).text(`${around}${spelled}${around}`);
        expect(masked).toContain('[secret]');
        expect(masked).not.toContain(spelled);
      }),
      examples(200),
    );
  });

  it(seeded('is all that is touched in text without anything secret'), () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.uuid(), (text, secret) => {
        expect(maskingOf([['credential', secret]]).text(text)).toBe(text);
      }),
      examples(200),
    );
  });

  it('leaves the pages that servers and gateways answer with as they are', () => {
    const page = `<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body bgcolor="white">&nbsp;100% &copy; <a href="/auth?next=%2Fa%20b">sign in</a></body></html>`;
    expect(masking.body(page)).toBe(page);
    const json = '{"type":"https://realm.io/docs","title":"The path is not allowed","status":403,"code":614}';
    expect(masking.body(json)).toBe(json);
  });

  it('has no end of it left over where two overlap, nor is a short one read into a name', () => {
    const overlapping = maskingOf(
      [
        ['credential', 'user:pass'],
        ['access token', 'pass-and-more'],
        ['header value', 'token'],
      ],
      names(),
    );
    expect(overlapping.text('user:pass-and-more token')).toBe('[access token A] [header value A]');
  });

  it('is found with letters and their accents apart, or together', () => {
    const [together, apart] = ['Größe-77'.normalize('NFC'), 'Größe-77'.normalize('NFD')];
    expect(apart).not.toBe(together);
    expect(maskingOf([['credential', together]]).text(`<${apart}>`)).toBe('<[secret]>');
    expect(maskingOf([['credential', apart]]).text(`<${together}>`)).toBe('<[secret]>');
  });

  it('is found in the bytes of UTF-16, in either order', () => {
    const one = maskingOf([['credential', 'Größe-77']]);
    const little = Buffer.from('Größe-77', 'utf16le');
    for (const bytes of [little, Buffer.from(little).swap16()]) {
      const escaped = Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
      expect(one.text(`<${escaped}>`)).toBe('<[secret]>');
    }
  });

  it('is found where a percent escape ends what looks like an escape of pages', () => {
    expect(maskingOf([['credential', 'quay&amp;pier']]).text('<quay&amp%3Bpier>')).toBe('<[secret]>');
  });

  it('is found within a word from four characters on', () => {
    expect(maskingOf([['credential', 'x7k9']]).text('abx7k9cd')).toBe('ab[secret]cd');
  });

  it('is found in short base64 amid a long text, wherever in it, and all of that is replaced', () => {
    const long = ` ${'of a very long page '.repeat(600)}`;
    const secret = 'ö?~>';
    const masking = maskingOf([['credential', secret]]);
    for (const before of ['', 'x', 'xy'])
      for (const alphabet of ['base64', 'base64url'] as const) {
        const run = Buffer.from(before + secret).toString(alphabet);
        expect(run.length).toBeLessThan(16);
        expect(masking.text(run + long)).toBe(`[secret]${long}`);
      }
  });

  it('keeps its name within something that looks like a token', () => {
    const known = maskingOf([['credential', 'harbour-7']], (word) => `[${word}]`);
    expect(known.text('token=harbour-7-and-more')).toBe('token=[credential]');
  });

  it('keeps its name side by side with another', () => {
    const two = maskingOf(
      [
        ['credential', 'harbour-7'],
        ['proxy password', 'pier-9xx'],
      ],
      (word) => `[${word}]`,
    );
    expect(two.text('harbour-7pier-9xx')).toBe('[credential][proxy password]');
  });

  it('is found where only its beginning is quoted, or the text ends within it', () => {
    const token = `opaque.${'0123456789abcdef'.repeat(8)}`;
    const long = maskingOf([['access token', token]]);
    expect(long.text(`bad token ${token.slice(0, 40)}…`)).toBe('bad token [secret]…');
    expect(masking.body(`it was ${password.slice(0, 6)}`)).toBe('it was [secret]');
  });

  it('is found in what a header value holds: after its scheme, in the pair of Basic, its password alone', () => {
    const basic = maskingOf([['header value', `Basic ${Buffer.from('kay:Pier-9!').toString('base64')}`]]);
    for (const text of [
      'kay:Pier-9!',
      'Pier-9!',
      Buffer.from('kay:Pier-9!').toString('base64'),
      'Pier&#45;9!',
    ]) {
      expect(basic.text(`> ${text} <`)).toBe('> [secret] <');
    }
    const colon = maskingOf([['header value', `Basic ${btoa('kay:Pier:9!')}`]]);
    expect(colon.text('> Pier:9! <')).toBe('> [secret] <');
    const token = `${'a'.repeat(20)}=:${'b'.repeat(20)}==`;
    expect(maskingOf([['access token', token]]).text(`signed ${'b'.repeat(20)}==`)).toBe('signed [secret]');
  });

  it('is found as a host, where letters beyond ASCII and capital letters are spelled otherwise', () => {
    const one = maskingOf([['credential', 'Größe-77']]);
    expect(one.text(`https://${new URL('http://Größe-77.a').hostname}/`)).toBe('https://[secret].a/');
    expect(one.text('https://gr%C3%B6%C3%9Fe-77.a/')).toBe('https://[secret].a/');
  });

  it('is found by each line of a key', () => {
    const line = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7';
    const key = maskingOf([['secret', `-----BEGIN PRIVATE KEY-----\n${line}\n-----END PRIVATE KEY-----\n`]]);
    expect(key.text(`key ${line} refused`)).toBe('key [secret] refused');
  });
});

describe('a secret under four characters', () => {
  const masking = maskingOf([['credential', 'x7']]);

  it.each([
    'x7',
    '"x7"',
    'Password: x7',
    'a\nx7\nb',
    'http://nell:x7@host/',
    '{"you":"\\u00787"}',
    '<td>x7</td>',
    'p=x7&q=1',
    'eDc=',
    'eDc',
    '7837',
    `Basic ${Buffer.from('nell:x7').toString('base64')}`,
    Buffer.from('nell-of-the-quay:x7').toString('base64'),
  ])('is hidden as a whole value: %s', (text) => {
    expect(masking.text(text)).toContain('[secret]');
    expect(masking.text(text)).not.toContain('x7');
  });

  it.each(['x70', 'box7 is full', 'code x7 of 9', '{"code":701}', 'abx7cd'])('isn’t read into %s', (text) => {
    expect(masking.text(text)).toBe(text);
  });
});

describe('what isn’t known', () => {
  const masking = maskingOf([]);
  const jwt = `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"sub":"nell"}').toString('base64url')}.c2lnbmF0dXJl-_x`;
  const realm = `${Buffer.from('{"identity":"nell","access":[]}').toString('base64')}:c2lnbmF0dXJl/+==`;

  it.each([
    [`token ${jwt} expired`, 'token [secret] expired'],
    [`token ${realm} expired`, 'token [secret] expired'],
    [`/next?t=${encodeURIComponent(realm)}#`, '/next?t=[secret]#'],
    ['{"access_token":"abc","token_type":"bearer"}', '{"access_token":"[secret]","token_type":"bearer"}'],
    ['{"apiKey" : "k-1","Password":"b\\"c"}', '{"apiKey" : "[secret]","Password":"[secret]"}'],
    ["{'token': 'it\\'s'}", "{'token': '[secret]'}"],
    ['grant=1&refresh_token=abc&x=2', 'grant=1&refresh_token=[secret]&x=2'],
    ['Realm-Access-Token version=1 token="abc"', 'Realm-Access-Token version=1 token="[secret]"'],
    [
      '<input type="hidden" name="csrf_token" value="abc">',
      '<input type="hidden" name="csrf_token" value="[secret]">',
    ],
  ])('is hidden where it looks like a token: %s', (text, shown) => {
    expect(masking.text(text)).toBe(shown);
  });

  it('is hidden where it is a private key', () => {
    const key = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIA==\n-----END EC PRIVATE KEY-----';
    expect(masking.text(`key: ${key}.`)).toBe('key: [secret].');
  });

  it('hides whole fields, and where a redirect leads beyond its path', () => {
    const head = [
      ...['HTTP/1.1 302 Found', 'Set-Cookie: sid=1', 'X-Own: v', 'X-Auth-Token: abc'],
      ...[
        'Location: https://a.example/in?t=1',
        'Content-Type: text/html',
        'Sec-WebSocket-Accept: s3pPLMBiTxaQ9k=',
      ],
    ];
    expect(masking.head(head, ['x-own'])).toEqual([
      ...['HTTP/1.1 302 Found', 'Set-Cookie: [secret]', 'X-Own: [secret]', 'X-Auth-Token: [secret]'],
      ...[
        'Location: https://a.example/in?[secret]',
        'Content-Type: text/html',
        'Sec-WebSocket-Accept: s3pPLMBiTxaQ9k=',
      ],
    ]);
  });
});

describe('a field whose whole value is secret', () => {
  const masking = maskingOf([]);

  it.each([
    'Authorization',
    'Proxy-Authorization',
    'Authentication-Info',
    'Proxy-Authentication-Info',
    'Cookie',
    'Set-Cookie',
    'X-Realm-Access-Token',
    'X-Api-Key',
    'X-Own',
  ])('is %s, in capital and in small letters', (name) => {
    for (const one of [name, name.toLowerCase(), name.toUpperCase()])
      for (const own of ['X-Own', 'x-own'])
        expect(masking.head(['HTTP/1.1 200 OK', `${one}: Quay 7`], [own])[1]).toBe(`${one}: [secret]`);
  });

  it.each(['Location', 'Refresh', 'Content-Location', 'Referer'])('is none of %s but its end', (name) => {
    for (const end of ['?t=1', '#t=1', '?a=1#t=1'])
      expect(masking.head(['HTTP/1.1 200 OK', `${name}: /in${end}`])[1]).toBe(`${name}: /in?[secret]`);
  });
});

describe('a certificate', () => {
  it('may repeat a secret anywhere', () => {
    const masking = maskingOf([['credential', 'harbour-7']]);
    const facts = certificate({ subject: 'harbour-7', issuer: 'CA harbour-7', names: ['a', 'harbour-7.b'] });
    const shown = masking.presented(
      presented({
        chain: [facts],
        inspector: { name: 'harbour-7', sign: 'productName' },
        changedFrom: { host: 'h', fingerprint: 'AA', issuer: 'Of harbour-7', seenAt: 0 },
      }),
    );
    expect(JSON.stringify(shown)).not.toContain('harbour-7');
    expect(shown).toMatchObject({
      chain: [{ subject: '[secret]', issuer: 'CA [secret]', names: ['a', '[secret].b'] }],
      inspector: { name: '[secret]', sign: 'productName' },
      changedFrom: { issuer: 'Of [secret]' },
    });
  });
});

describe('an answer', () => {
  it('is judged up to 64 KiB', () => {
    expect(maskingOf([]).answer([], 'x'.repeat(70_000)).body).toHaveLength(65_536);
  });

  it('may have a secret for the name of a field', () => {
    const masking = maskingOf([['credential', '12345']]);
    expect(JSON.parse(masking.body('{"code":12345,"of 12345":{"12345":1}}'))).toEqual({
      code: '[secret]',
      'of [secret]': { '[secret]': 1 },
    });
  });

  it.each(Object.entries(spellings))(
    'is masked with the tokens that it issues itself, as %s',
    (_name, spell) => {
      const masking = new Masking(new KnownSecrets(namelessSecret));
      const token = 'opaque/token+of/nell==';
      const body = JSON.stringify({ refresh_token: { token, token_data: { identity: 'me' } } });
      const { head } = masking.answer([`HTTP/1.1 200 ${spell(token)}`, `X-Seen: ${spell(token)}`], body);
      expect(head.join()).toMatch(/\[secret\].*,X-Seen: .*\[secret\]/s);
      expect(masking.text(spell(token))).toContain('[secret]');
    },
  );

  it('H1: is masked in a field that nobody knows', () => {
    const masking = new Masking(new KnownSecrets(namelessSecret));
    const token = 'cmVmcmVzaC10b2tlbi1vZi1uZWxs:c2lnbmF0dXJl';
    const body = `{"refresh_token":{"token":"${token}","token_data":{"identity":"me"}}}`;
    expect(masking.answer(['HTTP/1.1 200 OK', `X-Quay: ${token}`], body).head[1]).toBe('X-Quay: [secret]');
  });

  it('stays JSON, so that it can be judged', () => {
    const masking = maskingOf([['credential', '12345']]);
    const body = '{"code":12345,"title":"no \\u0031\\u0032345","n":[1,true,null]}';
    expect(JSON.parse(masking.body(body))).toEqual({
      code: '[secret]',
      title: 'no [secret]',
      n: [1, true, null],
    });
  });

  it('teaches tokens and cookies of its head, of twelve characters on', () => {
    const masking = new Masking(new KnownSecrets(namelessSecret));
    const head = ['HTTP/1.1 200 OK', 'X-Session-Token: quay-of-nell', 'Set-Cookie: sid=pier-of-nell; Path=/'];
    expect(masking.answer(head, '<p>quay-of-nell pier-of-nell</p>').body).toBe('<p>[secret] [secret]</p>');
    masking.answer(['HTTP/1.1 200 OK', 'X-Session-Token: dock-nell-1'], '{"token":"dock-of-nell"}');
    expect(masking.text('dock-nell-1 dock-of-nell')).toBe('dock-nell-1 [secret]');
  });

  it('teaches nothing that everybody says', () => {
    const masking = new Masking(new KnownSecrets(namelessSecret));
    masking.answer([], '{"password":"required","token":"is missing in this request"}');
    expect(masking.text('is required')).toBe('is required');
  });

  it('gives the same secret the same name wherever and however it is said, and another one another', () => {
    const masking = maskingOf(
      [
        ['access token', 'tok"en:/+=='],
        ['proxy password', 'pass'],
      ],
      names(),
    );
    const head = [
      'HTTP/1.1 403 tok"en:/+==',
      `Authorization: Bearer tok"en:/+==`,
      `X-Echo: ${btoa('alice:pass')} ${encodeURIComponent('tok"en:/+==')} pass`,
      ...['Set-Cookie: sid=1', 'Set-Cookie: sid=2', 'Cookie: sid=1'],
    ];
    expect(masking.head(head)).toEqual([
      'HTTP/1.1 403 [access token A]',
      'Authorization: [access token A]',
      'X-Echo: [proxy password A] [access token A] [proxy password A]',
      ...['Set-Cookie: [secret A]', 'Set-Cookie: [secret B]', 'Cookie: [secret A]'],
    ]);
  });
});

describe('what is kept', () => {
  it('are the person’s secrets, and the latest tokens', () => {
    const known = new KnownSecrets(namelessSecret);
    known.learn('credential', 'harbour-7');
    known.learn('credential', 'token-of-the-person');
    known.learnIssued('access token', 'token-of-the-person');
    known.learnIssued('access token', 'opaque-token-0');
    for (let at = 1; at < 1_000; at += 1) {
      known.learnIssued('access token', `opaque-token-${at}`);
      known.learnIssued('refresh token', 'opaque-token-in-use');
    }
    const values = [...known.all].map(({ value }) => value);
    expect(values.length).toBeLessThan(600);
    expect(values).toEqual(
      expect.arrayContaining(['harbour-7', 'token-of-the-person', 'opaque-token-999', 'opaque-token-in-use']),
    );
    expect(values).not.toContain('opaque-token-0');
  });

  it('is found by each of its halves, and not any more once it is forgotten', () => {
    const known = new KnownSecrets((word) => `[${word}]`);
    const masking = new Masking(known);
    const [payload, signature] = ['e30'.padEnd(60, 'Payload+of/it'), 'Signature'.padEnd(60, 'of+it/')];
    const token = `${payload}:${signature}`;
    const spelled = [
      token,
      payload,
      signature,
      payload.slice(0, 30),
      encodeURIComponent(token),
      btoa(`x${token}`),
    ];
    known.learnIssued('access token', token);
    for (const each of spelled) expect(masking.text(`<p>${each}</p>`)).toBe('<p>[access token]</p>');
    for (let at = 0; at < 1_000; at += 1) known.learnIssued('access token', `opaque-token-${at}`);
    expect([...known.all].map(({ value }) => value)).not.toContain(token);
    expect(masking.text(signature.slice(0, 30))).toBe(signature.slice(0, 30));
  });

  it('is one text, for those who keep it too', () => {
    const known = new KnownSecrets(namelessSecret);
    const first = known.learnIssued('access token', 'opaque-token');
    expect([first, known.learnIssued('access token', 'opaque-token'), known.all.length]).toEqual([
      'opaque-token',
      'opaque-token',
      1,
    ]);
  });
});
