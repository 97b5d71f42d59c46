import { monitorEventLoopDelay } from 'node:perf_hooks';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hourMs } from '../main/history/fold.ts';
import { History } from '../main/history/history.ts';
import { Journal } from '../main/history/journal.ts';
import { encode, sessionKey, type HistoryRecord } from '../main/history/records.ts';
import { silentLog } from '../main/log.ts';
import { systemClock } from '../main/ports/clock.ts';
import { NodeJournalFile } from '../main/ports/journal-file.ts';
import { profileIdSchema, sessionIdOf } from '../shared/brand.ts';
import { makeFolder, type PrivateFolder } from '../test/peers/folder.ts';

/*
 * The most that a history has to hold: 500 sessions over 30 days, each with an outage a day. What matters is not how
 * long it takes but that nothing else has to wait for it.
 */

const sessions = 500;
const days = 30;
const profile = profileIdSchema.parse('bench');
const session = (index: number) => sessionIdOf(profile, `/~/${index}`);

let folder: PrivateFolder;
beforeAll(async () => {
  folder = await makeFolder('history-bench');
});
afterAll(() => folder.remove());

function* records(now: number): Generator<HistoryRecord> {
  const begin = Math.floor((now - days * 24 * hourMs) / hourMs + 1) * hourMs;
  const keys = Array.from({ length: sessions }, (_, index) => sessionKey(profile, session(index)));
  const traffic = { received: { messages: 60, bytes: 48_000 }, sent: { messages: 12, bytes: 3_100 } };
  const roundTrips = { count: 60, leastMs: 11.2, meanMs: 14.8, mostMs: 41.5 };
  for (const key of keys) yield { type: 'online', at: begin, session: key };
  for (let at = begin; at < now; at += hourMs) {
    for (const [index, key] of keys.entries()) {
      yield { type: 'measured', at, session: key, roundTrips, traffic };
      if ((at / hourMs + index) % 24 !== 0) continue;
      const cause = { kind: 'session.closed', code: 1006 } as const;
      const end = { livedMs: 24 * hourMs, quietMs: 30_000, survivedMs: 57_000, waitedMs: null };
      yield { type: 'failed', at: at + 1, session: key, cause, ...end };
      yield { type: 'online', at: at + 4_000, session: key };
    }
  }
}

test(`${sessions} sessions over ${days} days`, async () => {
  const file = new NodeJournalFile(folder.file('history.jsonl'));
  await writeFile(folder.file('history.jsonl'), [...records(Date.now())].map(encode).join('\n'));
  const megabytes = (await file.size()) / 1e6;
  const nothing = () => undefined;
  const deps = { file, clock: systemClock, log: silentLog, onLimits: nothing, onFailure: nothing };
  const history = new History(deps);
  const measure = async (work: () => Promise<unknown>) => {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const begin = performance.now();
    await work();
    const tookMs = performance.now() - begin;
    delay.disable();
    return { tookMs: Math.round(tookMs), longestWaitMs: Math.round(delay.max / 1e6) };
  };
  const asked = await measure(() => history.of(profile, session(7)));
  const tidied = await measure(() => new Journal(file, systemClock, () => undefined).compact());
  console.log(
    JSON.stringify({ megabytes, bytesPerSession: Math.round((megabytes * 1e6) / sessions), asked, tidied }),
  );
  expect((await history.of(profile, session(7))).hours.length).toBeGreaterThan(700);
  expect(asked.longestWaitMs).toBeLessThan(500);
  expect(tidied.longestWaitMs).toBeLessThan(500);
});
