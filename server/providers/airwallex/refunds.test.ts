import { expect, test } from 'vitest'
import { clientOf, GOOD, payOnPage, startAirwallex } from '../../../demo/networks/airwallex/testing.ts'
import type { RefundOrder } from '../provider.ts'
import { accountAt, certaintyOf, intentOf, orderOf, requestsTo } from './testing.ts'

async function paid({ amount = 2500n, currency = 'EUR' } = {}) {
  const standIn = await startAirwallex()
  const account = accountAt(standIn.url, { timeout: 2_000 })
  const made = await account.create(orderOf({ amount, currency }))
  await payOnPage(standIn, intentOf(made), GOOD)
  const { reference } = made
  const order = (key: string, part: bigint, change: Partial<RefundOrder> = {}): RefundOrder => ({
    key,
    reference,
    amount: part,
    currency,
    reason: null,
    again: false,
    ...change,
  })
  const refunded = () => standIn.charges()[0]!.refunded
  return { standIn, account, reference, order, refunded, capture: { reference, key: 'att_x', amount, currency } }
}

test('gives money back in parts, and tells when it has arrived', async () => {
  const { account, order, refunded, reference } = await paid()
  const first = await account.refund(order('ref_1', 1000n, { reason: 'x'.repeat(500) }))
  expect(first).toMatchObject({ state: 'pending', message: null })
  await expect.poll(() => account.readRefund(first.reference, reference)).toMatchObject({ state: 'succeeded' })
  await account.refund(order('ref_2', 1500n))
  expect(refunded()).toBe(2500n)
  expect(await certaintyOf(account.refund(order('ref_3', 1n)))).toBe('refused')
  expect(await certaintyOf(account.readRefund('rfd_none', reference))).toBe('refused')
})

test.each([
  ['JPY', 500n, 123n],
  ['KWD', 5000n, 1234n],
])('gives %s back exactly', async (currency, amount, part) => {
  const { account, order, refunded } = await paid({ amount, currency })
  await account.refund(order('ref_1', part))
  expect(refunded()).toBe(part)
})

test('gives back once under a key, with or without being told that it was asked before', async () => {
  const { account, order, refunded } = await paid()
  const { reference } = await account.refund(order('ref_1', 1000n))
  expect(await account.refund(order('ref_1', 1000n))).toMatchObject({ reference })
  expect(await account.refund(order('ref_1', 1000n, { again: true }))).toMatchObject({ reference })
  expect(refunded()).toBe(1000n)
})

test('an answer that was lost is found again, without asking a second time', async () => {
  const { standIn, account, order, refunded } = await paid()
  await standIn.setFault({ mode: 'timeout', times: 1 })
  expect(await certaintyOf(account.refund(order('ref_1', 1000n)))).toBe('unknown')
  const found = await account.refund(order('ref_1', 1000n, { again: true }))
  expect(['pending', 'succeeded']).toContain(found.state)
  expect(requestsTo(standIn, /refunds\/create/)).toHaveLength(1)
  expect(refunded()).toBe(1000n)
})

test('one that never arrived is made when it is asked for again', async () => {
  const { standIn, account, order, refunded } = await paid()
  await standIn.setFault({ mode: 'error', times: 1 })
  expect(await certaintyOf(account.refund(order('ref_1', 1000n)))).toBe('unknown')
  expect(refunded()).toBe(0n)
  await account.refund(order('ref_1', 1000n, { again: true }))
  expect(refunded()).toBe(1000n)
})

test('one that may have been made stays unknown while nobody can look whether it is there', async () => {
  const { standIn, order } = await paid()
  const stranger = accountAt(standIn.url, { apiKey: 'another' })
  expect(await certaintyOf(stranger.refund(order('ref_1', 1000n)))).toBe('refused')
  expect(await certaintyOf(stranger.refund(order('ref_1', 1000n, { again: true })))).toBe('unknown')
})

test('is found among more refunds than one page holds', async () => {
  const { standIn, account, reference, order, refunded } = await paid()
  const { refunds } = clientOf(standIn).paymentAcceptance
  const { reference: ours } = await account.refund(order('ref_1', 1000n))
  for (let number = 0; number < 101; number++) {
    await refunds.createRefund({ request_id: `theirs_${number}`, payment_intent_id: reference, amount: 0.01 })
  }
  expect(await account.refund(order('ref_1', 1000n, { again: true }))).toMatchObject({ reference: ours })
  expect(refunded()).toBe(1101n)
})

test('nothing is refunded of what was not paid', async () => {
  const standIn = await startAirwallex()
  const account = accountAt(standIn.url)
  const { reference } = await account.create(orderOf())
  const order = { key: 'ref_1', reference, amount: 1n, currency: 'EUR', reason: null, again: false }
  expect(await certaintyOf(account.refund(order))).toBe('refused')
})

test('a whole capture goes back once, and is pending until it has arrived', async () => {
  const { account, capture, refunded } = await paid()
  const made = await account.returnCapture(capture)
  expect(made).toMatchObject({ state: 'pending', message: null })
  await expect.poll(() => account.returnCapture(capture)).toEqual({ ...made, state: 'succeeded' })
  expect(await account.returnCapture({ ...capture, key: 'att_x-return-2' })).toEqual({ ...made, state: 'succeeded' })
  expect(refunded()).toBe(2500n)
})

test('one that its bank does not take has failed under its key, and goes back under another', async () => {
  const { standIn, account, capture, refunded } = await paid()
  standIn.failRefunds(1)
  const { reference } = await account.returnCapture(capture)
  await expect.poll(() => account.returnCapture(capture)).toMatchObject({ state: 'failed', reference })
  expect(refunded()).toBe(0n)
  await account.returnCapture({ ...capture, key: 'att_x-return-2' })
  await expect
    .poll(() => account.returnCapture({ ...capture, key: 'att_x-return-2' }))
    .toMatchObject({ state: 'succeeded' })
  expect(refunded()).toBe(2500n)
})

test('what the merchant has given back already is not given again', async () => {
  const { account, capture, order, refunded } = await paid()
  await account.refund(order('ref_1', 1000n))
  await account.returnCapture(capture)
  expect(refunded()).toBe(2500n)
  await expect.poll(() => account.returnCapture({ ...capture, key: 'att_y' })).toMatchObject({ state: 'succeeded' })
  expect(refunded()).toBe(2500n)
})

test('is pending while a part of it is, that the merchant gave back', async () => {
  const { account, capture, order, reference } = await paid()
  const { reference: part } = await account.refund(order('ref_1', 1000n))
  await expect.poll(() => account.readRefund(part, reference)).toMatchObject({ state: 'succeeded' })
  expect(await account.returnCapture(capture)).toMatchObject({ state: 'pending' })
})

test('a return whose answer was lost is not made twice', async () => {
  const { standIn, account, capture, refunded } = await paid()
  await account.read(capture.reference)
  await standIn.setFault({ mode: 'timeout', times: 2 })
  expect(await certaintyOf(account.returnCapture(capture))).toBe('unknown')
  expect(await certaintyOf(account.returnCapture(capture))).toBe('unknown')
  await account.returnCapture(capture)
  expect(refunded()).toBe(2500n)
})

test('a return stays unknown while nobody can look, and is refused where nothing was taken', async () => {
  const { standIn, capture } = await paid()
  const stranger = accountAt(standIn.url, { apiKey: 'another' })
  expect(await certaintyOf(stranger.returnCapture(capture))).toBe('unknown')
  const account = accountAt(standIn.url)
  const { reference } = await account.create(orderOf({ key: 'att_z' }))
  expect(await certaintyOf(account.returnCapture({ ...capture, reference }))).toBe('refused')
})
