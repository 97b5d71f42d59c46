import { expect, onTestFinished, test } from 'vitest';
import { serverRateLimit } from '../../main/pacing/rate-limiter.ts';
import { alice, direct, serverForThisTest } from './demo-hops.ts';
import { countingDialer, Fleet, manyPaths, mostWithin } from './fleet.ts';

/** The bench `many-sessions` does the same with 500. */
const perProfile = 40;

test('after its server restarts every session comes back, none is lost, and they don’t come all at once', async () => {
  const server = await serverForThisTest();
  const { dialer, dialledAt } = countingDialer();
  const fleet = new Fleet({ ports: { dialer } });
  onTestFinished(() => fleet.sessions.dispose());
  const file = direct(server.url, { realmPaths: manyPaths(perProfile) });
  fleet.launch('one', file, { password: alice.password });
  fleet.launch('two', file, { password: alice.password });
  await fleet.allOnline();
  expect(server.sessions()).toHaveLength(2 * perProfile);
  const attempts = fleet.statuses.map(({ trace }) => trace?.attempt);
  expect(attempts).toEqual(attempts.map(() => 1));

  await server.stop();
  await fleet.until('all down', (statuses) => statuses.every(({ phase }) => phase.state !== 'online'));
  dialledAt.length = 0;
  await server.start();
  await fleet.allOnline();

  expect(server.sessions()).toHaveLength(2 * perProfile);
  expect(new Set(server.sessions().map(({ realmPath }) => realmPath)).size).toBe(perProfile);
  expect(dialledAt.length).toBeGreaterThanOrEqual(2 * perProfile);
  const longMs = 500;
  expect(mostWithin(dialledAt, longMs)).toBeLessThanOrEqual(
    serverRateLimit.burst + (serverRateLimit.perSecond * longMs) / 1000 + 1,
  );
});
