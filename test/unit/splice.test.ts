import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { splice } from '../../main/splice.ts';

/** A stream whose writes arrive only when the test lets them. */
class Slow extends Duplex {
  readonly arrived: string[] = [];
  #release: (() => void) | null = null;

  override _read(): void {
    // The test pushes.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#release = () => {
      this.arrived.push(chunk.toString());
      done();
    };
    this.emit('waiting');
  }

  release(): void {
    this.#release?.();
  }
}

const isGone = (stream: Duplex): Promise<unknown> =>
  stream.closed ? Promise.resolve() : once(stream, 'close');

test('what was sent before a clean end arrives, then both are gone', async () => {
  const [from, to] = [new Slow(), new Slow()];
  splice(from, to);
  const waiting = once(to, 'waiting');
  from.push('last words');
  from.push(null);
  await waiting;
  const fromIsGone = isGone(from);
  from.end();
  from.destroy();
  await fromIsGone;
  expect(to.destroyed).toBe(false);
  to.release();
  await isGone(to);
  expect(to.arrived).toEqual(['last words']);
});

test('a failure on one side cuts the other at once', async () => {
  const [one, other] = [new Slow(), new Slow()];
  splice(one, other);
  one.destroy(new Error('reset'));
  await isGone(other);
  expect(other.destroyed).toBe(true);
});

test('a side cut without an end takes the other along', async () => {
  const [one, other] = [new Slow(), new Slow()];
  splice(one, other);
  other.destroy();
  await isGone(one);
  expect(one.destroyed).toBe(true);
});
