import { expect, it } from 'vitest';
import { ownBlockingCalls, type BlockingCalls } from '../../main/ports/blocking-calls.ts';
import { silentAfterMs, watchedCalls } from '../../main/ports/watched-calls.ts';
import { turn } from '../fakes/abort.ts';
import { FakeClock } from '../fakes/clock.ts';

function prepare(ready?: Promise<void>) {
  const clock = new FakeClock();
  const told: string[] = [];
  const answers: (() => void)[] = [];
  const calls: BlockingCalls = {
    ...ownBlockingCalls,
    append: () => new Promise((resolve) => answers.push(resolve)),
    ...(ready === undefined ? {} : { ready: () => ready }),
  };
  const watched = watchedCalls(calls, clock, (file) => told.push(file));
  return { clock, told, answers, watched };
}

it('tells once of each file that doesn’t answer, and goes on when it does', async () => {
  const { clock, told, answers, watched } = prepare();
  const calls = ['a', 'a', 'b'].map((file) => watched.calls.append(file, 'x'));
  await turn();
  clock.advance(silentAfterMs - 1);
  expect([told, watched.isAnySilent()]).toEqual([[], false]);
  clock.advance(1);
  expect([told, watched.isAnySilent()]).toEqual([['a', 'b'], true]);
  answers.forEach((answer) => answer());
  await Promise.all(calls);
  expect([watched.isAnySilent(), clock.timers]).toEqual([false, 0]);
});

it('says nothing of files that answer', async () => {
  const { clock, told, answers, watched } = prepare();
  const call = watched.calls.append('a', 'x');
  await turn();
  answers.forEach((answer) => answer());
  await call;
  expect([told, clock.timers]).toEqual([[], 0]);
});

it('doesn’t take the start of the process that is asked for the file’s silence', async () => {
  let begin: () => void = () => undefined;
  const { clock, told, watched } = prepare(new Promise((resolve) => (begin = resolve)));
  void watched.calls.append('a', 'x');
  await turn();
  clock.advance(10 * silentAfterMs);
  expect(told).toEqual([]);
  begin();
  await turn();
  clock.advance(silentAfterMs);
  expect(told).toEqual(['a']);
});
