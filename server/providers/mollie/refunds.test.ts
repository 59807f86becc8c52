import { describe, expect, it } from 'vitest'
import { clientOf, HOUR } from '../../../demo/networks/mollie/testing.ts'
import type { RefundOrder } from '../provider.ts'
import { certaintyOf, connect, order } from './test-account.ts'

const refundOf = (reference: string, change: Partial<RefundOrder> = {}): RefundOrder => ({
  key: 'refund-1',
  reference,
  amount: 400n,
  currency: 'EUR',
  reason: null,
  again: false,
  ...change,
})

describe('a refund at Mollie', () => {
  it('is pending, and succeeds when it has arrived', async () => {
    const { account, clock, pay } = await connect()
    const paid = await pay()
    const made = await account.refund(refundOf(paid, { reason: 'Stale beans' }))
    expect(made).toEqual({ state: 'pending', reference: expect.stringMatching(/^re_/), message: null })
    clock.advance(3 * HOUR)
    expect((await account.readRefund(made.reference, paid)).state).toBe('pending')
    clock.advance(21 * HOUR)
    expect(await account.readRefund(made.reference, paid)).toEqual({ ...made, state: 'succeeded' })
  })

  it('that is cancelled at Mollie has failed, and says why', async () => {
    const { account, mollie, pay } = await connect()
    const paid = await pay()
    const { reference } = await account.refund(refundOf(paid))
    await clientOf(mollie).paymentRefunds.cancel(reference, { paymentId: paid })
    expect(await account.readRefund(reference, paid)).toEqual({
      state: 'failed',
      reference,
      message: 'The refund was cancelled at Mollie.',
    })
  })

  it('of more than is left is refused', async () => {
    const { account, mollie, pay } = await connect()
    const paid = await pay()
    await account.refund(refundOf(paid, { amount: 700n }))
    expect(await certaintyOf(account.refund(refundOf(paid, { key: 'refund-2', amount: 301n })))).toBe('refused')
    await account.refund(refundOf(paid, { key: 'refund-3', amount: 300n }))
    expect(mollie.service.charges()[0]!.refunded).toBe(1000n)
  })

  it('is made once under its key: at once, after a lost answer, and long after Mollie forgot the key', async () => {
    const { account, mollie, clock, pay } = await connect()
    const paid = await pay()
    await mollie.setFault({ mode: 'timeout', times: 1 })
    expect(await certaintyOf(account.refund(refundOf(paid)))).toBe('unknown')
    const { reference } = await account.refund(refundOf(paid))
    clock.advance(2 * HOUR)
    expect((await account.refund(refundOf(paid, { again: true }))).reference).toBe(reference)
    clock.advance(48 * HOUR)
    expect(await account.refund(refundOf(paid, { again: true }))).toEqual({
      state: 'succeeded',
      reference,
      message: null,
    })
    expect(mollie.service.charges()[0]!.refunded).toBe(400n)
  })

  it('that never arrived is made when it is asked for again', async () => {
    const { account, mollie, clock, pay } = await connect()
    const paid = await pay()
    await mollie.setFault({ mode: 'error', times: 1 })
    expect(await certaintyOf(account.refund(refundOf(paid)))).toBe('unknown')
    clock.advance(2 * HOUR)
    expect((await account.refund(refundOf(paid, { again: true }))).state).toBe('pending')
    expect(mollie.service.charges()[0]!.refunded).toBe(400n)
  })

  it('stays unknown while nobody can look whether it is there', async () => {
    const { account, mollie } = await connect()
    await mollie.setFault({ mode: 'refuse' })
    expect(await certaintyOf(account.refund(refundOf('tr_abcdefgh')))).toBe('not_sent')
    expect(await certaintyOf(account.refund(refundOf('tr_abcdefgh', { again: true })))).toBe('unknown')
  })

  it('is found among many', async () => {
    const { account, mollie, clock, pay } = await connect()
    const paid = await pay()
    const { reference } = await account.refund(refundOf(paid, { amount: 1n }))
    for (let n = 0; n < 260; n += 1) await account.refund(refundOf(paid, { key: `other-${n}`, amount: 1n }))
    clock.advance(2 * HOUR)
    expect((await account.refund(refundOf(paid, { amount: 1n, again: true }))).reference).toBe(reference)
    expect(mollie.service.charges()[0]!.refunded).toBe(261n)
  })

  it('like one of a moment ago is another: two keys are two refunds', async () => {
    const { account, mollie, pay } = await connect()
    const paid = await pay()
    const first = await account.refund(refundOf(paid))
    const second = await account.refund(refundOf(paid, { key: 'refund-2' }))
    expect(second.reference).not.toBe(first.reference)
    expect(mollie.service.charges()[0]!.refunded).toBe(800n)
  })

  it('that Mollie takes for the one before is found by its key', async () => {
    const { account, mollie, pay } = await connect()
    const paid = await pay()
    // The same, made by another program of ours under a key of its own.
    const made = await clientOf(mollie).paymentRefunds.create({
      paymentId: paid,
      amount: { currency: 'EUR', value: '4.00' },
      metadata: { paylink_refund: 'refund-1' },
      idempotencyKey: 'another',
    })
    expect((await account.refund(refundOf(paid))).reference).toBe(made.id)
    expect(mollie.service.charges()[0]!.refunded).toBe(400n)
  })
})

describe('a capture that is given back', () => {
  const capture = (reference: string, key = 'attempt-1-return') => ({ reference, key, amount: 1000n, currency: 'EUR' })
  const refundsOf = (mollie: Parameters<typeof clientOf>[0], paymentId: string) =>
    clientOf(mollie).paymentRefunds.page({ paymentId })

  it('goes back whole, once, however often it is asked for, and is pending until it has arrived', async () => {
    const { account, mollie, clock, pay } = await connect()
    const paid = await pay()
    await mollie.setFault({ mode: 'error', times: 1 })
    expect(await certaintyOf(account.returnCapture(capture(paid)))).toBe('unknown')
    for (let n = 0; n < 3; n += 1) {
      expect(await account.returnCapture(capture(paid))).toMatchObject({ state: 'pending' })
      clock.advance(2 * HOUR)
    }
    clock.advance(18 * HOUR)
    const [made, ...others] = await refundsOf(mollie, paid)
    expect(await account.returnCapture(capture(paid))).toEqual({
      state: 'succeeded',
      reference: made!.id,
      message: null,
    })
    expect(others).toEqual([])
    expect(mollie.service.charges()[0]).toMatchObject({ captured: 1000n, refunded: 1000n })
  })

  it('goes back without what is gone already', async () => {
    const { account, mollie, pay } = await connect()
    const paid = await pay()
    await account.refund(refundOf(paid))
    mollie.service.chargeBack(paid, 100n)
    await account.returnCapture(capture(paid))
    expect(mollie.service.charges()[0]!.refunded).toBe(900n)
  })

  it('that was given back by the merchant is done when that has arrived', async () => {
    const { account, mollie, clock, pay } = await connect()
    const paid = await pay()
    await clientOf(mollie).paymentRefunds.create({ paymentId: paid, amount: { currency: 'EUR', value: '10.00' } })
    expect((await account.returnCapture(capture(paid))).state).toBe('pending')
    clock.advance(24 * HOUR)
    expect((await account.returnCapture(capture(paid))).state).toBe('succeeded')
    expect(mollie.service.charges()[0]!.refunded).toBe(1000n)
  })

  it('has failed under its key when it was cancelled at Mollie, and is given back under another', async () => {
    const { account, mollie, clock, pay } = await connect()
    const paid = await pay()
    const { reference } = await account.returnCapture(capture(paid))
    await clientOf(mollie).paymentRefunds.cancel(reference!, { paymentId: paid })
    const failed = { state: 'failed', reference, message: 'The refund was cancelled at Mollie.' }
    expect(await account.returnCapture(capture(paid))).toEqual(failed)
    // Also when Mollie has forgotten the key.
    clock.advance(2 * HOUR)
    expect(await account.returnCapture(capture(paid))).toEqual(failed)
    expect(mollie.service.charges()[0]!.refunded).toBe(0n)
    expect((await account.returnCapture(capture(paid, 'attempt-1-return-2'))).state).toBe('pending')
    expect(mollie.service.charges()[0]!.refunded).toBe(1000n)
  })

  it('is made once where its answer was lost', async () => {
    const { account, mollie, clock, pay } = await connect()
    const paid = await pay()
    for (let n = 0; n < 2; n += 1) {
      await mollie.setFault({ mode: 'timeout', times: 2 })
      expect(await certaintyOf(account.returnCapture(capture(paid)))).toBe('unknown')
      await mollie.setFault({ mode: 'none' })
    }
    await account.returnCapture(capture(paid))
    clock.advance(2 * HOUR)
    await account.returnCapture(capture(paid))
    expect(await refundsOf(mollie, paid)).toHaveLength(1)
  })

  it('is refused when nothing was taken, and unknown while nobody can look', async () => {
    const { account, mollie } = await connect()
    const { reference: open } = await account.create({ ...order, key: 'attempt-2' })
    expect(await certaintyOf(account.returnCapture(capture(open)))).toBe('refused')
    await mollie.setFault({ mode: 'refuse' })
    expect(await certaintyOf(account.returnCapture(capture(open)))).toBe('unknown')
  })

  it('of yen is written as yen', async () => {
    const { account, mollie, pay } = await connect()
    const paid = await pay({ amount: 500n, currency: 'JPY' })
    await account.refund(refundOf(paid, { amount: 123n, currency: 'JPY' }))
    await account.returnCapture({ ...capture(paid), amount: 500n, currency: 'JPY' })
    const written = (await refundsOf(mollie, paid)).map(({ amount }) => amount.value)
    expect(written).toEqual(['377', '123'])
  })
})
