import type { Page } from '@playwright/test'
import { checkoutFrame, payButton } from './card-form.ts'
import { createPayment, getAttempts } from './merchant.ts'
import { expectPaidOnce, expectStillOpen } from './paid.ts'
import { approveAtPayPal, choose, isAt, pay, payHere, press, turnBackAtPayPal } from './provider-pages.ts'
import { expect, type Sandbox, test } from './sandbox.ts'

/** Buys in the shop and chooses PayPal in the overlay. @returns the payment's id. */
async function openOverlay(page: Page, sandbox: Sandbox): Promise<string> {
  await page.goto(sandbox.shop)
  await page.getByRole('button', { name: 'Buy Ridgeline by card' }).click()
  const id = await page.locator('script[data-payment-id]').getAttribute('data-payment-id')
  await choose(checkoutFrame(page), 'PayPal')
  return id!
}

async function openWindow(page: Page): Promise<Page> {
  const [window] = await Promise.all([page.waitForEvent('popup'), pay(checkoutFrame(page))])
  await isAt(window, 'PayPal')
  return window
}

test.describe('PayPal, from the hosted page', () => {
  test('is paid in the same tab, which leads on to the shop', async ({ page, sandbox }) => {
    const { id, payment_url } = await createPayment(sandbox, { success_url: `${sandbox.shop}/?from=paypal` })
    await page.goto(payment_url)
    await choose(page, 'PayPal')
    await pay(page)
    await isAt(page, 'PayPal')
    await approveAtPayPal(page)
    await expect(page.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
    await expectPaidOnce(sandbox, id, { provider: 'paypal' })
    const { data } = await getAttempts(sandbox, id)
    expect(data.map(({ provider, status }) => `${provider} ${status}`)).toEqual(['stripe voided', 'paypal succeeded'])
    expect(data[1]!.routing.map(({ decision, reason }) => `${decision}: ${reason}`)).toEqual([
      'skipped: takes no paypal',
      'skipped: takes no paypal',
      'skipped: takes no paypal',
      'chosen: priority 4',
    ])
    await page.getByRole('link', { name: 'Return to Birch & Ember' }).click()
    await expect(page).toHaveURL(`${sandbox.shop}/?from=paypal&payment_id=${id}&status=succeeded`)
  })

  test('may be turned back from, and paid then', async ({ page, sandbox }) => {
    const { id, payment_url } = await createPayment(sandbox)
    await page.goto(payment_url)
    await choose(page, 'PayPal')
    await pay(page)
    await turnBackAtPayPal(page)
    await expect(page.getByText('You turned back at PayPal; nothing was charged.')).toBeVisible()
    await expect(page.getByRole('radio', { name: 'PayPal' })).toBeChecked()
    await expectStillOpen(sandbox, id)
    await pay(page)
    await approveAtPayPal(page)
    await expect(page.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
    await expectPaidOnce(sandbox, id, { provider: 'paypal' })
  })

  test('says so when PayPal declines, and takes another funding', async ({ page, sandbox }) => {
    const { id, payment_url } = await createPayment(sandbox)
    await page.goto(payment_url)
    await choose(page, 'PayPal')
    await pay(page)
    await page.getByRole('radio', { name: 'Card that is declined' }).check()
    await approveAtPayPal(page)
    await expect(page.getByText('PayPal did not take the payment')).toBeVisible()
    await expectStillOpen(sandbox, id)
    await pay(page)
    await approveAtPayPal(page)
    await expect(page.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
    await expectPaidOnce(sandbox, id, { provider: 'paypal' })
  })

  test('that the payer leaves by the Back button is open again', async ({ page, sandbox }) => {
    const { id, payment_url } = await createPayment(sandbox)
    await page.goto(payment_url)
    await choose(page, 'PayPal')
    await pay(page)
    await isAt(page, 'PayPal')
    await page.goBack()
    await expect(page.getByText('You turned back at PayPal; nothing was charged.')).toBeVisible()
    await expectStillOpen(sandbox, id)
  })
})

test.describe('PayPal, from the overlay', () => {
  test('opens in a window, which closes by itself once it is paid', async ({ page, sandbox }) => {
    const id = await openOverlay(page, sandbox)
    const window = await openWindow(page)
    await expect(checkoutFrame(page).getByText('Finish in the PayPal window')).toBeVisible()
    await expect(page.locator('paylinq-checkout dialog').getByRole('button', { name: 'Close' })).toHaveAttribute(
      'aria-disabled',
      'true',
    )
    await Promise.all([window.waitForEvent('close'), approveAtPayPal(window)])
    await expect(checkoutFrame(page).getByRole('heading', { name: 'Payment successful' })).toBeVisible()
    await expect(page.locator('[data-state=paid]')).toBeAttached()
    await expectPaidOnce(sandbox, id, { provider: 'paypal', amount: 1450 })
  })

  test('may be closed, turned back from, started over, and paid then', async ({ page, sandbox }) => {
    const id = await openOverlay(page, sandbox)
    const checkout = checkoutFrame(page)
    const turnedBack = checkout.getByText('You turned back at PayPal; nothing was charged.')

    await (await openWindow(page)).close()
    await expect(turnedBack).toBeVisible()
    await expectStillOpen(sandbox, id)

    const second = await openWindow(page)
    await Promise.all([second.waitForEvent('close'), turnBackAtPayPal(second)])
    await expect(turnedBack).toBeVisible()

    const third = await openWindow(page)
    await Promise.all([third.waitForEvent('close'), press(checkout, 'Start over')])
    await expect(turnedBack).toBeVisible()
    await expectStillOpen(sandbox, id)

    await approveAtPayPal(await openWindow(page))
    await expect(checkout.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
    await expectPaidOnce(sandbox, id, { provider: 'paypal', amount: 1450 })
  })

  test('says what to do in a window that cannot close itself', async ({ page, context, sandbox }) => {
    await context.addInitScript(() => {
      window.close = () => {}
    })
    const id = await openOverlay(page, sandbox)
    const popup = await openWindow(page)
    const words = popup.getByText('You can close this window')
    await turnBackAtPayPal(popup)
    await expect(words).toBeInViewport()
    await choose(checkoutFrame(page), 'Card')
    await payHere(checkoutFrame(page))
    await expect(popup.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
    await expect(words).toBeInViewport()
    await expectPaidOnce(sandbox, id, { provider: 'stripe', amount: 1450 })
  })

  test('takes the whole page where windows are blocked, and leads back to the shop', async ({ page, sandbox }) => {
    await page.addInitScript(() => {
      window.open = () => null
    })
    const id = await openOverlay(page, sandbox)
    const order = page.url()
    await pay(checkoutFrame(page))
    await isAt(page, 'PayPal')
    await approveAtPayPal(page)
    await expect(page.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
    expect(new URL(page.url()).origin).toBe(sandbox.host)
    const told = page.waitForRequest(`${order}?payment_id=${id}&status=succeeded`)
    await page.getByRole('link', { name: 'Return to Birch & Ember' }).click()
    await told
    // The order's page has read it, and taken it out.
    await expect(page).toHaveURL(order)
    await expect(page.locator('[data-state=paid]')).toBeAttached()
    await expectPaidOnce(sandbox, id, { provider: 'paypal', amount: 1450 })
  })
})

test('PayPal from a hand-written iframe that may open no window takes the whole page', async ({ page, sandbox }) => {
  const { id } = await createPayment(sandbox)
  await page.route(`${sandbox.shop}/by-hand`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<iframe src="${sandbox.host}/pay/${id}?embed=1" width="100%" height="620" allow="payment"
        sandbox="allow-scripts allow-same-origin allow-forms allow-top-navigation-by-user-activation"></iframe>`,
    }),
  )
  await page.goto(`${sandbox.shop}/by-hand`)
  await choose(checkoutFrame(page), 'PayPal')
  await expect(payButton(checkoutFrame(page))).toHaveAttribute('aria-disabled', 'false')
  await pay(checkoutFrame(page))
  await isAt(page, 'PayPal')
  await approveAtPayPal(page)
  await expect(page.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
  await expectPaidOnce(sandbox, id, { provider: 'paypal' })
})
