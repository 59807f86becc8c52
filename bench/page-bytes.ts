import type { Browser, CDPSession } from 'playwright'
import type { DemoFile } from '../demo/demo-file.ts'
import { createInvoice, createPayment } from '../e2e/merchant.ts'
import { visit, withBrowser } from './browser.ts'
import { against, type Measure } from './measure.ts'

/** Of a pay page, and of its script alone. */
const LIMIT = 30_000
const UNIT = 'bytes over the wire, with headers'

/** What a browser loads from us for a pay page, as it travels: the document, its script and its styles. */
export async function* benchPageBytes(): AsyncGenerator<Measure> {
  yield* withBrowser(async function* (sandbox, browser) {
    const payment = await pageBytes(browser, sandbox, (await createPayment(sandbox)).payment_url)
    yield against('page-bytes-payment', UNIT, payment.all, LIMIT)
    yield against('page-bytes-payment-script', UNIT, payment.script, LIMIT)
    const invoice = await pageBytes(browser, sandbox, (await createInvoice(sandbox)).payUrl)
    yield against('page-bytes-invoice', UNIT, invoice.all, LIMIT)
    yield against('page-bytes-invoice-script', UNIT, invoice.script, LIMIT)
  })
}

const COUNTED = ['Document', 'Stylesheet', 'Script']

/**
 * Until the page asks for something to pay with, which is when a method is chosen: what it loads for that method, and
 * the provider's own script, come after.
 */
function pageBytes(browser: Browser, { host }: DemoFile, url: string): Promise<{ all: number; script: number }> {
  return visit(browser, {}, async ({ page, cdp }) => {
    // A method's own parts are loaded once it is known what to pay with.
    await page.route(`${host}/checkout/payments/*/attempts`, (route) => route.abort())
    const loaded = await listen(cdp)
    await page.goto(url, { waitUntil: 'networkidle' })
    const counted = loaded.filter(({ type, url: from }) => COUNTED.includes(type) && from.startsWith(host))
    const sum = (types: string[]) =>
      counted.filter(({ type }) => types.includes(type)).reduce((total, { bytes }) => total + bytes, 0)
    return { all: sum(COUNTED), script: sum(['Script']) }
  })
}

async function listen(cdp: CDPSession) {
  const asked = new Map<string, { type: string; url: string }>()
  const loaded: { type: string; url: string; bytes: number }[] = []
  cdp.on('Network.requestWillBeSent', ({ requestId, type = '', request }) => {
    asked.set(requestId, { type, url: request.url })
  })
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const request = asked.get(requestId)
    if (request) loaded.push({ ...request, bytes: encodedDataLength })
  })
  await cdp.send('Network.enable')
  return loaded
}
