import { describe, expect, it } from 'vitest';
import { bugNamer, LineLog, silentLog, type LogEvent } from '../../main/log.ts';
import { ProblemError, problemOf, settle } from '../../main/problem-error.ts';
import { RecordingLog } from '../fakes/log.ts';

const canary = 'canary-77aa';

function bugOf(error: unknown): Extract<LogEvent, { event: 'bugFound' }> {
  const log = new RecordingLog();
  expect(bugNamer(log, () => 'c0ffee')(error)).toEqual({ kind: 'bug', id: 'c0ffee' });
  const [event] = log.events;
  if (event?.event !== 'bugFound') throw new Error('no bug was logged');
  return event;
}

describe('a line of the log', () => {
  it('is one JSON object with its time', () => {
    const lines: string[] = [];
    const log = new LineLog(
      () => Date.UTC(2026, 0, 2),
      (line) => lines.push(line),
    );
    log.write({ event: 'profilesLoaded', count: 2 });
    log.write({ event: 'stopped' });
    expect(lines).toEqual([
      '{"at":"2026-01-02T00:00:00.000Z","event":"profilesLoaded","count":2}',
      '{"at":"2026-01-02T00:00:00.000Z","event":"stopped"}',
    ]);
  });

  it('has its time beside the place of a bug', () => {
    const lines: string[] = [];
    const log = new LineLog(
      () => Date.UTC(2026, 0, 2),
      (line) => lines.push(line),
    );
    bugNamer(log, () => 'c0ffee')(new Error(canary));
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      at: '2026-01-02T00:00:00.000Z',
      event: 'bugFound',
      id: 'c0ffee',
      place: expect.stringContaining('log.test.ts:') as string,
    });
  });

  it('is not written by a silent log', () => {
    expect(silentLog.write({ event: 'stopped' })).toBeUndefined();
  });
});

describe('a bug in the log', () => {
  it('says its class and where in the code it happened', () => {
    const bug = bugOf(new RangeError(canary));
    expect(bug).toMatchObject({ event: 'bugFound', id: 'c0ffee', where: 'main', type: 'RangeError' });
    expect(bug.place).toMatch(/^log\.test\.ts:\d+:\d+( < |$)/);
  });

  it.each([
    ['a plain message', new Error(canary)],
    ['a message that looks like a place', new Error(`${canary}:12:34`)],
    ['a message that looks like a place in brackets', new Error(`(${canary}:12:34)`)],
    ['a message of many lines', new Error(`one\n${canary}:1:2\n(${canary}:3:4)`)],
    ['a message that looks like a stack', new Error(`x\n    at ${canary}:1:2\n    at f (${canary}:3:4)`)],
    ['a thrown text', canary],
    ['a thrown object', { message: canary, stack: `at ${canary}:1:1` }],
    ['a stack that was written by hand', Object.assign(new Error('x'), { stack: `${canary}:1:2` })],
    ['a cause', new Error('x', { cause: new Error(`${canary}:1:2`) })],
  ])('never repeats %s', (_what, error) => {
    expect(JSON.stringify(bugOf(error))).not.toContain(canary);
  });

  it('has no place when nothing knows it', () => {
    expect(bugOf('text')).toMatchObject({ type: 'string', place: '' });
  });
});

describe('a throw', () => {
  const nameBug = bugNamer(silentLog, () => '0');

  it('that was classified keeps its problem, and says nothing but its kind', () => {
    const error = new ProblemError({ kind: 'gateway.closed', host: 'gateway.example' });
    expect(problemOf(error, nameBug)).toEqual({ kind: 'gateway.closed', host: 'gateway.example' });
    expect(error.message).toBe('gateway.closed');
  });

  it('that nobody classified is a bug', () => {
    expect(problemOf(new Error(canary), nameBug)).toEqual({ kind: 'bug', id: '0' });
  });

  it('is turned into a result at the edge', async () => {
    expect(await settle(() => 7, nameBug)).toEqual({ ok: true, value: 7 });
    const cancelled = () => Promise.reject(new ProblemError({ kind: 'cancelled' }));
    expect(await settle(cancelled, nameBug)).toEqual({ ok: false, problem: { kind: 'cancelled' } });
    const thrown = () => {
      throw new Error(canary);
    };
    expect(await settle(thrown, nameBug)).toEqual({ ok: false, problem: { kind: 'bug', id: '0' } });
  });
});
