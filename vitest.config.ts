import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // What a second run need not compile again.
    experimental: { fsModuleCache: true, fsModuleCachePath: 'node_modules/.cache/vitest' },
    // Every core: by default one is left for whoever watches.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/unit/**/*.test.ts', 'test/contracts/**/*.test.ts'],
          exclude: ['**/*.svelte.test.ts'],
          // Nothing here waits; but some start a shell a hundred times, on a machine that is busy with other things.
          testTimeout: 30_000,
          // A process for each file would take longer than what is in most of them.
          isolate: false,
        },
      },
      {
        // Components and runes, in a page without a window: `*.svelte.test.ts`.
        plugins: [svelte({ configFile: false })],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'components',
          environment: 'jsdom',
          include: ['test/unit/**/*.svelte.test.ts'],
          isolate: false,
          // Apart from the others, who would find the page's globals.
          pool: 'threads',
          setupFiles: ['test/unit/renderer/page.ts'],
          // Compiling every component takes its time on a busy machine.
          testTimeout: 30_000,
        },
      },
      {
        // Real peers on real ports, each chosen at random, with time for them to start.
        test: {
          name: 'integration',
          environment: 'node',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/integration/build.ts'],
          // Most of the time is spent waiting for peers: two workers on two cores would leave both idle.
          maxWorkers: 3,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // What is packaged, installed on bare systems: as root on Linux.
        test: {
          name: 'package',
          environment: 'node',
          include: ['test/package/**/*.test.ts'],
          globalSetup: ['test/package/make-packages.ts'],
          testTimeout: 480_000,
          hookTimeout: 900_000,
        },
      },
      {
        // Measurements: `npm run bench`, on a machine that does nothing else.
        test: {
          name: 'bench',
          environment: 'node',
          include: ['bench/**/*.bench.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
