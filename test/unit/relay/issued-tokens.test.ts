import { expect, it } from 'vitest';
import { IssuedTokens } from '../../../main/relay/issued-tokens.ts';

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const grant = (path: string, token: string, more: object = {}) => ({
  access_token: { token, token_data: { path, expires: 1 } },
  ...more,
});

it('knows every token again that an answer held', () => {
  const issued = new IssuedTokens();
  issued.saw(
    json({ access_token: { token: 'a' }, refresh_token: { token: 'b' }, user_token: { token: 'c' } }),
  );
  expect(['a', 'b', 'c', 'd', ''].map((token) => issued.isToken(token))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

it('changes no byte of an answer that dictates no prefix', () => {
  const issued = new IssuedTokens();
  const bodies = [
    Buffer.from('{ "access_token" : {"token":"a"},  "sync_worker":{} }\n'),
    json({ sync_worker: { name: 'one' } }),
    json({ sync_worker: { path: 'not-a-path' } }),
    Buffer.from('no JSON'),
    Buffer.from('[1]'),
    Buffer.alloc(0),
  ];
  for (const body of bodies) expect(issued.saw(body)).toBe(body);
});

it('takes the prefix out of an answer and keeps it for that realm path', () => {
  const issued = new IssuedTokens();
  const shown = issued.saw(
    json(grant('/nell/tasks', 'a', { sync_worker: { path: '/worker-7/', name: 'x' } })),
  );
  expect(JSON.parse(shown.toString())).toEqual(grant('/nell/tasks', 'a', { sync_worker: { name: 'x' } }));
  expect(issued.prefixOf('/nell/tasks')).toBe('/worker-7');
  expect(issued.prefixOf('/nell/other')).toBeNull();
});

it('leaves nothing of an object that held the prefix alone', () => {
  const shown = new IssuedTokens().saw(json(grant('/a', 'a', { sync_worker: { path: '/w' } })));
  expect(JSON.parse(shown.toString())).toEqual(grant('/a', 'a'));
});

it('forgets a prefix that the server dictates no more', () => {
  const issued = new IssuedTokens();
  issued.saw(json(grant('/a', 'a', { sync_worker: { path: '/w' } })));
  issued.saw(json(grant('/a', 'b')));
  expect(issued.prefixOf('/a')).toBeNull();
});

it('forgets the oldest of more than two thousand, and keeps those that are given out again', () => {
  const issued = new IssuedTokens();
  const give = (token: string) =>
    issued.saw(json(grant(`/${token}`, token, { sync_worker: { path: '/w' } })));
  give('first');
  give('kept');
  for (let at = 0; at < 1_998; at += 1) give(`t${at}`);
  expect(issued.isToken('first')).toBe(true);
  give('kept');
  give('one more');
  expect([issued.isToken('first'), issued.isToken('kept')]).toEqual([false, true]);
  expect([issued.prefixOf('/first'), issued.prefixOf('/kept')]).toEqual([null, '/w']);
});
