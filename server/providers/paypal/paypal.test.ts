import { describe, expect, it } from 'vitest'
import { request, visit } from '../../../demo/networks/paypal/testing.ts'
import { paypalCredentials } from './paypal.ts'
import { accountAt, anOrder, certaintyOf, openScene, paidOrder } from './test-paypal.ts'

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR

describe('a payment through PayPal', () => {
  it('is approved by the payer, captured by us, and costs its fee', async () => {
    const { paypal, account } = await openScene()
    const order = anOrder()
    const { reference, handover } = await account.create(order)
    expect(await account.read(reference)).toEqual({ state: 'open' })
    expect(await account.capture!(reference, 'c0')).toEqual({ state: 'open' })
    expect(await visit(handover, 'pay')).toMatch(/^http:\/\/pay\.example\/back\?token=/)
    expect(await account.read(reference)).toEqual({ state: 'approved' })
    expect(paypal.charges()).toEqual([])
    expect(await account.capture!(reference, 'c1')).toEqual({ state: 'succeeded', fee: 97n })
    expect(await account.capture!(reference, 'c1')).toEqual({ state: 'succeeded', fee: 97n })
    expect(await account.capture!(reference, 'c2')).toEqual({ state: 'succeeded', fee: 97n })
    expect(await account.close(reference)).toEqual({ state: 'succeeded', fee: 97n })
    expect(paypal.charges()).toEqual([{ reference, ourKey: order.key, currency: 'EUR', captured: 2500n, refunded: 0n }])
  })

  it('asks for what the payer is to see, and no more', async () => {
    const { paypal, account } = await openScene()
    const description = '🫘'.repeat(200)
    await account.create({ ...anOrder(150_000n, 'HUF'), key: 'att_x', description })
    const { body, headers } = paypal.requests().find(({ path }) => path === '/v2/checkout/orders')!
    expect(headers['paypal-request-id']).toBe('att_x')
    expect(JSON.parse(body)).toEqual({
      intent: 'CAPTURE',
      purchase_units: [
        {
          amount: { currency_code: 'HUF', value: '1500' },
          custom_id: 'att_x',
          description: `${'🫘'.repeat(126)}…`,
        },
      ],
      payment_source: {
        paypal: {
          experience_context: {
            return_url: 'http://pay.example/back',
            cancel_url: 'http://pay.example/back?cancelled=1',
            user_action: 'PAY_NOW',
            shipping_preference: 'NO_SHIPPING',
          },
        },
      },
    })
  })

  it.each([
    ['JPY', 1200n, 70n],
    ['HUF', 150_000n, 12_700n],
    ['EUR', 1999n, 85n],
  ])('is charged exactly in %s', async (currency, amount, fee) => {
    const scene = await openScene()
    const reference = await paidOrder(scene, amount, currency)
    expect(scene.paypal.charges()).toMatchObject([{ currency, captured: amount }])
    expect(await scene.account.read(reference)).toEqual({ state: 'succeeded', fee })
  })

  it('is the same order for the same key', async () => {
    const { account } = await openScene()
    const order = anOrder()
    expect(await account.create(order)).toEqual(await account.create(order))
  })

  it('stays open when the payer turns back, and closes without a trace', async () => {
    const { account } = await openScene()
    const { reference, handover } = await account.create(anOrder())
    await visit(handover, 'cancel')
    expect(await account.read(reference)).toEqual({ state: 'open' })
    expect(await account.close(reference)).toEqual({ state: 'closed' })
  })

  it('is declined with PayPal’s words, and closed after it', async () => {
    const { paypal, account } = await openScene()
    const { reference, handover } = await account.create(anOrder())
    await visit(handover, 'pay', 'declined')
    const declined = { state: 'declined', reason: 'declined', message: expect.stringContaining('declined') }
    expect(await account.capture!(reference, 'c1')).toEqual(declined)
    expect(await account.capture!(reference, 'c1')).toEqual(declined)
    expect(await account.close(reference)).toEqual({ state: 'closed' })
    expect(paypal.charges()).toEqual([])
  })

  it('is processing while a bank’s money is on its way, and then what became of it', async () => {
    const { paypal, account } = await openScene()
    const references: string[] = []
    for (const _ of [1, 2]) {
      const { reference, handover } = await account.create(anOrder())
      await visit(handover, 'pay', 'bank')
      expect(await account.capture!(reference, reference)).toEqual({ state: 'processing' })
      expect(await account.close(reference)).toEqual({ state: 'processing' })
      references.push(reference)
    }
    const [arrived, denied] = references as [string, string]
    paypal.settlePayment(arrived, 'COMPLETED')
    paypal.settlePayment(denied, 'DECLINED')
    expect(await account.read(arrived)).toEqual({ state: 'succeeded', fee: 97n })
    expect(await account.read(denied)).toMatchObject({ state: 'declined' })
    expect(await account.close(denied)).toEqual({ state: 'closed' })
  })

  it('is closed when it lapsed: read, captured or closed', async () => {
    const { clock, account } = await openScene()
    const { reference, handover } = await account.create(anOrder())
    await visit(handover, 'pay')
    clock.advance(3 * HOUR)
    expect(await account.read(reference)).toEqual({ state: 'closed' })
    expect(await account.capture!(reference, 'c1')).toEqual({ state: 'closed' })
    expect(await account.close(reference)).toEqual({ state: 'closed' })
  })

  it('is PayPal’s alone, in a window of its own', async () => {
    const { account } = await openScene()
    expect(account.cannotTake('paypal', 2500n, 'EUR')).toBeNull()
    expect(account.cannotTake('card', 2500n, 'EUR')).toBe('takes no card')
    expect(account.cannotTake('paypal', 1234n, 'KWD')).toBe('takes no KWD')
    const form = account.form({ reference: 'R', handover: 'H', amount: 1n, currency: 'EUR' })
    expect(form).toEqual({ kind: 'redirect', provider: 'paypal' })
  })
})

describe('a refund through PayPal', () => {
  const refundOf = (reference: string, key: string, amount: bigint, again = false) =>
    ({ reference, key, amount, currency: 'EUR', reason: null, again }) as const

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
    expect(await account.read(reference)).toEqual({ state: 'succeeded', fee: 97n })
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

  it('returns a whole capture, whatever is left of it, and once', async () => {
    const scene = await openScene()
    const { account, paypal, clock } = scene
    const reference = await paidOrder(scene)
    await account.refund(refundOf(reference, 'ref_1', 500n))
    const capture = { reference, key: 'att_1-return', amount: 2500n, currency: 'EUR' }
    await account.returnCapture(capture)
    await account.returnCapture(capture)
    clock.advance(100 * DAY)
    await account.returnCapture({ ...capture, key: 'att_1-again' })
    expect(paypal.charges()).toMatchObject([{ captured: 2500n, refunded: 2500n }])
  })

  it('of what was never taken is refused', async () => {
    const { account } = await openScene()
    const { reference } = await account.create(anOrder())
    expect(await certaintyOf(account.refund(refundOf(reference, 'ref_1', 500n)))).toBe('refused')
    const capture = { reference, key: 'k', amount: 2500n, currency: 'EUR' }
    expect(await certaintyOf(account.returnCapture(capture))).toBe('refused')
  })
})

describe('credentials', () => {
  it('are an app’s id and secret', () => {
    const given = { clientId: 'id', clientSecret: 'secret' }
    expect(paypalCredentials.parse(given)).toEqual({ ...given, webhookId: '' })
    const { error } = paypalCredentials.safeParse({ clientId: '' })
    expect(error!.issues.map(({ path, message }) => [path[0], message])).toEqual([
      ['clientId', 'must not be empty'],
      ['clientSecret', 'is missing: it is the secret of the PayPal app'],
    ])
  })
})
