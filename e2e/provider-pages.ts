import { expect, type FrameLocator, type Page } from '@playwright/test'
import { CARDS, typeCard } from './card-form.ts'

/** What a payer does at the pages that stand in for the providers' own, and on the way there and back. */

export const press = (page: Page | FrameLocator, name: string | RegExp) => page.getByRole('button', { name }).click()

/** Chooses a method on the pay page. The radio buttons are named as the methods are. */
export const choose = (checkout: Page | FrameLocator, method: string) =>
  checkout.getByRole('radio', { name: method }).check()

/** Presses the pay page's own button once it can be pressed. */
export async function pay(checkout: Page | FrameLocator): Promise<void> {
  const button = checkout.getByRole('button', { name: /^Pay/ })
  await expect(button).toHaveAttribute('aria-disabled', 'false')
  await button.click()
}

/** Pays with Stripe's fields in the pay page. @param until what the page says then. */
export async function payHere(
  checkout: Page | FrameLocator,
  number: string = CARDS.pays,
  until: string | RegExp = 'Payment successful',
): Promise<void> {
  await typeCard(checkout, number)
  await pay(checkout)
  await expect(checkout.getByText(until)).toBeVisible()
}

/** Pays by card at a provider's own page, by the names that browsers fill in. */
export async function payByCardThere(page: Page, number: string): Promise<void> {
  await page.locator('[autocomplete=cc-number]').fill(number)
  await page.locator('[autocomplete=cc-exp]').fill('12 / 34')
  await page.locator('[autocomplete=cc-csc]').fill('123')
  await press(page, /^Pay/)
}

export const approveAtPayPal = (page: Page) => press(page, 'Pay now')
export const turnBackAtPayPal = (page: Page) => press(page, 'Cancel and return')

/** Waits for a page of the provider's own. */
export const isAt = (page: Page, provider: 'PayPal' | 'Mollie' | 'Airwallex') =>
  expect(page.getByText(`${provider} test page`)).toBeVisible()
