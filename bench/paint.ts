import type { Browser } from 'playwright'
import type { DemoFile } from '../demo/demo-file.ts'
import { createPayment } from '../e2e/merchant.ts'
import { visit, withBrowser } from './browser.ts'
import { against, inTurn, type Measure, median } from './measure.ts'
import { merchantPageScriptMs } from './merchant-page.ts'
import { serveStatically } from './static-page.ts'

/** Pages loaded of each, in turn. */
const LOADS = 21
/** Google's "good" is 0.1; here nothing may move. */
const MOST_SHIFT = 0.01
/** What a merchant's page may spend on us before anybody presses anything, at a quarter of this processor's speed. */
const MOST_SCRIPT_MS = 5
const SLOWED_BY = 4
const MERCHANT_LOADS = 21

const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true }

/**
 * What payers and merchants wait for: the first contentful paint of a pay page against that of the same files served by
 * bare `node:http` from memory, what moves on the page until the card form stands, and what our script costs a
 * merchant's page before anything is opened.
 */
export async function* benchPaint(): AsyncGenerator<Measure> {
  yield* withBrowser(async function* (sandbox, browser) {
    const { payment_url: url } = await createPayment(sandbox)
    const files = await serveStatically(sandbox.host, url)
    try {
      const ours = () => firstPaint(browser, url)
      const limit = () => firstPaint(browser, files.url)
      // The first of each also warms the browser and both servers.
      await ours()
      await limit()
      yield await inTurn('paint', 'ms to the first contentful paint', ours, limit, LOADS)
    } finally {
      await files.stop()
    }
    const shifts = [await layoutShift(browser, sandbox, {}), await layoutShift(browser, sandbox, PHONE)]
    yield against('paint-layout-shift', 'cumulative, the worse of desktop and phone', Math.max(...shifts), MOST_SHIFT)
    yield await benchMerchantPage(browser, sandbox)
  })
}

const firstPaint = (browser: Browser, url: string): Promise<number> =>
  visit(browser, {}, async ({ page }) => {
    await page.goto(url)
    return page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const observer = new PerformanceObserver((list) => {
            const paint = list.getEntriesByName('first-contentful-paint')[0]
            if (paint) resolve(paint.startTime)
          })
          observer.observe({ type: 'paint', buffered: true })
        }),
    )
  })

/** Until the provider's fields stand in the page, of a payment that nobody has opened. */
async function layoutShift(browser: Browser, sandbox: DemoFile, screen: object): Promise<number> {
  const { payment_url } = await createPayment(sandbox)
  return visit(browser, screen, async ({ page }) => {
    await page.goto(payment_url)
    await page.locator('.form-place[data-state=ready] iframe').waitFor()
    // What the last frame moved is told after it.
    return page.evaluate(async () => {
      await new Promise((resolve) => setTimeout(resolve, 500))
      const shifts = await new Promise<PerformanceEntryList>((resolve) => {
        new PerformanceObserver((list, observer) => {
          observer.disconnect()
          resolve(list.getEntries())
        }).observe({ type: 'layout-shift', buffered: true })
        // No entry, no call.
        setTimeout(() => resolve([]), 500)
      })
      return shifts.reduce((sum, shift) => sum + (shift as PerformanceEntry & { value: number }).value, 0)
    })
  })
}

async function benchMerchantPage(browser: Browser, sandbox: DemoFile): Promise<Measure> {
  const { payment_url } = await createPayment(sandbox)
  const taken: number[] = []
  for (let load = 0; load < MERCHANT_LOADS; load += 1) {
    taken.push(await merchantPageScriptMs(browser, sandbox, { url: payment_url, slowedBy: SLOWED_BY }))
  }
  const unit = `ms of main thread in our script, at a processor slowed ${SLOWED_BY} times`
  return against('paint-merchant-page', unit, Number(median(taken).toFixed(2)), MOST_SCRIPT_MS)
}
