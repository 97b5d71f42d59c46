import { describe, expect, it } from 'vitest';
import { Heartbeat, originalHeartbeat } from '../../../main/sync/heartbeat.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { FakeRandom } from '../../fakes/random.ts';

class Bench {
  readonly clock = new FakeClock(1_000_000);
  readonly pings: string[] = [];
  readonly measured: number[] = [];
  readonly silent: number[] = [];
  readonly heartbeat: Heartbeat;

  constructor(...fractions: number[]) {
    this.heartbeat = new Heartbeat(
      this.clock,
      new FakeRandom(...fractions),
      originalHeartbeat,
      (payload) => this.pings.push(payload),
      { measured: (rttMs) => this.measured.push(rttMs), silent: (waitedMs) => this.silent.push(waitedMs) },
    );
    this.heartbeat.start(12.4);
  }

  pong(afterMs: number): void {
    this.clock.advance(afterMs);
    this.heartbeat.ponged();
  }
}

describe('the heartbeat', () => {
  it('begins at a random moment of the first minute', () => {
    const bench = new Bench(0.5);
    bench.clock.advance(29_999);
    expect(bench.pings).toEqual([]);
    bench.clock.advance(1);
    expect(bench.pings).toEqual(['1030000 12\n']);
  });

  it('goes on every minute, less up to a tenth, and tells the round trip', () => {
    const bench = new Bench(0, 0.5, 0);
    bench.clock.advance(0);
    bench.pong(40);
    expect(bench.measured).toEqual([40]);
    bench.clock.advance(56_999);
    expect(bench.pings).toHaveLength(1);
    bench.clock.advance(1);
    expect(bench.pings[1]).toBe(`${bench.clock.now()} 40\n`);
    bench.pong(15);
    bench.clock.advance(60_000);
    expect(bench.pings[2]).toMatch(/ 15\n$/);
  });

  it('knows how long an answer is awaited, and whether there was reason for doubt', () => {
    const { heartbeat, clock } = new Bench(0.5, 0);
    expect(heartbeat.waitedMs).toBeNull();
    clock.advance(30_010);
    expect([heartbeat.waitedMs, heartbeat.isDoubted]).toEqual([10, false]);
    heartbeat.probe();
    expect(heartbeat.isDoubted).toBe(true);
    clock.advance(5);
    heartbeat.ponged();
    expect([heartbeat.waitedMs, heartbeat.isDoubted]).toEqual([null, false]);
  });

  it('goes by other settings at once: sooner, but not all sessions at the same moment', () => {
    const bench = new Bench(0.5, 0.25, 0);
    bench.clock.advance(1_000);
    bench.heartbeat.change({ ...originalHeartbeat, everyMs: 8_000 });
    bench.clock.advance(1_999);
    expect(bench.pings).toEqual([]);
    bench.clock.advance(1);
    expect(bench.pings).toHaveLength(1);
    bench.pong(5);
    bench.clock.advance(8_000);
    expect(bench.pings).toHaveLength(2);
  });

  it('does not put off a ping that is due, and asks nothing twice, when its settings change', () => {
    const bench = new Bench(0.1, 0.9);
    bench.heartbeat.change({ ...originalHeartbeat, everyMs: 300_000 });
    bench.clock.advance(6_000);
    expect(bench.pings).toHaveLength(1);
    bench.heartbeat.change({ ...originalHeartbeat, everyMs: 1_000 });
    bench.clock.advance(10_000);
    expect(bench.pings).toHaveLength(1);
    bench.heartbeat.stop();
    bench.heartbeat.change(originalHeartbeat);
    expect(bench.clock.timers).toBe(0);
  });

  it('measures by a clock that nobody sets', () => {
    const bench = new Bench(0);
    bench.clock.advance(0);
    bench.clock.jump(0);
    bench.pong(7);
    expect(bench.measured).toEqual([7]);
  });

  it('finds the other side gone after two minutes without an answer, once', () => {
    const bench = new Bench(0);
    bench.clock.advance(0);
    bench.clock.advance(119_999);
    expect(bench.silent).toEqual([]);
    bench.clock.advance(1);
    expect(bench.silent).toEqual([120_000]);
    bench.clock.advance(1_000_000);
    expect(bench.silent).toHaveLength(1);
    expect(bench.pings).toHaveLength(1);
  });

  it('is not impressed by a PONG that nobody asked for', () => {
    const bench = new Bench(0.5);
    bench.heartbeat.ponged();
    expect(bench.measured).toEqual([]);
    bench.clock.advance(30_000);
    bench.pong(5);
    bench.heartbeat.ponged();
    expect(bench.measured).toEqual([5]);
    expect(bench.clock.timers).toBe(1);
  });

  it('has one timer at a time, and none once it stopped', () => {
    const bench = new Bench(0);
    expect(bench.clock.timers).toBe(1);
    bench.clock.advance(0);
    expect(bench.clock.timers).toBe(1);
    bench.heartbeat.stop();
    expect(bench.clock.timers).toBe(0);
  });

  it('is not brought back to life by a late PONG', () => {
    const bench = new Bench(0);
    bench.clock.advance(0);
    bench.heartbeat.stop();
    bench.heartbeat.ponged();
    expect(bench.clock.timers).toBe(0);
    expect(bench.measured).toEqual([]);
  });

  it('asks at once where there is doubt, and waits less long for the answer', () => {
    const bench = new Bench(0.5);
    bench.clock.advance(10);
    bench.heartbeat.probe();
    expect(bench.pings).toHaveLength(1);
    bench.clock.advance(14_999);
    expect(bench.silent).toEqual([]);
    bench.clock.advance(1);
    expect(bench.silent).toEqual([15_000]);
  });

  it('gives an answer that is awaited anyway less time where there is doubt', () => {
    const bench = new Bench(0);
    bench.clock.advance(40_000);
    bench.heartbeat.probe();
    expect(bench.pings).toHaveLength(1);
    bench.clock.advance(15_000);
    expect(bench.silent).toEqual([55_000]);
  });

  it('goes on as before once the doubt is cleared', () => {
    const bench = new Bench(0.5, 0);
    bench.heartbeat.probe();
    bench.pong(8);
    expect(bench.measured).toEqual([8]);
    bench.clock.advance(59_999);
    expect(bench.pings).toHaveLength(1);
    bench.clock.advance(1);
    expect(bench.pings).toHaveLength(2);
  });

  it('doubts nothing before it begins and after it stopped', () => {
    const bench = new Bench(0.5);
    bench.heartbeat.stop();
    bench.heartbeat.probe();
    expect(bench.pings).toEqual([]);
    expect(bench.clock.timers).toBe(0);
  });
});
