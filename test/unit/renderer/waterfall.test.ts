import { describe, expect, it } from 'vitest';
import { waterfall } from '../../../renderer/trace/waterfall.ts';
import { sceneNow, traceOf } from './scenes.ts';

const stages = [
  { leg: 'auth', name: 'connect', ok: true, startedMs: 0, ms: 25, detail: null },
  { leg: 'sync', name: 'upgrade', ok: false, startedMs: 25, ms: 75, detail: '403' },
] as const;

describe('the waterfall', () => {
  it('lays each stage where it happened', () => {
    const { totalMs, rows } = waterfall(traceOf({ stages }), sceneNow);
    expect(totalMs).toBe(100);
    expect(rows.map(({ offset, width, mark }) => [offset, width, mark])).toEqual([
      [0, 0.25, 'ok'],
      [0.25, 0.75, 'refused'],
    ]);
  });

  it('grows with the clock while a stage is under way', () => {
    const trace = traceOf({
      startedAt: sceneNow - 400,
      stages,
      current: { leg: 'sync', name: 'bind' },
    });
    const { totalMs, rows } = waterfall(trace, sceneNow);
    expect(totalMs).toBe(400);
    expect(rows.at(-1)).toMatchObject({
      name: 'bind',
      mark: 'underWay',
      offset: 0.25,
      width: 0.75,
      ms: null,
    });
  });

  it('never draws outside its track, nor a bar that can’t be seen', () => {
    const brief = [
      { ...stages[0], ms: 0 },
      { ...stages[1], startedMs: 100, ms: 0 },
    ];
    for (const { offset, width } of waterfall(traceOf({ stages: brief }), sceneNow).rows) {
      expect(width).toBeGreaterThan(0);
      expect(offset + width).toBeLessThanOrEqual(1);
    }
  });

  it('of nothing is empty', () => {
    expect(waterfall(traceOf({ stages: [] }), sceneNow)).toEqual({ totalMs: 0, rows: [] });
  });
});
