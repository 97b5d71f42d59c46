import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import type { SystemRoots } from '../../main/ports/system-roots.ts';
import type { Clause } from './clause.ts';

export interface SystemRootsBench {
  /** A computer where these PEM certificates, and no others, are added by the variable. */
  readonly adding: (certificates: readonly string[]) => Promise<SystemRoots>;
  /** A certificate that no computer has. */
  readonly own: string;
}

const pem = /^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+\n-----END CERTIFICATE-----$/;

/** What is told of the roots of every computer. */
export const systemRootsContract: readonly Clause<SystemRootsBench>[] = [
  {
    says: 'are certificates, each once, and the same at each look',
    holds: async ({ adding }) => {
      const roots = await adding([]);
      const read = await roots.read();
      for (const certificate of read) match(certificate, pem);
      strictEqual(new Set(read).size, read.length);
      deepStrictEqual(await roots.read(), read);
    },
  },
  {
    says: 'are none of the environment’s where it adds none',
    holds: async ({ adding }) => {
      deepStrictEqual(await (await adding([])).fromEnvironment(), []);
    },
  },
  {
    says: 'of the environment are told apart from the computer’s, without those that it has anyway',
    holds: async ({ adding, own }) => {
      const known = (await (await adding([])).read())[0];
      const roots = await adding(known === undefined ? [own] : [known, own]);
      const added = await roots.fromEnvironment();
      deepStrictEqual(
        added.map(({ flaw, certificates }) => ({
          flaw,
          certificates: certificates.map((each) => each.trim()),
        })),
        [{ flaw: null, certificates: [own.trim()] }],
      );
      strictEqual(
        (await roots.read()).some((each) => each.trim() === own.trim()),
        false,
      );
    },
  },
];
