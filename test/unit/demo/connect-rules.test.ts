import { describe, expect, test } from 'vitest';
import { judgeConnect, type ConnectRules } from '../../../main/demo/connect-rules.ts';

const rules: ConnectRules = {
  credentials: { username: 'corp\\demo', password: 'p:w' },
  realm: 'Corporate',
  names: { 'ros.test': '127.0.0.1' },
  refusal: null,
};
const basic = (text: string): string => `Proxy-Authorization: Basic ${Buffer.from(text).toString('base64')}`;
const good = basic('corp\\demo:p:w');

function judge(authority: string, header = good, changes: Partial<ConnectRules> = {}) {
  const head = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, header].join('\r\n');
  return judgeConnect(head, { ...rules, ...changes });
}

function statusOf(verdict: ReturnType<typeof judgeConnect>): number {
  return verdict.kind === 'refused' ? verdict.answer.status : 200;
}

describe('CONNECT', () => {
  test.each([
    ['127.0.0.1:9080', { host: '127.0.0.1', port: 9080, address: '127.0.0.1' }],
    ['localhost:1', { host: 'localhost', port: 1, address: '127.0.0.1' }],
    ['[::1]:65535', { host: '::1', port: 65535, address: '::1' }],
    ['ros.test:443', { host: 'ros.test', port: 443, address: '127.0.0.1' }],
  ])('to %s opens a tunnel', (authority, tunnel) => {
    expect(judge(authority)).toEqual({ kind: 'tunnel', ...tunnel });
  });

  test.each(['', basic('corp\\demo:wrong'), basic('demo:p:w'), 'Proxy-Authorization: Negotiate YII='])(
    'is challenged with %j',
    (header) => {
      const verdict = judge('127.0.0.1:9080', header);
      expect(verdict).toMatchObject({
        kind: 'refused',
        answer: { status: 407, headers: { 'Proxy-Authenticate': 'Basic realm="Corporate"' } },
      });
    },
  );

  test('needs no credentials when none are asked for', () => {
    expect(judge('127.0.0.1:1', '', { credentials: null }).kind).toBe('tunnel');
  });

  test('never leaves this machine', () => {
    for (const authority of ['10.0.0.1:80', 'example.com:443', '127.0.0.1.example.com:80', '[::2]:80']) {
      expect(statusOf(judge(authority))).toBe(403);
    }
  });

  test.each(['127.0.0.1', '127.0.0.1:', '127.0.0.1:0', '127.0.0.1:65536', ':80'])(
    'to %j is 400',
    (authority) => {
      expect(statusOf(judge(authority))).toBe(400);
    },
  );

  test('is all it does, and it can be told to refuse', () => {
    expect(statusOf(judgeConnect('GET http://127.0.0.1/ HTTP/1.1', rules))).toBe(405);
    expect(statusOf(judge('127.0.0.1:1', good, { refusal: 503 }))).toBe(503);
  });
});
