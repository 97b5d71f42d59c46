import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFolder, type PrivateFolder } from '../test/peers/folder.ts';
import { startInOwnProcess, type OwnProcess } from '../test/peers/own-process.ts';
import type { LoadOrder, Way } from './relay-load.process.ts';
import type { RelayPeerOrder, RelayPeerReady } from './relay-peer.process.ts';

/**
 * What carrying costs: the relay as it is run (`causeway relay`), beside a relay in Node that joins two sockets and knows
 * nothing, and beside going by hand. The app, each relay and the server are a process of their own: with both ends in
 * one, what a relay costs hides behind them. Rounds alternate, and medians are told. Run: npm run bench -- relay
 */

const rounds = 15;
const mebi = 1024 * 1024;
const bytes = 48 * mebi;
const trips = 400;
const opens = 10;
const idle = 450;

type Line = 'plain' | 'TLS';
type Kind = 'relay' | 'raw' | 'byHand';

/** Joins two sockets, with what any relay does to them: no delay, one tells the other of its end. */
const raw = (port: number, ca: string | null): string => `
  const net = require('node:net'), tls = require('node:tls');
  const dial = () => ${ca === null ? `net.connect({ port: ${port}, host: '127.0.0.1', noDelay: true })` : `tls.connect({ port: ${port}, host: '127.0.0.1', ca: ${JSON.stringify(ca)}, noDelay: true })`};
  net.createServer({ noDelay: true }, (near) => {
    const far = dial();
    near.on('error', () => far.destroy()).on('close', () => far.destroy());
    far.on('error', () => near.destroy()).on('close', () => near.destroy());
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1', function () { console.log('http://127.0.0.1:' + this.address().port); });
`;

interface Running {
  readonly port: number;
  readonly child: ChildProcess;
}

let folder: PrivateFolder;
let peer: OwnProcess<RelayPeerReady, RelayPeerOrder>;
let app: OwnProcess<null, LoadOrder>;
const running = new Map<string, Running>();

async function started(args: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  child.stdout.resume();
  child.stderr.resume();
  return { child, port: Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(said.toString())?.[1]) };
}

beforeAll(async () => {
  folder = await makeFolder('bench');
  peer = await startInOwnProcess(new URL('./relay-peer.process.ts', import.meta.url));
  app = await startInOwnProcess(new URL('./relay-load.process.ts', import.meta.url));
  for (const line of ['plain', 'TLS'] as const)
    for (const kind of ['relay', 'raw'] as const) running.set(`${line} ${kind}`, await start(line, kind));
}, 60_000);

afterAll(async () => {
  for (const { child } of running.values()) child.kill('SIGKILL');
  await Promise.all([app.stop(), peer.stop(), folder.remove()]);
});

async function start(line: Line, kind: 'relay' | 'raw', flags: readonly string[] = []): Promise<Running> {
  const { plain, tls, ca } = peer.ready;
  const port = line === 'plain' ? plain : tls;
  if (kind === 'raw') return started([...flags, '-e', raw(port, line === 'TLS' ? ca : null)]);
  const profile = {
    ...{ formatVersion: 1, name: line, server: `${line === 'plain' ? 'http' : 'https'}://127.0.0.1:${port}` },
    ...{ trust: { ca }, route: { mode: 'direct' }, credential: { kind: 'password', username: 'nell' } },
  };
  const path = await folder.write(`${line}.json`, JSON.stringify(profile));
  return started([...flags, 'out/main/cli.js', 'relay', path, '--port', '0']);
}

const relayOf = (line: Line, kind: 'relay' | 'raw'): Running => {
  const found = running.get(`${line} ${kind}`);
  if (found === undefined) throw new Error('not started');
  return found;
};

function wayOf(line: Line, kind: Kind): Way {
  const { plain, tls, ca } = peer.ready;
  if (kind !== 'byHand') return { port: relayOf(line, kind).port, ca: null };
  return line === 'plain' ? { port: plain, ca: null } : { port: tls, ca };
}

const at = (sorted: readonly number[], part: number): number => sorted[Math.floor(sorted.length * part)] ?? 0;
const ascending = (values: readonly number[]): readonly number[] =>
  values.toSorted((one, other) => one - other);
const median = (values: readonly number[]): number => at(ascending(values), 0.5);

/** Each kind once a round, begun by another one each time: what the machine does beside it hits all alike. */
async function alternating<K extends Kind, Value>(
  kinds: readonly K[],
  measure: (kind: K) => Promise<Value>,
): Promise<Record<K, Value[]>> {
  const found = Object.fromEntries(kinds.map((kind) => [kind, [] as Value[]])) as Record<K, Value[]>;
  for (const kind of kinds) await measure(kind);
  for (let round = 0; round < rounds; round += 1) {
    const begin = round % kinds.length;
    for (const kind of [...kinds.slice(begin), ...kinds.slice(0, begin)])
      found[kind].push(await measure(kind));
  }
  return found;
}

/** What a process has used of the processors: beside the time by the clock, as that depends on what else runs. */
function cpuMs({ child }: Running): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  // Ticks of 10 ms, in user and in system mode (proc(5)).
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The median of what each round says of two that it measured one after the other. */
const ratioOf = (ours: readonly number[], theirs: readonly number[]): number =>
  median(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)));

const told = (line: string): void => void process.stdout.write(`${line}\n`);

test.each(['plain', 'TLS'] as const)('throughput, %s: at least 0.95 of a raw relay', async (line) => {
  for (const to of ['up', 'down'] as const) {
    const kinds = ['relay', 'raw'] as const;
    const before = kinds.map((kind) => cpuMs(relayOf(line, kind)));
    const { relay, raw: beside } = await alternating(['relay', 'raw'], async (kind) => {
      const ms = (await app.ask({ do: 'carry', way: wayOf(line, kind), to, bytes })) as number;
      return bytes / mebi / (ms / 1000);
    });
    const ratio = ratioOf(relay, beside);
    const [ours = 0, theirs = 0] = kinds.map((kind, at) => cpuMs(relayOf(line, kind)) - (before[at] ?? 0));
    told(
      `${line} ${to}: ${ratio.toFixed(2)} of raw (${median(relay).toFixed(0)} MiB/s, raw ${median(beside).toFixed(0)}), for ${(ours / theirs).toFixed(2)} of its CPU time`,
    );
    expect.soft(ratio, `${line} ${to}`).toBeGreaterThanOrEqual(0.95);
  }
});

test('a round trip: p50 at most 1.1, p99 at most 1.5 of a raw relay’s', async () => {
  const { relay, raw: beside } = await alternating(['relay', 'raw'], async (kind) =>
    ascending((await app.ask({ do: 'trips', way: wayOf('plain', kind), count: trips })) as number[]),
  );
  for (const [part, most] of [
    [0.5, 1.1],
    [0.99, 1.5],
  ] as const) {
    const [ours, theirs] = [relay, beside].map((all) => all.map((taken) => at(taken, part)));
    const ratio = ratioOf(ours ?? [], theirs ?? []);
    told(
      `round trip p${part * 100}: ${ratio.toFixed(2)} of raw (${(median(ours ?? []) * 1000).toFixed(0)} µs, raw ${(median(theirs ?? []) * 1000).toFixed(0)})`,
    );
    expect.soft(ratio, `p${part * 100}`).toBeLessThanOrEqual(most);
  }
});

test.each(['plain', 'TLS'] as const)(
  'from connect to 101, %s: at most 1 ms more than by hand',
  async (line) => {
    const kinds = ['relay', 'byHand', 'raw'] as const;
    const found = await alternating(kinds, async (kind) =>
      median((await app.ask({ do: 'open', way: wayOf(line, kind), count: opens })) as number[]),
    );
    const more = median(found.relay.map((ms, round) => ms - (found.byHand[round] ?? Number.NaN)));
    const [ours, byHand, beside] = kinds.map((kind) => median(found[kind]).toFixed(2));
    told(
      `connect to 101, ${line}: ${more.toFixed(2)} ms more (${ours} ms, by hand ${byHand}, raw relay ${beside})`,
    );
    expect.soft(more, line).toBeLessThanOrEqual(1);
  },
);

const residentKiB = ({ child }: Running): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]);

/** Read by either relay before its own code: says what is in use once the garbage is gone, whenever it is asked to. */
const scales = `
  process.on('SIGUSR2', () => {
    for (let round = 0; round < 3; round += 1) gc();
    const { heapUsed, external } = process.memoryUsage();
    process.stderr.write(JSON.stringify({ inUse: heapUsed + external }) + '\\n');
  });
`;

async function inUseKiB({ child }: Running): Promise<number> {
  child.kill('SIGUSR2');
  for (;;) {
    const [said] = (await once(child.stderr ?? child, 'data')) as [Buffer];
    const bytesInUse = /{"inUse":(\d+)}/.exec(said.toString())?.[1];
    if (bytesInUse !== undefined) return Number(bytesInUse) / 1024;
  }
}

/** Of processes that have carried next to nothing before: what was freed would be taken again, and hide what is added. */
test(`${idle} idle connections: at most 1.3 of a raw relay’s memory`, async () => {
  const weighed = ['--expose-gc', '--require', await folder.write('scales.cjs', scales)];
  for (const line of ['plain', 'TLS'] as const) {
    const added = { relay: 0, raw: 0 };
    const resident = { relay: 0, raw: 0 };
    for (const kind of ['raw', 'relay'] as const) {
      const fresh = await start(line, kind, weighed);
      const way = { port: fresh.port, ca: null };
      await app.order({ do: 'open', way, count: 5 });
      const before = await inUseKiB(fresh);
      await app.order({ do: 'hold', way, count: idle });
      added[kind] = (await inUseKiB(fresh)) - before;
      resident[kind] = residentKiB(fresh);
      await app.order({ do: 'letGo' });
      fresh.child.kill('SIGKILL');
    }
    const ratio = added.relay / added.raw;
    told(
      `${idle} idle, ${line}: ${ratio.toFixed(2)} of what raw adds (${(added.relay / idle).toFixed(1)} KiB each, raw ${(added.raw / idle).toFixed(1)}); resident in all ${(resident.relay / 1024).toFixed(0)} MiB, raw ${(resident.raw / 1024).toFixed(0)}`,
    );
    expect.soft(ratio, line).toBeLessThanOrEqual(1.3);
  }
});

test('an app that never reads: at most 16 MiB more', async () => {
  const before = residentKiB(relayOf('plain', 'relay'));
  await app.order({ do: 'askAndNotRead', way: wayOf('plain', 'relay'), bytes: 512 * mebi });
  let last = -1;
  let now = residentKiB(relayOf('plain', 'relay'));
  while (now !== last) {
    await pause(500);
    [last, now] = [now, residentKiB(relayOf('plain', 'relay'))];
  }
  await app.order({ do: 'letGo' });
  told(`an app that never reads: ${((now - before) / 1024).toFixed(1)} MiB more`);
  expect((now - before) / 1024).toBeLessThanOrEqual(16);
});

test('an app is synced again at most 2 s after the way is mended', async () => {
  const taken: number[] = [];
  for (const lastsMs of [3_000, 5_000, 8_000]) {
    await peer.order('cut');
    const isBack = app.order({ do: 'comeBack', way: wayOf('plain', 'relay') });
    const began = performance.now();
    await pause(lastsMs);
    await peer.order('mend');
    const mended = performance.now();
    await isBack;
    taken.push(performance.now() - mended);
    await app.order({ do: 'letGo' });
    told(
      `outage of ${((mended - began) / 1000).toFixed(1)} s: synced again ${(taken.at(-1) ?? 0).toFixed(0)} ms after it`,
    );
  }
  expect(Math.max(...taken)).toBeLessThanOrEqual(2_000);
});
