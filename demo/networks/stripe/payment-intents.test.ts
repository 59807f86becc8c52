import { describe, expect, test } from 'vitest'
import { clientOf, confirmInBrowser, errorOf, forCards, startStripe } from './testing.ts'

const euros = (amount: number) => ({ amount, currency: 'eur', automatic_payment_methods: forCards })

test('an intent is created, changed, paid and charged', async () => {
  const stripe = clientOf(await startStripe())
  const intent = await stripe.paymentIntents.create({ ...euros(1099), metadata: { order: 'o1', note: 'x' } })
  expect(intent).toMatchObject({ status: 'requires_payment_method', amount: 1099, amount_received: 0, livemode: false })
  expect(intent.client_secret).toMatch(new RegExp(`^${intent.id}_secret_`))

  const changed = await stripe.paymentIntents.update(intent.id, { amount: 1200, metadata: { note: '', more: 'y' } })
  expect(changed).toMatchObject({ amount: 1200, metadata: { order: 'o1', more: 'y' } })
  expect(changed.metadata).not.toHaveProperty('note')

  const paid = await stripe.paymentIntents.confirm(intent.id, {
    payment_method: 'pm_card_visa',
    expand: ['latest_charge.balance_transaction'],
  })
  expect(paid).toMatchObject({ status: 'succeeded', amount_received: 1200, last_payment_error: null })
  expect(paid.latest_charge).toMatchObject({
    amount: 1200,
    captured: true,
    payment_intent: intent.id,
    balance_transaction: { amount: 1200, fee: 42, net: 1158 },
  })
  const charge = await stripe.charges.retrieve((paid.latest_charge as { id: string }).id)
  const booked = await stripe.balanceTransactions.retrieve(charge.balance_transaction as string)
  expect(booked).toMatchObject({ fee: 42, type: 'charge', source: charge.id })

  const error = await errorOf(stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' }))
  expect(error).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' })
  expect(error.payment_intent).toMatchObject({ id: intent.id, status: 'succeeded' })
  expect(await errorOf(stripe.paymentIntents.cancel(intent.id))).toMatchObject({
    code: 'payment_intent_unexpected_state',
  })
  expect(await errorOf(stripe.paymentIntents.update(intent.id, { amount: 500 }))).toMatchObject({
    code: 'payment_intent_unexpected_state',
  })
})

test('an authorisation is captured in part, or released by canceling', async () => {
  const stripe = clientOf(await startStripe())
  const held = { ...euros(5000), capture_method: 'manual', confirm: true, payment_method: 'pm_card_visa' } as const
  const first = await stripe.paymentIntents.create(held)
  expect(first).toMatchObject({ status: 'requires_capture', amount_capturable: 5000, amount_received: 0 })
  expect(await errorOf(stripe.paymentIntents.capture(first.id, { amount_to_capture: 5001 }))).toMatchObject({
    code: 'amount_too_large',
    param: 'amount_to_capture',
  })
  const captured = await stripe.paymentIntents.capture(first.id, { amount_to_capture: 3000 })
  expect(captured).toMatchObject({ status: 'succeeded', amount_received: 3000, amount_capturable: 0 })
  expect(await errorOf(stripe.refunds.create({ payment_intent: first.id, amount: 3001 }))).toMatchObject({
    param: 'amount',
  })

  const second = await stripe.paymentIntents.create(held)
  const canceled = await stripe.paymentIntents.cancel(second.id, { cancellation_reason: 'abandoned' })
  expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned', amount_capturable: 0 })
  const charge = await stripe.charges.retrieve(canceled.latest_charge as string)
  expect(charge).toMatchObject({ captured: false, refunded: true })
})

describe('cards', () => {
  test.each([
    ['4000000000000002', 'card_declined', 'generic_decline'],
    ['4000000000009995', 'card_declined', 'insufficient_funds'],
    ['4000000000000069', 'expired_card', undefined],
    ['4000000000000127', 'incorrect_cvc', undefined],
    ['4111111111111111', 'card_declined', 'test_mode_live_card'],
  ])('%s is declined as %s / %s, and the intent asks for another', async (number, code, declineCode) => {
    const standIn = await startStripe()
    const stripe = clientOf(standIn)
    const intent = await stripe.paymentIntents.create(euros(1099))
    const { status, body } = await confirmInBrowser(standIn, intent, number)
    expect(status).toBe(402)
    expect(body.error).toMatchObject({ type: 'card_error', code, payment_intent: { id: intent.id } })
    expect(body.error?.decline_code).toBe(declineCode)

    const after = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] })
    expect(after).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      last_payment_error: { type: 'card_error', code, payment_method: { card: { last4: number.slice(-4) } } },
      latest_charge: { status: 'failed', paid: false, failure_code: code },
    })
    expect((await confirmInBrowser(standIn, intent, '4242424242424242')).body.status).toBe('succeeded')
  })

  test('a server gets a decline as StripeCardError', async () => {
    const stripe = clientOf(await startStripe())
    const error = await errorOf(
      stripe.paymentIntents.create({ ...euros(1099), confirm: true, payment_method: 'pm_card_chargeDeclined' }),
    )
    expect(error).toMatchObject({ type: 'StripeCardError', statusCode: 402, decline_code: 'generic_decline' })
    expect((await stripe.paymentIntents.list()).data).toMatchObject([{ status: 'requires_payment_method' }])
  })

  test.each([
    ['a number that fails its check digit', { number: '4242424242424241' }, 'incorrect_number', 'number'],
    ['a number that is none', { number: '4242' }, 'invalid_number', 'number'],
    ['a year that is over', { exp_year: 2025 }, 'invalid_expiry_year', 'exp_year'],
    ['a month that is over', { exp_month: 10, exp_year: 2026 }, 'invalid_expiry_month', 'exp_month'],
    ['a security code of two digits', { cvc: '12' }, 'invalid_cvc', 'cvc'],
  ])('%s is refused', async (_, wrong, code, param) => {
    const stripe = clientOf(await startStripe())
    const card = { number: '4242424242424242', exp_month: 11, exp_year: 2026, cvc: '123' }
    await stripe.paymentMethods.create({ type: 'card', card })
    const error = await errorOf(stripe.paymentMethods.create({ type: 'card', card: { ...card, ...wrong } }))
    expect(error).toMatchObject({ statusCode: 402, code, param })
  })
})

test('intents are listed newest first, page by page', async () => {
  const stripe = clientOf(await startStripe())
  const made: string[] = []
  for (const amount of [100, 200, 300]) made.unshift((await stripe.paymentIntents.create(euros(amount))).id)
  const first = await stripe.paymentIntents.list({ limit: 2 })
  expect(first).toMatchObject({ has_more: true, data: [{ id: made[0] }, { id: made[1] }] })
  const rest = await stripe.paymentIntents.list({ limit: 2, starting_after: made[1] })
  expect(rest).toMatchObject({ has_more: false, data: [{ id: made[2] }] })
  const before = await stripe.paymentIntents.list({ limit: 1, ending_before: made[2] })
  expect(before).toMatchObject({ has_more: true, data: [{ id: made[1] }] })
  const all: string[] = []
  for await (const intent of stripe.paymentIntents.list({ limit: 1 })) all.push(intent.id)
  expect(all).toEqual(made)
})
