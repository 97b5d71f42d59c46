import { describe, expect, test } from 'vitest';
import { Conversation, type Outgoing } from '../../../main/demo/conversation.ts';
import { readFrame } from '../../../main/demo/frames.ts';
import { readToken, signToken, type TokenClaims } from '../../../main/demo/tokens.ts';
import { foreignKey, signingKey } from './fixture.ts';

const PATH = '/u1/foo';
const EXPIRES_MS = 600_000;
const claims: TokenClaims = {
  app_id: '',
  identity: 'u1',
  access: ['download', 'upload', 'manage'],
  salt: 's',
  expires: EXPIRES_MS / 1000,
  path: PATH,
};
const tokenWith = (changes: Partial<TokenClaims>, key = signingKey): string =>
  signToken({ ...claims, ...changes }, key);
const token = tokenWith({});

class Talk {
  nowMs = 0;
  readonly conversation: Conversation;
  readonly #version: number;

  constructor(version: number) {
    this.#version = version;
    this.conversation = new Conversation({
      protocolVersion: version,
      now: () => this.nowMs,
      readToken: (text) => readToken(text, signingKey),
      allot: () => ({ serverFile: '1', file: '2', secret: '9223372036854775807' }),
      knows: (path, file, secret) => path === PATH && file === '2' && secret === '9223372036854775807',
    });
  }

  say(text: string): string[] {
    return this.conversation.receive(Buffer.from(text, 'latin1')).map(plain);
  }

  bind(bearer = token, path = PATH, session = 1): string[] {
    const fifth = this.#version >= 24 ? ' 0' : '';
    return this.say(`bind ${session} ${path.length} ${bearer.length} 1${fifth}\n${path}${bearer}`);
  }

  ident(): string[] {
    const file = this.#version >= 26 ? '2' : '1 2';
    return this.say(`ident 1 ${file} 9223372036854775807 0 0 0 0\n`);
  }

  refresh(bearer: string): string[] {
    return this.say(`refresh 1 ${bearer.length}\n${bearer}`);
  }

  bound(): this {
    this.bind();
    this.ident();
    return this;
  }
}

function plain(order: Outgoing): string {
  switch (order.kind) {
    case 'send':
      return order.frame.toString('latin1');
    case 'pong':
      return `pong ${order.payload}`;
    case 'drop':
      return 'drop';
  }
}

describe.each([
  [22, 'alloc 1 1 2 9223372036854775807\n'],
  [25, 'alloc 1 1 2 9223372036854775807\n'],
  [26, 'ident 1 2 9223372036854775807\n'],
  [30, 'ident 1 2 9223372036854775807\n'],
])('a session in version %i', (version, allotted) => {
  test('binds, identifies, downloads nothing, echoes marks, unbinds', () => {
    const talk = new Talk(version);
    expect(talk.bind()).toEqual([allotted]);
    expect(talk.ident()).toEqual(['download 1 0 0 0 0 0 0 0 0 0 0\n']);
    expect(talk.say('mark 1 7\n')).toEqual(['mark 1 7\n']);
    expect(talk.say('upload 1 0 10 5 0 0\nwhatever')).toEqual([]);
    expect(talk.conversation.sessions).toMatchObject([
      { session: 1, path: PATH, stage: 'identified', marks: 1 },
    ]);
    expect(talk.say('unbind 1\n')).toEqual(['unbound 1\n']);
    expect(talk.conversation.sessions).toEqual([]);
  });

  test('does not allot when no ident is needed', () => {
    const talk = new Talk(version);
    const fifth = version >= 24 ? ' 0' : '';
    expect(talk.say(`bind 1 ${PATH.length} ${token.length} 0${fifth}\n${PATH}${token}`)).toEqual([]);
    expect(talk.ident()).toHaveLength(1);
  });

  test('refuses the other version’s BIND as bad syntax', () => {
    const fifth = version >= 24 ? '' : ' 0';
    const talk = new Talk(version);
    const [error, drop] = talk.say(`bind 1 ${PATH.length} ${token.length} 1${fifth}\n${PATH}${token}`);
    expect(error).toMatch(/^error 103 \d+ 0 0\n/);
    expect(drop).toBe('drop');
  });
});

describe('tokens in a session', () => {
  test('expire lazily: silence at expiry, 202 and a drop at the next message', () => {
    const talk = new Talk(30).bound();
    talk.nowMs = EXPIRES_MS - 1;
    expect(talk.say('mark 1 1\n')).toEqual(['mark 1 1\n']);
    talk.nowMs = EXPIRES_MS;
    expect(talk.conversation.ping('1 0\n').map(plain)).toEqual(['pong 1\n']);
    expect(talk.say('mark 1 2\n')).toEqual(['error 202 20 1 1\nAccess token expired', 'drop']);
  });

  test('that have expired get 202 after BIND', () => {
    const talk = new Talk(22);
    talk.nowMs = EXPIRES_MS;
    expect(talk.bind()).toEqual(['error 202 20 1 1\nAccess token expired', 'drop']);
  });

  test('are refreshed silently, which keeps the session alive', () => {
    const talk = new Talk(30).bound();
    expect(talk.refresh(tokenWith({ expires: 1200, salt: 't' }))).toEqual([]);
    talk.nowMs = EXPIRES_MS;
    expect(talk.say('mark 1 2\n')).toEqual(['mark 1 2\n']);
    expect(talk.conversation.sessions[0]?.refreshes).toBe(1);
  });

  test('come too late once the old one has expired', () => {
    const talk = new Talk(30).bound();
    talk.nowMs = EXPIRES_MS;
    expect(talk.refresh(tokenWith({ expires: 1200 }))[0]).toMatch(/^error 202 /);
  });

  test.each([
    [203, 'a forged token', tokenWith({}, foreignKey)],
    [203, 'a refresh token', tokenWith({ access: ['refresh'] })],
    [203, 'garbage', 'garbage'],
    [206, 'another path’s token', tokenWith({ path: '/u1/bar' })],
    [223, 'another user’s token', tokenWith({ identity: 'u2' })],
  ])('end the session with %i on REFRESH with %s, not the connection', (code, _what, bearer) => {
    const answer = new Talk(30).bound().refresh(bearer);
    expect(answer).toHaveLength(1);
    expect(answer[0]).toMatch(new RegExp(`^error ${code} \\d+ 0 1\n`));
  });

  test.each([
    [203, 'a forged token', tokenWith({}, foreignKey), PATH],
    [203, 'a refresh token', tokenWith({ access: ['refresh'] }), PATH],
    [204, 'an illegal path', token, '/u1/foo.realm'],
    [206, 'another path’s token', tokenWith({ path: '/u1/bar' }), PATH],
  ])('are answered with %i on BIND with %s', (code, _what, bearer, path) => {
    expect(new Talk(30).bind(bearer, path)[0]).toMatch(new RegExp(`^error ${code} \\d+ 0 1\n`));
  });

  test('of a session that failed: deaf until UNBIND, then it can be bound again', () => {
    const talk = new Talk(30).bound();
    talk.refresh('garbage');
    expect(talk.say('mark 1 1\n')).toEqual([]);
    expect(talk.say('unbind 1\n')).toEqual(['unbound 1\n']);
    expect(talk.bind()).toHaveLength(1);
  });
});

describe('after a refused BIND', () => {
  test('the session waits for UNBIND like any other that failed', () => {
    const talk = new Talk(30);
    talk.bind('garbage');
    expect(talk.ident()).toEqual([]);
    expect(talk.say('unbind 1\n')).toEqual(['unbound 1\n']);
    expect(talk.bind()).toHaveLength(1);
  });
});

describe('connection errors', () => {
  test.each([
    [102, 'hello 1\n'],
    [103, 'no line feed'],
    [103, ''],
    [103, '\n'],
    [103, `${'mark '.padEnd(300, '1')}\n`],
    [103, 'mark 1\n'],
    [103, 'mark 1 x\n'],
    [103, 'mark 1 2 3\n'],
    [103, 'mark 1 -2\n'],
    [103, 'mark 1  2\n'],
    [103, 'mark 1 99999999999999999999\n'],
    [103, 'mark 1 2\nbody'],
    [103, 'bind 1 5 5 1 0\n/u1'],
    [103, 'bind 0 1 1 1 0\n/a'],
    [103, 'bind 1 1 1 2 0\n/a'],
    [103, 'ident 1 2 3 0 0 0\n'],
    [103, 'refresh 1 5\nabc'],
    [103, '\u0000\u00ff\u0001\n'],
    [104, `bind 1 1025 1 1 0\n${'/'.padEnd(1025, 'a')}t`],
    [104, `bind 1 2 2049 1 0\n/a${'t'.repeat(2049)}`],
    [104, `refresh 1 2049\n${'t'.repeat(2049)}`],
    [106, 'mark 1 1\n'],
    [106, 'unbind 1\n'],
  ])('%i for %j, and the connection drops', (code, text) => {
    const answer = new Talk(30).say(text);
    expect(answer[0]).toMatch(new RegExp(`^error ${code} \\d+ 0 0\n`));
    expect(answer[1]).toBe('drop');
  });

  test('limits are inclusive', () => {
    const reading = readFrame(
      Buffer.from(`bind 1 1024 2048 1 0\n${'/'.padEnd(1024, 'a')}${'t'.repeat(2048)}`),
      30,
    );
    expect(reading.kind).toBe('message');
  });

  test('107 for a session bound twice', () => {
    expect(new Talk(30).bound().bind()[0]).toMatch(/^error 107 /);
  });

  test.each(['mark 1 1\n', 'upload 1 0 0 0 0 0\n'])('109 for %j before IDENT', (text) => {
    const talk = new Talk(30);
    talk.bind();
    expect(talk.say(text)[0]).toMatch(/^error 109 /);
  });

  test('109 for a second IDENT, 208 for a file never allotted', () => {
    expect(new Talk(30).bound().ident()[0]).toMatch(/^error 109 /);
    const talk = new Talk(30);
    talk.bind();
    expect(talk.say('ident 1 2 5 0 0 0 0\n')[0]).toMatch(/^error 208 \d+ 0 1\n/);
  });

  test('the length an error announces is its message’s', () => {
    const [error = ''] = new Talk(30).say('hello 1\n');
    const [head = '', message = ''] = error.split('\n');
    expect(Number(head.split(' ')[2])).toBe(message.length);
  });
});

describe('heartbeats', () => {
  const ping = (version: number, payload: string): string[] =>
    new Talk(version).conversation.ping(payload).map(plain);

  test.each([22, 26, 30])('are answered with their timestamp in version %i', (version) => {
    expect(ping(version, '1577836800123 42\n')).toEqual(['pong 1577836800123\n']);
  });

  test.each(['', 'hello', '1 2', '1\n', '-1 0\n', '1 2 3\n'])(
    'with the foreign payload %j end the connection with 103 from version 26 on',
    (payload) => {
      for (const version of [26, 30]) {
        expect(ping(version, payload)).toEqual(['error 103 26 0 0\nBad syntax in PING message', 'drop']);
      }
      expect(ping(25, payload)).toEqual([`pong ${payload}`]);
    },
  );
});
