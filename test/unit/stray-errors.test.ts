import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { bugNamer } from '../../main/log.ts';
import { StrayErrors } from '../../main/stray-errors.ts';
import type { Notice } from '../../shared/status.ts';
import { thrownOf, thrownSchema } from '../../shared/thrown.ts';
import { FakeClock } from '../fakes/clock.ts';
import { RecordingLog } from '../fakes/log.ts';
import { FakeRandom } from '../fakes/random.ts';

const canary = 'canary-77aa';

function begin() {
  const told: Notice[] = [];
  const [log, clock] = [new RecordingLog(), new FakeClock()];
  const nameBug = bugNamer(log, () => 'c0ffee');
  const stray = new StrayErrors({ clock, log, nameBug, random: new FakeRandom() }, (bug) => told.push(bug));
  return { stray, log, clock, told };
}

it('logs each error that nobody caught, and tells of the first', () => {
  const { stray, log, told } = begin();
  const from = new EventEmitter();
  stray.outlive(from as unknown as NodeJS.Process);
  from.emit('uncaughtException', new Error('one'));
  from.emit('unhandledRejection', 'two');
  from.emit('uncaughtException', new TypeError('three'));
  expect(log.events).toMatchObject(
    ['Error', 'string', 'TypeError'].map((type) => ({ event: 'bugFound', where: 'main', type })),
  );
  expect(told).toEqual([{ kind: 'bug', id: 'c0ffee' }]);
});

describe('an error of the page', () => {
  const thrown = thrownOf(new RangeError(canary));

  it('is logged and told as one of the window', () => {
    const { stray, log, told } = begin();
    stray.ofPage(thrown);
    stray.ofPage(thrown);
    const [first] = log.events;
    expect(log.events).toHaveLength(2);
    expect(first).toMatchObject({
      event: 'bugFound',
      where: 'window',
      type: 'RangeError',
      place: thrown.place,
    });
    expect(told).toEqual([{ kind: 'bug', id: first?.event === 'bugFound' && first.id }]);
  });

  it('is not logged as often as a page can draw', () => {
    const { stray, log, clock } = begin();
    for (let count = 0; count < 1000; count += 1) stray.ofPage(thrown);
    expect(log.events).toHaveLength(10);
    clock.advance(60_000);
    for (let count = 0; count < 1000; count += 1) stray.ofPage(thrown);
    expect(log.events).toHaveLength(11);
  });

  it('comes through the contract as it is', () => {
    expect(thrown.place).toMatch(/^stray-errors\.test\.ts:\d+:\d+/);
    expect(thrownSchema.parse(thrown)).toEqual(thrown);
    expect(thrownSchema.parse(thrownOf('text'))).toEqual({ type: 'other', place: '' });
  });

  it.each([
    { type: canary, place: '' },
    { type: `${canary}Error`, place: '' },
    { type: 'Error', place: canary },
    { type: 'Error', place: `${canary}:1` },
    { type: 'Error', place: `index.js:1:2 < ${canary}` },
    { type: 'Error', place: `index.js:1:2\n${canary}:1:2` },
    { type: 'Error', place: `https://${canary}/index.js:1:2` },
  ])('brings nothing but classes and places: not %j', (said) => {
    expect(JSON.stringify(thrownSchema.parse(said))).not.toContain(canary);
  });
});
