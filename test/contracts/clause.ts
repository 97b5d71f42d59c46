import { deepStrictEqual } from 'node:assert/strict';
import { setTimeout as after } from 'node:timers/promises';

/**
 * One thing that every adapter of a port does, and the fake that stands for it: told in words and held to what a test
 * has set up. It asks no test runner for anything, so real adapters can be held to it inside Electron as well.
 */
export interface Clause<Subject> {
  /** What is true of it, as a test is named. */
  readonly says: string;
  readonly holds: (subject: Subject) => Promise<void>;
}

const patienceMs = 15_000;
const lookEveryMs = 20;

/** Waits until a look shows this. Errors: the difference, once it has been waited for long enough. */
export async function eventually<Value>(look: () => Promise<Value>, expected: Value): Promise<void> {
  const endsAt = performance.now() + patienceMs;
  for (;;) {
    try {
      deepStrictEqual(await look(), expected);
      return;
    } catch (error) {
      if (performance.now() > endsAt) throw error;
      await after(lookEveryMs);
    }
  }
}
