import { expect, onTestFinished, test } from 'vitest';
import { MemoryKeychain } from '../../main/ports/keychain.ts';
import { Secret } from '../../main/secrets/secret.ts';
import { originalHeartbeat } from '../../main/sync/heartbeat.ts';
import { ProfileSessions } from '../../main/sync/profile-sessions.ts';
import { MemoryMarkers, Vault } from '../../main/secrets/vault.ts';
import { profileIdSchema } from '../../shared/brand.ts';
import { parseProfile } from '../../shared/profile.ts';
import type { SessionStatus } from '../../shared/status.ts';
import { startCapture } from '../peers/capture.ts';
import { loopback } from '../peers/port.ts';
import { alice, direct, forThisTest } from './demo-hops.ts';
import { QuickClock } from './quick-clock.ts';
import { answer, scripted, type Script } from './scripted-server.ts';
import { realPorts } from './services.ts';

const silence = { kind: 'silence' } as const;

/** A profile at a server that plays the script, on a clock that makes deadlines short. */
async function at(script: Script) {
  const { port } = await forThisTest(startCapture({ reply: scripted(script) }));
  const parsed = parseProfile(direct(`http://${loopback}:${port}`));
  if (!parsed.ok) throw new Error('not a valid profile');
  const clock = new QuickClock(40);
  const seen: SessionStatus[] = [];
  const sessions = new ProfileSessions({
    id: profileIdSchema.parse('silent'),
    profile: parsed.value,
    ports: { ...realPorts(), clock },
    vault: new Vault(new MemoryKeychain(), new MemoryMarkers(), clock),
    keeping: 'memory',
    heartbeat: () => originalHeartbeat,
    onChange: () => seen.push(...sessions.sessions),
  });
  onTestFinished(() => void sessions.dispose());
  const password = new Secret('Password', alice.password);
  sessions.signInWith({ kind: 'password', username: alice.username, password });
  return { sessions, seen, clock };
}

test('D6: the last failure of a sign-in stays while a server that never answers is asked again', async () => {
  const { sessions, clock } = await at({ auth: () => silence });
  const { trying: first } = sessions.sessions[0] ?? {};
  expect(first).toMatchObject({ lastFailure: null });
  const again = () => {
    const { signIn } = sessions;
    return signIn.state === 'signingIn' && signIn.trying.lastFailure !== null ? signIn.trying : null;
  };
  await expect.poll(() => again()?.lastFailure?.kind, { interval: 5, timeout: 10_000 }).toBe('auth.timeout');
  const [session] = sessions.sessions;
  expect(session?.phase.state).toBe('awaitingToken');
  expect(session?.trying?.lastFailure?.kind).toBe('auth.timeout');
  // This try began anew, after the wait.
  expect(session?.trying?.since).toBeGreaterThan(first?.since ?? Infinity);
  expect(session?.trying?.since).toBeLessThanOrEqual(clock.now());
});

test('D6: the same for a websocket that is never opened, and it is gone once nobody wants one', async () => {
  const { sessions, seen } = await at({ upgrade: () => silence });
  const connectingAgain = () =>
    seen.some(
      ({ phase, trying }) =>
        phase.state === 'connecting' && phase.attempt > 1 && trying?.lastFailure?.kind === 'gateway.timeout',
    );
  await expect.poll(connectingAgain, { interval: 5, timeout: 10_000 }).toBe(true);
  await sessions.disconnect();
  expect(sessions.sessions.map(({ trying }) => trying)).toEqual([null]);
  seen.length = 0;
  sessions.connect();
  expect(seen.filter(({ trying }) => (trying?.lastFailure ?? null) !== null)).toEqual([]);
});

test('D6: a refusal stays in sight while it is retried by hand', async () => {
  let isOpen = false;
  const upgrade = () => (isOpen ? silence : answer('403 Forbidden'));
  const { sessions } = await at({ upgrade });
  await expect.poll(() => sessions.sessions[0]?.phase.state, { interval: 5 }).toBe('blocked');
  isOpen = true;
  const [session] = sessions.sessions;
  if (session === undefined) throw new Error('no session');
  sessions.retryNow(session.id);
  await expect.poll(() => sessions.sessions[0]?.phase.state, { interval: 2 }).toBe('connecting');
  expect(sessions.sessions[0]?.trying?.lastFailure).toMatchObject({ status: 403 });
});
