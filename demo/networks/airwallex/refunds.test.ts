import { expect, test } from 'vitest'
import { card, clientOf, GOOD, refusalOf, startAirwallex, type TestStandIn } from './testing.ts'

let requests = 0
const request_id = () => `refund_request_${++requests}`

async function paid(standIn: TestStandIn, amount = 100) {
  const { paymentIntents, refunds } = clientOf(standIn).paymentAcceptance
  const { id } = await paymentIntents.createPaymentIntent({
    request_id: request_id(),
    amount,
    currency: 'EUR',
    merchant_order_id: 'order_1',
  })
  const intent = await paymentIntents.confirmPaymentIntent(id!, {
    request_id: request_id(),
    payment_method: card(GOOD),
  })
  const refund = (part?: number, key = request_id()) =>
    refunds.createRefund({ request_id: key, payment_intent_id: id!, ...(part !== undefined && { amount: part }) })
  return { id: id!, attempt: intent.latest_payment_attempt!.id!, refund, refunds, paymentIntents }
}

test('is given back in parts, never more than was taken', async () => {
  const standIn = await startAirwallex()
  const { id, refund, refunds, paymentIntents } = await paid(standIn)
  await refund(30)
  await refund(69.99)
  expect(await refusalOf(refund(0.02))).toMatchObject({ status: 400, data: { code: 'amount_above_limit' } })
  const last = await refund()
  expect(last).toMatchObject({ amount: 0.01 })
  expect(await refusalOf(refund())).toMatchObject({ data: { code: 'amount_above_limit' } })
  expect(await paymentIntents.retrievePaymentIntent(id)).toMatchObject({
    status: 'SUCCEEDED',
    latest_payment_attempt: { refunded_amount: 100 },
  })
  const listed = await refunds.listRefunds({ payment_intent_id: id })
  expect(listed.items!.map(({ amount }) => amount)).toEqual([0.01, 69.99, 30])
  expect(standIn.charges()[0]).toMatchObject({ captured: 10_000n, refunded: 10_000n })
})

test('is asked for by the attempt too, and found by it', async () => {
  const { attempt, refunds, id } = await paid(await startAirwallex())
  const made = await refunds.createRefund({
    request_id: request_id(),
    payment_attempt_id: attempt,
    amount: 1,
    reason: 'Broken',
    metadata: { ours: 'ref_1' },
  })
  expect(made).toMatchObject({ payment_intent_id: id, reason: 'Broken', metadata: { ours: 'ref_1' } })
  expect(await refunds.listRefunds({ payment_attempt_id: attempt })).toMatchObject({ items: [{ id: made.id }] })
  const other = refunds.createRefund({ request_id: request_id(), payment_attempt_id: 'att_other' })
  expect(await refusalOf(other)).toMatchObject({ status: 400, data: { code: 'resource_not_found' } })
})

test('the same request id never gives back twice', async () => {
  const standIn = await startAirwallex()
  const { refund } = await paid(standIn)
  await refund(10, 'same')
  expect(await refusalOf(refund(10, 'same'))).toMatchObject({ status: 400, data: { code: 'duplicate_request' } })
  expect(await refusalOf(refund(20, 'same'))).toMatchObject({ data: { code: 'duplicate_request' } })
  expect(standIn.charges()[0]).toMatchObject({ refunded: 1000n })
})

test('what was not paid is not refunded', async () => {
  const { paymentIntents, refunds } = clientOf(await startAirwallex()).paymentAcceptance
  const { id } = await paymentIntents.createPaymentIntent({
    request_id: request_id(),
    amount: 1,
    currency: 'EUR',
    merchant_order_id: 'order_1',
  })
  const refused = refunds.createRefund({ request_id: request_id(), payment_intent_id: id! })
  expect(await refusalOf(refused)).toMatchObject({ data: { code: 'invalid_status_for_operation' } })
  expect(await refusalOf(refunds.retrieveRefund('rfd_none'))).toMatchObject({ status: 404 })
})

test('fails where the payer’s bank does not take it, and can then be made anew', async () => {
  const standIn = await startAirwallex()
  const { refund, refunds } = await paid(standIn)
  standIn.failRefunds(1)
  const { id } = await refund()
  await expect.poll(() => refunds.retrieveRefund(id!)).toMatchObject({ status: 'FAILED' })
  expect(standIn.charges()[0]).toMatchObject({ refunded: 0n })
  const again = await refund()
  await expect.poll(() => refunds.retrieveRefund(again.id!)).toMatchObject({ status: 'SETTLED' })
  expect(standIn.charges()[0]).toMatchObject({ refunded: 10_000n })
})
