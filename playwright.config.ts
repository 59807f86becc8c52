import { defineConfig } from '@playwright/test'
import { findChromium } from './setup/browsers.mjs'

const executablePath = findChromium()
if (!executablePath) throw new Error('No Chromium or Chrome was found: run `npm run test:e2e`, which installs it.')

/** Each worker starts a sandbox of its own (`e2e/sandbox.ts`); a test that fails leaves a trace in test-results. */
export default defineConfig({
  testDir: 'e2e',
  // What ends in .test.ts kills whole programs, and runs under Vitest.
  testMatch: '**/*.spec.ts',
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  timeout: process.env.LONG ? 600_000 : 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    locale: 'en-US',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath,
      // Nothing of the browser's own goes out: the tests run on closed networks too.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-features=LocalNetworkAccessChecks',
      ],
    },
  },
})
