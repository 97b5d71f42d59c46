import { randomBytes, randomUUID } from 'node:crypto';

export interface Random {
  /** At least 0, less than 1. For jitter, not for secrets. */
  fraction(): number;
  /** Unguessable and unique. */
  id(): string;
  /** A word of six hexadecimal digits, for a person to quote. */
  word(): string;
  /** Unguessable. */
  bytes(count: number): Buffer;
}

export const systemRandom: Random = {
  fraction: () => Math.random(),
  id: () => randomUUID(),
  word: () => randomBytes(3).toString('hex'),
  bytes: (count) => randomBytes(count),
};
