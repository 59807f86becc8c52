import type { CDPSession, Locator, Page } from '@playwright/test'
import { payButton } from './card-form.ts'
import { callPaylinq, createInvoice, createPayment, getInvoice, getPayment } from './merchant.ts'
import { INVOICE_PAGES, openPackage, PAYMENT_PAGES } from './payer-pages.ts'
import { expect, test } from './sandbox.ts'

/** What a payer is told, done by the keyboard alone, on paper, and what it weighs. */

/** One column: what comes next stands below or to the right. */
const ONE_COLUMN = { width: 500, height: 900 }

interface Stop {
  name: string
  top: number
  left: number
  /** Something is drawn around it, or it is a frame: the provider's fields draw that themselves. */
  seen: boolean
}

const focused = (page: Page): Promise<Stop> =>
  page.evaluate(() => {
    const element = document.activeElement!
    const drawn = element.closest('.method') ?? element
    const { outlineStyle, outlineWidth } = getComputedStyle(drawn)
    const { top, left } = drawn.getBoundingClientRect()
    const outlined =
      element.matches(':focus-visible') && outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
    return {
      name: element.outerHTML.slice(0, 80),
      top: top + scrollY,
      left: left + scrollX,
      seen: outlined || element.tagName === 'IFRAME',
    }
  })

const hasFocus = (target: Locator) =>
  target.evaluate((element) => document.hasFocus() && document.activeElement === element)

/** Presses Tab until the target has the focus: at each stop it is seen, and none stands before the last one. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible()
  let last: Stop | null = null
  for (let press = 0; press < 20; press++) {
    await page.keyboard.press('Tab')
    const stop = await focused(page)
    expect(stop.seen, `the focus on ${stop.name}`).toBe(true)
    if (last) expect(stop.top > last.top || (stop.top === last.top && stop.left >= last.left), stop.name).toBe(true)
    if (await hasFocus(target)) return
    last = stop
  }
  throw new Error(`Tab never came to ${target}.`)
}

/** Presses Tab once. Into a frame of another site, and out of it, the focus takes its time. */
async function tabOn(page: Page, target: Locator): Promise<void> {
  await page.keyboard.press('Tab')
  await expect.poll(() => hasFocus(target)).toBe(true)
  expect((await focused(page)).seen).toBe(true)
}

test.describe('by the keyboard alone', () => {
  test.use({ viewport: ONE_COLUMN })

  test('a payment with a coupon', async ({ page, sandbox }) => {
    await callPaylinq(sandbox, 'POST /coupons', { code: 'BYKEYS', type: 'percentage', percent_off: 20 })
    const { id, payment_url } = await createPayment(sandbox)
    await page.goto(payment_url)
    await page.locator('.form-place[data-state=ready] iframe').waitFor()
    await tabTo(page, page.getByRole('button', { name: 'Add coupon code' }))
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByLabel('Coupon code'))
    await page.keyboard.type('bykeys')
    await page.keyboard.press('Enter')
    await expect(payButton(page)).toHaveText('Pay €20.00')
    await expect(page.getByRole('button', { name: 'Remove coupon BYKEYS' })).toBeFocused()
    await expect(payButton(page)).toHaveAttribute('aria-disabled', 'false')
    const fields = page.frameLocator('iframe[src*="/elements/"]')
    await tabOn(page, page.getByRole('radio', { name: 'Card' }))
    await tabOn(page, fields.locator('[autocomplete=cc-number]'))
    await page.keyboard.type('4242424242424242')
    // A field that is full hands on to the next by itself.
    await expect.poll(() => hasFocus(fields.locator('[autocomplete=cc-exp]'))).toBe(true)
    await page.keyboard.type('1234')
    await expect.poll(() => hasFocus(fields.locator('[autocomplete=cc-csc]'))).toBe(true)
    await page.keyboard.type('123')
    await tabOn(page, payButton(page))
    await page.keyboard.press('Space')
    await expect(page.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
    // So that it is read, whatever had the focus before.
    await expect(page.getByRole('heading', { name: 'Payment successful' })).toBeFocused()
    expect(await getPayment(sandbox, id)).toMatchObject({ status: 'succeeded', discount_amount: 500 })
  })

  test('what an invoice says is copied, and it is paid', async ({ page, sandbox }) => {
    const invoice = await createInvoice(sandbox)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: sandbox.host })
    await page.goto(invoice.payUrl)
    await tabTo(page, page.getByRole('button', { name: 'Copy memo' }))
    await page.keyboard.press('Space')
    await expect(page.getByText('Memo copied')).toBeAttached()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(invoice.memo)
    await page.reload()
    await tabTo(page, page.getByRole('button', { name: 'Use the sandbox wallet' }))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Invoice paid' })).toBeFocused()
    expect((await getInvoice(sandbox, invoice.id)).status).toBe('paid')
  })

  test('a subscription', async ({ page, sandbox }) => {
    await openPackage(page, sandbox)
    await tabTo(page, page.getByLabel('E-mail'))
    await page.keyboard.type('by-keys@example.com')
    await tabTo(page, page.getByRole('button', { name: 'Subscribe' }))
    await page.keyboard.press('Enter')
    await expect(page.getByText('Waiting for your transfer')).toBeVisible()
    await tabTo(page, page.getByRole('button', { name: 'Use the sandbox wallet' }))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'You are subscribed' })).toBeVisible()
  })
})

test.describe('on paper', () => {
  const receipts = { 'a payment': PAYMENT_PAGES['a paid payment']!, 'an invoice': INVOICE_PAGES['a paid invoice']! }
  for (const [name, { open }] of Object.entries(receipts)) {
    test(`the receipt of ${name} is black on white, without what only a screen can do`, async ({ page, sandbox }) => {
      await page.emulateMedia({ colorScheme: 'dark' })
      await open(page, sandbox)
      await page.emulateMedia({ media: 'print' })
      for (const button of await page.getByRole('button').all()) await expect(button).toBeHidden()
      await expect(page.locator('.facts')).toBeVisible()
      expect(
        await page.evaluate(() => {
          const { backgroundColor, color } = getComputedStyle(document.documentElement)
          return { backgroundColor, color, panel: getComputedStyle(document.querySelector('.panel')!).backgroundColor }
        }),
      ).toEqual({ backgroundColor: 'rgb(255, 255, 255)', color: 'rgb(21, 24, 30)', panel: 'rgb(255, 255, 255)' })
    })
  }
})

test('in forced colours, what can be pressed, chosen or filled in has an edge', async ({ page, sandbox }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await PAYMENT_PAGES['a payment with its coupon field']!.open(page, sandbox)
  const edges = (selector: string) =>
    page.locator(selector).evaluateAll((elements) =>
      elements.map((element) => {
        const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(element)
        return (
          borderTopStyle === 'solid' && Number.parseFloat(borderTopWidth) >= 1 && borderTopColor !== backgroundColor
        )
      }),
    )
  for (const selector of ['.button', '.text-field', '.notice', '.method:first-of-type']) {
    for (const edge of await edges(selector)) expect(edge, selector).toBe(true)
  }
  const outline = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).outlineStyle)
  expect(await outline('.method:has(:checked)')).toBe('solid')
  expect(await outline('.method:not(:has(:checked))')).toBe('none')
})

test.describe('what a page weighs', () => {
  /** Of a pay page's script before a method is chosen, as it travels, with headers. */
  const MOST_SCRIPT = 30_000
  /** And with its document and its styles. */
  const MOST_IN_ALL = 38_000

  for (const kind of ['payment', 'invoice'] as const) {
    test(`${kind}: compressed, few bytes, and nothing moves`, async ({ page, sandbox }) => {
      const url =
        kind === 'payment' ? (await createPayment(sandbox)).payment_url : (await createInvoice(sandbox)).payUrl
      const loaded = await watchBytes(await page.context().newCDPSession(page), sandbox.host)
      let own = loaded
      // From here on it loads what belongs to the method.
      await page.route(`${sandbox.host}/checkout/payments/*/attempts`, (route) => {
        own = [...loaded]
        return route.continue()
      })
      await watchShifts(page)
      await page.goto(url)
      if (kind === 'payment') await page.locator('.form-place[data-state=ready] iframe').waitFor()
      else await expect(page.getByText('Waiting for your transfer')).toBeVisible()
      expect(await shiftOf(page)).toBeLessThan(0.01)
      expect(loaded.filter(({ encoding }) => !['br', 'gzip'].includes(encoding ?? ''))).toEqual([])
      const sum = (types: string[]) =>
        own.filter(({ type }) => types.includes(type)).reduce((total, { bytes }) => total + bytes, 0)
      expect(sum(['Script'])).toBeGreaterThan(10_000)
      expect(sum(['Script'])).toBeLessThan(MOST_SCRIPT)
      expect(sum(['Document', 'Script', 'Stylesheet'])).toBeLessThan(MOST_IN_ALL)
    })
  }

  test('files and pages are sent as each client takes them, and caches are told', async ({ request, sandbox }) => {
    const { payment_url } = await createPayment(sandbox)
    const asset = /href="(\/assets\/[^"]+\.css)"/.exec(await (await request.get(payment_url)).text())![1]!
    const headersOf = async (url: string, accepted: string) => {
      const { headers } = await fetch(url, { headers: { 'accept-encoding': accepted } })
      return { encoding: headers.get('content-encoding'), vary: headers.get('vary') }
    }
    const vary = 'Accept-Encoding'
    for (const file of [sandbox.host + asset, `${sandbox.host}/widget.js`]) {
      expect(await headersOf(file, 'gzip, deflate, br')).toEqual({ encoding: 'br', vary })
      expect(await headersOf(file, 'gzip')).toEqual({ encoding: 'gzip', vary })
      expect(await headersOf(file, 'identity')).toEqual({ encoding: null, vary })
    }
    for (const page of [payment_url, `${sandbox.host}/docs`]) {
      expect(await headersOf(page, 'gzip')).toEqual({ encoding: 'gzip', vary })
      expect(await headersOf(page, 'identity')).toEqual({ encoding: null, vary })
    }
    // The API stays as fast as it is, and an event is sent when it happens.
    expect(await headersOf(`${sandbox.host}/v1/openapi.json`, 'gzip')).toMatchObject({ encoding: null })
  })
})

interface Loaded {
  type: string
  encoding: string | undefined
  bytes: number
}

/** What comes from us for the page itself. */
async function watchBytes(cdp: CDPSession, host: string): Promise<Loaded[]> {
  const known = new Map<string, Omit<Loaded, 'bytes'>>()
  const loaded: Loaded[] = []
  cdp.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (!['Document', 'Script', 'Stylesheet'].includes(type) || !response.url.startsWith(host)) return
    const encoding = Object.entries(response.headers).find(([name]) => name.toLowerCase() === 'content-encoding')?.[1]
    known.set(requestId, { type, encoding })
  })
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const response = known.get(requestId)
    if (response) loaded.push({ ...response, bytes: encodedDataLength })
  })
  await cdp.send('Network.enable')
  return loaded
}

const watchShifts = (page: Page) =>
  page.addInitScript(() => {
    const shifts: number[] = []
    Object.assign(window, { shifts })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value)
    }).observe({ type: 'layout-shift', buffered: true })
  })

/** Once two more frames were drawn: what moved in the last one has been told then. */
const shiftOf = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve))
    return (window as unknown as { shifts: number[] }).shifts.reduce((sum, value) => sum + value, 0)
  })
