import { describe, expect, it } from 'vitest';
import { observe, unobserved, type Observed } from '../../../main/history/observer.ts';
import type { HistoryRecord } from '../../../main/history/records.ts';
import type { Problem } from '../../../shared/problem.ts';
import type { SessionEvent } from '../../../shared/session-events.ts';
import type { SessionEnd, SessionPhase } from '../../../shared/status.ts';
import { key } from './samples.ts';

const session = key('a.one');
const now = 1_000_000;
const online = (since: number): SessionPhase => ({
  state: 'online',
  attempt: 1,
  since,
  protocol: 'io.realm.sync.30',
  rttMs: 12,
  ending: null,
});
const closed: Problem = { kind: 'session.closed', code: 1006, quietMs: 30_000, survivedMs: 9_000 };
const refused: Problem = { kind: 'gateway.forbidden', status: 403 };
const waiting = (problem: Problem): SessionPhase => ({ state: 'waiting', problem, until: now + 1 });
const end = (problem: Problem, livedMs: number | null = null): SessionEnd => ({ at: now, problem, livedMs });

const become = (phase: SessionPhase): SessionEvent => ({ type: 'phaseChanged', phase });
const ended = (problem: Problem, livedMs: number | null = null): SessionEvent => ({
  type: 'ended',
  end: end(problem, livedMs),
});

/** What is noted of one event after the other, each a millisecond later. */
function noted(...events: readonly SessionEvent[]): HistoryRecord[] {
  let before: Observed = unobserved;
  return events.flatMap((event, index) => {
    const [after, ...records] = observe(before, event, session, now + index);
    before = after;
    return records;
  });
}

describe('what is noted of a session', () => {
  it('is that it came online, since when, and that nobody wants it any more', () => {
    const idle: SessionPhase = { state: 'idle' };
    expect(
      noted(become(idle), become({ state: 'awaitingToken' }), become({ state: 'connecting', attempt: 1 })),
    ).toEqual([]);
    expect(noted(become(online(900_000)), become(online(900_000)), become(idle), become(idle))).toEqual([
      { type: 'online', at: 900_000, session },
      { type: 'off', at: now + 2, session },
    ]);
  });

  it('is how a connection ended, with its life and its silences', () => {
    const events = [ended(closed, 90_000), become(waiting(closed)), become({ state: 'awaitingToken' })];
    expect(noted(become(online(1)), ...events)).toEqual([
      { type: 'online', at: 1, session },
      {
        type: 'failed',
        at: now,
        session,
        cause: { kind: 'session.closed', code: 1006 },
        livedMs: 90_000,
        quietMs: 30_000,
        survivedMs: 9_000,
        waitedMs: null,
      },
    ]);
  });

  it('is an end that was over before anybody looked', () => {
    const expired = ended({ kind: 'session.tokenExpired', code: 202 }, 600_000);
    expect(noted(become(online(1)), expired, become(online(now)))).toMatchObject([
      { type: 'online' },
      { type: 'failed', cause: { kind: 'session.tokenExpired', code: 202 }, livedMs: 600_000 },
      { type: 'online', at: now },
    ]);
  });

  it('is each new reason in an outage once, however often it comes', () => {
    const unreachable: Problem = { kind: 'gateway.unreachable', host: 'h', port: 1, cause: 'refused' };
    const again = (problem: Problem) => [ended(problem), become(waiting(problem))];
    const records = noted(...[refused, refused, unreachable, unreachable].flatMap(again));
    expect(records).toMatchObject([
      { type: 'failed', cause: { kind: 'gateway.forbidden', code: 403 }, livedMs: null },
      { type: 'failed', cause: { kind: 'gateway.unreachable', code: null } },
    ]);
  });

  it('is every end of a connection that was online, though each was like the other', () => {
    const records = noted(
      ...[become(online(1)), ended(closed, 5), become(waiting(closed))],
      ...[become(online(2)), ended(closed, 6), become(waiting(closed))],
    );
    expect(records.map(({ type }) => type)).toEqual(['online', 'failed', 'online', 'failed']);
  });

  it('is a reason that no attempt had, such as a sign-in that fails', () => {
    const problem: Problem = { kind: 'auth.timeout', host: 'ros.example', stage: 'connect' };
    const records = noted(
      become(waiting(problem)),
      become(waiting(problem)),
      become({ state: 'blocked', problem }),
    );
    expect(records).toMatchObject([{ type: 'failed', at: now, cause: { kind: 'auth.timeout', code: null } }]);
    expect(JSON.stringify(records)).not.toContain('ros.example');
  });

  it('is no outage when the person cancelled', () => {
    const cancelled: SessionPhase = { state: 'blocked', problem: { kind: 'cancelled' } };
    expect(noted(become(waiting(refused)), become(cancelled)).map(({ type }) => type)).toEqual([
      'failed',
      'off',
    ]);
  });

  it('is nothing of what is measured', () => {
    const traffic = { received: { messages: 1, bytes: 5 }, sent: { messages: 0, bytes: 0 } };
    expect(
      noted({ type: 'bound', rttMs: 1 }, { type: 'measured', rttMs: 1 }, { type: 'carried', traffic }),
    ).toEqual([]);
  });
});
