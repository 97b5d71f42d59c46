import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuthority, type Authority } from '../test/peers/certificates.ts';
import { makeFolder, type PrivateFolder } from '../test/peers/folder.ts';

/**
 * What carrying costs: the relay as it is run (`causeway relay`), beside a relay in Node that joins two sockets and knows
 * nothing, in alternating rounds. Each is a process of its own; what speaks at both ends is this one. Run: npm run bench
 */

const rounds = 5;
const bytes = 192 * 1024 * 1024;
const trips = 2_000;
const idle = 500;

type Line = 'plain' | 'TLS';
type Kind = 'relay' | 'raw';

const raw = (port: number, ca: string | null): string => `
  const net = require('node:net'), tls = require('node:tls');
  const dial = () => ${ca === null ? `net.connect({ port: ${port}, noDelay: true })` : `tls.connect({ port: ${port}, ca: ${JSON.stringify(ca)}, host: '127.0.0.1' })`};
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

const ports = new Map<string, Running>();
let authority: Authority;
let folder: PrivateFolder;
const farEnds = new Set<Socket>();

async function started(args: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, port: Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(said.toString())?.[1]) };
}

/** Answers 101, and then what the first byte asks for: `d` all bytes down, `e` each byte back. */
function serve(socket: Socket): void {
  farEnds.add(socket.on('error', () => undefined));
  socket.once('close', () => farEnds.delete(socket)).setNoDelay(true);
  socket.once('data', () => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    socket.once('data', (first: Buffer) => {
      if (first[0] === 0x64) socket.write(Buffer.alloc(bytes));
      else if (first[0] === 0x65) socket.on('data', (chunk: Buffer) => socket.write(chunk));
      else countUp(socket, first.length);
    });
  });
}

function countUp(socket: Socket, first: number): void {
  let left = bytes - first;
  socket.on('data', ({ length }: Buffer) => {
    left -= length;
    if (left <= 0) socket.write('.');
  });
}

beforeAll(async () => {
  authority = await createAuthority();
  folder = await makeFolder('bench');
  const certificate = await authority.issue();
  const plain = createServer(serve).listen(0, '127.0.0.1');
  const secured = createTlsServer(certificate, serve).listen(0, '127.0.0.1');
  await Promise.all([once(plain, 'listening'), once(secured, 'listening')]);
  for (const [line, server, scheme] of [
    ['plain', plain, 'http'],
    ['TLS', secured, 'https'],
  ] as const) {
    const { port } = server.address() as AddressInfo;
    const profile = {
      formatVersion: 1,
      name: line,
      server: `${scheme}://127.0.0.1:${port}`,
      route: { mode: 'direct' },
      credential: { kind: 'password', username: 'nell' },
      trust: { ca: authority.ca },
    };
    const path = await folder.write(`${line}.json`, JSON.stringify(profile));
    ports.set(`${line} relay`, await started(['out/main/cli.js', 'relay', path, '--port', '0']));
    ports.set(`${line} raw`, await started(['-e', raw(port, line === 'TLS' ? authority.ca : null)]));
  }
}, 60_000);

afterAll(async () => {
  for (const { child } of ports.values()) child.kill('SIGKILL');
  farEnds.forEach((socket) => socket.destroy());
  await Promise.all([authority.remove(), folder.remove()]);
});

const runningOf = (line: Line, kind: Kind): Running => {
  const running = ports.get(`${line} ${kind}`);
  if (running === undefined) throw new Error('not started');
  return running;
};

/** Through the relay or beside it, as far as the 101. */
async function open(line: Line, kind: Kind): Promise<Socket> {
  const socket = connect({ port: runningOf(line, kind).port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  socket.write(
    'GET /realm-sync/a HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  );
  const [head] = (await once(socket, 'data')) as [Buffer];
  if (!head.toString('latin1').startsWith('HTTP/1.1 101')) throw new Error(head.toString());
  return socket;
}

async function mebibytesPerSecond(line: Line, kind: Kind, way: 'up' | 'down'): Promise<number> {
  const socket = await open(line, kind);
  const startedAt = performance.now();
  if (way === 'up') {
    socket.write(Buffer.alloc(bytes));
    await once(socket, 'data');
  } else {
    socket.write('d');
    for (let left = bytes; left > 0;) left -= ((await once(socket, 'data')) as [Buffer])[0].length;
  }
  const ms = performance.now() - startedAt;
  socket.destroy();
  return bytes / 1024 / 1024 / (ms / 1000);
}

async function roundTrips(line: Line, kind: Kind): Promise<readonly number[]> {
  const socket = await open(line, kind);
  socket.write('e');
  const taken: number[] = [];
  for (let trip = 0; trip < trips; trip += 1) {
    const startedAt = performance.now();
    socket.write('.');
    await once(socket, 'data');
    taken.push(performance.now() - startedAt);
  }
  socket.destroy();
  return taken;
}

const at = (sorted: readonly number[], part: number): number => sorted[Math.floor(sorted.length * part)] ?? 0;
const ascending = (values: readonly number[]): readonly number[] =>
  values.toSorted((one, other) => one - other);
const median = (values: readonly number[]): number => at(ascending(values), 0.5);

async function alternating<Value>(measure: (kind: Kind) => Promise<Value>): Promise<Record<Kind, Value[]>> {
  const found: Record<Kind, Value[]> = { relay: [], raw: [] };
  await measure('relay');
  await measure('raw');
  for (let round = 0; round < rounds; round += 1) {
    const kinds: readonly Kind[] = round % 2 === 0 ? ['relay', 'raw'] : ['raw', 'relay'];
    for (const kind of kinds) found[kind].push(await measure(kind));
  }
  return found;
}

const told = (what: string, ratio: number, more = ''): void =>
  console.log(`${what}: ${ratio.toFixed(2)} of a raw relay${more}`);

test.each(['plain', 'TLS'] as const)('throughput, %s: at least 0.95 of a raw relay', async (line) => {
  for (const way of ['up', 'down'] as const) {
    const { relay, raw: beside } = await alternating((kind) => mebibytesPerSecond(line, kind, way));
    const ratio = median(relay) / median(beside);
    told(`${line} ${way}`, ratio, ` (${median(relay).toFixed(0)} MiB/s)`);
    expect.soft(ratio, way).toBeGreaterThanOrEqual(0.95);
  }
});

test('a round trip: p50 at most 1.1, p99 at most 1.5 of a raw relay’s', async () => {
  const { relay, raw: beside } = await alternating((kind) => roundTrips('plain', kind));
  const [ours, theirs] = [ascending(relay.flat()), ascending(beside.flat())];
  const ratios = [at(ours, 0.5) / at(theirs, 0.5), at(ours, 0.99) / at(theirs, 0.99)] as const;
  told('round trip p50', ratios[0], ` (${(at(ours, 0.5) * 1000).toFixed(0)} µs)`);
  told('round trip p99', ratios[1]);
  expect.soft(ratios[0]).toBeLessThanOrEqual(1.1);
  expect.soft(ratios[1]).toBeLessThanOrEqual(1.5);
});

test('from connect to 101: at most 1 ms more than a raw relay', async () => {
  const { relay, raw: beside } = await alternating(async (kind) => {
    const taken: number[] = [];
    for (let time = 0; time < 50; time += 1) {
      const startedAt = performance.now();
      const socket = await open('plain', kind);
      taken.push(performance.now() - startedAt);
      socket.destroy();
    }
    return median(taken);
  });
  console.log(`connect to 101: ${median(relay).toFixed(2)} ms, raw ${median(beside).toFixed(2)} ms`);
  expect(median(relay) - median(beside)).toBeLessThanOrEqual(1);
});

const residentKiB = ({ child }: Running): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]);

/** The whole of both processes and what 500 connections add to each. */
test(`${idle} idle connections: at most 1.3 of a raw relay’s memory`, async () => {
  const added: Record<Kind, number> = { relay: 0, raw: 0 };
  for (const kind of ['raw', 'relay'] as const) {
    const before = residentKiB(runningOf('TLS', kind));
    // Half a hundred at a time: as apps come, and as relays have a limit to how many they take at once.
    const open500: Socket[] = [];
    while (open500.length < idle)
      open500.push(...(await Promise.all(Array.from({ length: 50 }, () => open('TLS', kind)))));
    added[kind] = residentKiB(runningOf('TLS', kind)) - before;
    open500.forEach((socket) => socket.destroy());
  }
  told(`${idle} idle connections`, added.relay / added.raw, ` (${(added.relay / idle).toFixed(0)} KiB each)`);
  expect(added.relay / added.raw).toBeLessThanOrEqual(1.3);
});
