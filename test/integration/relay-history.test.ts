import { expect, test, vi } from 'vitest';
import { MemoryKeychain } from '../../main/ports/keychain.ts';
import { isOutage, type RelayedHistory } from '../../shared/history.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import { appsHeld } from '../../shared/relay-status.ts';
import { relayUrl } from '../../shared/relay.ts';
import { MemoryJournalFile } from '../fakes/journal-file.ts';
import { startNginx } from '../peers/nginx.ts';
import { startRelay, type Relay as Line } from '../peers/relay.ts';
import { AppWithProfile, startApp, startEmptyApp } from './app.ts';
import { alice, direct, forThisTest, serverForThisTest } from './demo-hops.ts';
import { MemoryDocuments } from '../fakes/documents.ts';
import { realPorts } from './services.ts';

/** What the history tells of apps: an app of a person's is this product too, with the relay as its server. */

const secrets = { password: alice.password };
const longest = { timeout: 30_000 };

/** The profile is lent; its own sessions are off, so that all that is found comes from apps. */
async function lent(
  profile: ProfileFile,
  historyFile = new MemoryJournalFile(),
  documents = new MemoryDocuments(),
): Promise<AppWithProfile> {
  const app = startEmptyApp(documents, new MemoryKeychain(), realPorts(), { historyFile });
  const saved = await app.handlers.saveProfile({ id: null, profile, secrets });
  if (!saved.ok) throw new Error(JSON.stringify(saved.problem));
  const id = saved.value;
  const causeway = new AppWithProfile(app, id);
  await causeway.app.handlers.disconnect({ ids: [id] });
  await causeway.app.handlers.startRelay({ id });
  await expect.poll(() => causeway.profile.relay.state).toBe('listening');
  return causeway;
}

function appOf({ profile }: AppWithProfile): Promise<AppWithProfile> {
  if (profile.relay.state !== 'listening') throw new Error('it does not listen');
  return startApp(direct(relayUrl(profile.relay.port)), secrets);
}

async function relayedIn({ app, profile }: AppWithProfile): Promise<readonly RelayedHistory[]> {
  const answer = await app.handlers.getRelayedHistory({ id: profile.id });
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
  return answer.value;
}

const isOnline = ({ session }: AppWithProfile): boolean => session.phase.state === 'online';

test('nginx closes idle streams of an app: the limit is found, and how often that cut it', async () => {
  const server = await serverForThisTest();
  const upstream = { host: '127.0.0.1', port: server.port };
  const gateway = await forThisTest(startNginx({ upstream, mistake: { kind: 'cutsIdle', afterSeconds: 2 } }));
  const causeway = await lent(direct(gateway.url));
  const app = await appOf(causeway);
  await app.setLocal({ adaptsPings: false });
  const comesBackUntilFound = () => {
    if (app.session.phase.state === 'waiting') app.retry();
    return causeway.profile.pinging.idleLimit;
  };
  await expect.poll(comesBackUntilFound, longest).not.toBeNull();
  const { idleLimit, ageLimit } = causeway.profile.pinging;
  expect(idleLimit?.limitMs).toBeGreaterThan(1_500);
  expect(idleLimit?.limitMs).toBeLessThan(2_500);
  expect(ageLimit).toBeNull();

  const [told, ...others] = await relayedIn(causeway);
  expect(others).toEqual([]);
  const outages = told?.spans.filter(isOutage) ?? [];
  expect(outages.length).toBeGreaterThanOrEqual(3);
  expect(outages[0]?.causes).toEqual([{ kind: 'session.closed', code: 1006 }]);
  expect(outages[1]?.causes).toEqual([{ kind: 'session.idleKilled', code: null }]);
  expect(told?.lives.map(({ kind }) => kind).sort()).toEqual(['session.closed', 'session.idleKilled']);
  const [hour] = told?.hours ?? [];
  expect(hour?.connections).toBeGreaterThanOrEqual(3);
  // None of it is the profile's own session's.
  expect((await causeway.history()).spans.filter(isOutage)).toEqual([]);
});

/** An app on its way through a line that can be cut. */
async function behindLine(historyFile = new MemoryJournalFile(), documents = new MemoryDocuments()) {
  const server = await serverForThisTest();
  const line: Line = await forThisTest(startRelay({ host: '127.0.0.1', port: server.port }));
  const causeway = await lent(direct(`http://127.0.0.1:${line.port}`), historyFile, documents);
  const app = await appOf(causeway);
  await expect.poll(() => isOnline(app), longest).toBe(true);
  return { line, causeway, app };
}

test('an outage of the way is one of the app’s connection; an app that leaves by itself has none', async () => {
  const { line, causeway, app } = await behindLine();
  const before = await relayedIn(causeway);
  expect(before).toMatchObject([{ nth: 1, spans: [{ state: 'online' }], hours: [{ connections: 1 }] }]);
  line.set({ refuses: true });
  line.reset();
  await expect
    .poll(() => {
      // An app that was told of the outage once waits the next time.
      if (app.session.phase.state === 'waiting') app.retry();
      return appsHeld(causeway.profile.relay);
    }, longest)
    .toBe(1);
  line.set({ refuses: false });
  await expect.poll(() => isOnline(app), longest).toBe(true);
  await app.app.handlers.disconnect({ ids: [app.profile.id] });

  const [told] = await vi.waitFor(async () => {
    const after = await relayedIn(causeway);
    expect(after[0]?.spans.at(-1)).toMatchObject({ state: 'online' });
    // It has left: its time doesn't go on.
    expect(after[0]?.until).toBeGreaterThan(after[0]?.spans.at(-1)?.to ?? 0);
    return after;
  }, longest);
  const outages = told?.spans.filter(isOutage) ?? [];
  expect(outages).toHaveLength(1);
  expect(outages[0]?.isOver).toBe(true);
  expect(told?.hours[0]?.connections).toBe(2);
  const { received, sent } = told?.hours[0]?.traffic ?? {};
  expect(received?.bytes).toBeGreaterThan(0);
  expect(sent?.bytes).toBeGreaterThan(0);
});

test('what is known of apps is there after a kill, and has no path of theirs in its file', async () => {
  const file = new MemoryJournalFile();
  const documents = new MemoryDocuments();
  const { line } = await behindLine(file, documents);
  line.set({ refuses: true });
  line.reset();
  await expect.poll(() => file.text, longest).toMatch(/\["failed",\d+,"[\w-]+\.relay-/);
  expect(file.text).not.toContain('tasks');
  // Nothing more is written by the one that was killed.
  const left = new MemoryJournalFile(file.text);
  const again = startEmptyApp(documents, new MemoryKeychain(), realPorts(), { historyFile: left });
  const [profile] = again.view.profiles;
  if (profile === undefined) throw new Error('the profile is gone');
  const answer = await again.handlers.getRelayedHistory({ id: profile.id });
  expect(answer).toMatchObject({ ok: true, value: [{ spans: [{ state: 'online' }, { state: 'outage' }] }] });
});
