import type { Page } from '@playwright/test'
import { CARDS, checkoutFrame, payButton, typeCard } from './card-form.ts'
import { callPaylinq, createPayment } from './merchant.ts'
import { openSite, seenTypes, siteOf, tag } from './merchant-site.ts'
import { expectPaidOnce } from './paid.ts'
import { choose } from './provider-pages.ts'
import { expect, type Sandbox, test } from './sandbox.ts'

/** The widget connects when the page in its frame has loaded: nothing of somebody else's may hold that up. */

const LOGO = 'https://cdn.example/logo.svg'
/** Of the stand-in. */
const STRIPE = { script: /\/stripe\.js$/, frame: /\/elements\/payment(\?|$)/ }
/** Much less than the 8 seconds after which the widget gives up. */
const PROMPTLY = { timeout: 4_000 }

const neverAnswer = () => {}

test.afterEach(({ sandbox }) => callPaylinq(sandbox, 'PATCH /app', { appearance: null }))

async function withLogo(sandbox: Sandbox): Promise<string> {
  expect((await callPaylinq(sandbox, 'PATCH /app', { appearance: { logo_url: LOGO } })).status).toBe(200)
  return (await createPayment(sandbox)).id
}

const isReady = (page: Page) => expect.poll(() => seenTypes(page), PROMPTLY).toEqual(['ready'])

const ways = { 'over the page': '', 'in place': 'data-mode="inline"' }

for (const [way, attributes] of Object.entries(ways)) {
  test(`a logo that never comes: the checkout is there, and is paid in, ${way}`, async ({ page, sandbox }) => {
    const id = await withLogo(sandbox)
    await page.route(LOGO, neverAnswer)
    const asked = page.waitForRequest(LOGO)
    await openSite(page, siteOf(sandbox), tag(sandbox, id, attributes))
    await isReady(page)
    await asked
    const checkout = checkoutFrame(page)
    await typeCard(checkout, CARDS.pays)
    await payButton(checkout).click()
    await expect(checkout.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
    await expectPaidOnce(sandbox, id, { provider: 'stripe' })
  })
}

test('a logo that comes late is shown', async ({ page, sandbox }) => {
  const id = await withLogo(sandbox)
  const { promise: connected, resolve: isConnected } = Promise.withResolvers<void>()
  await page.route(LOGO, async (route) => {
    await connected
    const body = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"><rect width="80" height="80"/></svg>'
    await route.fulfill({ contentType: 'image/svg+xml', body })
  })
  await openSite(page, siteOf(sandbox), tag(sandbox, id))
  await isReady(page)
  isConnected()
  const logo = checkoutFrame(page).locator('.merchant-logo')
  await expect.poll(() => logo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(80)
  await expect(logo).toBeInViewport()
})

/** Every frame of the host loads until the picture has come, which it does when the form has long been asked for. */
async function loadSlowly(page: Page, { host }: Sandbox) {
  await page.addInitScript((host) => {
    if (location.origin !== host) return
    addEventListener('DOMContentLoaded', () => {
      const picture = new Image()
      picture.src = '/slow.png'
      document.body.append(picture)
    })
  }, host)
  await page.route(`${host}/slow.png`, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    await route.abort()
  })
}

for (const [part, address] of Object.entries(STRIPE)) {
  for (const isSlow of [false, true]) {
    const when = isSlow ? ', also where the page itself takes its time' : ''
    test(`a provider’s ${part} that never comes: the checkout is there, with the other methods${when}`, async ({
      page,
      sandbox,
    }) => {
      const { id } = await createPayment(sandbox)
      await page.route(address, neverAnswer)
      if (isSlow) await loadSlowly(page, sandbox)
      const asked = page.waitForRequest(address)
      await openSite(page, siteOf(sandbox), tag(sandbox, id))
      await isReady(page)
      await asked
      const checkout = checkoutFrame(page)
      await expect(payButton(checkout)).toHaveAttribute('aria-disabled', 'true')
      await choose(checkout, 'PayPal')
      await expect(payButton(checkout)).toHaveAttribute('aria-disabled', 'false')
    })
  }
}
