import { expect, type FrameLocator, type Page } from '@playwright/test'

export const CARDS = {
  pays: '4242 4242 4242 4242',
  declined: '4000 0000 0000 0002',
  poor: '4000 0000 0000 9995',
  asksForThreeDSecure: '4000 0027 6000 3184',
  /** Pays, and the cardholder disputes it at once. */
  disputes: '4000 0000 0000 0259',
}

/** The pay page inside the widget's overlay. */
export const checkoutFrame = (page: Page): FrameLocator => page.frameLocator('iframe[src*="/pay/"]')

/** Types a card into the provider's form, wherever its frames are, by the names that browsers fill in. */
export async function typeCard(checkout: FrameLocator | Page, number: string): Promise<void> {
  const form = checkout.frameLocator('iframe[src*="/elements/"]')
  await form.locator('[autocomplete=cc-number]').fill(number)
  await form.locator('[autocomplete=cc-exp]').fill('12 / 34')
  await form.locator('[autocomplete=cc-csc]').fill('123')
}

export const payButton = (checkout: FrameLocator | Page) => checkout.getByRole('button', { name: /^Pay/ })

/** Presses a button of the bank's page, which is gone then. */
export async function answerBank(checkout: FrameLocator | Page, name: string): Promise<void> {
  const button = checkout.frameLocator('iframe[src*="/3ds/"]').getByRole('button', { name })
  await button.click()
  await expect(button).toBeHidden()
}

export async function payWithThreeDSecure(checkout: FrameLocator | Page): Promise<void> {
  await typeCard(checkout, CARDS.asksForThreeDSecure)
  await payButton(checkout).click()
  await answerBank(checkout, 'Complete authentication')
  await expect(checkout.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
}
