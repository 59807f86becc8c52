import { CheckoutPaymentIntent } from '@paypal/paypal-server-sdk'
import { expect, test } from 'vitest'
import { testClock } from '../../../server/test-core.ts'
import type { Funding } from './kept-orders.ts'
import { clientOf, errorOf, startPaypal, visit } from './testing.ts'

const DAY = 24 * 60 * 60 * 1000

async function paid(funding: Funding = 'balance') {
  const clock = testClock()
  const paypal = await startPaypal({ clock })
  const { orders, payments } = clientOf(paypal)
  const { result } = await orders.createOrder({
    body: {
      intent: CheckoutPaymentIntent.Capture,
      purchaseUnits: [{ amount: { currencyCode: 'EUR', value: '10.00' } }],
    },
  })
  await visit(result.links!.find(({ rel }) => rel === 'approve')!.href, 'pay', funding)
  const captured = await orders.captureOrder({ id: result.id! })
  const captureId = captured.result.purchaseUnits![0]!.payments!.captures![0]!.id!
  // The client counts on with the computer's time: after a move of the clock it has to log in anew.
  const refund = (value?: string, paypalRequestId?: string, customId?: string) =>
    clientOf(paypal).payments.refundCapturedPayment({
      captureId,
      prefer: 'return=representation',
      ...(paypalRequestId && { paypalRequestId }),
      body: { ...(value && { amount: { currencyCode: 'EUR', value } }), ...(customId && { customId }) },
    })
  return { clock, paypal, orders, payments, orderId: result.id!, captureId, refund }
}

test('a capture is given back in parts, and never beyond its amount', async () => {
  const { paypal, orders, payments, orderId, captureId, refund } = await paid()
  const statusOf = async () => (await payments.getCapturedPayment({ captureId })).result.status
  const first = await refund('3.00', 'r1', 'ref_1')
  expect(first.result).toMatchObject({ status: 'COMPLETED', amount: { value: '3.00' }, customId: 'ref_1' })
  expect(await statusOf()).toBe('PARTIALLY_REFUNDED')
  expect(await errorOf(refund('7.01'))).toMatchObject({ status: 422, issue: 'REFUND_AMOUNT_EXCEEDED' })
  expect((await refund()).result.amount).toMatchObject({ value: '7.00' })
  expect(await errorOf(refund('0.01'))).toMatchObject({ issue: 'CAPTURE_FULLY_REFUNDED' })
  expect(await statusOf()).toBe('REFUNDED')
  expect((await payments.getRefund({ refundId: first.result.id! })).result).toMatchObject({ id: first.result.id })
  const told = (await orders.getOrder({ id: orderId })).result.purchaseUnits![0]!.payments!.refunds!
  expect(told.map(({ amount, customId }) => [amount!.value, customId])).toEqual([
    ['3.00', 'ref_1'],
    ['7.00', undefined],
  ])
  expect(paypal.charges()).toMatchObject([{ captured: 1000n, refunded: 1000n }])
})

test('the same request id gives back once, for forty-five days', async () => {
  const { clock, paypal, refund } = await paid()
  const first = await refund('3.00', 'r1')
  clock.advance(44 * DAY)
  const again = await refund('3.00', 'r1')
  expect([again.statusCode, again.result.id]).toEqual([200, first.result.id])
  expect(await errorOf(refund('2.00', 'r1'))).toMatchObject({ issue: 'DUPLICATE_REQUEST_ID' })
  expect(paypal.charges()).toMatchObject([{ refunded: 300n }])
  clock.advance(DAY)
  expect((await refund('3.00', 'r1')).result.id).not.toBe(first.result.id)
})

test('a bank’s money is given back once it is there, and the bank may send it back', async () => {
  const { clock, paypal, refund } = await paid('bank')
  expect(await errorOf(refund())).toMatchObject({ issue: 'PENDING_CAPTURE' })
  clock.advance(3 * DAY)
  const [first, second] = [await refund('3.00'), await refund('7.00')]
  const statusOf = async ({ result }: typeof first) =>
    (await clientOf(paypal).payments.getRefund({ refundId: result.id! })).result.status
  expect(await statusOf(first)).toBe('PENDING')
  paypal.settleRefund(second.result.id!, 'FAILED')
  clock.advance(3 * DAY)
  expect([await statusOf(first), await statusOf(second)]).toEqual(['COMPLETED', 'FAILED'])
  expect(paypal.charges()).toMatchObject([{ refunded: 300n }])
})

test('another currency is refused, and so is a part of a disputed payment', async () => {
  const { paypal, payments, orderId, captureId, refund } = await paid()
  const dollars = { amount: { currencyCode: 'USD', value: '1.00' } }
  expect(await errorOf(payments.refundCapturedPayment({ captureId, body: dollars }))).toMatchObject({
    issue: 'REFUND_CAPTURE_CURRENCY_MISMATCH',
  })
  const dispute = paypal.openDispute(orderId)
  expect(await errorOf(refund('1.00'))).toMatchObject({ issue: 'TRANSACTION_DISPUTED' })
  paypal.resolveDispute(dispute, 'CANCELED_BY_BUYER')
  expect((await refund('1.00')).result.status).toBe('COMPLETED')
  expect(await errorOf(payments.refundCapturedPayment({ captureId: 'X' }))).toMatchObject({ status: 404 })
})
