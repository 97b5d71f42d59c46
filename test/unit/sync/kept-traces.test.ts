import { expect, it } from 'vitest';
import { KeptTraces } from '../../../main/sync/kept-traces.ts';
import type { Trace } from '../../../shared/status.ts';

const traceOf = (attempt: number, change: Partial<Trace> = {}): Trace => ({
  attempt,
  startedAt: 1_790_000_000_000 + attempt,
  route: { reason: 'system', kind: 'forwardProxy', proxy: 'proxy.example:3128' },
  stages: [
    { leg: 'sync', name: 'proxy', ok: true, startedMs: 0.25, ms: 12.125, detail: 'Größe – 200' },
    {
      leg: 'sync',
      name: 'upgrade',
      ok: false,
      startedMs: 13,
      ms: 4,
      detail: null,
      evidence: {
        exchanges: [{ request: ['GET / HTTP/1.1'], answer: ['HTTP/1.1 403'], body: '<b>nein ✗</b>' }],
      },
    },
  ],
  current: null,
  problem: { kind: 'gateway.forbidden', status: 403 },
  ...change,
});

it('are given back as they were, newest first', () => {
  const kept = new KeptTraces(3);
  expect(kept.all).toEqual([]);
  const [first, second] = [traceOf(1), traceOf(2, { stages: [], route: null, problem: null })];
  kept.add(first);
  kept.add(second);
  expect(kept.all).toEqual([second, first]);
});

it('are the latest, and no more than so many', () => {
  const kept = new KeptTraces(3);
  for (let attempt = 1; attempt <= 5; attempt += 1) kept.add(traceOf(attempt));
  expect(kept.all.map(({ attempt }) => attempt)).toEqual([5, 4, 3]);
});
