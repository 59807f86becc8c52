import type { Browser } from 'playwright'
import type { DemoFile } from '../demo/demo-file.ts'
import { visit } from './browser.ts'

/** What Chromium writes down about a script: read, run, and called back. */
const WORK = ['v8.compile', 'v8.compileModule', 'EvaluateScript', 'v8.evaluateModule', 'FunctionCall']
const CATEGORIES = ['devtools.timeline', 'v8', 'disabled-by-default-v8.compile']

interface TraceEvent {
  name: string
  ph: string
  /** When it began and how long it took, in microseconds in which its thread had a processor. */
  tts: number
  tdur?: number
  args: { fileName?: string; data?: { url?: string } }
}

export interface MerchantPage {
  /** Of the pay page that the merchant's page links to. */
  url: string
  /** How much slower the processor is made. */
  slowedBy: number
}

/**
 * Milliseconds that our script takes of the main thread of a merchant's page with a link to a checkout, until the page
 * has come to rest and nobody has pressed anything: by Chromium's own trace, without the time in which other programs had
 * the processor.
 */
export function merchantPageScriptMs(
  browser: Browser,
  { host, shop }: DemoFile,
  { url, slowedBy }: MerchantPage,
): Promise<number> {
  return visit(browser, {}, async ({ page, cdp }) => {
    const script = `${host}/widget.js`
    await page.route(`${shop}/bench`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1>
          <script src="${script}" async></script><a href="${url}" data-paylinq-checkout>Buy</a>`,
      }),
    )
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowedBy })
    await browser.startTracing(page, { categories: CATEGORIES })
    await page.goto(`${shop}/bench`, { waitUntil: 'networkidle' })
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
    return microseconds(traceEvents.filter((event) => isWorkOf(script, event))) / 1_000
  })
}

const isWorkOf = (script: string, { name, ph, args }: TraceEvent): boolean =>
  ph === 'X' && WORK.includes(name) && (args.data?.url ?? args.fileName ?? '').startsWith(script)

/** What is within another, as the reading of a script within its run, counts once. */
function microseconds(work: TraceEvent[]): number {
  if (work.length === 0) throw new Error('The trace does not know our script: was it loaded?')
  let total = 0
  let until = 0
  for (const { tts, tdur = 0 } of work.toSorted((a, b) => a.tts - b.tts)) {
    total += Math.max(0, tts + tdur - Math.max(tts, until))
    until = Math.max(until, tts + tdur)
  }
  return total
}
