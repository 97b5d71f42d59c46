import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../main/ports/clock.ts';
import { MemoryKeychain } from '../../main/ports/keychain.ts';
import { Secret } from '../../main/secrets/secret.ts';
import { originalHeartbeat } from '../../main/sync/heartbeat.ts';
import { ProfileSessions } from '../../main/sync/profile-sessions.ts';
import { MemoryMarkers, Vault } from '../../main/secrets/vault.ts';
import { profileIdSchema } from '../../shared/brand.ts';
import { parseProfile } from '../../shared/profile.ts';
import { startCapture } from '../peers/capture.ts';
import { loopback } from '../peers/port.ts';
import { alice, direct, forThisTest } from './demo-hops.ts';
import { answer, scripted } from './scripted-server.ts';
import { realPorts } from './services.ts';

test('of sixty attempts the last fifty are kept, newest first, the oldest gone', async () => {
  let refusals = 0;
  const upgrade = () => answer('403 Forbidden', `refusal ${(refusals += 1)}`);
  const { port } = await forThisTest(startCapture({ reply: scripted({ upgrade }) }));
  const parsed = parseProfile(direct(`http://${loopback}:${port}`));
  if (!parsed.ok) throw new Error('not a valid profile');
  const sessions = new ProfileSessions({
    id: profileIdSchema.parse('attempts'),
    profile: parsed.value,
    ports: realPorts(),
    vault: new Vault(new MemoryKeychain(), new MemoryMarkers(), systemClock),
    keeping: 'memory',
    heartbeat: () => originalHeartbeat,
    onChange: () => undefined,
  });
  onTestFinished(() => void sessions.dispose());
  const password = new Secret('Password', alice.password);
  sessions.signInWith({ kind: 'password', username: alice.username, password });
  const [session] = sessions.sessions;
  if (session === undefined) throw new Error('no session');
  const isBlockedAfter = (count: number) => () =>
    refusals === count && sessions.sessions[0]?.phase.state === 'blocked';

  for (let count = 1; count <= 60; count += 1) {
    await expect.poll(isBlockedAfter(count), { interval: 5 }).toBe(true);
    if (count < 60) sessions.retryNow(session.id);
  }

  const traces = sessions.traces(session.id);
  const said = traces.map(
    ({ stages }) => stages.find(({ name }) => name === 'upgrade')?.evidence?.exchanges?.[0]?.body,
  );
  expect(said).toEqual(Array.from({ length: 50 }, (_, index) => `refusal ${60 - index}`));
  expect(traces.every(({ problem }) => problem?.kind === 'gateway.forbidden')).toBe(true);
});
