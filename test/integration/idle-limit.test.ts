import { expect, test } from 'vitest';
import { MemoryKeychain } from '../../main/ports/keychain.ts';
import { startNginx } from '../peers/nginx.ts';
import { startRelay } from '../peers/relay.ts';
import { startApp, type AppWithProfile } from './app.ts';
import { alice, direct, forThisTest, serverForThisTest } from './demo-hops.ts';
import { QuickClock } from './quick-clock.ts';
import { realPorts } from './services.ts';

const secrets = { password: alice.password };
const longest = { timeout: 30_000 };

const isOnline = ({ session }: AppWithProfile): boolean => session.phase.state === 'online';

/** Lets connections end and come back, without the waits in between, until something holds. */
async function goOnUntil(causeway: AppWithProfile, holds: () => boolean): Promise<void> {
  const look = () => {
    if (causeway.session.phase.state === 'waiting') causeway.retry();
    return holds();
  };
  await expect.poll(look, longest).toBe(true);
}

async function cutsWhatIsIdle(afterSeconds: number): Promise<AppWithProfile> {
  const server = await serverForThisTest();
  const upstream = { host: '127.0.0.1', port: server.port };
  const mistake = { kind: 'cutsIdle', afterSeconds } as const;
  const gateway = await forThisTest(startNginx({ upstream, mistake }));
  return startApp(direct(gateway.url), secrets);
}

test('nginx closes idle streams: the limit is found, and pings keep the session up from then on', async () => {
  const causeway = await cutsWhatIsIdle(2);
  await goOnUntil(causeway, () => causeway.profile.pinging.idleLimit !== null);
  const { pinging } = causeway.profile;
  expect(pinging.idleLimit?.limitMs).toBeGreaterThan(1_500);
  expect(pinging.idleLimit?.limitMs).toBeLessThan(2_500);
  expect(pinging.everyMs).toBeGreaterThanOrEqual(900);
  expect(pinging.everyMs).toBeLessThan(1_500);
  expect(pinging.ageLimit).toBeNull();

  await goOnUntil(causeway, () => isOnline(causeway));
  const { phase, heartbeats } = causeway.session;
  // Six more pings are six seconds and more: three times what killed it before.
  await expect.poll(() => causeway.session.heartbeats, longest).toBeGreaterThan(heartbeats + 5);
  expect(causeway.session.phase).toMatchObject({
    state: 'online',
    attempt: 'attempt' in phase && phase.attempt,
  });

  const { spans, lives } = await causeway.history();
  const outages = spans.filter(({ state }) => state === 'outage');
  expect(outages.length).toBeGreaterThanOrEqual(3);
  expect(outages).toContainEqual(
    expect.objectContaining({ causes: [{ kind: 'session.closed', code: 1006 }], isOver: true }),
  );
  expect(outages).toContainEqual(
    expect.objectContaining({ causes: [{ kind: 'session.idleKilled', code: null }] }),
  );
  expect(lives.map(({ kind }) => kind).sort()).toEqual(['session.closed', 'session.idleKilled']);
});

test('whoever does not want it keeps their pings; a change of mind reaches the session that is online', async () => {
  const causeway = await cutsWhatIsIdle(2);
  await causeway.setLocal({ adaptsPings: false });
  await goOnUntil(causeway, () => causeway.profile.pinging.idleLimit !== null);
  expect(causeway.profile.pinging).toMatchObject({ everyMs: 60_000 });
  expect(causeway.profile.pinging.suggestedMs).toBeLessThan(1_500);

  await goOnUntil(causeway, () => isOnline(causeway));
  const { phase, heartbeats } = causeway.session;
  await causeway.setLocal({ adaptsPings: true });
  await expect.poll(() => causeway.session.heartbeats, longest).toBeGreaterThan(heartbeats + 2);
  expect(causeway.session.phase).toMatchObject({ attempt: 'attempt' in phase && phase.attempt });
});

test('something closes old streams, however busy: told apart, and pings stay as they are', async () => {
  const server = await serverForThisTest();
  const relay = await forThisTest(
    startRelay({ host: '127.0.0.1', port: server.port }, { closeAfterMs: 3_000 }),
  );
  const causeway = await startApp(direct(`http://127.0.0.1:${relay.port}`), secrets);
  await goOnUntil(causeway, () => causeway.profile.pinging.ageLimit !== null);
  const { pinging } = causeway.profile;
  expect(pinging.ageLimit?.limitMs).toBeGreaterThan(2_000);
  expect(pinging.ageLimit?.limitMs).toBeLessThan(3_500);
  expect(pinging).toMatchObject({ idleLimit: null, everyMs: 60_000 });
});

test('a firewall drops idle streams without a word: pings find out, and keep the session up from then on', async () => {
  const clock = new QuickClock(60);
  const server = await serverForThisTest({ now: () => clock.now() });
  const limitMs = 20_000;
  const relay = await forThisTest(
    startRelay({ host: '127.0.0.1', port: server.port }, { forgetsAfterMs: limitMs / 60 }),
  );
  const file = direct(`http://127.0.0.1:${relay.port}`);
  const causeway = await startApp(file, secrets, new MemoryKeychain(), { ...realPorts(), clock });
  await goOnUntil(causeway, () => causeway.profile.pinging.idleLimit !== null);
  expect(causeway.profile.pinging.idleLimit).toMatchObject({ isAtMost: true });

  // A first guess may be too high: pings after it are lost as well, and it is lowered until none is.
  let since = { attempt: 0, heartbeats: 0 };
  const isUpForLong = () => {
    const { phase, heartbeats } = causeway.session;
    const attempt = phase.state === 'online' ? phase.attempt : 0;
    if (attempt !== since.attempt || attempt === 0) since = { attempt, heartbeats };
    return heartbeats > since.heartbeats + 10;
  };
  await goOnUntil(causeway, isUpForLong);
  const { everyMs, idleLimit } = causeway.profile.pinging;
  expect(everyMs).toBeLessThan(limitMs);
  expect(idleLimit?.limitMs).toBeGreaterThan(limitMs * 0.8);
});
