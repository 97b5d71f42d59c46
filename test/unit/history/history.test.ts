import { beforeEach, describe, expect, it, vi } from 'vitest';
import { hourMs } from '../../../main/history/fold.ts';
import { History } from '../../../main/history/history.ts';
import { profileKey } from '../../../main/history/records.ts';
import type { RelayedName } from '../../../main/history/history.ts';
import { profileIdSchema, sessionIdOf } from '../../../shared/brand.ts';
import type { SessionEvent } from '../../../shared/session-events.ts';
import type { SessionPhase } from '../../../shared/status.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { MemoryJournalFile } from '../../fakes/journal-file.ts';
import { RecordingLog } from '../../fakes/log.ts';
import { online } from '../renderer/scenes.ts';
import { traffic } from './samples.ts';

const begin = Date.UTC(2026, 2, 2, 12);
const second = 1_000;
const minute = 60 * second;
const profile = profileIdSchema.parse('berlin');
const session = sessionIdOf(profile, '/~/tasks');

let clock: FakeClock;
let file: MemoryJournalFile;
let log: RecordingLog;
let limits: number;
let failures: number;
beforeEach(() => {
  clock = new FakeClock(begin);
  file = new MemoryJournalFile();
  log = new RecordingLog();
  [limits, failures] = [0, 0];
});

/** The app, started on the same file. */
function start(): History {
  const history = new History({
    file,
    clock,
    log,
    onLimits: () => (limits += 1),
    onFailure: () => (failures += 1),
  });
  history.start();
  return history;
}

const become = (phase: SessionPhase): SessionEvent => ({ type: 'phaseChanged', phase });
const measured = (rttMs: number): SessionEvent => ({ type: 'measured', rttMs });
const carried = (bytes: number): SessionEvent => ({ type: 'carried', traffic: traffic(bytes) });
const up = (rttMs = 12): SessionEvent[] => [
  { type: 'bound', rttMs },
  become({ ...online(rttMs), since: clock.now() } as SessionPhase),
];
const closed = { kind: 'session.closed', code: 1006 } as const;
const down = (livedMs: number, quietMs: number): SessionEvent[] => [
  {
    type: 'ended',
    end: { at: clock.now(), livedMs, problem: { ...closed, quietMs, survivedMs: 0 } },
  },
  become({ state: 'waiting', problem: closed, until: 0 }),
];

const happen = (history: History, events: readonly SessionEvent[], id = session, of = profile): void =>
  events.forEach((event) => history.note(of, id, event));

/** Time passes for timers, and for what they begin on the file. */
async function pass(ms: number): Promise<void> {
  clock.advance(ms);
  // The file is in memory: all that waits for it waits for promises alone.
  await new Promise((resolve) => setImmediate(resolve));
}

describe('the history', () => {
  it('tells an outage with its cause and its length, over a restart', async () => {
    const first = start();
    happen(first, up());
    await pass(10 * minute);
    happen(first, down(10 * minute, 0));
    await pass(90 * second);
    happen(first, up());
    await pass(minute);
    await first.stop();
    await pass(hourMs);

    const told = await start().of(profile, session);
    expect(told.spans).toEqual([
      { state: 'online', from: begin, to: begin + 10 * minute },
      {
        state: 'outage',
        from: begin + 10 * minute,
        to: begin + 11.5 * minute,
        isOver: true,
        causes: [{ kind: 'session.closed', code: 1006 }],
      },
      { state: 'online', from: begin + 11.5 * minute, to: begin + 12.5 * minute },
    ]);
    expect((await start().of(profile, sessionIdOf(profile, '/~/other'))).spans).toEqual([]);
  });

  it('loses no more than a minute when it is killed, and little of what was measured', async () => {
    const killed = start();
    happen(killed, up());
    for (let count = 1; count <= 20; count += 1) {
      await pass(minute);
      happen(killed, [measured(10 + count), carried(100)]);
    }
    await pass(30 * second);
    // Nothing of it is told to the file any more.
    const left = new MemoryJournalFile(file.text);
    await pass(hourMs);

    const again = new History({
      file: left,
      clock,
      log,
      onLimits: () => undefined,
      onFailure: () => undefined,
    });
    again.start();
    const { spans, hours } = await again.of(profile, session);
    expect(spans).toEqual([{ state: 'online', from: begin, to: begin + 20 * minute }]);
    expect(hours[0]?.roundTrips?.count).toBeGreaterThanOrEqual(15);
    expect(hours[0]?.traffic.received.bytes).toBeGreaterThanOrEqual(1_500);
  });

  it('tells what was measured by hours and minutes, before and after it is written', async () => {
    const history = start();
    happen(history, up(30));
    await pass(minute);
    happen(history, [measured(10), carried(40), carried(60)]);
    const expected = {
      at: begin,
      roundTrips: { count: 2, leastMs: 10, meanMs: 20, mostMs: 30 },
      traffic: { ...traffic(100), received: { messages: 2, bytes: 100 } },
    };
    expect((await history.of(profile, session)).hours).toEqual([expected]);
    await pass(10 * minute);
    const { hours, minutes } = await history.of(profile, session);
    expect(hours).toEqual([expected]);
    expect(minutes.map(({ at, roundTrips }) => [at - begin, roundTrips?.meanMs])).toEqual([
      [0, 30],
      [minute, 10],
    ]);
  });

  it('knows that the computer slept', async () => {
    const history = start();
    happen(history, up());
    await pass(5 * minute);
    clock.jump(begin + 8 * hourMs);
    happen(history, down(5 * minute, 0));
    const { spans } = await history.of(profile, session);
    expect(spans.map(({ state, from, to }) => [state, from - begin, to - begin])).toEqual([
      ['online', 0, 5 * minute],
      ['outage', 8 * hourMs, 8 * hourMs],
    ]);
  });

  it('gathers what happens at once into one write, and reads nothing at first', async () => {
    const lines = vi.spyOn(file, 'lines');
    const history = start();
    for (let index = 0; index < 500; index += 1) {
      const id = sessionIdOf(profile, `/~/${index}`);
      happen(history, up(), id);
    }
    await pass(2 * second);
    expect(file.appends).toBe(1);
    expect(lines).not.toHaveBeenCalled();
    await pass(2 * second);
    expect(lines).toHaveBeenCalled();
  });

  it('writes later what a full disk refused, and says so in the log', async () => {
    const history = start();
    file.isFull = true;
    happen(history, up());
    await pass(2 * second);
    expect(file.text).toBe('');
    expect(log.events).toContainEqual({ event: 'historyFailed', step: 'write' });
    await pass(5 * minute);
    expect(failures).toBe(1);
    file.isFull = false;
    await pass(2 * minute);
    expect((await history.of(profile, session)).spans).toHaveLength(1);
    await history.stop();
    expect(file.text.match(/"online"/g)).toHaveLength(1);
  });

  it('goes on after a line that was torn off and one that is damaged', async () => {
    const first = start();
    happen(first, up());
    await pass(minute);
    await first.stop();
    file.text = `\0\0garbage\n${file.text}\n["fai`;
    const again = start();
    happen(again, up());
    expect((await again.of(profile, session)).spans).toHaveLength(2);
  });

  it('leaves nothing of a profile that is removed', async () => {
    const other = profileIdSchema.parse('other');
    const history = start();
    happen(history, up());
    happen(history, up(), sessionIdOf(other, '/~/tasks'), other);
    await pass(minute);
    happen(history, down(minute, 0));
    await history.forget(profile);
    expect((await history.of(profile, session)).spans).toEqual([]);
    await pass(0);
    expect(file.text).not.toContain(profileKey(profile));
    expect((await history.of(other, sessionIdOf(other, '/~/tasks'))).spans).toHaveLength(1);
    await history.stop();
  });

  it('leaves nothing of it either when that happens while the app quits', async () => {
    const history = start();
    happen(history, up());
    await Promise.all([history.stop(), history.forget(profile)]);
    expect(file.text).not.toContain(profileKey(profile));
  });

  it('lets go of what is older than 30 days of its own when it starts', async () => {
    const first = start();
    for (let index = 0; index < 20; index += 1) {
      const id = sessionIdOf(profile, `/~/${index}`);
      happen(first, [...up(), carried(5)], id);
    }
    await pass(minute);
    await first.stop();
    for (let runs = 0; runs < 31; runs += 1) {
      await pass(24 * hourMs);
      await start().stop();
    }
    start();
    await pass(5 * second);
    expect(file.text).not.toContain('measured');
  });

  it.each([
    ['in 2040', Date.UTC(2040, 0, 1)],
    ['in 1970', 0],
  ])('keeps what it has when it starts with a clock that stands %s', async (_when, wrong) => {
    const first = start();
    happen(first, [...up(), carried(5)]);
    await pass(10 * minute);
    happen(first, down(10 * minute, 0));
    await pass(minute);
    await first.stop();
    clock.jump(wrong);
    const history = start();
    await pass(5 * second);
    clock.jump(begin + 20 * minute);
    const { spans } = await history.of(profile, session);
    expect(spans.map(({ state, from, to }) => [state, from - begin, to - begin])).toEqual([
      ['online', 0, 10 * minute],
      ['outage', 10 * minute, 11 * minute],
    ]);
  });

  it('goes on telling of a session that is online while the clock is set forward and back', async () => {
    const history = start();
    happen(history, up());
    await pass(10 * minute);
    clock.jump(clock.now() + 6 * hourMs);
    await pass(5 * minute);
    clock.jump(clock.now() - 6 * hourMs);
    await pass(10 * minute);
    happen(history, down(25 * minute, 0));
    await pass(minute);
    const { spans } = await history.of(profile, session);
    const onlineMs = spans.reduce(
      (sum, { state, from, to }) => sum + (state === 'online' ? to - from : 0),
      0,
    );
    // What is ahead of now is told when it isn't any more; a minute is how long a jump may go unnoticed.
    expect(onlineMs).toBeGreaterThanOrEqual(18 * minute);
    expect(onlineMs).toBeLessThanOrEqual(25 * minute);
    expect(spans.at(-1)).toMatchObject({ state: 'outage', to: clock.now() });
  });

  it('tells nothing of minutes that a clock which was ahead is yet to come to', async () => {
    const history = start();
    clock.jump(begin + 30 * minute);
    happen(history, up(30));
    await pass(minute);
    clock.jump(begin);
    for (let heartbeat = 1; heartbeat <= 40; heartbeat += 1) {
      happen(history, [measured(10)]);
      const { minutes } = await history.of(profile, session);
      expect(minutes.map(({ at }) => at)).toEqual([...new Set(minutes.map(({ at }) => at))].sort());
      expect(minutes.at(-1)?.at).toBeLessThanOrEqual(clock.now());
      await pass(minute);
    }
  });

  /** Three times it is dropped after 30 s in which nothing was said. */
  async function dropThrice(history: History): Promise<void> {
    for (let count = 0; count < 3; count += 1) {
      happen(history, up());
      await pass(30 * second);
      happen(history, down(30 * second, 30 * second));
      await pass(5 * second);
    }
  }

  it('learns from former runs even if the clock has been set back since', async () => {
    const first = start();
    await dropThrice(first);
    await first.stop();
    clock.jump(begin - 24 * hourMs);
    const again = start();
    await pass(5 * second);
    expect(again.limitsOf(profile).idle?.limitMs).toBe(30 * second);
  });

  it('finds an idle limit from how connections end, and again after a restart', async () => {
    const first = start();
    await dropThrice(first);
    expect(limits).toBe(1);
    expect(first.limitsOf(profile).idle?.limitMs).toBe(30 * second);
    await first.stop();

    const again = start();
    expect(again.limitsOf(profile).idle).toBeNull();
    await pass(5 * second);
    expect(limits).toBe(2);
    expect(again.limitsOf(profile).idle?.limitMs).toBe(30 * second);
  });

  describe('of what apps have open through a relay', () => {
    const path = '/abc/tasks';
    const first: RelayedName = { path, nth: 1 };
    const note = (
      history: History,
      events: readonly SessionEvent[],
      name = first,
      at = clock.now(),
      of = profile,
    ): void => events.forEach((event) => history.noteRelayed(of, name, event, at));
    const joined = (): SessionEvent[] => [
      { type: 'joined' },
      become({ ...online(), since: clock.now() } as SessionPhase),
    ];
    const idle = become({ state: 'idle' });

    it('tells spans, amounts and connections by realm path, apart from those of the profile’s own sessions', async () => {
      const history = start();
      happen(history, [...up(), carried(7)]);
      note(history, [...joined(), carried(100)]);
      note(history, joined(), { path, nth: 2 });
      await pass(minute);
      note(history, [{ type: 'joined' }, carried(20)]);
      const told = await history.relayedOf(profile, []);
      expect(told.map(({ path: of, nth }) => [of, nth])).toEqual([
        [path, 1],
        [path, 2],
      ]);
      expect(told[0]).toMatchObject({
        spans: [{ state: 'online', from: begin, to: begin + minute }],
        hours: [{ at: begin, connections: 2, traffic: { received: { bytes: 120 } } }],
        minutes: [{ connections: 1 }, { connections: 1 }],
      });
      const own = await history.of(profile, session);
      expect(own.hours).toMatchObject([{ traffic: { received: { bytes: 7 } } }]);
      expect(own.hours[0]).not.toHaveProperty('connections');
    });

    it('keeps them over a kill, with their paths only where somebody knows them', async () => {
      const killed = start();
      note(killed, [...joined(), carried(100)]);
      await pass(20 * minute);
      const left = new MemoryJournalFile(file.text);
      expect(left.text).not.toContain('tasks');
      await pass(hourMs);
      const again = new History({
        file: left,
        clock,
        log,
        onLimits: () => undefined,
        onFailure: () => undefined,
      });
      again.start();
      const [unnamed] = await again.relayedOf(profile, []);
      expect(unnamed).toMatchObject({
        ...{ path: null, nth: null },
        spans: [{ state: 'online', from: begin, to: begin + 20 * minute }],
        hours: [{ at: begin, connections: 1, traffic: { received: { bytes: 100 } } }],
      });
      expect(await again.relayedOf(profile, ['/other', path])).toMatchObject([{ path, nth: 1 }]);
      note(again, [], first);
      note(again, [idle], first);
      expect(await again.relayedOf(profile, [])).toMatchObject([{ path, nth: 1 }]);
    });

    it('ends where the app was last there, however late that is known', async () => {
      const history = start();
      note(history, joined());
      await pass(10 * minute);
      note(history, [idle], first, begin + 5 * minute);
      const [told] = await history.relayedOf(profile, []);
      expect(told?.spans).toEqual([{ state: 'online', from: begin, to: begin + 5 * minute }]);
    });

    it('teaches what closes idle streams on the way', async () => {
      const history = start();
      for (let count = 0; count < 3; count += 1) {
        note(history, joined());
        await pass(30 * second);
        note(history, down(30 * second, 30 * second).slice(0, 1));
        await pass(5 * second);
      }
      expect(history.limitsOf(profile).idle?.limitMs).toBe(30 * second);
    });

    it('shows the latest of any number, and leaves nothing of a profile that is removed', async () => {
      const history = start();
      for (let nth = 1; nth <= 80; nth += 1) {
        note(history, joined(), { path, nth });
        await pass(second);
        note(history, [idle], { path, nth });
      }
      const other = profileIdSchema.parse('other');
      note(history, joined(), first, clock.now(), other);
      await pass(minute);
      const told = await history.relayedOf(profile, []);
      expect(told).toHaveLength(50);
      expect(told[0]?.nth).toBe(80);
      await history.forget(profile);
      expect(await history.relayedOf(profile, [path])).toEqual([]);
      await pass(0);
      expect(file.text).not.toContain(profileKey(profile));
      expect(await history.relayedOf(other, [])).toHaveLength(1);
    });

    it('is read from a file of before as none, and by a version of before as one session more', async () => {
      const earlier = start();
      happen(earlier, up());
      await pass(minute);
      await earlier.stop();
      const again = start();
      expect(await again.relayedOf(profile, [path])).toEqual([]);
      note(again, [...joined(), carried(1)]);
      await pass(10 * minute);
      const key = /"[\w-]+\.relay-[\w-]+"/.exec(file.text)?.[0] ?? '';
      // What such a version takes for a session's key, and for what was measured of it.
      expect(key).toMatch(/^"[\w-]+\.[\w-]+"$/);
      expect(file.text).toMatch(/\["measured",\d+,"[\w-]+\.relay-[\w-]+",0,0,0,0,1,1,0,0,1\]/);
    });
  });

  it('takes note of nothing once it is stopped, and leaves no timer', async () => {
    const history = start();
    happen(history, up());
    await history.stop();
    const { text } = file;
    happen(history, [become({ state: 'idle' })]);
    await pass(hourMs);
    expect(file.text).toBe(text);
    expect(clock.timers).toBe(0);
  });
});
