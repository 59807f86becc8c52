import AxeBuilder from '@axe-core/playwright'
import type { FrameLocator, Page } from '@playwright/test'
import { type Way, ways } from '../demo/shop/embedding/ways.ts'
import { checkoutFrame } from './card-form.ts'
import { expectPaidOnce } from './paid.ts'
import { payHere, press } from './provider-pages.ts'
import { expect, test } from './sandbox.ts'

/** The demo shop's pages for each way to embed the checkout, used as a buyer would. */

/** What is to be done before the checkout is there, where it does not open by itself. */
const OPENED_BY: Record<string, string> = {
  link: 'Pay for your coffee',
  npm: 'Open in place',
  hosted: 'Pay on the checkout’s page',
}

const live = (page: Page) => page.getByRole('region', { name: 'At work' })

/** Whatever a browser complains of in the page, or in a frame in it. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.text()} ${message.location().url}`)
  })
  return complaints
}

async function openWay(page: Page, { slug, name }: Way) {
  await page.getByRole('link', { name, exact: true }).click()
  const opener = OPENED_BY[slug]
  if (opener) await live(page).getByText(opener, { exact: true }).click()
}

async function subscribe(frame: FrameLocator) {
  await frame.getByLabel('E-mail').fill('buyer@example.com')
  await press(frame, 'Join the club')
  await press(frame, 'Use the sandbox wallet')
  await expect(frame.getByRole('heading', { name: 'You are subscribed' })).toBeVisible()
}

test('lists every way', async ({ page, sandbox }) => {
  await page.goto(sandbox.shop)
  await page.getByRole('link', { name: 'Ways to embed the checkout' }).click()
  await expect(page.locator('.ways a')).toHaveText(ways.map(({ name }) => name))
})

for (const way of ways) {
  test.describe(way.slug, () => {
    test(`is ${way.sells === 'payment' ? 'paid' : 'subscribed'} in without a complaint`, async ({ page, sandbox }) => {
      const complaints = complaintsOf(page)
      await page.goto(`${sandbox.shop}/embed`)
      await openWay(page, way)
      if (way.slug === 'hosted') {
        const id = new URL(page.url()).pathname.split('/').at(-1)!
        await payHere(page)
        await expectPaidOnce(sandbox, id, { provider: 'stripe', amount: 1450 })
      } else if (way.sells === 'payment') {
        const src = await page.locator('iframe[src*="/pay/"]').getAttribute('src')
        const id = new URL(src!).pathname.split('/').at(-1)!
        await payHere(checkoutFrame(page))
        await expect(
          live(page)
            .getByRole('status')
            .filter({ hasText: `Thank you! Payment ${id}` }),
        ).toHaveCount(1)
        await expectPaidOnce(sandbox, id, { provider: 'stripe', amount: 1450 })
      } else {
        await subscribe(page.frameLocator('iframe[src*="/embed/subscription/"]'))
        await expect(
          live(page)
            .getByRole('status')
            .filter({ hasText: /^Welcome! Subscription cusub_/ }),
        ).toBeVisible()
      }
      expect(complaints).toEqual([])
    })

    test('shows the code that runs, to everybody and on any screen', async ({ page, context, sandbox }) => {
      await context.grantPermissions(['clipboard-read', 'clipboard-write'])
      // As it came, before any of its scripts ran.
      const answer = page.waitForResponse(`${sandbox.shop}/embed/${way.slug}`)
      await page.goto(`${sandbox.shop}/embed/${way.slug}`)
      const markup = / aria-label="At work">(.*?)<\/section>/s.exec(await (await answer).text())![1]
      const shown = await page.locator('.code code').allTextContents()
      if (way.program) expect(shown.shift()).toBe(way.program.source)
      expect(shown[0]).toBe(markup)

      if (way.slug === 'overlay') await page.getByRole('button', { name: 'Close' }).click()
      const copy = page.locator('[data-copy]').first()
      await copy.click()
      await expect(copy).toHaveText('Copied')
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(way.program?.source ?? markup)

      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        // The widgets and what is in their frames have proofs of their own.
        const axe = new AxeBuilder({ page })
          .exclude('paylinq-checkout')
          .exclude('paylinkr-subscription')
          .exclude('iframe')
        expect((await axe.analyze()).violations).toEqual([])
      }
      await page.setViewportSize({ width: 320, height: 640 })
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    })
  })
}
