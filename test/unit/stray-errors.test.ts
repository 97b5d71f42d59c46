import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { outliveStrayErrors } from '../../main/stray-errors.ts';
import type { Notice } from '../../shared/status.ts';

it('names each error that nobody caught, and tells of the first', () => {
  const from = new EventEmitter();
  const named: unknown[] = [];
  const told: Notice[] = [];
  outliveStrayErrors(
    from as unknown as NodeJS.Process,
    (error) => ({ kind: 'bug', id: String(named.push(error)) }),
    (notice) => told.push(notice),
  );
  const errors = [new Error('one'), 'two', new TypeError('three')];
  from.emit('uncaughtException', errors[0]);
  from.emit('unhandledRejection', errors[1]);
  from.emit('uncaughtException', errors[2]);
  expect(named).toEqual(errors);
  expect(told).toEqual([{ kind: 'bug', id: '1' }]);
});
