import { describe, expect, it } from 'vitest';
import {
  answerToFailure,
  badGateway,
  forbidden,
  holdMsOf,
  malformed,
  onTheWire,
  tooLong,
  tooMany,
} from '../../../main/relay/answers.ts';
import { explain } from '../../../shared/text/en/problems.ts';
import { samples } from '../shared/problem-samples.ts';

const problems = Object.values(samples).flat();

describe('the failure table', () => {
  it.each(problems)('never answers a refresh: $kind', (problem) => {
    expect(answerToFailure('refresh', problem)).toBeNull();
  });

  it.each(problems)(
    'tells a login in the server’s own form, and tells our sentence and remedy: $kind',
    (problem) => {
      const answer = answerToFailure('login', problem);
      const { summary, hint } = explain(problem);
      expect(answer).toMatchObject({ status: 503, contentType: 'application/json; charset=utf-8' });
      const body: unknown = JSON.parse(answer?.body ?? '');
      expect(body).toEqual({
        type: `urn:causeway:problem:${problem.kind}`,
        title: summary,
        status: 503,
        code: 802,
        detail: hint,
      });
      expect(answerToFailure('other', problem)).toEqual(answer);
    },
  );

  it.each(problems)('tells an upgrade with 502 in one line of plain text: $kind', (problem) => {
    const { status, contentType, body } = badGateway(problem);
    expect([status, contentType]).toEqual([502, 'text/plain; charset=utf-8']);
    expect(body).toMatch(/^Causeway: \S.*\n$/);
    expect(body.match(/\n/g)).toHaveLength(1);
    expect(body).toContain(explain(problem).summary.replace(/\s+/g, ' '));
  });

  it('holds a request for less time than an SDK has patience', () => {
    expect(holdMsOf.login).toBeLessThan(5_000);
    expect(holdMsOf.refresh).toBeLessThan(10_000);
  });
});

describe('on the wire', () => {
  it.each([badGateway(samples['bug'][0]), forbidden('x — y.'), tooMany, malformed, tooLong])(
    'an answer has a Content-Type, its length, and ends the connection: $status',
    (answer) => {
      const [head = '', body = ''] = onTheWire(answer).split('\r\n\r\n');
      expect(head.split('\r\n')).toEqual([
        `HTTP/1.1 ${answer.status} ${answer.reason}`,
        `Content-Type: ${answer.contentType}`,
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Connection: close',
      ]);
      expect(body).toBe(answer.body);
    },
  );
});
