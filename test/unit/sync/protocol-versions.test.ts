import { expect, it } from 'vitest';
import { MemoryVersions, NegotiationTurns, serverOf } from '../../../main/sync/protocol-versions.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { profileWith } from '../shared/profile-samples.ts';

const server = 'ws://ros.example/realm-sync';
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Takes a turn and says whether it has come. */
function taking(turns: NegotiationTurns, memory: MemoryVersions, signal = new AbortController().signal) {
  const state = { hasCome: false, done: () => undefined as void };
  void turns.take(server, memory, signal).then(({ done }) => Object.assign(state, { hasCome: true, done }));
  return state;
}

it('lets one ask, and the others go on with what it learned', async () => {
  const turns = new NegotiationTurns(new FakeClock());
  const memory = new MemoryVersions();
  const [first, second, third] = [1, 2, 3].map(() => taking(turns, memory));
  await settled();
  expect([first?.hasCome, second?.hasCome, third?.hasCome]).toEqual([true, false, false]);
  memory.remember(server, 22);
  first?.done();
  await settled();
  expect([second?.hasCome, third?.hasCome]).toEqual([true, true]);
});

it('hands the question on, where the one who asked learned nothing', async () => {
  const turns = new NegotiationTurns(new FakeClock());
  const memory = new MemoryVersions();
  const [first, second, third] = [1, 2, 3].map(() => taking(turns, memory));
  await settled();
  first?.done();
  await settled();
  expect([second?.hasCome, third?.hasCome]).toEqual([true, false]);
});

it('keeps none waiting for longer than two seconds, or once it is given up', async () => {
  const clock = new FakeClock();
  const turns = new NegotiationTurns(clock);
  const memory = new MemoryVersions();
  taking(turns, memory);
  const second = taking(turns, memory);
  const controller = new AbortController();
  const third = taking(turns, memory, controller.signal);
  await settled();
  controller.abort();
  await settled();
  expect([second.hasCome, third.hasCome]).toEqual([false, true]);
  clock.advance(2_000);
  await settled();
  expect(second.hasCome).toBe(true);
});

it('asks nobody to wait where the version is known', async () => {
  const turns = new NegotiationTurns(new FakeClock());
  const memory = new MemoryVersions(() => 22);
  const both = [taking(turns, memory), taking(turns, memory)];
  await settled();
  expect(both.map(({ hasCome }) => hasCome)).toEqual([true, true]);
});

it('tells servers behind one gateway apart by their prefixes', () => {
  const profile = profileWith({
    server: 'https://ros.example:9443',
    gateway: { syncUrl: 'wss://Gateway.example', urlPrefix: '/staging' },
  });
  expect(serverOf(profile, null)).toBe('wss://gateway.example/staging');
  expect(serverOf(profile, '/worker-7')).toBe('wss://gateway.example/worker-7');
});
