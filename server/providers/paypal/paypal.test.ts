import { describe, expect, it } from 'vitest'
import { visit } from '../../../demo/networks/paypal/testing.ts'
import { paypalCredentials } from './paypal.ts'
import { anOrder, openScene, paidOrder } from './test-paypal.ts'

const HOUR = 60 * 60 * 1000

/** With the id that PayPal gave the money. */
const PAID = { state: 'succeeded', fee: 97n, capture: expect.stringMatching(/^\w+$/) }

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
    expect(await account.capture!(reference, 'c1')).toEqual(PAID)
    expect(await account.capture!(reference, 'c1')).toEqual(PAID)
    expect(await account.capture!(reference, 'c2')).toEqual(PAID)
    expect(await account.close(reference)).toEqual(PAID)
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
    expect(await scene.account.read(reference)).toEqual({ ...PAID, fee })
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
    expect(await account.read(arrived)).toEqual(PAID)
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
