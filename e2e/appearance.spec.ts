import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { callPaylinq, createInvoice, createPackage, createPayment } from './merchant.ts'
import { expect, type Sandbox, test } from './sandbox.ts'

/** The `paylink` command on the sandbox's data, as its owner runs it. @returns what it prints for scripts. */
async function paylink({ dataDir }: Sandbox, ...words: string[]): Promise<string> {
  const program = join(import.meta.dirname, '../embed-host/paylink.js')
  const env = { ...process.env, DATA_DIR: dataDir, PAYLINK_SECRET: '' }
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...words], { env })
  return stdout.trim()
}

const LOGO = 'https://cdn.example/logo.svg'
const LOOK = { accent: '#0a7d5c', accent_dark: '#7fe0bf', radius: 0, font: 'Georgia, serif', logo_url: LOGO }

/** The merchant's picture host, which has no logo when `svg` is null. */
const serveLogo = (page: Page, svg: string | null) =>
  page.route('https://cdn.example/**', (route) =>
    svg === null ? route.fulfill({ status: 404 }) : route.fulfill({ contentType: 'image/svg+xml', body: svg }),
  )
const WIDE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="80"><rect width="400" height="80" fill="#c00"/></svg>'

/** Everything of ours that a payer may open, once the app and the merchant look as `LOOK` says. */
async function payerPages(sandbox: Sandbox): Promise<Record<string, string>> {
  expect((await callPaylinq(sandbox, 'PATCH /app', { appearance: LOOK })).status).toBe(200)
  const [merchant] = JSON.parse(await paylink(sandbox, 'merchant', 'list', '--json'))
  const { accent, accent_dark, radius, font, logo_url } = LOOK
  const colours = ['--accent', accent, '--accent-dark', accent_dark]
  const rest = ['--radius', String(radius), '--font', font, '--logo', logo_url]
  await paylink(sandbox, 'merchant', 'update', merchant.id, ...colours, ...rest)
  const link = { title: 'A bag of beans', amount: 1450, currency: 'EUR' }
  return {
    payment: (await createPayment(sandbox)).payment_url,
    shop: (await callPaylinq<{ url: string }>(sandbox, 'POST /payment-links', link)).body.url,
    invoice: (await createInvoice(sandbox)).payUrl,
    subscription: `${sandbox.host}/subscribe/${(await createPackage(sandbox)).id}`,
  }
}

/** The other tests' pages look as they always do. */
test.afterEach(async ({ sandbox }) => {
  await callPaylinq(sandbox, 'PATCH /app', { appearance: null })
  const [merchant] = JSON.parse(await paylink(sandbox, 'merchant', 'list', '--json'))
  const set = ['accent', 'accent-dark', 'radius', 'font', 'logo'].map((name) => `--no-${name}`)
  await paylink(sandbox, 'merchant', 'update', merchant.id, ...set)
})

/** What a page's policy refused, from before its first line on. */
async function watchViolations(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const refused: string[] = []
    Object.assign(window, { refused })
    addEventListener('securitypolicyviolation', (event) =>
      refused.push(`${event.violatedDirective} ${event.blockedURI}`),
    )
  })
  return () => page.evaluate(() => (window as unknown as { refused: string[] }).refused)
}

const READY = '.button-primary:not([aria-disabled="true"])'

/** The button can be pressed, and no colour is on its way to another one any more. */
async function settled(page: Page) {
  await expect(page.locator(READY).first()).toBeVisible()
  const moving = () => document.getAnimations().filter((animation) => animation instanceof CSSTransition).length
  await expect.poll(() => page.evaluate(moving)).toBe(0)
}

const shown = (page: Page) =>
  page.evaluate(() => {
    const styleOf = (selector: string) => getComputedStyle(document.querySelector(selector)!)
    const probe = document.body.appendChild(document.createElement('a'))
    probe.href = '#'
    const panel = styleOf('.panel')
    const all = { link: getComputedStyle(probe).color, corner: panel.borderStartStartRadius, font: panel.fontFamily }
    probe.remove()
    return all
  })

for (const kind of ['payment', 'shop', 'invoice', 'subscription']) {
  test(`the ${kind} page has the colours, corners, font and logo that the merchant set`, async ({ page, sandbox }) => {
    const violations = await watchViolations(page)
    await serveLogo(page, WIDE)
    const { [kind]: url } = await payerPages(sandbox)
    for (const [colorScheme, accent] of [
      ['light', 'rgb(10, 125, 92)'] as const,
      ['dark', 'rgb(127, 224, 191)'] as const,
    ]) {
      await page.emulateMedia({ colorScheme })
      await page.goto(url!)
      const logo = page.locator('.merchant-logo')
      await expect.poll(() => logo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(400)
      expect(await logo.boundingBox()).toMatchObject({ width: 40, height: 40 })
      await expect(page.locator('.merchant-name')).toHaveText('Birch & Ember')
      await settled(page)
      await expect(page.locator(READY).first()).toHaveCSS('background-color', accent)
      const font = expect.stringMatching(/^Georgia, serif, system-ui, /)
      expect(await shown(page)).toEqual({ link: accent, corner: '0px', font })
      expect((await new AxeBuilder({ page }).exclude('iframe').analyze()).violations).toEqual([])
      expect(await violations()).toEqual([])
    }
    await page.emulateMedia({ colorScheme: 'light' })
    await page.goto(`${url}?theme=dark`)
    expect((await shown(page)).link).toBe('rgb(127, 224, 191)')
  })
}

test('a logo that cannot be loaded leaves the initial, in the same room and without a script', async ({
  browser,
  sandbox,
}) => {
  const pages = await payerPages(sandbox)
  const context = await browser.newContext({ javaScriptEnabled: false })
  const place = async (svg: string | null) => {
    const page = await context.newPage()
    await serveLogo(page, svg)
    await page.goto(pages.shop!)
    const name = await page.locator('.merchant-name').boundingBox()
    const mark = await page.locator('.merchant-mark').boundingBox()
    const picture = await page.locator('.merchant-picture').boundingBox()
    await page.close()
    return { name, mark, picture }
  }
  const broken = await place(null)
  expect(broken.mark).toEqual(broken.picture)
  const loaded = await place(WIDE)
  expect([loaded.name, loaded.picture]).toEqual([broken.name, broken.picture])
  // Wrapped out of the box, which shows no more than its own size.
  expect(loaded.mark!.y).toBe(loaded.picture!.y + loaded.picture!.height)
  await context.close()
})

test('a page that belongs to nobody looks like ours', async ({ page, sandbox }) => {
  await payerPages(sandbox)
  for (const path of ['/pay/none', '/shop/none', '/subscribe/subpkg_none']) {
    await page.goto(sandbox.host + path)
    expect(await page.locator('style, .merchant-logo').count()).toBe(0)
  }
})

test('what a key with sites of its own makes can be embedded there, and not where the app can be', async ({
  page,
  sandbox,
}) => {
  const app = await callPaylinq<{ id: string }>(sandbox, 'GET /app')
  const kiosk = 'https://till.kiosk.example'
  const words = ['--app', app.body.id, '--origin', 'https://*.kiosk.example']
  const apiKey = await paylink(sandbox, 'key', 'create', 'Kiosk', ...words)
  const { id } = await createPayment({ ...sandbox, paylinq: { ...sandbox.paylinq, apiKey } })
  const { id: ofShop } = await createPayment(sandbox)
  const body = (payment: string) => `<!doctype html><html lang="en"><title>Shop</title>
    <script>window.heard = []; document.addEventListener('paylinq:ready', () => heard.push('ready'))</script>
    <script src="${sandbox.host}/widget.js" data-payment-id="${payment}"></script>`
  const open = async (origin: string, payment: string) => {
    await page.unrouteAll()
    await page.route(`${origin}/site`, (route) => route.fulfill({ contentType: 'text/html', body: body(payment) }))
    await page.goto(`${origin}/site`)
  }
  const heard = () => page.evaluate(() => (window as unknown as { heard: string[] }).heard)
  const button = page
    .locator('paylinq-checkout iframe')
    .contentFrame()
    .getByRole('button', { name: /Pay €25/ })

  for (const [origin, payment] of [[kiosk, id] as const, [sandbox.shop, ofShop] as const]) {
    await open(origin, payment)
    await expect(button).toBeVisible()
    await expect.poll(heard).toEqual(['ready'])
  }
  for (const [origin, payment] of [
    [sandbox.shop, id] as const,
    [kiosk, ofShop] as const,
    ['https://kiosk.example', id] as const,
  ]) {
    const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
    await open(origin, payment)
    await refused
    expect(await heard()).toEqual([])
    await expect(button).toBeHidden()
  }

  const [key] = JSON.parse(await paylink(sandbox, 'key', 'list', '--app', app.body.id, '--json')).filter(
    ({ name }: { name: string }) => name === 'Kiosk',
  )
  await paylink(sandbox, 'key', 'update', key.id, '--inherit-origins')
  await open(sandbox.shop, id)
  await expect(button).toBeVisible()
})
