import { expect, test } from 'vitest'
import { clientOf, errorOf, forCards, startReceiver, startStripe } from './testing.ts'

async function disputed() {
  const standIn = await startStripe()
  const stripe = clientOf(standIn)
  const receiver = await startReceiver()
  await stripe.webhookEndpoints.create({
    url: receiver.url,
    enabled_events: ['charge.dispute.created', 'charge.dispute.closed'],
  })
  const intent = await stripe.paymentIntents.create({
    amount: 1000,
    currency: 'eur',
    automatic_payment_methods: forCards,
    confirm: true,
    payment_method: 'pm_card_createDispute',
  })
  const [dispute] = (await stripe.disputes.list({ payment_intent: intent.id })).data
  return { stripe, intent, dispute: dispute!, receiver }
}

test('the card that disputes is charged, and disputes at once', async () => {
  const { stripe, intent, dispute, receiver } = await disputed()
  expect(intent.status).toBe('succeeded')
  expect(dispute).toMatchObject({ amount: 1000, status: 'needs_response', payment_intent: intent.id })
  expect(await stripe.disputes.retrieve(dispute.id)).toMatchObject({ id: dispute.id })
  expect(await stripe.charges.retrieve(intent.latest_charge as string)).toMatchObject({ disputed: true })
  const [webhook] = await receiver.until(1)
  expect(JSON.parse(webhook!.body)).toMatchObject({
    type: 'charge.dispute.created',
    data: { object: { id: dispute.id } },
  })
})

test.each([
  ['winning_evidence', 'won'],
  ['losing_evidence', 'lost'],
])('%s is %s, and then nothing changes any more', async (words, status) => {
  const { stripe, dispute, receiver } = await disputed()
  expect((await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: 'Look.' } })).status).toBe(
    'under_review',
  )
  expect((await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: words } })).status).toBe(status)
  expect(await errorOf(stripe.disputes.close(dispute.id))).toMatchObject({ statusCode: 400 })
  await receiver.until(2)
})

test('a disputed charge is not refunded beside it', async () => {
  const { stripe, intent, dispute } = await disputed()
  expect(await errorOf(stripe.refunds.create({ payment_intent: intent.id }))).toMatchObject({ code: 'charge_disputed' })
  await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: 'winning_evidence' } })
  expect((await stripe.refunds.create({ payment_intent: intent.id })).status).toBe('succeeded')
})
