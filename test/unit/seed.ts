import type { Parameters } from 'fast-check';

/** The same random examples in every run: a failure seen once can be seen again. */
export const seed = 20_261_122;

export const examples = (numRuns: number): Parameters<unknown> => ({ seed, numRuns });

/** For titles: a report says which examples it speaks of. */
export const seeded = (title: string): string => `${title} (seed ${seed})`;
