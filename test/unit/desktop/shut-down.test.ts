import { describe, expect, it, vi } from 'vitest';
import { ShutDown } from '../../../main/desktop/shut-down.ts';
import { FakeClock } from '../../fakes/clock.ts';

function prepare(work: () => Promise<unknown>) {
  const clock = new FakeClock();
  const exit = vi.fn();
  const begun = vi.fn(work);
  return { clock, exit, begun, shutDown: new ShutDown({ clock, work: begun, exit }) };
}

describe('shutting down', () => {
  it('ends when all is done, and leaves no timer behind', async () => {
    let finish: () => void = () => undefined;
    const { clock, exit, shutDown } = prepare(() => new Promise<void>((resolve) => (finish = resolve)));
    shutDown.begin();
    clock.advance(1_900);
    expect(exit).not.toHaveBeenCalled();
    finish();
    await vi.waitFor(() => expect(exit).toHaveBeenCalledTimes(1));
    expect(clock.timers).toBe(0);
  });

  it('ends after two seconds although something hangs', () => {
    const { clock, exit, shutDown } = prepare(() => new Promise(() => undefined));
    shutDown.begin();
    clock.advance(1_999);
    expect(exit).not.toHaveBeenCalled();
    clock.advance(1);
    expect(exit).toHaveBeenCalledTimes(1);
  });

  it('ends once, however late the work is done', async () => {
    let finish: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (finish = resolve));
    const { clock, exit, shutDown } = prepare(() => done);
    shutDown.begin();
    clock.advance(2_000);
    finish();
    await done;
    await Promise.resolve();
    expect(exit).toHaveBeenCalledTimes(1);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['is rejected', () => Promise.reject(new Error('no'))],
  ])('ends when the work %s', async (_how, work) => {
    const { exit, shutDown } = prepare(work);
    shutDown.begin();
    await vi.waitFor(() => expect(exit).toHaveBeenCalledTimes(1));
  });

  it('begins once, whoever asks again', () => {
    const { begun, shutDown } = prepare(() => new Promise(() => undefined));
    shutDown.begin();
    shutDown.begin();
    expect(begun).toHaveBeenCalledTimes(1);
  });
});
