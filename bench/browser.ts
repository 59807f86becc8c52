import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright'
import type { DemoFile } from '../demo/demo-file.ts'
import config from '../playwright.config.ts'
import { start } from './children.ts'

/** One visit of somebody who was never there: nothing is kept from any other. */
export interface Visit {
  page: Page
  cdp: CDPSession
}

/** Chromium as the browser tests start it, beside a sandbox of its own. */
export async function* withBrowser<T>(
  measure: (sandbox: DemoFile, browser: Browser) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  const sandbox = await start<DemoFile>('sandbox-server.ts')
  const browser = await chromium.launch(config.use!.launchOptions)
  try {
    yield* measure(sandbox.hello, browser)
  } finally {
    await browser.close()
    await sandbox.stop()
  }
}

export async function visit<T>(
  browser: Browser,
  options: Parameters<Browser['newContext']>[0],
  look: (visit: Visit) => Promise<T>,
): Promise<T> {
  const context: BrowserContext = await browser.newContext({ locale: 'en-US', ...options })
  try {
    const page = await context.newPage()
    return await look({ page, cdp: await context.newCDPSession(page) })
  } finally {
    await context.close()
  }
}
