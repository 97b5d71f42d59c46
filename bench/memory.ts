import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void; // what the flag above puts there

export interface Memory {
  /** JavaScript's objects and buffers, after everything that can go is gone. */
  readonly heapBytes: number;
  /** What the system has given the process; freed memory is not always given back. */
  readonly residentBytes: number;
}

/** What is in use once the garbage has been collected. */
export async function memoryInUse(): Promise<Memory> {
  for (let round = 0; round < 3; round += 1) {
    collect();
    await pause(50);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapBytes: heapUsed + external, residentBytes: rss };
}
