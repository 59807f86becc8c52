import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { checkoutFrame, payButton } from './card-form.ts'
import { createPayment } from './merchant.ts'
import { openSite, pressEscape, seenTypes, siteOf, tag } from './merchant-site.ts'
import { expect, type Sandbox, test } from './sandbox.ts'

/** The real pay page inside a merchant's page, for those who read or use it otherwise than most. */

const FRAME = 'iframe[src*="/pay/"]'
const NARROW = { width: 320, height: 640 }

/** Opens a payment of its own in a merchant's page, until it can be paid. */
async function openPayment(page: Page, sandbox: Sandbox, mode: string, attributes = ''): Promise<void> {
  const { id } = await createPayment(sandbox)
  await openSite(page, siteOf(sandbox), `<main>${tag(sandbox, id, `data-mode="${mode}" ${attributes}`)}</main>`)
  await expect(payButton(checkoutFrame(page))).toHaveAttribute('aria-disabled', 'false')
  // The page can be ready before the widget knows, and shows it.
  await expect.poll(() => seenTypes(page)).toEqual(['ready'])
  await expect(page.locator(FRAME)).toBeVisible()
}

for (const mode of ['overlay', 'inline']) {
  test(`${mode}: the whole page is accessible in light and dark`, async ({ page, sandbox }) => {
    // Colours are judged as they stay, not on their way.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    for (const theme of ['light', 'dark']) {
      await openPayment(page, sandbox, mode, `data-theme="${theme}"`)
      const scheme = () =>
        checkoutFrame(page)
          .locator('html')
          .evaluate((root) => getComputedStyle(root).colorScheme)
      await expect.poll(scheme).toBe(theme)
      expect(await problems(page), theme).toEqual([])
    }
  })

  test(`${mode}: nothing of it is beside a narrow screen`, async ({ page, sandbox }) => {
    await page.setViewportSize(NARROW)
    await openPayment(page, sandbox, mode)
    const { x, width } = (await page.locator(FRAME).boundingBox())!
    expect([x >= 0, x + width <= NARROW.width]).toEqual([true, true])
    for (const root of [page.locator('html'), checkoutFrame(page).locator('html')]) {
      expect(await root.evaluate((root) => root.scrollWidth - root.clientWidth)).toBe(0)
    }
  })
}

test('the keyboard alone pays in the overlay, and leaves it', async ({ page, sandbox }) => {
  await openPayment(page, sandbox, 'overlay')
  const checkout = checkoutFrame(page)
  const fields = checkout.frameLocator('iframe[src*="/elements/"]')
  await tabTo(page, fields.locator('[autocomplete=cc-number]'))
  // A field that is full hands on to the next by itself.
  await page.keyboard.type('4242424242424242')
  await expect.poll(() => hasFocus(fields.locator('[autocomplete=cc-exp]'))).toBe(true)
  await page.keyboard.type('1234')
  await expect.poll(() => hasFocus(fields.locator('[autocomplete=cc-csc]'))).toBe(true)
  await page.keyboard.type('123')
  await tabTo(page, payButton(checkout))
  await page.keyboard.press('Enter')
  const paid = checkout.getByRole('heading', { name: 'Payment successful' })
  await expect(paid).toBeFocused()
  pressEscape(page)
  await expect(page.locator('paylinq-checkout')).toHaveCount(0)
  await expect.poll(() => seenTypes(page)).toEqual(['ready', 'payment:succeeded', 'close'])
})

/** Each of the whole page and our frame, as the rule, what breaks it, and how. */
async function problems(page: Page): Promise<unknown[]> {
  // The shop's heading stands outside its landmarks; all else of the page counts.
  const axe = new AxeBuilder({ page }).exclude('body > h1')
  // On a busy machine axe can come too late into a frame, and says nothing of that: then it looks again.
  let results = await axe.analyze()
  for (let again = 0; again < 5 && !cameIntoFrame(results); again++) results = await axe.analyze()
  expect(cameIntoFrame(results)).toBe(true)
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.filter(({ target }) => !isProviders(target)).map(({ html, failureSummary }) => [id, html, failureSummary]),
  )
}

const cameIntoFrame = ({ passes }: Awaited<ReturnType<AxeBuilder['analyze']>>) =>
  passes.some(({ nodes }) => nodes.some(({ html }) => html.includes('button-primary')))

/** What axe found in a frame in our frame, by the way there: the fields of a card are the provider's own. */
const isProviders = (target: readonly unknown[]) => target.length > 2

const hasFocus = (target: Locator) =>
  target.evaluate((element) => document.hasFocus() && document.activeElement === element)

/** Presses Tab until the target has the focus. Into a frame of another site, and out of it, the focus takes its time. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let press = 0; press < 12; press++) {
    await page.keyboard.press('Tab')
    await expect
      .poll(() => hasFocus(target), { timeout: 500 })
      .toBe(true)
      .catch(() => {})
    if (await hasFocus(target)) return
  }
  throw new Error(`Tab never came to ${target}.`)
}
