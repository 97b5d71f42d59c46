import { expect, onTestFinished, test } from 'vitest';
import { startRelay } from '../peers/relay.ts';
import { alice, direct, forThisTest, serverForThisTest } from './demo-hops.ts';
import { Fleet, manyPaths } from './fleet.ts';

/** Three sessions online through a relay that knows which connections are open. */
async function online() {
  const server = await serverForThisTest();
  const relay = await forThisTest(startRelay({ host: '127.0.0.1', port: server.port }));
  const fleet = new Fleet();
  onTestFinished(() => fleet.sessions.dispose());
  const file = direct(`http://127.0.0.1:${relay.port}`, { realmPaths: manyPaths(3) });
  const id = fleet.launch('one', file, { password: alice.password });
  await fleet.allOnline();
  return { server, relay, fleet, id };
}

test('who disconnects says so to the server, and leaves no connection but the one for tokens', async () => {
  const { server, relay, fleet, id } = await online();
  await fleet.sessions.find(id)?.disconnect();
  expect(fleet.states).toEqual(['idle', 'idle', 'idle']);
  expect(server.activity().last).toMatch(/has no session$/);
  await expect.poll(() => relay.connections().open).toBe(1);
});

test('all connections are closed by the time everything is disposed of', async () => {
  const { server, relay, fleet } = await online();
  await fleet.sessions.dispose();
  await expect.poll(() => relay.connections().open).toBe(0);
  await expect.poll(() => server.connectionCount).toBe(0);
});

test('a server that does not answer is not waited for', async () => {
  const { server, relay, fleet } = await online();
  server.change({ isDeaf: true });
  const startedAt = performance.now();
  await fleet.sessions.dispose();
  expect(performance.now() - startedAt).toBeLessThan(1_500);
  await expect.poll(() => relay.connections().open).toBe(0);
});

test('who is told to go again at once comes back on a connection of its own', async () => {
  const { server, fleet, id } = await online();
  const sessions = fleet.sessions.find(id);
  const left = sessions?.disconnect();
  sessions?.connect();
  await left;
  await fleet.allOnline();
  await expect.poll(() => server.sessions().length).toBe(3);
});
