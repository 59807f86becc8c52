import { describe, expect, test } from 'vitest'
import { CHALLENGED, card, clientOf, DECLINED, GOOD, movableClock, POOR, refusalOf, startAirwallex } from './testing.ts'

let requests = 0
const request_id = () => `request_${++requests}`
const euros = (amount: number) => ({ request_id: request_id(), amount, currency: 'EUR', merchant_order_id: 'order_1' })

test('an intent is created, paid and refunded as a whole, and its books agree', async () => {
  const standIn = await startAirwallex()
  const { paymentIntents, refunds } = clientOf(standIn).paymentAcceptance
  const made = await paymentIntents.createPaymentIntent({ ...euros(25.5), metadata: { order: 'o1' } })
  expect(made).toMatchObject({
    status: 'REQUIRES_PAYMENT_METHOD',
    amount: 25.5,
    captured_amount: 0,
    currency: 'EUR',
    merchant_order_id: 'order_1',
    metadata: { order: 'o1' },
    created_at: '2026-11-20T12:00:00.000Z',
  })
  expect(made.id).toMatch(/^int_/)
  expect(made.client_secret).toBeTruthy()

  const paid = await paymentIntents.confirmPaymentIntent(made.id!, {
    request_id: request_id(),
    payment_method: card(GOOD),
  })
  expect(paid).toMatchObject({
    status: 'SUCCEEDED',
    captured_amount: 25.5,
    latest_payment_attempt: { status: 'CAPTURE_REQUESTED', payment_method: { card: { last4: '4242', brand: 'visa' } } },
  })
  expect(await paymentIntents.retrievePaymentIntent(made.id!)).toEqual(paid)

  const refund = await refunds.createRefund({ request_id: request_id(), payment_intent_id: made.id! })
  expect(refund).toMatchObject({ status: 'RECEIVED', amount: 25.5, payment_intent_id: made.id })
  await expect.poll(async () => (await refunds.retrieveRefund(refund.id!)).status).toBe('SETTLED')
  expect(standIn.charges()).toEqual([
    { reference: made.id, ourKey: made.request_id, currency: 'EUR', captured: 2550n, refunded: 2550n },
  ])
})

test('a paid or cancelled intent can neither be paid nor cancelled', async () => {
  const { paymentIntents } = clientOf(await startAirwallex()).paymentAcceptance
  const paid = await paymentIntents.createPaymentIntent(euros(10))
  const confirmation = () => ({ request_id: request_id(), payment_method: card(GOOD) })
  await paymentIntents.confirmPaymentIntent(paid.id!, confirmation())
  const cancelled = await paymentIntents.createPaymentIntent(euros(10))
  const answer = await paymentIntents.cancelPaymentIntent(cancelled.id!, {
    request_id: request_id(),
    cancellation_reason: 'abandoned',
  })
  expect(answer).toMatchObject({ status: 'CANCELLED', cancellation_reason: 'abandoned' })
  expect(answer.cancelled_at).toBeTruthy()
  for (const { id } of [paid, cancelled]) {
    for (const refused of [
      paymentIntents.confirmPaymentIntent(id!, confirmation()),
      paymentIntents.cancelPaymentIntent(id!, { request_id: request_id() }),
      paymentIntents.capturePaymentIntent(id!, { request_id: request_id() }),
    ]) {
      expect(await refusalOf(refused)).toMatchObject({ status: 400, data: { code: 'invalid_status_for_operation' } })
    }
  }
})

test('an authorisation is captured in part, or released by cancelling', async () => {
  const standIn = await startAirwallex()
  const { paymentIntents } = clientOf(standIn).paymentAcceptance
  const held = async () => {
    const { id } = await paymentIntents.createPaymentIntent(euros(50))
    return paymentIntents.confirmPaymentIntent(id!, {
      request_id: request_id(),
      payment_method: card(GOOD),
      payment_method_options: { card: { auto_capture: false } },
    })
  }
  const first = await held()
  expect(first).toMatchObject({ status: 'REQUIRES_CAPTURE', captured_amount: 0 })
  const tooMuch = paymentIntents.capturePaymentIntent(first.id!, { request_id: request_id(), amount: 50.01 })
  expect(await refusalOf(tooMuch)).toMatchObject({ data: { code: 'amount_above_limit' } })
  const captured = await paymentIntents.capturePaymentIntent(first.id!, { request_id: request_id(), amount: 30 })
  expect(captured).toMatchObject({ status: 'SUCCEEDED', captured_amount: 30 })
  const second = await held()
  const released = await paymentIntents.cancelPaymentIntent(second.id!, { request_id: request_id() })
  expect(released).toMatchObject({ status: 'CANCELLED', latest_payment_attempt: { status: 'CANCELLED' } })
  expect(standIn.charges().map(({ captured }) => captured)).toEqual([3000n])
})

describe('cards', () => {
  test.each([
    [DECLINED, '05'],
    [POOR, '51'],
    ['4000000000000069', '54'],
    ['4000000000000127', 'N7'],
    ['4111111111111111', '14'],
  ])('%s is declined by its bank with %s, and the intent asks for another', async (number, response) => {
    const { paymentIntents } = clientOf(await startAirwallex()).paymentAcceptance
    const { id } = await paymentIntents.createPaymentIntent(euros(10))
    const refused = paymentIntents.confirmPaymentIntent(id!, { request_id: request_id(), payment_method: card(number) })
    expect(await refusalOf(refused)).toMatchObject({
      status: 400,
      data: { code: 'issuer_declined', provider_original_response_code: response },
    })
    expect(await paymentIntents.retrievePaymentIntent(id!)).toMatchObject({
      status: 'REQUIRES_PAYMENT_METHOD',
      captured_amount: 0,
      latest_payment_attempt: { status: 'FAILED', failure_code: 'issuer_declined' },
    })
    const paid = await paymentIntents.confirmPaymentIntent(id!, {
      request_id: request_id(),
      payment_method: card(GOOD),
    })
    expect(paid.status).toBe('SUCCEEDED')
  })

  test.each([
    ['a number that fails its check digit', { number: '4242424242424241' }, 'number'],
    ['a number that is none', { number: '4242' }, 'number'],
    ['a month that is over', { expiry_month: '10', expiry_year: '2026' }, 'expiry_year'],
    ['a month that is none', { expiry_month: '13' }, 'expiry_month'],
    ['a security code of two digits', { cvc: '12' }, 'cvc'],
  ])('%s is refused before it is tried', async (_, wrong, field) => {
    const { paymentIntents } = clientOf(await startAirwallex()).paymentAcceptance
    const { id } = await paymentIntents.createPaymentIntent(euros(10))
    const method = { type: 'card', card: { ...card(GOOD).card, ...wrong } }
    const refused = paymentIntents.confirmPaymentIntent(id!, { request_id: request_id(), payment_method: method })
    expect(await refusalOf(refused)).toMatchObject({
      status: 400,
      data: { code: 'validation_error', source: `payment_method.card.${field}` },
    })
    expect((await paymentIntents.retrievePaymentIntent(id!)).latest_payment_attempt).toBeUndefined()
  })

  test('3-D Secure leads to the bank and goes on with what it answered', async () => {
    const standIn = await startAirwallex()
    const client = clientOf(standIn)
    const { paymentIntents } = client.paymentAcceptance
    const { id, client_secret } = await paymentIntents.createPaymentIntent(euros(10))
    const asked = await paymentIntents.confirmPaymentIntent(id!, {
      request_id: request_id(),
      payment_method: card(CHALLENGED),
      return_url: 'http://shop.example/back?order=1',
    })
    expect(asked).toMatchObject({
      status: 'REQUIRES_CUSTOMER_ACTION',
      next_action: { type: 'redirect', method: 'GET' },
    })
    const page = await fetch(asked.next_action!.url!)
    expect(await page.text()).toContain('Complete authentication')
    const goOn = (acs_response: string) =>
      client.post(`/api/v1/pa/payment_intents/${id}/confirm_continue`, {
        request_id: request_id(),
        type: '3ds_continue',
        three_ds: { acs_response },
      })
    expect(await refusalOf(goOn('made up'))).toMatchObject({ data: { source: 'three_ds.acs_response' } })
    const back = await fetch(`${standIn.url}/3ds/${id}`, {
      method: 'POST',
      body: new URLSearchParams({ client_secret: client_secret!, outcome: 'complete' }),
      redirect: 'manual',
    })
    const address = new URL(back.headers.get('location')!)
    expect(address.searchParams.get('order')).toBe('1')
    expect((await goOn(address.searchParams.get('acsResponse')!)).status).toBe('SUCCEEDED')
  })
})

describe('amounts', () => {
  test.each([
    ['JPY', 500, 500n],
    ['KWD', 1.234, 1234n],
    ['EUR', 0.01, 1n],
  ])('%s %s is charged exactly', async (currency, amount, captured) => {
    const standIn = await startAirwallex()
    const { paymentIntents } = clientOf(standIn).paymentAcceptance
    const { id } = await paymentIntents.createPaymentIntent({ ...euros(amount), currency })
    const paid = await paymentIntents.confirmPaymentIntent(id!, {
      request_id: request_id(),
      payment_method: card(GOOD),
    })
    expect(paid.captured_amount).toBe(amount)
    expect(standIn.charges()[0]).toMatchObject({ currency, captured })
  })

  test.each([
    ['JPY', 500.5, 'validation_error'],
    ['EUR', 1.234, 'validation_error'],
    ['KWD', 1.2345, 'validation_error'],
    ['EUR', 0, 'validation_error'],
    ['EUR', -1, 'validation_error'],
    ['eur', 1, 'currency_not_supported'],
    ['XXX', 1, 'currency_not_supported'],
  ])('%s %s is refused', async (currency, amount, code) => {
    const { paymentIntents } = clientOf(await startAirwallex()).paymentAcceptance
    const refused = paymentIntents.createPaymentIntent({ ...euros(amount), currency })
    expect(await refusalOf(refused)).toMatchObject({ status: 400, data: { code } })
  })
})

test('intents are found by their order, newest first, page by page', async () => {
  const { paymentIntents } = clientOf(await startAirwallex()).paymentAcceptance
  const made: string[] = []
  for (const amount of [1, 2, 3]) made.unshift((await paymentIntents.createPaymentIntent(euros(amount))).id!)
  await paymentIntents.createPaymentIntent({ ...euros(4), merchant_order_id: 'order_2' })
  const list = (page_num: number) =>
    paymentIntents.listPaymentIntents({ merchant_order_id: 'order_1', page_num, page_size: 2 })
  expect(await list(0)).toMatchObject({ has_more: true, items: [{ id: made[0] }, { id: made[1] }] })
  expect(await list(1)).toMatchObject({ has_more: false, items: [{ id: made[2] }] })
})

test("a card that is about to expire is judged by the stand-in's clock", async () => {
  const clock = movableClock()
  const { paymentIntents } = clientOf(await startAirwallex({ clock })).paymentAcceptance
  clock.advance(5 * 366 * 24 * 60 * 60 * 1000)
  const { id } = await paymentIntents.createPaymentIntent(euros(1))
  const refused = paymentIntents.confirmPaymentIntent(id!, { request_id: request_id(), payment_method: card(GOOD) })
  expect(await refusalOf(refused)).toMatchObject({ data: { source: 'payment_method.card.expiry_year' } })
})
