import { appendFileSync } from 'node:fs';
import { Journal } from '../../main/history/journal.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { NodeJournalFile } from '../../main/ports/journal-file.ts';
import { serveOrders } from '../peers/serve-orders.ts';
import type { WriteOrder } from './history-kill.test.ts';

/** Writes one outage after the other, tidies up often, and notes which are safe, until it is killed. */
async function write({ path, safePath, first }: WriteOrder): Promise<void> {
  const journal = new Journal(new NodeJournalFile(path), systemClock, () => process.exit(1));
  for (let code = first; ; code += 1) {
    const at = systemClock.now();
    journal.add({ type: 'alive', at });
    journal.add({
      type: 'failed',
      at,
      session: 'a.one',
      cause: { kind: 'session.closed', code },
      livedMs: 1_000,
      quietMs: null,
      survivedMs: null,
      waitedMs: null,
    });
    journal.add({ type: 'online', at, session: 'b.one' });
    if (code % 4 === 0) journal.add({ type: 'forgotten', at, profile: 'b' });
    if (code % 4 === 0) void journal.compact();
    await journal.flushed();
    appendFileSync(safePath, `${code};`);
  }
}

serveOrders<null, WriteOrder>(null, (order) => void write(order));
