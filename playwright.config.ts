import { defineConfig } from '@playwright/test';

// Each worker on a display of its own. `npm test -- e2e` brings Electron.
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/e2e',
  globalSetup: './test/e2e/which-electron.ts',
  // Much of the time is spent waiting for sessions and keychains.
  workers: 2,
  // A build machine that is busy with other things may lose a race once: that is reported as flaky, twice is a failure.
  retries: process.env['CI'] === undefined ? 0 : 1,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
});
