import { describe, expect, it } from 'vitest';
import { observe, unobserved, type Observed } from '../../../main/history/observer.ts';
import type { HistoryRecord } from '../../../main/history/records.ts';
import type { Problem } from '../../../shared/problem.ts';
import type { SessionEnd, SessionPhase } from '../../../shared/status.ts';
import { key } from './samples.ts';

const session = key('a.one');
const now = 1_000_000;
const online = (since: number): SessionPhase => ({
  ...{ state: 'online', attempt: 1, since, protocol: 'io.realm.sync.30' },
  rttMs: 12,
  ending: null,
});
const closed: Problem = { kind: 'session.closed', code: 1006, quietMs: 30_000, survivedMs: 9_000 };
const refused: Problem = { kind: 'gateway.forbidden', status: 403 };
const waiting = (problem: Problem): SessionPhase => ({ state: 'waiting', problem, until: now + 1 });
const end = (problem: Problem, livedMs: number | null = null): SessionEnd => ({ at: now, problem, livedMs });

/** What is noted of one status after the other. */
function noted(...seen: readonly (readonly [SessionPhase, SessionEnd | null])[]): HistoryRecord[] {
  let before: Observed = unobserved;
  return seen.flatMap(([phase, lastEnd], index) => {
    const [after, ...records] = observe(before, { phase, lastEnd }, session, now + index);
    before = after;
    return records;
  });
}

describe('what is noted of a session', () => {
  it('is that it came online, since when, and that nobody wants it any more', () => {
    const idle: SessionPhase = { state: 'idle' };
    expect(
      noted([idle, null], [{ state: 'awaitingToken' }, null], [{ state: 'connecting', attempt: 1 }, null]),
    ).toEqual([]);
    expect(noted([online(900_000), null], [online(900_000), null], [idle, null], [idle, null])).toEqual([
      { type: 'online', at: 900_000, session },
      { type: 'off', at: now + 2, session },
    ]);
  });

  it('is how a connection ended, with its life and its silences', () => {
    const ended = end(closed, 90_000);
    expect(noted([online(1), null], [waiting(closed), ended], [{ state: 'awaitingToken' }, ended])).toEqual([
      { type: 'online', at: 1, session },
      {
        ...{ type: 'failed', at: now, session, cause: { kind: 'session.closed', code: 1006 } },
        ...{ livedMs: 90_000, quietMs: 30_000, survivedMs: 9_000, waitedMs: null },
      },
    ]);
  });

  it('is an end that was over before anybody looked', () => {
    const expired = end({ kind: 'session.tokenExpired', code: 202 }, 600_000);
    expect(noted([online(1), null], [online(now), expired])).toMatchObject([
      { type: 'online' },
      { type: 'failed', cause: { kind: 'session.tokenExpired', code: 202 }, livedMs: 600_000 },
      { type: 'online', at: now },
    ]);
  });

  it('is each new reason in an outage once, however often it comes', () => {
    const unreachable: Problem = { kind: 'gateway.unreachable', host: 'h', port: 1, cause: 'refused' };
    const again = (problem: Problem) => [waiting(problem), end(problem)] as const;
    const records = noted(again(refused), again(refused), again(unreachable), again(unreachable));
    expect(records).toMatchObject([
      { type: 'failed', cause: { kind: 'gateway.forbidden', code: 403 }, livedMs: null },
      { type: 'failed', cause: { kind: 'gateway.unreachable', code: null } },
    ]);
  });

  it('is every end of a connection that was online, though each was like the other', () => {
    const records = noted(
      [online(1), null],
      [waiting(closed), end(closed, 5)],
      [online(2), null],
      [waiting(closed), end(closed, 6)],
    );
    expect(records.map(({ type }) => type)).toEqual(['online', 'failed', 'online', 'failed']);
  });

  it('is a reason that no attempt had, such as a sign-in that fails', () => {
    const problem: Problem = { kind: 'auth.timeout', host: 'ros.example', stage: 'connect' };
    const records = noted(
      [waiting(problem), null],
      [waiting(problem), null],
      [{ state: 'blocked', problem }, null],
    );
    expect(records).toMatchObject([{ type: 'failed', at: now, cause: { kind: 'auth.timeout', code: null } }]);
    expect(JSON.stringify(records)).not.toContain('ros.example');
  });

  it('is no outage when the person cancelled', () => {
    const cancelled: SessionPhase = { state: 'blocked', problem: { kind: 'cancelled' } };
    expect(noted([waiting(refused), null], [cancelled, null]).map(({ type }) => type)).toEqual([
      'failed',
      'off',
    ]);
  });
});
