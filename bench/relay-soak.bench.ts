import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFolder, type PrivateFolder } from '../test/peers/folder.ts';
import { startInOwnProcess, type OwnProcess } from '../test/peers/own-process.ts';
import type { LoadOrder } from './relay-load.process.ts';
import type { RelayPeerOrder, RelayPeerReady } from './relay-peer.process.ts';

/**
 * A working day of a relay in little: apps come, carry, and go; the server is gone for a moment now and then, and they come
 * back. Memory must stay flat. Run: MINUTES=30 npm run bench -- bench/relay-soak.bench.ts
 */

const minutes = Number(process.env['MINUTES'] ?? 1);
const mebi = 1024 * 1024;

/** Read by the relay before its own code: says what is in use once the garbage is gone, whenever it is asked to. */
const scales = `
  process.on('SIGUSR2', () => {
    for (let round = 0; round < 3; round += 1) gc();
    const { heapUsed, external } = process.memoryUsage();
    process.stderr.write(JSON.stringify({ inUse: heapUsed + external }) + '\\n');
  });
`;

let folder: PrivateFolder;
let peer: OwnProcess<RelayPeerReady, RelayPeerOrder>;
let app: OwnProcess<null, LoadOrder>;
let relay: ChildProcess;
let port = 0;

beforeAll(async () => {
  folder = await makeFolder('soak');
  peer = await startInOwnProcess(new URL('./relay-peer.process.ts', import.meta.url));
  app = await startInOwnProcess(new URL('./relay-load.process.ts', import.meta.url));
  const profile = {
    ...{ formatVersion: 1, name: 'Soak', server: `https://127.0.0.1:${peer.ready.tls}` },
    ...{ trust: { ca: peer.ready.ca }, route: { mode: 'direct' } },
    credential: { kind: 'password', username: 'nell' },
  };
  const path = await folder.write('soak.json', JSON.stringify(profile));
  const flags = ['--expose-gc', '--require', await folder.write('scales.cjs', scales)];
  relay = spawn(process.execPath, [...flags, 'out/main/cli.js', 'relay', path, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said] = (await once(relay.stdout ?? relay, 'data')) as [Buffer];
  port = Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(said.toString())?.[1]);
  relay.stdout?.resume();
  relay.stderr?.resume();
}, 60_000);

afterAll(async () => {
  relay.kill('SIGKILL');
  await Promise.all([app.stop(), peer.stop(), folder.remove()]);
});

async function inUseMiB(): Promise<number> {
  relay.kill('SIGUSR2');
  for (;;) {
    const [said] = (await once(relay.stderr ?? relay, 'data')) as [Buffer];
    const bytes = /{"inUse":(\d+)}/.exec(said.toString())?.[1];
    if (bytes !== undefined) return Number(bytes) / mebi;
  }
}

/** Some apps come, carry both ways, stay through an outage, come back, and go. */
async function lives(): Promise<void> {
  const way = { port, ca: null };
  await app.order({ do: 'hold', way, count: 25 });
  await app.order({ do: 'carry', way, to: 'up', bytes: 4 * mebi });
  await app.order({ do: 'carry', way, to: 'down', bytes: 4 * mebi });
  await app.order({ do: 'trips', way, count: 100 });
  await peer.order('cut');
  const back = app.order({ do: 'comeBack', way });
  await pause(1_000);
  await peer.order('mend');
  await back;
  await app.order({ do: 'letGo' });
}

test(`memory stays flat over ${minutes} minutes of apps`, { timeout: (minutes + 5) * 60_000 }, async () => {
  // Until all that is made once has been made, and the list of what has ended is full.
  for (let life = 0; life < 4; life += 1) await lives();
  const samples: number[] = [];
  const until = performance.now() + minutes * 60_000;
  let count = 0;
  while (performance.now() < until) {
    await lives();
    count += 1;
    samples.push(await inUseMiB());
  }
  const third = Math.max(1, Math.floor(samples.length / 3));
  const mean = (some: readonly number[]) => some.reduce((sum, each) => sum + each, 0) / some.length;
  const [first, last] = [mean(samples.slice(0, third)), mean(samples.slice(-third))];
  process.stdout.write(
    `${count} rounds of 28 apps and an outage in ${minutes} min: ${first.toFixed(2)} MiB in use in the first third, ${last.toFixed(2)} in the last\n`,
  );
  // However many have come and gone: what each leaves behind would add up.
  expect(last - first).toBeLessThan(1);
});
