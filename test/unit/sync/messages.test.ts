import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as messages from '../../../main/sync/messages.ts';
import { Secret } from '../../../main/secrets/secret.ts';
import { examples, seeded } from '../seed.ts';

const token = new Secret('AccessToken', 'tokén');
const parse = (text: string) => messages.parseServerMessage(Buffer.from(text, 'latin1'));

describe('a message of the client', () => {
  it.each([
    [22, 'bind 1 5 6 1\n/a/åtokén'],
    [23, 'bind 1 5 6 1\n/a/åtokén'],
    [24, 'bind 1 5 6 1 0\n/a/åtokén'],
    [30, 'bind 1 5 6 1 0\n/a/åtokén'],
  ])('BIND in version %i counts bytes, not characters', (protocolVersion, text) => {
    const frame = messages.bind({ session: 1, realmPath: '/a/å', token, protocolVersion });
    expect(frame.toString('utf8')).toBe(text);
  });

  it.each<[string, Buffer, string]>([
    [
      'IDENT with two numbers',
      messages.ident(1, ['7', '-9223372036854775808']),
      'ident 1 7 -9223372036854775808 0 0 0 0\n',
    ],
    [
      'IDENT with three',
      messages.ident(1, ['1', '2', '9223372036854775807']),
      'ident 1 1 2 9223372036854775807 0 0 0 0\n',
    ],
    ['MARK', messages.mark(1, 7), 'mark 1 7\n'],
    ['REFRESH', messages.refresh(1, token), 'refresh 1 6\ntokén'],
    ['UNBIND', messages.unbind(1), 'unbind 1\n'],
  ])('%s', (_name, frame, text) => {
    expect(frame.toString('utf8')).toBe(text);
  });

  it('PING carries whole milliseconds', () => {
    expect(messages.pingPayload(1_700_000_000_000.4, 12.6)).toBe('1700000000000 13\n');
  });
});

describe('a message of the server', () => {
  it.each<[string, messages.ServerMessage]>([
    ['ident 1 7 123\n', { type: 'identified', session: 1, identity: ['7', '123'] }],
    [
      'ident 1 7 -9223372036854775808\n',
      { type: 'identified', session: 1, identity: ['7', '-9223372036854775808'] },
    ],
    [
      'alloc 1 1 2 9223372036854775807\n',
      { type: 'identified', session: 1, identity: ['1', '2', '9223372036854775807'] },
    ],
    ['mark 1 7\n', { type: 'marked', session: 1, request: 7 }],
    ['download 1 0 0\nbody', { type: 'downloaded', session: 1 }],
    ['download 1 0 0\n', { type: 'downloaded', session: 1 }],
    ['unbound 1\n', { type: 'unbound', session: 1 }],
    ['error 202 20 1 1\nAccess token expired', { type: 'failed', code: 202, tryAgain: true, session: 1 }],
    ['error 206 0 0 1\n', { type: 'failed', code: 206, tryAgain: false, session: 1 }],
    ['transact 1 2\nx', { type: 'other', word: 'transact' }],
    ['json_error 1 2\n{}', { type: 'other', word: 'json_error' }],
    ['pong 1\n', { type: 'other', word: 'pong' }],
  ])('%j', (text, message) => {
    expect(parse(text)).toEqual(message);
  });

  it.each([
    '',
    '\n',
    'mark 1 7',
    'mark 1\n',
    'mark x 7\n',
    'mark 1 7.5\n',
    'mark 1 99999999999999999999\n',
    'ident 1 7\n',
    'ident 1 7 8 9\n',
    'ident 1 x 8\n',
    'ident 1  8\n',
    'ident 1 7 123456789012345678901\n',
    'alloc 1 1 2\n',
    'alloc 1 1 2 3 4\n',
    'error x 0 0 0\n',
    'error 202\n',
    // L11, and other numbers of JavaScript's that are none of the protocol's.
    'error 0xCA 0 0 1\n',
    'error 202 0x0 0 1\n',
    'error 2e2 0 0 1\n',
    'error 202 0 0 0b1\n',
    'error 202 0  1\n',
    'mark 0x1 7\n',
    'mark 1 +7\n',
    'download 1e0\n',
    'download 1 0x2 3\n',
    'unbound 0o1\n',
    'alloc 1 1 0x2 3\n',
    'download\n',
    'unbound\n',
    'Mark 1 7\n',
    ' mark 1 7\n',
    '\u0000\u0001\n',
    `${'a'.repeat(5000)}\n`,
  ])('%j is garbage', (text) => {
    expect(parse(text)).toEqual({ type: 'garbage' });
  });

  it(seeded('never makes the parser throw, whatever it is'), () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        expect(messages.parseServerMessage(Buffer.from(bytes)).type).toMatch(/^[a-z]+$/);
      }),
      examples(1000),
    );
  });

  it(seeded('with a good word and senseless numbers does not either'), () => {
    const word = fc.constantFrom('ident', 'alloc', 'mark', 'download', 'unbound', 'error', 'x', '');
    const value = fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.bigInt().map(String),
      fc.double().map(String),
    );
    fc.assert(
      fc.property(word, fc.array(value, { maxLength: 8 }), fc.string(), (name, values, body) => {
        const message = parse(`${[name, ...values].join(' ')}\n${body}`);
        if ('session' in message) expect(Number.isSafeInteger(message.session)).toBe(true);
        if (message.type === 'identified') {
          expect(message.identity.every((number) => /^-?\d+$/.test(number))).toBe(true);
        }
      }),
      examples(2000),
    );
  });

  it(seeded('comes back from what was written'), () => {
    const whole = fc.integer({ min: 0, max: 2 ** 31 });
    const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
    fc.assert(
      fc.property(whole, whole, long, long, (session, request, file, salt) => {
        expect(messages.parseServerMessage(messages.mark(session, request))).toEqual({
          type: 'marked',
          session,
          request,
        });
        expect(parse(`ident ${session} ${file} ${salt}\n`)).toEqual({
          type: 'identified',
          session,
          identity: [file, salt],
        });
      }),
      examples(500),
    );
  });
});
