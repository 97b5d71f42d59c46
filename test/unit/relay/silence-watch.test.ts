import { beforeEach, expect, test } from 'vitest';
import { SilenceWatch } from '../../../main/relay/silence-watch.ts';
import { FakeClock } from '../../fakes/clock.ts';

let clock: FakeClock;
let silence: SilenceWatch;
beforeEach(() => {
  clock = new FakeClock(0);
  silence = new SilenceWatch(clock);
});

const quietFor = (ms: number): void => clock.advance(ms);

test('tells the silence at the end, and the longest that it came through before', () => {
  quietFor(3_000);
  silence.heard();
  quietFor(7_000);
  silence.heard();
  quietFor(2_000);
  expect(silence.silences).toEqual({ quietMs: 2_000, survivedMs: 7_000 });
});

test('of a stream on which nothing was ever said, all of its life was silent', () => {
  quietFor(60_000);
  expect(silence.silences).toEqual({ quietMs: 60_000, survivedMs: 0 });
});

test('a silence that the computer slept through says nothing, neither as the last nor as one come through', () => {
  quietFor(1_000);
  silence.doubt();
  quietFor(90_000);
  expect(silence.silences).toBeNull();
  silence.heard();
  quietFor(4_000);
  expect(silence.silences).toEqual({ quietMs: 4_000, survivedMs: 0 });
});
