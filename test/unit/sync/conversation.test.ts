import { describe, expect, it } from 'vitest';
import { classifySessionError, Conversation } from '../../../main/sync/conversation.ts';
import { Secret } from '../../../main/secrets/secret.ts';
import type { AccessToken } from '../../../main/tokens/token.ts';
import type { Remedy, SessionProblem } from '../../../shared/problem.ts';
import { remedyOf } from '../../../shared/problem-kinds.ts';

const access: AccessToken = {
  token: new Secret('AccessToken', 'token'),
  identity: 'u1',
  realmPath: '/u1/a',
  syncPrefix: null,
  times: { expiresAt: null, renewsAt: null },
  issuedAt: 0,
  shown: { identity: 'u1', realmPath: '/u1/a', syncPrefix: null },
};

class Talk {
  readonly sent: string[] = [];
  readonly told: (SessionProblem | 'bound' | 'unbound')[] = [];
  readonly conversation = new Conversation((message) => this.sent.push(message.toString('latin1')), {
    bound: () => this.told.push('bound'),
    unbound: () => this.told.push('unbound'),
    failed: (problem) => this.told.push(problem),
  });

  constructor(version = 30) {
    this.conversation.bind(access, version);
  }

  hear(...texts: string[]): this {
    texts.forEach((text) => this.conversation.received(Buffer.from(text, 'latin1')));
    return this;
  }
}

describe('the conversation', () => {
  it('with a server that allots is that of version 22', () => {
    const talk = new Talk(22).hear('alloc 1 1 2 9223372036854775807\n', 'download 1 0\n', 'mark 1 1\n');
    expect(talk.sent).toEqual([
      'bind 1 5 5 1\n/u1/atoken',
      'ident 1 1 2 9223372036854775807 0 0 0 0\n',
      'mark 1 1\n',
    ]);
    expect(talk.told).toEqual(['bound']);
  });

  it('with a server that identifies is that of version 30', () => {
    const talk = new Talk(30).hear('ident 1 2 -5\n', 'mark 1 1\n');
    expect(talk.sent).toEqual(['bind 1 5 5 1 0\n/u1/atoken', 'ident 1 2 -5 0 0 0 0\n', 'mark 1 1\n']);
    expect(talk.told).toEqual(['bound']);
  });

  it('is bound once', () => {
    expect(new Talk().hear('ident 1 2 3\n', 'mark 1 1\n', 'mark 1 1\n').told).toEqual(['bound']);
  });

  it.each([[['mark 1 1\n']], [['ident 1 2 3\n', 'mark 1 2\n']], [['ident 1 2 3\n']], [['download 1 0\n']]])(
    'is not bound by %j',
    (heard) => {
      expect(new Talk().hear(...heard).told).toEqual([]);
    },
  );

  it('passes over what the realm holds and what it does not know', () => {
    const talk = new Talk().hear('ident 1 2 3\n', 'download 1 0\nabc', 'novelty 1 2\nx');
    expect(talk.told).toEqual([]);
  });

  it('says goodbye, and takes the answer for no failure', () => {
    const talk = new Talk().hear('ident 1 2 3\n', 'mark 1 1\n');
    talk.conversation.unbind();
    expect(talk.sent.at(-1)).toBe('unbind 1\n');
    expect(talk.hear('unbound 1\n').told).toEqual(['bound', 'unbound']);
  });

  it('hands over a new token without a word back', () => {
    const talk = new Talk().hear('ident 1 2 3\n', 'mark 1 1\n');
    talk.conversation.refresh(new Secret('AccessToken', 'newer'));
    expect(talk.sent.at(-1)).toBe('refresh 1 5\nnewer');
    expect(talk.told).toEqual(['bound']);
  });

  it.each<[string, SessionProblem]>([
    ['garbage', { kind: 'session.protocol', flaw: 'frame' }],
    ['unbound 1\n', { kind: 'session.server', code: 200, tryAgain: true }],
    ['error 202 0 1 1\n', { kind: 'session.tokenExpired', code: 202 }],
  ])('fails with %j', (text, problem) => {
    expect(new Talk().hear(text).told).toEqual([problem]);
  });

  it('fails when the server identifies twice', () => {
    expect(new Talk().hear('ident 1 2 3\n', 'ident 1 2 3\n').told).toEqual([
      { kind: 'session.protocol', flaw: 'order' },
    ]);
  });
});

describe('an error code of the server', () => {
  it.each<[number, boolean, SessionProblem['kind'], Remedy]>([
    [100, true, 'session.server', 'retry'],
    [101, true, 'session.server', 'retry'],
    [103, false, 'session.server', 'askUser'],
    [105, false, 'session.server', 'askUser'],
    [200, true, 'session.server', 'retry'],
    [202, true, 'session.tokenExpired', 'refreshToken'],
    [202, false, 'session.tokenExpired', 'refreshToken'],
    [203, false, 'session.badAuthentication', 'askUser'],
    [204, false, 'session.server', 'askUser'],
    [206, false, 'session.permissionDenied', 'askUser'],
    [208, false, 'session.server', 'retry'],
    [214, false, 'session.server', 'askUser'],
    [222, false, 'session.server', 'retry'],
    [223, false, 'session.badAuthentication', 'askUser'],
    [224, true, 'session.server', 'retry'],
    [9999, false, 'session.server', 'askUser'],
  ])('%i (try again: %s) is %s: %s', (code, tryAgain, kind, remedy) => {
    const problem = classifySessionError(code, tryAgain);
    expect(problem).toMatchObject({ kind, code });
    expect(remedyOf(problem)).toBe(remedy);
  });
});
