import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FrameLocator, Page } from '@playwright/test'
import { answerBank, CARDS, checkoutFrame, payButton, typeCard } from './card-form.ts'
import { createPackage, createPayment } from './merchant.ts'
import { expectPaidOnce } from './paid.ts'
import { expect, type Sandbox, test } from './sandbox.ts'

/** The checkout where the browser, the merchant's page or the way to the host makes it hard. */

const TYPES = ['ready', 'close', 'error', 'payment:requires_action', 'payment:succeeded', 'payment:failed']

/**
 * A page of the shop's site with this in it. It keeps each event of the widget and whatever its policy refused, and apart
 * from that what a frame posts to it.
 */
async function openSite(page: Page, address: string, body: string, policy?: string) {
  await page.addInitScript((types) => {
    const seen: unknown[] = []
    const posted: unknown[] = []
    Object.assign(window, { seen, posted })
    addEventListener('message', ({ origin, data }) => posted.push([origin, data.type]))
    for (const type of types) {
      document.addEventListener(`paylinq:${type}`, (event) => seen.push([type, (event as CustomEvent).detail]))
    }
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      seen.push(['violation', `${violatedDirective} ${blockedURI}`]),
    )
    addEventListener('error', ({ message }) => seen.push(['uncaught', message]))
    addEventListener('unhandledrejection', ({ reason }) => seen.push(['uncaught', String(reason)]))
  }, TYPES)
  await page.route(address, (route) =>
    route.fulfill({
      contentType: 'text/html',
      ...(policy && { headers: { 'content-security-policy': policy } }),
      body: `<!doctype html><html lang="en"><head><title>Shop</title></head><body><h1>Shop</h1>${body}</body></html>`,
    }),
  )
  await page.goto(address)
}

const siteOf = ({ shop }: Sandbox) => `${shop}/site`
const tag = ({ host }: Sandbox, id: string, attributes = '') =>
  `<script src="${host}/widget.js" data-payment-id="${id}" ${attributes}></script>`
const iframe = ({ host }: Sandbox, id: string) =>
  `<iframe src="${host}/pay/${id}?embed=1" width="100%" height="620" allow="payment *"></iframe>`

const seen = (page: Page) => page.evaluate(() => (window as unknown as { seen: [string, unknown][] }).seen)
const seenTypes = async (page: Page) => (await seen(page)).map(([type]) => type)
const posted = (page: Page) => page.evaluate(() => (window as unknown as { posted: [string, string][] }).posted)

/** Adds a tag as a shop's own script would. */
const addTag = (page: Page, { host }: Sandbox, paymentId: string, mode = 'overlay') =>
  page.evaluate(
    ([src, paymentId, mode]) => {
      const script = document.createElement('script')
      script.src = src
      Object.assign(script.dataset, { paymentId, mode })
      document.body.append(script)
    },
    [`${host}/widget.js`, paymentId, mode] as const,
  )

async function payWithThreeDSecure(checkout: FrameLocator) {
  await typeCard(checkout, CARDS.asksForThreeDSecure)
  await payButton(checkout).click()
  await answerBank(checkout, 'Complete authentication')
  await expect(checkout.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
}

test.describe('where a page of another site may keep nothing', () => {
  /** Answers of the host that set a cookie. */
  const cookies = test.extend<{ cookies: string[] }>({
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

  cookies('it is refused: a control', async ({ page, sandbox, context }) => {
    const control = `<!doctype html><title>Control</title><script>
      document.cookie = 'kept=1; SameSite=None; Secure; path=/'
      const keeps = { cookie: document.cookie.includes('kept=1') }
      for (const storage of ['localStorage', 'sessionStorage']) {
        try { window[storage].kept = '1'; keeps[storage] = true } catch { keeps[storage] = false }
      }
      document.title = JSON.stringify(keeps)
    </script>`
    await context.route(`${sandbox.host}/control`, (route) =>
      route.fulfill({ contentType: 'text/html', body: control }),
    )
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
    cookies(`a card is paid with, and its bank asked: ${way}`, async ({ page, sandbox }) => {
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

  cookies('a subscription is made, up to its first invoice', async ({ page, sandbox }) => {
    const { id } = await createPackage(sandbox)
    const script = `<script src="${sandbox.host}/widget/subscription.js" async></script>`
    await openSite(page, siteOf(sandbox), `<div data-paylinkr-package="${id}"></div>${script}`)
    const frame = page.locator('paylinkr-subscription iframe').contentFrame()
    await frame.getByLabel('E-mail').fill('buyer@example.com')
    await frame.getByRole('button', { name: 'Subscribe' }).click()
    await expect(frame.getByText('Waiting for your transfer')).toBeVisible()
  })
})

test('on a machine that is six times slower each event is told once', async ({ page, context, sandbox }) => {
  const slowDown = async (target: Parameters<typeof context.newCDPSession>[0]) => {
    const session = await context.newCDPSession(target)
    await session.send('Emulation.setCPUThrottlingRate', { rate: 6 })
  }
  await slowDown(page)
  const { id } = await createPayment(sandbox)
  await openSite(page, siteOf(sandbox), tag(sandbox, id))
  const hosted = () => page.frames().find((frame) => frame.url().includes(`/pay/${id}`))
  await expect.poll(hosted).toBeTruthy()
  await slowDown(hosted()!)
  const checkout = checkoutFrame(page)
  await typeCard(checkout, CARDS.pays)
  await payButton(checkout).click()
  await expect(checkout.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(page.locator('paylinq-checkout')).toHaveCount(0)
  const succeeded = { paymentId: id, status: 'succeeded' }
  expect(await seen(page)).toEqual([
    ['ready', { paymentId: id }],
    ['payment:succeeded', succeeded],
    ['close', { paymentId: id }],
  ])
})

test.describe('a script that is added after the page has loaded is not in the way of a strict policy', () => {
  const policies: Record<string, (host: string) => string> = {
    "a nonce and 'strict-dynamic'": () => "'nonce-r4nd0m' 'strict-dynamic'",
    'a list of hosts': (host) => `${host} 'nonce-r4nd0m'`,
  }
  for (const [name, scripts] of Object.entries(policies)) {
    test(name, async ({ page, sandbox }) => {
      const { host } = sandbox
      const { id } = await createPayment(sandbox)
      const late = `<script nonce="r4nd0m">
        addEventListener('load', () => {
          const script = document.createElement('script')
          script.src = '${host}/widget.js'
          script.dataset.paymentId = '${id}'
          document.body.append(script)
        })
      </script>`
      const policy = `default-src 'none'; base-uri 'none'; script-src ${scripts(host)}; frame-src ${host}`
      await openSite(page, siteOf(sandbox), late, policy)
      const checkout = checkoutFrame(page)
      await typeCard(checkout, CARDS.pays)
      await payButton(checkout).click()
      const succeeded = { paymentId: id, status: 'succeeded' }
      await expect
        .poll(() => seen(page))
        .toEqual([
          ['ready', { paymentId: id }],
          ['payment:succeeded', succeeded],
        ])
    })
  }
})

test.describe('where the host’s page does not come there is a link to it, and one error', () => {
  const hosts: Record<string, (page: Page, sandbox: Sandbox) => Promise<string>> = {
    'it is down': async (page, sandbox) => {
      await page.route(`${sandbox.host}/pay/**`, (route) => route.abort('connectionrefused'))
      return siteOf(sandbox)
    },
    'it answers 500': async (page, sandbox) => {
      await page.route(`${sandbox.host}/pay/**`, (route) => route.fulfill({ status: 500, body: 'Broken' }))
      return siteOf(sandbox)
    },
    'the site is not allowed to embed it': async () => 'http://not-allowed.example/site',
  }
  for (const [what, prepare] of Object.entries(hosts)) {
    for (const mode of ['overlay', 'inline']) {
      test(`${what}, ${mode}`, async ({ page, sandbox }) => {
        const { id } = await createPayment(sandbox)
        const address = await prepare(page, sandbox)
        await page.clock.install({ time: 0 })
        await openSite(page, address, '')
        await page.clock.pauseAt(3_600_000)
        await addTag(page, sandbox, id, mode)
        await expect(page.locator('paylinq-checkout iframe')).toBeAttached()
        await page.clock.fastForward(8_000)
        const link = page.getByRole('link', { name: 'Open checkout' })
        await expect(link).toBeVisible()
        expect(await seen(page)).toEqual([['error', { paymentId: id, code: 'timeout' }]])
        await page.unroute(`${sandbox.host}/pay/**`)
        await page.clock.resume()
        await link.click()
        await expect(page).toHaveURL(`${sandbox.host}/pay/${id}`)
        await expect(payButton(page)).toBeVisible()
      })
    }
  }
})

test('the way back leads past a checkout that was opened, paid in and closed', async ({ page, sandbox }) => {
  await page.goto(sandbox.shop)
  const { id } = await createPayment(sandbox)
  await openSite(page, siteOf(sandbox), '')
  const entries = await page.evaluate(() => history.length)
  const checkout = checkoutFrame(page)
  const close = async () => {
    await page.getByRole('button', { name: 'Close' }).click()
    await expect(page.locator('paylinq-checkout')).toHaveCount(0)
  }
  await addTag(page, sandbox, id)
  await expect(payButton(checkout)).toHaveAttribute('aria-disabled', 'false')
  await close()
  await addTag(page, sandbox, id)
  await payWithThreeDSecure(checkout)
  await close()
  expect(await page.evaluate(() => history.length)).toBe(entries)
  await page.goBack()
  await expect(page).toHaveURL(`${sandbox.shop}/`)
})
