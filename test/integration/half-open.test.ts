import { expect, onTestFinished, test } from 'vitest';
import { startRelay } from '../peers/relay.ts';
import { alice, direct, forThisTest, serverForThisTest } from './demo-hops.ts';
import { Fleet } from './fleet.ts';
import { QuickClock } from './quick-clock.ts';

const heartbeat = { firstWithinMs: 10_000, everyMs: 20_000, deadAfterMs: 40_000, doubtedAfterMs: 5_000 };

/** A session that is online over a line which then forgets it: nothing passes, nothing closes. */
async function forgotten() {
  const clock = new QuickClock(60);
  const server = await serverForThisTest({ now: () => clock.now() });
  const relay = await forThisTest(startRelay({ host: '127.0.0.1', port: server.port }));
  const fleet = new Fleet({ ports: { clock }, heartbeat });
  onTestFinished(() => fleet.sessions.dispose());
  const id = fleet.launch('one', direct(`http://127.0.0.1:${relay.port}`), { password: alice.password });
  await fleet.until('measured', ([session]) => (session?.heartbeats ?? 0) > 0);
  const forgottenAt = clock.now();
  relay.set({ isFrozen: true });
  const lost = async () => {
    await fleet.until('noticed', ([session]) => session?.phase.state !== 'online');
    // The next attempt may be under way already: time is short here.
    const [session] = fleet.statuses;
    const first = session && fleet.sessions.traces(session.id).find(({ attempt }) => attempt === 1);
    return { problem: first?.problem, afterMs: clock.now() - forgottenAt };
  };
  return { server, relay, fleet, id, lost };
}

test('a half-open connection is noticed by the heartbeat and replaced', async () => {
  const { server, relay, fleet, lost } = await forgotten();
  const { problem, afterMs } = await lost();
  expect(problem).toMatchObject({ kind: 'session.silent' });
  expect(afterMs).toBeGreaterThanOrEqual(heartbeat.deadAfterMs);
  relay.set({ isFrozen: false });
  await fleet.allOnline();
  expect(fleet.statuses[0]?.phase).toMatchObject({ state: 'online' });
  await expect.poll(() => server.sessions().length, { timeout: 5_000 }).toBe(1);
});

test('it is noticed much sooner when the computer has slept', async () => {
  const { fleet, lost } = await forgotten();
  fleet.sessions.timeChanged('timeLost');
  const { problem, afterMs } = await lost();
  expect(problem).toMatchObject({ kind: 'session.silent' });
  expect(afterMs).toBeLessThan(heartbeat.deadAfterMs);
});
