import { defineConfig, type Plugin } from 'vitest/config';
import { mutated, MUTANTS } from '../scripts/mutants/list.js';
import { inRoot, ROOT } from '../scripts/setup/places.js';

/** `CAUSEWAY_MUTANT`: the file and the number of its mutant that is tried, as in `main/sync/machine.ts#3`. */
const [file = '', number = ''] = (process.env['CAUSEWAY_MUTANT'] ?? '').split('#');
const mutant = MUTANTS[file]?.[Number(number)];
const isMutated = (id: string): boolean => mutant !== undefined && id === inRoot(...file.split('/'));

/** Replaces the text on its way into the tests: the file itself is never touched, and what comes of it never kept. */
const mistake: Plugin = {
  name: 'causeway-mutant',
  enforce: 'pre',
  transform: (code, id) => (mutant !== undefined && isMutated(id) ? mutated(code, mutant) : null),
  configureVitest: ({ experimental_defineCacheKeyGenerator: keyBy }) =>
    keyBy(({ id }) => (isMutated(id) ? false : undefined)),
};

export default defineConfig({
  root: ROOT,
  plugins: [mistake],
  test: {
    environment: 'node',
    // They end with the process, however busy a mutant keeps them.
    pool: 'threads',
    testTimeout: 60_000,
    isolate: false,
    maxWorkers: 1,
    bail: 1,
    experimental: { fsModuleCache: true, fsModuleCachePath: 'node_modules/.cache/vitest-mutants' },
  },
});
