import { defineConfig } from '@playwright/test';

// One window at a time, on a display of their own: `npm test -- e2e` brings it, and Electron.
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/e2e',
  globalSetup: './test/e2e/which-electron.ts',
  workers: 1,
  // A build machine that is busy with other things may lose a race once: that is reported as flaky, twice is a failure.
  retries: process.env['CI'] === undefined ? 0 : 1,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
});
