import { describe, expect, it } from 'vitest';
import { evidencePack } from '../../../shared/evidence/evidence-pack.ts';
import { harOf } from '../../../shared/evidence/har.ts';
import type { Stage } from '../../../shared/status.ts';
import { online, traceOf } from '../renderer/scenes.ts';
import { caseOf, forbiddenCase, refusal } from './cases.ts';
import { harSchema } from './har-schema.ts';

const { log } = harOf(forbiddenCase());
const entryOf = (method: string, status: number) =>
  log.entries.find(({ request, response }) => request.method === method && response.status === status);

describe('the HAR file', () => {
  it.each([
    ['a refusal', forbiddenCase()],
    ['a success', caseOf(online())],
    ['nothing at all', forbiddenCase({ traces: [] })],
  ])('keeps to HTTP Archive 1.2 for %s', (_, facts) => {
    for (const hidesNames of [false, true]) {
      const { har } = evidencePack(facts, { hidesNames });
      expect(harSchema.safeParse(JSON.parse(har)).error?.issues).toBeUndefined();
    }
  });

  it('has one page an attempt and one entry an exchange, in the order of time', () => {
    expect(log.pages.map(({ title }) => title)).toEqual(['Attempt 2', 'Attempt 3']);
    const last = log.entries.filter(({ pageref }) => pageref === log.pages[1]?.id);
    expect(last.map(({ request }) => `${request.method} ${request.url}`)).toEqual([
      'POST https://ros.internal.example:9443/auth',
      'CONNECT http://gateway.example:443/',
      'CONNECT http://gateway.example:443/',
      'GET wss://gateway.example/my/url/prefix/%2Fb920bd7068ef2b470ff4226e0e85716a%2Ftasks',
    ]);
    expect(last.map(({ startedDateTime }) => startedDateTime.slice(17))).toEqual([
      '58.010Z',
      '58.015Z',
      '58.015Z',
      '58.082Z',
    ]);
  });

  it('gives the time of look-up, connection and TLS to the first exchange after them', () => {
    expect(entryOf('POST', 200)).toMatchObject({
      time: 60,
      timings: { dns: 10, connect: 20, ssl: 10, send: 0, wait: 30, receive: 0 },
    });
    expect(entryOf('CONNECT', 407)).toMatchObject({
      time: 20,
      timings: { dns: 10, connect: 10, ssl: -1, wait: 0 },
    });
    expect(entryOf('CONNECT', 200)).toMatchObject({ time: 12, timings: { dns: -1, connect: -1, wait: 12 } });
    expect(entryOf('GET', 403)).toMatchObject({
      time: 41.04,
      timings: { dns: -1, connect: 10, ssl: 10, wait: 31.04 },
    });
  });

  it('has the heads as they went, and of refusals the body', () => {
    const refused = entryOf('GET', 403);
    expect(refused).toMatchObject({
      _resourceType: 'websocket',
      response: {
        statusText: 'Forbidden',
        httpVersion: 'HTTP/1.1',
        content: { mimeType: 'text/html; charset=utf-8', text: refusal.body },
      },
    });
    expect(refused?.request.headers).toContainEqual({ name: 'X-Realm-Auth', value: '[access token B]' });
    expect(entryOf('POST', 200)?.response.content).toEqual({
      size: 0,
      mimeType: 'application/json',
      comment: 'Not kept: it may hold a token, or there was none.',
    });
  });

  it('tells of questions that nobody answered, redirects and queries', () => {
    const stage: Stage = {
      leg: 'auth',
      name: 'sign-in',
      ok: false,
      startedMs: 0,
      ms: 5,
      detail: null,
      evidence: {
        exchanges: [
          { request: ['POST /auth?a=1&b=x=y&c HTTP/1.1'], answer: [], body: null },
          {
            request: ['POST /auth HTTP/1.1'],
            answer: ['HTTP/1.0 302', 'Location: https://sso.example/?[secret A]'],
            body: '',
          },
          { request: [], answer: [], body: null },
        ],
      },
    };
    const facts = forbiddenCase({ traces: [traceOf({ stages: [stage] })] });
    const [unanswered, moved, ...more] = harOf(facts).log.entries;
    expect(more).toEqual([]);
    expect(unanswered?.response).toMatchObject({ status: 0, statusText: '', httpVersion: 'HTTP/1.1' });
    expect(unanswered?.request.queryString).toEqual([
      { name: 'a', value: '1' },
      { name: 'b', value: 'x=y' },
      { name: 'c', value: '' },
    ]);
    expect(moved?.response).toMatchObject({ status: 302, redirectURL: 'https://sso.example/?[secret A]' });
    const { har } = evidencePack(facts, { hidesNames: false });
    expect(harSchema.safeParse(JSON.parse(har)).success).toBe(true);
  });
});

it('the schema refuses what the specification doesn’t know', () => {
  const har = structuredClone(harOf(forbiddenCase())) as { log: Record<string, unknown> };
  expect(harSchema.safeParse(har).success).toBe(true);
  expect(harSchema.safeParse({ log: { ...har.log, own: 1 } }).success).toBe(false);
  expect(harSchema.safeParse({ log: { ...har.log, _own: 1 } }).success).toBe(true);
  expect(harSchema.safeParse({ log: { ...har.log, pages: [] } }).success).toBe(false);
});
