import { expect, test } from 'vitest'
import { clientOf, errorOf, forCards, startStripe } from './testing.ts'

async function paidIntent() {
  const stripe = clientOf(await startStripe())
  const intent = await stripe.paymentIntents.create({
    amount: 1000,
    currency: 'eur',
    automatic_payment_methods: forCards,
    confirm: true,
    payment_method: 'pm_card_visa',
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
