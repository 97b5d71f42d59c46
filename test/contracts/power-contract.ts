import { strictEqual } from 'node:assert/strict';
import { eventually, type Clause } from './clause.ts';

/** One who asked to be told of waking up. */
export interface Listening {
  readonly heard: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** A computer, and a `Power` on it. */
export interface PowerBench {
  readonly listen: () => Promise<Listening>;
  /** The same function once more, as if another part of the program had asked. */
  readonly listenAgain: (listening: Listening) => Promise<Listening>;
  readonly wake: () => Promise<void>;
}

/** What every `Power` on a computer that tells of it does. */
export const powerContract: readonly Clause<PowerBench>[] = [
  {
    says: 'tells each listener of each waking up',
    holds: async ({ listen, wake }) => {
      const [one, other] = [await listen(), await listen()];
      await wake();
      await eventually(one.heard, 1);
      await eventually(other.heard, 1);
      await wake();
      await eventually(one.heard, 2);
      await eventually(other.heard, 2);
      await one.stop();
      await other.stop();
    },
  },
  {
    says: 'tells nothing to one that stopped, even twice, and goes on telling the others',
    holds: async ({ listen, wake }) => {
      const [one, other] = [await listen(), await listen()];
      await one.stop();
      await one.stop();
      await wake();
      await eventually(other.heard, 1);
      strictEqual(await one.heard(), 0);
      await other.stop();
    },
  },
  {
    says: 'counts the same function that is given twice as two',
    holds: async ({ listen, listenAgain, wake }) => {
      const one = await listen();
      const again = await listenAgain(one);
      await wake();
      await eventually(one.heard, 2);
      await again.stop();
      await wake();
      await eventually(one.heard, 3);
      await one.stop();
    },
  },
];
