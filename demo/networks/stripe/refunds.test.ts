import { expect, test } from 'vitest'
import { clientOf, errorOf, forCards, movableClock, startStripe } from './testing.ts'

async function paidIntent(payment_method = 'pm_card_visa', clock = movableClock()) {
  const stripe = clientOf(await startStripe({ clock }))
  const intent = await stripe.paymentIntents.create({
    amount: 1000,
    currency: 'eur',
    automatic_payment_methods: forCards,
    confirm: true,
    payment_method,
  })
  return { stripe, intent, charge: intent.latest_charge as string }
}

test('a charge is refunded in parts, and never beyond its amount', async () => {
  const { stripe, intent, charge } = await paidIntent()
  const first = await stripe.refunds.create({
    payment_intent: intent.id,
    amount: 300,
    reason: 'requested_by_customer',
    metadata: { ticket: '7' },
  })
  expect(first).toMatchObject({ status: 'succeeded', amount: 300, charge, metadata: { ticket: '7' } })
  expect(await errorOf(stripe.refunds.create({ charge, amount: 701 }))).toMatchObject({
    statusCode: 400,
    param: 'amount',
  })
  const rest = await stripe.refunds.create({ charge })
  expect(rest.amount).toBe(700)
  expect(await errorOf(stripe.refunds.create({ charge, amount: 1 }))).toMatchObject({
    code: 'charge_already_refunded',
  })
  expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 1000, refunded: true })
  expect(await stripe.refunds.retrieve(first.id)).toMatchObject({ id: first.id })
  const listed = await stripe.refunds.list({ payment_intent: intent.id })
  expect(listed.data.map(({ id }) => id)).toEqual([rest.id, first.id])
})

test('a test card’s bank takes its time over a refund', async () => {
  const clock = movableClock()
  const { stripe, charge } = await paidIntent('pm_card_pendingRefund', clock)
  const { id, status } = await stripe.refunds.create({ charge })
  expect(status).toBe('pending')
  expect(await errorOf(stripe.refunds.create({ charge }))).toMatchObject({ code: 'charge_already_refunded' })
  clock.advance(60 * 60 * 1000)
  expect(await stripe.refunds.retrieve(id)).toMatchObject({ status: 'succeeded' })
  const { data } = await stripe.events.list({ type: 'refund.updated' })
  expect(data).toMatchObject([{ data: { object: { id, status: 'succeeded' } } }])
})

test('another’s sends it back, and it can be given back anew', async () => {
  const clock = movableClock()
  const { stripe, charge } = await paidIntent('pm_card_refundFail', clock)
  const { id, status } = await stripe.refunds.create({ charge })
  expect(status).toBe('succeeded')
  clock.advance(60 * 60 * 1000)
  const failed = { id, status: 'failed', failure_reason: 'expired_or_canceled_card' }
  expect((await stripe.refunds.list({ charge })).data).toMatchObject([failed])
  expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 0, refunded: false })
  expect((await stripe.events.list({ type: 'refund.failed' })).data).toMatchObject([{ data: { object: failed } }])
  expect(await stripe.refunds.create({ charge })).toMatchObject({ status: 'succeeded', amount: 1000 })
})

test('what is not paid is not refunded', async () => {
  const { stripe } = await paidIntent()
  const open = await stripe.paymentIntents.create({ amount: 1000, currency: 'eur' })
  expect(await errorOf(stripe.refunds.create({ payment_intent: open.id }))).toMatchObject({
    code: 'payment_intent_unexpected_state',
  })
  expect(await errorOf(stripe.refunds.create({ payment_intent: 'pi_none' }))).toMatchObject({
    statusCode: 404,
    code: 'resource_missing',
  })
  expect(await errorOf(stripe.refunds.create({}))).toMatchObject({ code: 'parameter_missing' })
})
