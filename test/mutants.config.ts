import { defineConfig, type Plugin } from 'vitest/config';
import { mutated, MUTANTS } from '../scripts/mutants/list.js';
import { inRoot, ROOT } from '../scripts/setup/places.js';

/** `CAUSEWAY_MUTANT`: the file and the number of its mutant that is tried, as in `main/sync/machine.ts#3`. */
const [file = '', number = ''] = (process.env['CAUSEWAY_MUTANT'] ?? '').split('#');
const mutant = MUTANTS[file]?.[Number(number)];

/** Replaces the text on its way into the tests: the file itself is never touched. */
const mistake: Plugin = {
  name: 'causeway-mutant',
  enforce: 'pre',
  transform: (code, id) =>
    mutant !== undefined && id === inRoot(...file.split('/')) ? mutated(code, mutant) : null,
};

export default defineConfig({
  root: ROOT,
  plugins: [mistake],
  test: { environment: 'node', testTimeout: 60_000, isolate: false, maxWorkers: 1, bail: 1 },
});
