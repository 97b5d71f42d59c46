import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { direct } from '../test/integration/demo-hops.ts';
import { Fleet, manyPaths } from '../test/integration/fleet.ts';
import { startInOwnProcess, type OwnProcess } from '../test/peers/own-process.ts';
import { memoryInUse } from './memory.ts';
import { user, type SyncServerOrder, type SyncServerReady } from './sync-server.ts';

/**
 * Sessions for half an hour, with all that a working day brings in little: connections are cut several times a minute
 * and hints bring them back at once, tokens are renewed in-band, hearts beat every few seconds. Once every session has
 * the traces that it keeps, memory must stay flat. Run: npm run bench -- soak (SOAK_MINUTES=5 for less)
 */

const minutes = Number(process.env['SOAK_MINUTES'] ?? 30);
const count = 40;
/** Fifty attempts of a session are kept: until there are as many, memory has to grow. */
const dropsToSettle = 60;
const churnEveryMs = 2_000;
const heartbeat = { firstWithinMs: 3_000, everyMs: 5_000, deadAfterMs: 20_000, doubtedAfterMs: 10_000 };

let server: OwnProcess<SyncServerReady, SyncServerOrder>;
beforeAll(async () => {
  server = await startInOwnProcess(new URL('./sync-server.process.ts', import.meta.url));
});
afterAll(() => server.stop());

interface Sample {
  readonly minute: number;
  readonly heapMiB: number;
  readonly residentMiB: number;
}

const mebi = 1024 * 1024;

/** MiB a minute, by least squares. */
function slopeOf(samples: readonly Sample[], value: (sample: Sample) => number): number {
  const mean = (of: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [middle, height] = [mean(({ minute }) => minute), mean(value)];
  const rise = samples.reduce((sum, one) => sum + (one.minute - middle) * (value(one) - height), 0);
  const run = samples.reduce((sum, { minute }) => sum + (minute - middle) ** 2, 0);
  return rise / run;
}

const report: string[] = [];
afterAll(() => process.stdout.write(`\n${report.join('\n')}\n`));

test(`${count} sessions for ${minutes} minutes`, { timeout: (minutes + 10) * 60_000 }, async () => {
  const fleet = new Fleet({ heartbeat });
  const file = direct(server.ready.url, {
    realmPaths: manyPaths(count),
    credential: { kind: 'password', username: user.username },
  });
  fleet.launch('soak', file, { password: user.password });
  await fleet.allOnline();

  const cut = async () => {
    await server.order('drop');
    await fleet.until('all down', (all) => all.every(({ phase }) => phase.state !== 'online'));
    // As after sleep: without it, sessions that are never online for long would wait longer and longer.
    fleet.sessions.timeChanged('timeLost');
    await fleet.allOnline();
    await pause(churnEveryMs);
  };
  for (let drop = 0; drop < dropsToSettle; drop += 1) await cut();

  const startedAt = performance.now();
  const samples: Sample[] = [];
  while (performance.now() - startedAt < minutes * 60_000) {
    await cut();
    const { heapBytes, residentBytes } = await memoryInUse();
    const minute = (performance.now() - startedAt) / 60_000;
    samples.push({ minute, heapMiB: heapBytes / mebi, residentMiB: residentBytes / mebi });
  }

  const last = samples.at(-1);
  const slope = slopeOf(samples, ({ heapMiB }) => heapMiB);
  const residentSlope = slopeOf(samples, ({ residentMiB }) => residentMiB);
  const sum = (of: 'heartbeats' | 'refreshes') =>
    fleet.statuses.reduce((total, status) => total + status[of], 0);
  const [first] = samples;
  const sixths = Array.from({ length: 6 }, (_, at) => samples[Math.floor((at * (samples.length - 1)) / 5)]);
  const mib = (value: number | undefined): string => `${value?.toFixed(2)} MiB`;
  report.push(
    `${count} sessions, ${minutes} min: all cut ${dropsToSettle} times to settle, then ${samples.length} times,`,
  );
  report.push(
    `  ${sum('refreshes')} tokens handed over, ${sum('heartbeats')} heartbeats; all online at the end`,
  );
  report.push(`in use ${mib(first?.heapMiB)} at first, ${mib(last?.heapMiB)} at last`);
  report.push(
    `  ${(slope * 1024).toFixed(1)} KiB a minute; ${sixths.map((one) => one?.heapMiB.toFixed(2)).join(', ')}`,
  );
  report.push(`resident ${mib(first?.residentMiB)} at first, ${mib(last?.residentMiB)} at last`);
  report.push(`  ${(residentSlope * 1024).toFixed(1)} KiB a minute`);
  expect(sum('refreshes')).toBeGreaterThan(0);
  // Compiled code takes a MiB in the first minutes. A trace that leaks (some 3 KiB) for each cut of each session
  // would be 70 MiB in half an hour; a string of it, 2.
  expect((last?.heapMiB ?? Infinity) - (first?.heapMiB ?? 0)).toBeLessThan(2);
  await fleet.sessions.dispose();
});
