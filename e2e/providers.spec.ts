import { CARDS, checkoutFrame, payButton } from './card-form.ts'
import { advanceClock, createPayment, getAttempts, setFault } from './merchant.ts'
import { expectPaidOnce, expectStillOpen } from './paid.ts'
import { choose, isAt, pay, payByCardThere, press } from './provider-pages.ts'
import { expect, type Sandbox, test } from './sandbox.ts'

/** Ways to pay that end at a page of the provider's own. PayPal's are in `paypal.spec.ts`. */

const takeDown = async (sandbox: Sandbox, ...providers: string[]) => {
  for (const provider of providers) await setFault(sandbox, provider, { mode: 'refuse' })
}

test.afterEach(async ({ sandbox }) => {
  for (const provider of ['stripe', 'airwallex']) await setFault(sandbox, provider, { mode: 'none' })
  // The longest that a provider is left out after outages: whoever pays next asks it again.
  await advanceClock(sandbox, 'PT11M')
})

/** Each attempt as `provider status`, and what the last one's routing says. */
async function explained(sandbox: Sandbox, id: string) {
  const { data } = await getAttempts(sandbox, id)
  return {
    attempts: data.map(({ provider, status }) => `${provider} ${status}`),
    routing: data.at(-1)!.routing.map(({ provider, decision, reason }) => `${provider} ${decision}: ${reason}`),
  }
}

for (const method of ['iDEAL', 'Bancontact']) {
  test.describe(`${method} at Mollie`, () => {
    test('is paid', async ({ page, sandbox }) => {
      const { id, payment_url } = await createPayment(sandbox)
      await page.goto(payment_url)
      await choose(page, method)
      await expect(page.getByText(`You will go on at a page for ${method}, run by Mollie`)).toBeVisible()
      await pay(page)
      await isAt(page, 'Mollie')
      await press(page, /^Pay/)
      await expect(page.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
      expect(new URL(page.url()).origin).toBe(sandbox.host)
      await expectPaidOnce(sandbox, id, { provider: 'mollie' })
      const name = method.toLowerCase()
      expect(await explained(sandbox, id)).toEqual({
        attempts: ['stripe voided', 'mollie succeeded'],
        routing: [
          `stripe skipped: takes no ${name}`,
          `airwallex skipped: takes no ${name}`,
          'mollie chosen: priority 3',
          `paypal skipped: takes no ${name}`,
        ],
      })
    })

    const ENDS = [
      ['Let it fail', `${method} did not take the payment`, 'mollie declined'],
      ['Cancel and go back', `You turned back at ${method}; nothing was charged.`, 'mollie voided'],
      ['Let it expire', `You turned back at ${method}; nothing was charged.`, 'mollie voided'],
    ] as const
    for (const [button, words, left] of ENDS) {
      test(`is paid at the second try after "${button}"`, async ({ page, sandbox }) => {
        const { id, payment_url } = await createPayment(sandbox)
        await page.goto(payment_url)
        await choose(page, method)
        await pay(page)
        await press(page, button)
        await expect(page.getByText(words)).toBeVisible()
        await expect(page.getByRole('radio', { name: method })).toBeChecked()
        await expectStillOpen(sandbox, id)
        await pay(page)
        await isAt(page, 'Mollie')
        await press(page, /^Pay/)
        await expect(page.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
        await expectPaidOnce(sandbox, id, { provider: 'mollie' })
        expect((await explained(sandbox, id)).attempts).toEqual(['stripe voided', left, 'mollie succeeded'])
      })
    }

    test('expires while the payer looks on', async ({ page, sandbox }) => {
      const { id, payment_url } = await createPayment(sandbox)
      await page.goto(payment_url)
      await choose(page, method)
      await pay(page)
      await isAt(page, 'Mollie')
      await advanceClock(sandbox, 'PT61M')
      await expectStillOpen(sandbox, id)
      // Whatever is pressed there now leads back.
      await press(page, /^Pay/)
      await expect(page.getByText(`You turned back at ${method}; nothing was charged.`)).toBeVisible()
      await expectStillOpen(sandbox, id)
      await expect(payButton(page)).toHaveAttribute('aria-disabled', 'false')
    })
  })
}

test.describe('cards, while Stripe is down', () => {
  const GONE = 'stripe skipped: just tried: An error occurred with our connection to Stripe.'

  test('are taken by Airwallex', async ({ page, sandbox }) => {
    await takeDown(sandbox, 'stripe')
    const { id, payment_url } = await createPayment(sandbox)
    await page.goto(payment_url)
    await expect(page.getByText('You will go on at Airwallex’s own page')).toBeVisible()
    await pay(page)
    await isAt(page, 'Airwallex')
    await payByCardThere(page, CARDS.pays)
    await expect(page.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
    await expectPaidOnce(sandbox, id, { provider: 'airwallex' })
    expect(await explained(sandbox, id)).toEqual({
      attempts: ['stripe failed', 'airwallex succeeded'],
      routing: [
        GONE,
        'airwallex chosen: priority 2',
        'mollie skipped: priority 3: after priority 2',
        'paypal skipped: takes no card',
      ],
    })
  })

  test('that are declined at Airwallex are followed by another one there', async ({ page, sandbox }) => {
    await takeDown(sandbox, 'stripe')
    const { id, payment_url } = await createPayment(sandbox)
    await page.goto(payment_url)
    await pay(page)
    await payByCardThere(page, CARDS.poor)
    await expect(page.getByRole('alert')).toContainText('insufficient funds')
    // A declined attempt is over: the payer comes back for another one.
    await page.getByRole('link', { name: 'Cancel and go back' }).click()
    await expect(page.getByText('There is not enough money on this card')).toBeVisible()
    await expectStillOpen(sandbox, id)
    await pay(page)
    await isAt(page, 'Airwallex')
    await payByCardThere(page, CARDS.pays)
    await expect(page.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
    await expectPaidOnce(sandbox, id, { provider: 'airwallex' })
  })

  test('are taken by Mollie when Airwallex is down too, with 3-D Secure', async ({ page, sandbox }) => {
    await takeDown(sandbox, 'stripe', 'airwallex')
    const { id, payment_url } = await createPayment(sandbox)
    await page.goto(payment_url)
    await expect(page.getByText('You will go on at Mollie’s own page')).toBeVisible()
    await pay(page)
    await isAt(page, 'Mollie')
    await payByCardThere(page, CARDS.asksForThreeDSecure)
    await press(page, 'Complete authentication')
    await expect(page.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
    await expectPaidOnce(sandbox, id, { provider: 'mollie' })
    const { attempts, routing } = await explained(sandbox, id)
    expect(attempts).toEqual(['stripe failed', 'airwallex failed', 'mollie succeeded'])
    expect(routing).toEqual([
      GONE,
      expect.stringMatching(/^airwallex skipped: just tried: connect ECONNREFUSED/),
      'mollie chosen: priority 3',
      'paypal skipped: takes no card',
    ])
  })

  for (const [what, number, button] of [
    ['declined', CARDS.declined, null],
    ['not authenticated', CARDS.asksForThreeDSecure, 'Fail authentication'],
  ] as const) {
    test(`that are ${what} at Mollie are followed by another one there`, async ({ page, sandbox }) => {
      await takeDown(sandbox, 'stripe', 'airwallex')
      const { id, payment_url } = await createPayment(sandbox)
      await page.goto(payment_url)
      await pay(page)
      await payByCardThere(page, number)
      if (button) await press(page, button)
      await expect(page.getByText('Your card was declined')).toBeVisible()
      await expectStillOpen(sandbox, id)
      await pay(page)
      await payByCardThere(page, CARDS.pays)
      await expect(page.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
      await expectPaidOnce(sandbox, id, { provider: 'mollie' })
      const atMollie = (await explained(sandbox, id)).attempts.filter((attempt) => attempt.startsWith('mollie'))
      expect(atMollie).toEqual(['mollie declined', 'mollie succeeded'])
    })
  }

  test('end in a window of its own from the overlay', async ({ page, sandbox }) => {
    await takeDown(sandbox, 'stripe')
    await page.goto(sandbox.shop)
    await page.getByRole('button', { name: 'Buy Ridgeline by card' }).click()
    const id = (await page.locator('script[data-payment-id]').getAttribute('data-payment-id'))!
    const checkout = checkoutFrame(page)
    await expect(payButton(checkout)).toHaveAttribute('aria-disabled', 'false')
    const [window] = await Promise.all([page.waitForEvent('popup'), pay(checkout)])
    await Promise.all([window.waitForEvent('close'), payByCardThere(window, CARDS.pays)])
    await expect(checkout.getByRole('heading', { name: 'Payment successful' })).toBeVisible()
    await expect(page.locator('[data-state=paid]')).toBeAttached()
    await expectPaidOnce(sandbox, id, { provider: 'airwallex', amount: 1450 })
  })
})
