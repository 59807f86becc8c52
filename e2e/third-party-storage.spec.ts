import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { checkoutFrame, payWithThreeDSecure } from './card-form.ts'
import { createPackage, createPayment } from './merchant.ts'
import { iframe, openSite, posted, seenTypes, siteOf, tag } from './merchant-site.ts'
import { expectPaidOnce } from './paid.ts'
import { approveAtPayPal, choose, isAt, pay, press } from './provider-pages.ts'
import { expect, type Sandbox, test as withSandbox } from './sandbox.ts'

/** The checkout in a browser where a page of another site may keep nothing. */

/** Answers of the host that set a cookie. */
const test = withSandbox.extend<{ cookies: string[] }>({
  /** A browser of its own, whose preferences refuse it. */
  context: async ({ playwright, launchOptions, contextOptions, sandbox, cookies }, use) => {
    const profile = mkdtempSync(join(tmpdir(), 'paylink-profile-'))
    mkdirSync(join(profile, 'Default'))
    writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify({ profile: refusing(sandbox) }))
    const context = await playwright.chromium.launchPersistentContext(profile, {
      ...launchOptions,
      ...contextOptions,
    })
    context.on('response', async (response) => {
      if (!response.url().startsWith(sandbox.host)) return
      const headers = await response.headersArray().catch(() => [])
      for (const { name, value } of headers) if (name.toLowerCase() === 'set-cookie') cookies.push(value)
    })
    await use(context)
    await context.close()
    rmSync(profile, { recursive: true, force: true })
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures a fixture needs from here.
  cookies: async ({}, use) => {
    const set: string[] = []
    await use(set)
    expect(set).toEqual([])
  },
})

/** Third-party cookies by the setting, and all that the host could keep in the shop's pages by an exception. */
const refusing = ({ host, shop }: Sandbox) => ({
  cookie_controls_mode: 1,
  block_third_party_cookies: true,
  content_settings: { exceptions: { cookies: { [`${host},${shop}`]: { setting: 2 } } } },
})

test('it is refused: a control', async ({ page, sandbox, context }) => {
  const control = `<!doctype html><title>Control</title><script>
    document.cookie = 'kept=1; SameSite=None; Secure; path=/'
    const keeps = { cookie: document.cookie.includes('kept=1') }
    for (const storage of ['localStorage', 'sessionStorage']) {
      try { window[storage].kept = '1'; keeps[storage] = true } catch { keeps[storage] = false }
    }
    document.title = JSON.stringify(keeps)
  </script>`
  await context.route(`${sandbox.host}/control`, (route) => route.fulfill({ contentType: 'text/html', body: control }))
  const [cookie, localStorage, sessionStorage] = [true, true, true]
  await page.goto(`${sandbox.host}/control`)
  expect(JSON.parse(await page.title())).toEqual({ cookie, localStorage, sessionStorage })
  await openSite(page, siteOf(sandbox), `<iframe src="${sandbox.host}/control"></iframe>`)
  const title = await page.frameLocator('iframe').locator('title').textContent()
  expect(JSON.parse(title!)).toEqual({ cookie: false, localStorage: false, sessionStorage: false })
})

const ways: Record<string, (sandbox: Sandbox, id: string) => string> = {
  'over the page': tag,
  'in place': (sandbox, id) => tag(sandbox, id, 'data-mode="inline"'),
  'in a hand-written iframe': iframe,
}
for (const [way, body] of Object.entries(ways)) {
  test(`a card is paid with, and its bank asked: ${way}`, async ({ page, sandbox }) => {
    const { id } = await createPayment(sandbox)
    await openSite(page, siteOf(sandbox), body(sandbox, id))
    await payWithThreeDSecure(checkoutFrame(page))
    const types = body === iframe ? [] : ['ready', 'payment:requires_action', 'payment:succeeded']
    await expect.poll(() => seenTypes(page)).toEqual(types)
    expect(await posted(page)).toEqual([
      [sandbox.host, 'paylinq:payment:requires_action'],
      [sandbox.host, 'paylinq:payment:succeeded'],
    ])
    await expectPaidOnce(sandbox, id, { provider: 'stripe', besides: ['payment.requires_action'] })
  })
}

const WINDOWS = {
  PayPal: { provider: 'paypal', approve: approveAtPayPal },
  iDEAL: { provider: 'mollie', approve: (window: Page) => press(window, /^Pay/) },
} as const
for (const [method, { provider, approve }] of Object.entries(WINDOWS)) {
  for (const [way, body] of Object.entries(ways)) {
    test(`${method} is paid with in a window of its own: ${way}`, async ({ page, sandbox }) => {
      const { id } = await createPayment(sandbox)
      await openSite(page, siteOf(sandbox), body(sandbox, id))
      const checkout = checkoutFrame(page)
      await choose(checkout, method)
      const [window] = await Promise.all([page.waitForEvent('popup'), pay(checkout)])
      await isAt(window, method === 'PayPal' ? 'PayPal' : 'Mollie')
      await Promise.all([window.waitForEvent('close'), approve(window)])
      await expect(checkout.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
      await expect.poll(() => seenTypes(page)).toEqual(body === iframe ? [] : ['ready', 'payment:succeeded'])
      expect(await posted(page)).toEqual([[sandbox.host, 'paylinq:payment:succeeded']])
      await expectPaidOnce(sandbox, id, { provider })
    })
  }
}

test('a subscription is made, up to its first invoice', async ({ page, sandbox }) => {
  const { id } = await createPackage(sandbox)
  const script = `<script src="${sandbox.host}/widget/subscription.js" async></script>`
  await openSite(page, siteOf(sandbox), `<div data-paylinkr-package="${id}"></div>${script}`)
  const frame = page.locator('paylinkr-subscription iframe').contentFrame()
  await frame.getByLabel('E-mail').fill('buyer@example.com')
  await frame.getByRole('button', { name: 'Subscribe' }).click()
  await expect(frame.getByText('Waiting for your transfer')).toBeVisible()
})
