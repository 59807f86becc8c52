import { PaymentMethod } from '@mollie/api-client'
import { expect, test } from 'vitest'
import { clientOf, errorOf, HOUR, movableClock, order, payer, startMollie } from './testing.ts'

const euros = (value: string) => ({ currency: 'EUR', value })

async function pay(clock = movableClock()) {
  const standIn = await startMollie({ clock })
  const mollie = clientOf(standIn)
  const made = await mollie.payments.create({ ...order, method: PaymentMethod.creditcard })
  await payer.card(made.getCheckoutUrl()!, '4242424242424242')
  return { standIn, mollie, clock, paymentId: made.id }
}

test('parts are given back until nothing is left, and never more', async () => {
  const { standIn, mollie, paymentId } = await pay()
  const first = await mollie.paymentRefunds.create({ paymentId, amount: euros('4.00'), metadata: { n: 1 } })
  expect(first).toMatchObject({
    resource: 'refund',
    status: 'pending',
    amount: euros('4.00'),
    metadata: { n: 1 },
    paymentId,
  })
  expect(first.id).toMatch(/^re_\w+$/)
  const tooMuch = mollie.paymentRefunds.create({ paymentId, amount: euros('6.01') })
  expect(await errorOf(tooMuch)).toMatchObject({ statusCode: 422, field: 'amount' })
  const second = await mollie.paymentRefunds.create({ paymentId, amount: euros('6.00') })
  expect(await mollie.payments.get(paymentId)).toMatchObject({
    status: 'paid',
    amountRefunded: euros('10.00'),
    amountRemaining: euros('0.00'),
  })
  expect(await errorOf(mollie.paymentRefunds.create({ paymentId, amount: euros('0.01') }))).toMatchObject({
    statusCode: 422,
  })
  const listed = await mollie.paymentRefunds.page({ paymentId })
  expect(listed.map(({ id }) => id)).toEqual([second.id, first.id])
  expect(standIn.service.charges()[0]).toMatchObject({ captured: 1000n, refunded: 1000n })
})

test('a refund is sent after two hours, until then it can be cancelled, and arrives after a day', async () => {
  const { standIn, mollie, clock, paymentId } = await pay()
  const cancelled = await mollie.paymentRefunds.create({ paymentId, amount: euros('10.00') })
  clock.advance(2 * HOUR - 1)
  await mollie.paymentRefunds.cancel(cancelled.id, { paymentId })
  expect((await mollie.paymentRefunds.get(cancelled.id, { paymentId })).status).toBe('canceled')
  expect(standIn.service.charges()[0]!.refunded).toBe(0n)

  const { id } = await mollie.paymentRefunds.create({ paymentId, amount: euros('10.00') })
  clock.advance(2 * HOUR)
  expect((await mollie.paymentRefunds.get(id, { paymentId })).status).toBe('processing')
  expect(await errorOf(mollie.paymentRefunds.cancel(id, { paymentId }))).toMatchObject({ statusCode: 422 })
  clock.advance(22 * HOUR)
  expect((await mollie.paymentRefunds.get(id, { paymentId })).status).toBe('refunded')
  expect((await mollie.paymentRefunds.get(cancelled.id, { paymentId })).status).toBe('canceled')
})

test('the same refund twice in a moment is a conflict, another one is not', async () => {
  const { mollie, clock, paymentId } = await pay()
  const refund = { paymentId, amount: euros('1.00'), metadata: { key: 'a' } }
  const first = await mollie.paymentRefunds.create({ ...refund, idempotencyKey: 'r1' })
  expect((await mollie.paymentRefunds.create({ ...refund, idempotencyKey: 'r1' })).id).toBe(first.id)
  expect(await errorOf(mollie.paymentRefunds.create(refund))).toMatchObject({ statusCode: 409 })
  await mollie.paymentRefunds.create({ ...refund, metadata: { key: 'b' } })
  clock.advance(60_000)
  await mollie.paymentRefunds.create(refund)
  expect((await mollie.paymentRefunds.page({ paymentId })).length).toBe(3)
})

test('what is not paid, is in another currency or is not there cannot be refunded', async () => {
  const { mollie, paymentId } = await pay()
  const { id: open } = await mollie.payments.create({ ...order, method: PaymentMethod.ideal })
  const refuse = async (id: string, amount: { currency: string; value: string }) =>
    (await errorOf(mollie.paymentRefunds.create({ paymentId: id, amount }))).statusCode
  expect(await refuse(open, euros('1.00'))).toBe(422)
  expect(await refuse(paymentId, { currency: 'USD', value: '1.00' })).toBe(422)
  expect(await refuse(paymentId, euros('1'))).toBe(422)
  expect(await refuse('tr_unknown', euros('1.00'))).toBe(404)
  expect(await errorOf(mollie.paymentRefunds.get('re_unknown', { paymentId }))).toMatchObject({ statusCode: 404 })
})

test('a chargeback takes the rest away from refunds, and comes back when it is reversed', async () => {
  const { standIn, mollie, paymentId } = await pay()
  expect(() => standIn.service.chargeBack(paymentId, 1001n)).toThrow(RangeError)
  const id = standIn.service.chargeBack(paymentId, 700n)
  expect(await mollie.payments.get(paymentId)).toMatchObject({
    amountChargedBack: euros('7.00'),
    amountRemaining: euros('3.00'),
  })
  expect(await errorOf(mollie.paymentRefunds.create({ paymentId, amount: euros('3.01') }))).toMatchObject({
    statusCode: 422,
  })
  const chargebacks = await mollie.paymentChargebacks.page({ paymentId })
  expect(chargebacks[0]).toMatchObject({
    resource: 'chargeback',
    id,
    amount: euros('7.00'),
    paymentId,
    reversedAt: null,
  })
  standIn.service.reverseChargeback(paymentId, id)
  expect(await mollie.paymentChargebacks.get(id, { paymentId })).toMatchObject({
    reversedAt: '2026-11-20T12:00:00+00:00',
  })
  const reversed = await mollie.payments.get(paymentId)
  expect(reversed.amountRemaining).toEqual(euros('10.00'))
  expect(reversed).not.toHaveProperty('amountChargedBack')
})
