import { defineConfig } from 'vitest/config';
import { ROOT } from '../scripts/setup/places.js';

/** How the tests run on a mutant, which `scripts/mutants/lane.js` puts in. */
export default defineConfig({
  root: ROOT,
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
