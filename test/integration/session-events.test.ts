import { expect, onTestFinished, test } from 'vitest';
import { startSyncServer } from '../../main/demo/sync-server.ts';
import type { SessionEvent } from '../../shared/session-events.ts';
import { freePort, loopback } from '../peers/port.ts';
import { alice, direct, signingKey } from './demo-hops.ts';
import { Fleet } from './fleet.ts';

const users = { [alice.username]: { password: alice.password } };

/** What a session told, without what is different each time. */
const wordOf = (event: SessionEvent): string =>
  event.type === 'phaseChanged' ? event.phase.state : event.type;

/** The same, each message and round trip that follows another one left out. */
const storyOf = (events: readonly SessionEvent[]): string[] =>
  events.map(wordOf).filter((word, at, all) => word !== all[at - 1]);

/** One session, and all that it tells. */
function watched(url: string): { readonly fleet: Fleet; readonly events: SessionEvent[] } {
  const heartbeat = { firstWithinMs: 50, everyMs: 50, deadAfterMs: 10_000, doubtedAfterMs: 5_000 };
  const fleet = new Fleet({ heartbeat });
  const events: SessionEvent[] = [];
  fleet.sessions.onEvent = (_profile, _session, event) => events.push(event);
  const credential = { kind: 'password', username: alice.username } as const;
  fleet.launch('told', direct(url, { credential }), { password: alice.password });
  onTestFinished(() => fleet.sessions.dispose());
  return { fleet, events };
}

test('a session tells what happens to it, in the order that it does', async () => {
  const server = await startSyncServer({ signingKey: await signingKey(), users });
  const { fleet, events } = watched(server.url);
  await fleet.until('measured', ([session]) => (session?.heartbeats ?? 0) > 0);
  expect(storyOf(events)).toEqual([
    ...['awaitingToken', 'connecting', 'carried', 'bound', 'online', 'measured'],
  ]);
  const [status] = fleet.statuses;
  const carried = events.flatMap((event) => (event.type === 'carried' ? [event.traffic] : []));
  const bytes = carried.reduce((sum, { received, sent }) => sum + received.bytes + sent.bytes, 0);
  expect(bytes).toBe((status?.traffic.received.bytes ?? 0) + (status?.traffic.sent.bytes ?? 0));
  expect(events.filter(({ type }) => type === 'measured').length).toBe(status?.heartbeats);

  events.length = 0;
  await server.stop();
  await fleet.until('down', ([session]) => session?.phase.state === 'waiting');
  const afterwards = storyOf(events).filter((word) => word !== 'measured');
  expect(afterwards.slice(0, 2)).toEqual(['ended', 'waiting']);
  expect(events.find(({ type }) => type === 'ended')).toMatchObject({
    end: { problem: { kind: 'session.closed' }, livedMs: expect.any(Number) as number },
  });
});

test('it tells of a sign-in that fails, too', async () => {
  const { fleet, events } = watched(`http://${loopback}:${await freePort()}`);
  await fleet.until('waiting', ([session]) => session?.phase.state === 'waiting');
  expect(storyOf(events)).toEqual(['awaitingToken', 'waiting']);
  expect(events.at(-1)).toMatchObject({ phase: { problem: { kind: 'auth.unreachable' } } });
});
