import { describe, expect, test } from 'vitest'
import {
  answerBank,
  CHALLENGED,
  card,
  clientOf,
  DECLINED,
  GOOD,
  POOR,
  payOnPage,
  startAirwallex,
} from '../../../demo/networks/airwallex/testing.ts'
import { airwallexBrowserOrigins, airwallexCredentials } from './airwallex.ts'
import { toAirwallexAmount } from './amounts.ts'
import { accountAt, intentOf, orderOf } from './testing.ts'

describe('a payment', () => {
  test('is open until a card pays it', async () => {
    const standIn = await startAirwallex()
    const account = accountAt(standIn.url)
    const order = orderOf()
    const made = await account.create(order)
    expect(await account.read(made.reference)).toEqual({ state: 'open' })
    await payOnPage(standIn, intentOf(made), GOOD)
    expect(await account.read(made.reference)).toEqual({ state: 'succeeded', fee: null })
    expect(standIn.charges()).toEqual([
      { reference: made.reference, ourKey: order.key, currency: 'EUR', captured: 2500n, refunded: 0n },
    ])
  })

  test.each([
    [DECLINED, 'declined'],
    [POOR, 'insufficient_funds'],
    ['4000000000000069', 'expired_card'],
    ['4000000000000127', 'incorrect_cvc'],
    ['4111111111111111', 'incorrect_number'],
  ])('with card %s is %s, and can then be closed', async (number, reason) => {
    const standIn = await startAirwallex()
    const account = accountAt(standIn.url)
    const made = await account.create(orderOf())
    await payOnPage(standIn, intentOf(made), number)
    const outcome = await account.read(made.reference)
    expect(outcome).toMatchObject({ state: 'declined', reason, message: expect.stringContaining('issuer_declined') })
    expect(await account.close(made.reference)).toEqual({ state: 'closed' })
    await payOnPage(standIn, intentOf(made), GOOD)
    expect(standIn.charges()).toEqual([])
  })

  test.each([
    ['complete', { state: 'succeeded', fee: null }],
    ['fail', { state: 'declined', reason: 'authentication_failed', message: 'authentication_declined' }],
  ])('that the bank asks about: %s', async (answer, outcome) => {
    const standIn = await startAirwallex()
    const account = accountAt(standIn.url)
    const made = await account.create(orderOf())
    await payOnPage(standIn, intentOf(made), CHALLENGED)
    expect(await account.read(made.reference)).toEqual({ state: 'requires_action' })
    await answerBank(standIn, intentOf(made), answer)
    expect(await account.read(made.reference)).toEqual(outcome)
  })

  test('that was only authorised is taken once', async () => {
    const standIn = await startAirwallex()
    const account = accountAt(standIn.url)
    const { reference } = await account.create(orderOf())
    await clientOf(standIn).paymentAcceptance.paymentIntents.confirmPaymentIntent(reference, {
      request_id: 'confirm',
      payment_method: card(GOOD),
      payment_method_options: { card: { auto_capture: false } },
    })
    expect(await account.read(reference)).toEqual({ state: 'approved' })
    expect(await account.capture!(reference, 'cap_1')).toEqual({ state: 'succeeded', fee: null })
    expect(await account.capture!(reference, 'cap_1')).toEqual({ state: 'succeeded', fee: null })
    expect(standIn.charges().map(({ captured }) => captured)).toEqual([2500n])
  })

  test.each([
    ['JPY', 500n],
    ['EUR', 1n],
    ['EUR', 999_999_999n],
    ['KWD', 1234n],
  ])('of %s %s takes exactly that', async (currency, amount) => {
    const standIn = await startAirwallex()
    const account = accountAt(standIn.url)
    expect(account.cannotTake('card', amount, currency)).toBeNull()
    const made = await account.create(orderOf({ amount, currency }))
    await payOnPage(standIn, intentOf(made), GOOD)
    expect(standIn.charges()[0]).toMatchObject({ currency, captured: amount })
  })

  test.each([
    ['JPY', 500n, 500],
    ['EUR', 2550n, 25.5],
    ['KWD', 1234n, 1.234],
    ['KWD', 999_999_999_999_999n, 999_999_999_999.999],
    ['EUR', 1_000_000_000_000_000n, null],
  ])('of %s %s is written as %s', (currency, amount, written) => {
    expect(toAirwallexAmount(amount, currency)).toBe(written)
  })

  test('is refused by its method or amount in words', () => {
    const account = accountAt('http://127.0.0.1:1')
    expect(account.cannotTake('ideal', 100n, 'EUR')).toBe('takes no ideal')
    expect(account.cannotTake('card', 10n ** 15n, 'EUR')).toContain('fifteen digits')
  })
})

describe('closing', () => {
  test('an open payment, however often', async () => {
    const standIn = await startAirwallex()
    const account = accountAt(standIn.url)
    const { reference } = await account.create(orderOf())
    for (let times = 0; times < 2; times++) expect(await account.close(reference)).toEqual({ state: 'closed' })
    expect(await account.read(reference)).toEqual({ state: 'closed' })
  })

  test('one that the bank is asking about, which then takes no money', async () => {
    const standIn = await startAirwallex()
    const account = accountAt(standIn.url)
    const made = await account.create(orderOf())
    await payOnPage(standIn, intentOf(made), CHALLENGED)
    expect(await account.close(made.reference)).toEqual({ state: 'closed' })
    await answerBank(standIn, intentOf(made), 'complete')
    expect(standIn.charges()).toEqual([])
  })

  test('a paid one tells that it was paid', async () => {
    const standIn = await startAirwallex()
    const account = accountAt(standIn.url)
    const made = await account.create(orderOf())
    await payOnPage(standIn, intentOf(made), GOOD)
    expect(await account.close(made.reference)).toEqual({ state: 'succeeded', fee: null })
  })
})

describe('what the browser gets', () => {
  test('is the drop-in of the environment, for this intent', async () => {
    const standIn = await startAirwallex()
    const made = await accountAt(standIn.url).create(orderOf())
    const form = { kind: 'airwallex', intentId: made.reference, clientSecret: made.handover, currency: 'EUR' }
    const order = { ...made, amount: 2500n, currency: 'EUR' }
    expect(accountAt(standIn.url).form(order)).toEqual({ ...form, environment: 'demo' })
    expect(accountAt(standIn.url, { mode: 'live' }).form(order)).toEqual({ ...form, environment: 'prod' })
  })

  test('is the address of the hosted page where there is one, which pays and leads back', async () => {
    const standIn = await startAirwallex()
    const account = accountAt(standIn.url, { pageUrl: `${standIn.url}/checkout` })
    const order = orderOf()
    const made = await account.create(order)
    expect(account.form({ ...made, amount: 2500n, currency: 'EUR' })).toEqual({
      kind: 'redirect',
      provider: 'airwallex',
    })
    const page = new URL(made.handover)
    expect(page.pathname).toBe('/checkout')
    expect((await fetch(page)).status).toBe(200)
    const { intent_id, client_secret, successUrl, failUrl, currency } = Object.fromEntries(page.searchParams)
    expect([intent_id, successUrl, failUrl, currency]).toEqual([
      made.reference,
      order.returnUrl,
      order.cancelUrl,
      'EUR',
    ])
    const paid = await payOnPage(standIn, { id: intent_id!, client_secret: client_secret! }, GOOD, {
      successUrl: successUrl!,
    })
    expect(paid.location).toBe(order.returnUrl)
    expect(await account.read(made.reference)).toEqual({ state: 'succeeded', fee: null })
  })

  test('comes from Airwallex, or from nowhere where its page is used', () => {
    const apiUrl = { live: 'https://api.airwallex.com', test: 'https://api-demo.airwallex.com' }
    const origins = airwallexBrowserOrigins({ apiUrl, pageUrl: null })
    expect(origins.script).toContain('https://static-demo.airwallex.com')
    expect(origins.frame).toEqual(['https://*.airwallex.com'])
    expect(airwallexBrowserOrigins({ apiUrl, pageUrl: 'http://127.0.0.1:1/checkout' })).toEqual({
      script: [],
      frame: [],
      connect: [],
    })
  })
})

test('credentials are asked for by name', () => {
  expect(airwallexCredentials.parse({ clientId: 'c', apiKey: 'k' })).toEqual({
    clientId: 'c',
    apiKey: 'k',
    webhookSecret: '',
  })
  const wrong = airwallexCredentials.safeParse({ clientId: 'c' })
  expect(wrong.error!.issues).toMatchObject([{ path: ['apiKey'], message: expect.stringContaining('API key') }])
})
