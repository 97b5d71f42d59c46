import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { encodeRealmPath } from '../shared/realm-path.ts';
import { direct } from '../test/integration/demo-hops.ts';
import { countingDialer, Fleet, manyPaths, mostWithin } from '../test/integration/fleet.ts';
import { startInOwnProcess, type OwnProcess } from '../test/peers/own-process.ts';
import { memoryInUse, type Memory } from './memory.ts';
import { user, type SyncServerOrder, type SyncServerReady } from './sync-server.ts';

/**
 * 500 sessions in one process: until all are online, until all are back after their server was away for ten seconds,
 * how many connections a second it got, and what a session weighs beside a bare `ws` client. The server has a process
 * of its own. Run: npm run bench -- many-sessions
 */

const count = 500;
const outageMs = 10_000;

let server: OwnProcess<SyncServerReady, SyncServerOrder>;
beforeAll(async () => {
  server = await startInOwnProcess(new URL('./sync-server.process.ts', import.meta.url));
}, 60_000);
afterAll(() => server.stop());

/** What a bare client weighs, of many: among few, everything else that comes and goes weighs more. */
let bare: Memory | null = null;
async function weighBare(): Promise<Memory> {
  const empty = await memoryInUse();
  const clients = await bareClients();
  const weighed = perClient(empty, await memoryInUse());
  clients.forEach((client) => client.terminate());
  return weighed;
}

const report: string[] = [];
afterAll(() => process.stdout.write(`\n${report.join('\n')}\n`));

/** As many websockets to the same server, by the library alone: opened, and nothing said. */
async function bareClients(): Promise<WebSocket[]> {
  const { url, adminToken } = server.ready;
  const headers = { Authorization: `Realm-Access-Token version=1 token="${adminToken}"` };
  const clients: WebSocket[] = [];
  for (const path of manyPaths(count)) {
    const target = `${url.replace('http', 'ws')}/realm-sync/${encodeRealmPath(path.replace('~', '__admin'))}`;
    const client = new WebSocket(target, ['io.realm.sync.22'], { headers, perMessageDeflate: false });
    await new Promise((resolve, reject) => client.once('open', resolve).once('error', reject));
    clients.push(client);
  }
  return clients;
}

const perClient = (before: Memory, after: Memory, many = count): Memory => ({
  heapBytes: (after.heapBytes - before.heapBytes) / many,
  residentBytes: (after.residentBytes - before.residentBytes) / many,
});

const ratio = (ours: Memory, bare: Memory): string =>
  `${(ours.heapBytes / bare.heapBytes).toFixed(2)} times as much (resident ${(ours.residentBytes / bare.residentBytes).toFixed(2)})`;

const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

test(`${count} sessions come online, and come back`, { timeout: 300_000 }, async () => {
  bare ??= await weighBare();
  const before = await memoryInUse();
  const { dialer, dialledAt } = countingDialer();
  const fleet = new Fleet({ ports: { dialer } });
  const startedAt = performance.now();
  const file = direct(server.ready.url, {
    realmPaths: manyPaths(count),
    credential: { kind: 'password', username: user.username },
  });
  fleet.launch('many', file, { password: user.password });
  await fleet.allOnline(120_000);
  report.push(`all ${count} online after ${seconds(startedAt)}`);
  report.push(
    `  at most ${mostWithin(dialledAt, 1_000)} connections a second, for tokens and sessions together`,
  );
  const ours = perClient(before, await memoryInUse());

  await server.order('stop');
  await fleet.until('all down', (all) => all.every(({ phase }) => phase.state !== 'online'));
  await pause(outageMs);
  dialledAt.length = 0;
  await server.order('start');
  const backAt = performance.now();
  await fleet.allOnline(120_000);
  report.push(`all ${count} back ${seconds(backAt)} after a server that was away for ${outageMs / 1000} s`);
  report.push(`  at most ${mostWithin(dialledAt, 1_000)} connections a second`);
  report.push(`a session weighs ${kib(ours.heapBytes)} (resident ${kib(ours.residentBytes)})`);
  report.push(`  a bare ws client ${kib(bare.heapBytes)} (resident ${kib(bare.residentBytes)})`);
  report.push(`  that is ${ratio(ours, bare)}`);
  expect(fleet.statuses).toHaveLength(count);
  expect(mostWithin(dialledAt, 1_000)).toBeLessThanOrEqual(75);
  await fleet.sessions.dispose();
});

/** Fewer, since each has to connect so often. */
const veterans = 25;
const tries = 50;

test(`a session with ${tries} tries behind it`, { timeout: 300_000 }, async () => {
  bare ??= await weighBare();
  const before = await memoryInUse();
  const fleet = new Fleet();
  const file = direct(server.ready.url, {
    realmPaths: manyPaths(veterans),
    credential: { kind: 'password', username: user.username },
  });
  const id = fleet.launch('veterans', file, { password: user.password });
  await fleet.allOnline(60_000);
  const fresh = perClient(before, await memoryInUse(), veterans);
  for (let round = 1; round < tries; round += 1) {
    await fleet.sessions.find(id)?.disconnect();
    fleet.sessions.find(id)?.connect();
    await fleet.allOnline(60_000);
  }
  const packed = await memoryInUse();
  const unpacked = fleet.statuses.map((session) => fleet.sessions.traces(session.id));
  expect(unpacked.every((traces) => traces.length === tries)).toBe(true);
  const asBefore = perClient(before, await memoryInUse(), veterans);
  const ours = perClient(before, packed, veterans);
  report.push(
    `a session with ${tries} kept tries weighs ${kib(ours.heapBytes)}, that is ${ratio(ours, bare)}`,
  );
  report.push(`  with its tries unpacked ${kib(asBefore.heapBytes)}, that is ${ratio(asBefore, bare)}`);
  report.push(`  with one try ${kib(fresh.heapBytes)}, that is ${ratio(fresh, bare)}`);
  expect(unpacked).toHaveLength(veterans);
  await fleet.sessions.dispose();
});
