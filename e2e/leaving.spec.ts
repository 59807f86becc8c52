import type { Page } from '@playwright/test'
import { checkoutFrame, payButton } from './card-form.ts'
import { createInvoice, createPayment } from './merchant.ts'
import { openSite, pressEscape, seenTypes, siteOf, tag } from './merchant-site.ts'
import { expect, test } from './sandbox.ts'

/** A payer who does not want to pay after all gets back to where they came from. */

const isClosed = async (page: Page) => {
  await expect(page.locator('paylinq-checkout')).toHaveCount(0)
  expect(await seenTypes(page)).toEqual(['ready', 'close'])
}

const hasFocus = (page: Page) =>
  expect
    .poll(() =>
      checkoutFrame(page)
        .locator('html')
        .evaluate(() => document.hasFocus()),
    )
    .toBe(true)

for (const kind of ['payment', 'invoice'] as const) {
  test(`Escape in the page of the ${kind} closes the overlay`, async ({ page, sandbox }) => {
    const id = kind === 'payment' ? (await createPayment(sandbox)).id : (await createInvoice(sandbox)).publicId
    await openSite(page, siteOf(sandbox), tag(sandbox, id))
    await expect.poll(() => seenTypes(page)).toEqual(['ready'])
    await hasFocus(page)
    pressEscape(page)
    await isClosed(page)
  })
}

test('Escape in the provider’s field closes the overlay', async ({ page, sandbox }) => {
  const { id } = await createPayment(sandbox)
  await openSite(page, siteOf(sandbox), tag(sandbox, id))
  const fields = checkoutFrame(page).frameLocator('iframe[src*="/elements/"]')
  await fields.locator('[autocomplete=cc-number]').click()
  pressEscape(page)
  await isClosed(page)
})

test('the hosted page leads back to the cart, and tells which payment was left there', async ({ page, sandbox }) => {
  const { id, payment_url } = await createPayment(sandbox, { cancel_url: `${sandbox.shop}/?cart=7` })
  await page.goto(payment_url)
  await expect(payButton(page)).toHaveAttribute('aria-disabled', 'false')
  await page.getByRole('link', { name: 'Back to Birch & Ember' }).click()
  await expect(page).toHaveURL(`${sandbox.shop}/?cart=7&payment_id=${id}&status=pending`)
  await expect(page.getByRole('button', { name: 'Buy Ridgeline by card' })).toBeVisible()
})
