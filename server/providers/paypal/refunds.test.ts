import { describe, expect, it } from 'vitest'
import { request, visit } from '../../../demo/networks/paypal/testing.ts'
import { accountAt, anOrder, certaintyOf, openScene, paidOrder, type Scene } from './test-paypal.ts'

const DAY = 24 * 60 * 60 * 1000

const refundOf = (reference: string, key: string, amount: bigint, again = false) =>
  ({ reference, key, amount, currency: 'EUR', reason: null, again }) as const

async function captureOf({ account }: Scene, reference: string): Promise<string> {
  const outcome = await account.read(reference)
  if (outcome.state !== 'succeeded' || !outcome.capture) throw new Error('It was not paid.')
  return outcome.capture
}

describe('a refund through PayPal', () => {
  it('gives back in parts, once for each key, and never more than there is', async () => {
    const scene = await openScene()
    const { account, paypal } = scene
    const reference = await paidOrder(scene)
    const first = await account.refund(refundOf(reference, 'ref_1', 500n))
    expect(first).toEqual({ state: 'succeeded', reference: expect.any(String), message: null })
    expect(await account.refund(refundOf(reference, 'ref_1', 500n, true))).toEqual(first)
    expect(await account.readRefund(first.reference, reference)).toEqual(first)
    expect(await certaintyOf(account.refund(refundOf(reference, 'ref_2', 2001n)))).toBe('refused')
    await account.refund(refundOf(reference, 'ref_3', 2000n))
    expect(paypal.charges()).toMatchObject([{ captured: 2500n, refunded: 2500n }])
    expect(await account.read(reference)).toMatchObject({ state: 'succeeded', fee: 97n })
  })

  it('is found again long after PayPal forgot its key', async () => {
    const scene = await openScene()
    const { account, paypal, clock } = scene
    const reference = await paidOrder(scene)
    const first = await account.refund(refundOf(reference, 'ref_1', 500n))
    clock.advance(100 * DAY)
    expect(await account.refund(refundOf(reference, 'ref_1', 500n, true))).toEqual(first)
    expect(paypal.charges()).toMatchObject([{ refunded: 500n }])
  })

  it('is found when it was done and its answer lost', async () => {
    const scene = await openScene()
    const { account, paypal } = scene
    const reference = await paidOrder(scene)
    const { body: order } = await request(paypal, 'GET', `/v2/checkout/orders/${reference}`)
    const captureId = order.purchase_units[0].payments.captures[0].id
    const done = await request(paypal, 'POST', `/v2/payments/captures/${captureId}/refund`, {
      amount: { currency_code: 'EUR', value: '5.00' },
      custom_id: 'ref_1',
    })
    const found = { state: 'succeeded', reference: done.body.id, message: null }
    expect(await account.refund(refundOf(reference, 'ref_1', 500n, true))).toEqual(found)
    expect(paypal.charges()).toMatchObject([{ refunded: 500n }])
  })

  it('is unknown when PayPal does not answer, and sent once when it does', async () => {
    const scene = await openScene()
    const { account, paypal } = scene
    const reference = await paidOrder(scene)
    const hasty = accountAt(paypal, { timeout: 2_000 })
    await hasty.read(reference)
    await paypal.setFault({ mode: 'timeout', times: 1 })
    expect(await certaintyOf(hasty.refund(refundOf(reference, 'ref_1', 500n)))).toBe('unknown')
    await paypal.setFault({ mode: 'error', times: 1 })
    expect(await certaintyOf(account.refund(refundOf(reference, 'ref_1', 500n, true)))).toBe('unknown')
    expect(await account.refund(refundOf(reference, 'ref_1', 500n, true))).toMatchObject({ state: 'succeeded' })
    expect(paypal.charges()).toMatchObject([{ refunded: 500n }])
  })

  it('of a part of a forint is refused: less would go back than is said', async () => {
    const scene = await openScene()
    const reference = await paidOrder(scene, 100_000n, 'HUF')
    const part = { ...refundOf(reference, 'ref_1', 50_050n), currency: 'HUF' }
    expect(await certaintyOf(scene.account.refund(part))).toBe('refused')
    await scene.account.refund({ ...part, amount: 50_000n })
    expect(scene.paypal.charges()).toMatchObject([{ refunded: 50_000n }])
  })

  it('waits for a bank, and tells when the bank sends it back', async () => {
    const { account, paypal } = await openScene()
    const { reference, handover } = await account.create(anOrder())
    await visit(handover, 'pay', 'bank')
    await account.capture!(reference, 'c1')
    expect(await certaintyOf(account.refund(refundOf(reference, 'ref_0', 500n)))).toBe('refused')
    paypal.settlePayment(reference, 'COMPLETED')
    const [first, second] = [
      await account.refund(refundOf(reference, 'ref_1', 500n)),
      await account.refund(refundOf(reference, 'ref_2', 600n)),
    ]
    expect(first.state).toBe('pending')
    paypal.settleRefund(first.reference, 'COMPLETED')
    paypal.settleRefund(second.reference, 'FAILED')
    expect(await account.readRefund(first.reference, reference)).toMatchObject({ state: 'succeeded', message: null })
    const failed = { state: 'failed', reference: second.reference, message: expect.any(String) }
    expect(await account.readRefund(second.reference, reference)).toEqual(failed)
    expect(await account.refund(refundOf(reference, 'ref_2', 600n, true))).toEqual(failed)
  })

  it('of what was never taken is refused', async () => {
    const { account } = await openScene()
    const { reference } = await account.create(anOrder())
    expect(await certaintyOf(account.refund(refundOf(reference, 'ref_1', 500n)))).toBe('refused')
  })

  it('is made long after PayPal lets go of the order, by the id of what was captured', async () => {
    const scene = await openScene()
    const { account, paypal, clock } = scene
    const reference = await paidOrder(scene)
    const capture = await captureOf(scene, reference)
    paypal.forgetOrder(reference)
    clock.advance(170 * DAY)
    const order = { ...refundOf(reference, 'ref_1', 2500n), capture }
    await paypal.setFault({ mode: 'error', times: 1 })
    expect(await certaintyOf(account.refund(order))).toBe('unknown')
    // Nothing of it was given back, so it was not done.
    expect(await account.refund({ ...order, again: true })).toMatchObject({ state: 'succeeded' })
    expect(paypal.charges()).toMatchObject([{ captured: 2500n, refunded: 2500n }])
  })

  it('stays unknown where the order is gone, and something was given back that may be it', async () => {
    const scene = await openScene()
    const { account, paypal } = scene
    const reference = await paidOrder(scene)
    const order = { ...refundOf(reference, 'ref_1', 500n), capture: await captureOf(scene, reference) }
    await account.refund(order)
    paypal.forgetOrder(reference)
    expect(await certaintyOf(account.refund({ ...order, again: true }))).toBe('unknown')
    expect(paypal.charges()).toMatchObject([{ refunded: 500n }])
  })
})

describe('a capture that is given back', () => {
  const orderOf = (reference: string, key = 'att_1-return') => ({ reference, key, amount: 2500n, currency: 'EUR' })

  /** Paid by a bank, which takes its time over refunds. */
  async function paidByBank({ account, paypal }: Scene) {
    const { reference, handover } = await account.create(anOrder())
    await visit(handover, 'pay', 'bank')
    await account.capture!(reference, 'c1')
    paypal.settlePayment(reference, 'COMPLETED')
    return reference
  }

  it('goes back whole, whatever is left of it, and once', async () => {
    const scene = await openScene()
    const { account, paypal, clock } = scene
    const reference = await paidOrder(scene)
    await account.refund(refundOf(reference, 'ref_1', 500n))
    const made = await account.returnCapture(orderOf(reference))
    expect(made).toEqual({ state: 'succeeded', reference: expect.any(String), message: null })
    expect(await account.returnCapture(orderOf(reference))).toEqual(made)
    clock.advance(100 * DAY)
    expect(await account.returnCapture(orderOf(reference, 'att_1-again'))).toMatchObject({ state: 'succeeded' })
    expect(paypal.charges()).toMatchObject([{ captured: 2500n, refunded: 2500n }])
  })

  it('is pending while its bank takes its time, and not asked for twice', async () => {
    const scene = await openScene()
    const { account, paypal } = scene
    const reference = await paidByBank(scene)
    const made = await account.returnCapture(orderOf(reference))
    expect(made).toMatchObject({ state: 'pending' })
    expect(await account.returnCapture(orderOf(reference, 'att_1-return-2'))).toEqual(made)
    paypal.settleRefund(made.reference!, 'COMPLETED')
    expect(await account.returnCapture(orderOf(reference))).toEqual({ ...made, state: 'succeeded' })
    expect(paypal.charges()).toMatchObject([{ refunded: 2500n }])
  })

  it('that its bank sends back has failed under its key, and goes back under another', async () => {
    const scene = await openScene()
    const { account, paypal, clock } = scene
    const reference = await paidByBank(scene)
    const { reference: first } = await account.returnCapture(orderOf(reference))
    paypal.settleRefund(first!, 'FAILED')
    const failed = { state: 'failed', reference: first, message: expect.any(String) }
    expect(await account.returnCapture(orderOf(reference))).toEqual(failed)
    clock.advance(100 * DAY)
    expect(await account.returnCapture(orderOf(reference))).toEqual(failed)
    expect(paypal.charges()).toMatchObject([{ refunded: 0n }])
    const second = await account.returnCapture(orderOf(reference, 'att_1-return-2'))
    expect(second.state).toBe('pending')
    expect(second.reference).not.toBe(first)
    expect(paypal.charges()).toMatchObject([{ refunded: 2500n }])
  })

  it('is made once where its answer was lost', async () => {
    const scene = await openScene()
    const { account, paypal } = scene
    const reference = await paidOrder(scene)
    const hasty = accountAt(paypal, { timeout: 1_000 })
    await hasty.read(reference)
    await paypal.setFault({ mode: 'timeout', times: 3 })
    expect(await certaintyOf(hasty.returnCapture(orderOf(reference)))).toBe('unknown')
    await paypal.setFault({ mode: 'none' })
    await account.returnCapture(orderOf(reference))
    expect(await account.returnCapture(orderOf(reference))).toMatchObject({ state: 'succeeded' })
    expect(paypal.charges()).toMatchObject([{ refunded: 2500n }])
  })

  it('goes back also when PayPal has let go of the order', async () => {
    const scene = await openScene()
    const { account, paypal } = scene
    const reference = await paidOrder(scene)
    const order = { ...orderOf(reference), capture: await captureOf(scene, reference) }
    paypal.forgetOrder(reference)
    expect(await certaintyOf(account.returnCapture(orderOf(reference)))).toBe('unknown')
    expect(await account.returnCapture(order)).toMatchObject({ state: 'succeeded' })
    expect(await account.returnCapture(order)).toMatchObject({ state: 'succeeded' })
    expect(paypal.charges()).toMatchObject([{ refunded: 2500n }])
  })

  it('is refused when nothing was taken, and unknown while nobody can look', async () => {
    const { account, paypal } = await openScene()
    const { reference } = await account.create(anOrder())
    expect(await certaintyOf(account.returnCapture(orderOf(reference)))).toBe('refused')
    const stranger = accountAt(paypal, { clientSecret: 'another' })
    expect(await certaintyOf(stranger.returnCapture(orderOf(reference)))).toBe('unknown')
  })
})
