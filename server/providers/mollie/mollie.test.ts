import { describe, expect, it } from 'vitest'
import { ZodError } from 'zod'
import { clientOf, HOUR, MINUTE, payer } from '../../../demo/networks/mollie/testing.ts'
import { mollieCredentials } from './mollie.ts'
import { accountAt, certaintyOf, connect, order, startAnswering } from './test-account.ts'

describe('a payment at Mollie', () => {
  it('is made with what the merchant and the payer need, and handed over as an address', async () => {
    const { account, mollie } = await connect()
    const { reference, handover } = await account.create(order)
    const made = await clientOf(mollie).payments.get(reference)
    expect(made).toMatchObject({
      amount: { currency: 'EUR', value: '10.00' },
      description: 'Beans',
      method: 'creditcard',
      redirectUrl: order.returnUrl,
      cancelUrl: order.cancelUrl,
      webhookUrl: order.webhookUrl,
      metadata: { paylink_payment: 'payment-1', paylink_attempt: 'attempt-1' },
    })
    expect(handover).toBe(made.getCheckoutUrl())
    expect(mollie.service.charges()).toMatchObject([{ reference, ourKey: 'attempt-1', captured: 0n }])
    expect(account.form({ reference, handover, amount: 1000n, currency: 'EUR' })).toEqual({
      kind: 'redirect',
      provider: 'mollie',
    })
  })

  it.each([
    ['card', 500n, 'JPY', { currency: 'JPY', value: '500' }],
    ['ideal', 123n, 'EUR', { currency: 'EUR', value: '1.23' }],
    ['bancontact', 100n, 'EUR', { currency: 'EUR', value: '1.00' }],
  ] as const)('by %s of %s %s', async (method, amount, currency, written) => {
    const { account, mollie } = await connect()
    const { reference } = await account.create({ ...order, method, amount, currency })
    expect((await clientOf(mollie).payments.get(reference)).amount).toEqual(written)
    expect(mollie.service.charges()[0]).toMatchObject({ currency })
  })

  it('has a description, of a length that Mollie takes', async () => {
    const { account, mollie } = await connect()
    const long = await account.create({ ...order, description: '🙂'.repeat(300) })
    const none = await account.create({ ...order, key: 'attempt-2', description: null })
    const descriptions = mollie.requests().map(({ body }) => JSON.parse(body).description)
    expect(descriptions).toEqual(['🙂'.repeat(255), 'Payment payment-1'])
    expect(long.reference).not.toBe(none.reference)
  })

  it('is open, then paid', async () => {
    const { account } = await connect()
    const { reference, handover } = await account.create(order)
    expect(await account.read(reference)).toEqual({ state: 'open' })
    await payer.card(handover, '4242424242424242')
    expect(await account.read(reference)).toEqual({ state: 'succeeded', fee: null })
    expect(await account.close(reference)).toEqual({ state: 'succeeded', fee: null })
  })

  it.each([
    ['4000000000000002', 'declined'],
    ['4000000000009995', 'insufficient_funds'],
    ['4000000000000069', 'expired_card'],
    ['4000000000000127', 'incorrect_cvc'],
    ['4111111111111111', 'incorrect_number'],
  ])('that card %s does not pay is told as %s, and is closed', async (number, reason) => {
    const { account } = await connect()
    const { reference, handover } = await account.create(order)
    await payer.card(handover, number)
    expect(await account.read(reference)).toEqual({
      state: 'declined',
      reason,
      message: expect.stringMatching(/\w+\.$/),
    })
    expect(await account.close(reference)).toEqual({ state: 'closed' })
  })

  it.each([
    ['complete', { state: 'succeeded' }, { state: 'succeeded' }],
    ['fail', { state: 'declined', reason: 'authentication_failed' }, { state: 'closed' }],
  ])('is processing while a bank asks, and then: %s', async (outcome, told, closed) => {
    const { account } = await connect()
    const { reference, handover } = await account.create(order)
    await payer.card(handover, '4000002760003184')
    expect(await account.read(reference)).toEqual({ state: 'processing' })
    expect(await account.close(reference)).toEqual({ state: 'processing' })
    await payer.send(handover, 'authentication', { outcome })
    expect(await account.read(reference)).toMatchObject(told)
    expect(await account.close(reference)).toMatchObject(closed)
  })

  it.each([
    ['paid', 'succeeded', 'succeeded'],
    ['failed', 'declined', 'closed'],
    ['canceled', 'closed', 'closed'],
    ['expired', 'closed', 'closed'],
  ])('at a bank ends %s', async (outcome, told, closed) => {
    const { account } = await connect()
    const { reference, handover } = await account.create({ ...order, method: 'ideal' })
    expect(await account.read(reference)).toEqual({ state: 'open' })
    await payer.look(handover)
    expect(await account.read(reference)).toEqual({ state: 'processing' })
    await payer.send(handover, 'bank', { outcome })
    expect((await account.read(reference)).state).toBe(told)
    expect((await account.close(reference)).state).toBe(closed)
  })

  it('is never said to be closed before its time is over', async () => {
    const { account, clock, sent } = await connect()
    const { reference, handover } = await account.create(order)
    expect(await account.close(reference)).toEqual({ state: 'open' })
    await payer.card(handover, '4242424242424242')
    expect((await account.close(reference)).state).toBe('succeeded')
    const { reference: left } = await account.create({ ...order, key: 'attempt-2' })
    clock.advance(15 * MINUTE)
    expect(await account.close(left)).toEqual({ state: 'closed' })
    expect(sent().filter((line) => line.startsWith('DELETE'))).toEqual([])
  })

  it('that can be cancelled is cancelled', async () => {
    const { account, mollie } = await connect()
    const { cancelUrl, description, returnUrl } = order
    const free = await clientOf(mollie).payments.create({
      amount: { currency: 'EUR', value: '10.00' },
      description: description!,
      redirectUrl: returnUrl,
      cancelUrl,
    })
    expect(await account.close(free.id)).toEqual({ state: 'closed' })
    expect((await clientOf(mollie).payments.get(free.id)).status).toBe('canceled')
  })
})

describe('a call to Mollie that fails', () => {
  it('was surely not sent when nothing listens', async () => {
    const { account, mollie } = await connect()
    await mollie.setFault({ mode: 'refuse' })
    expect(await certaintyOf(account.create(order))).toBe('not_sent')
    expect(await certaintyOf(account.read('tr_abcdefgh'))).toBe('not_sent')
    expect(await certaintyOf(account.close('tr_abcdefgh'))).toBe('not_sent')
  })

  it.each(['timeout', 'error'] as const)(
    'may have been done: %s; the same key then makes nothing twice',
    async (mode) => {
      const { account, mollie } = await connect()
      await mollie.setFault({ mode, times: 1 })
      expect(await certaintyOf(account.create(order))).toBe('unknown')
      const { reference } = await account.create(order)
      expect(mollie.service.charges().map((charge) => charge.reference)).toEqual([reference])
      await mollie.setFault({ mode })
      for (const call of [account.read(reference), account.close(reference)]) {
        expect(await certaintyOf(call)).toBe('unknown')
      }
    },
  )

  it('is declined for good when the bank says so', async () => {
    const { account, mollie } = await connect()
    const { reference, handover } = await account.create(order)
    await mollie.setFault({ mode: 'decline', times: 1 })
    await payer.card(handover, '4242424242424242')
    expect(await account.read(reference)).toMatchObject({ state: 'declined', reason: 'declined' })
  })

  it('is refused with Mollie’s words', async () => {
    const { account, mollie } = await connect()
    expect(await certaintyOf(account.create({ ...order, amount: 1_000_001n }))).toBe('refused')
    await expect(account.create({ ...order, currency: 'KWD' })).rejects.toThrow('KWD')
    expect(await certaintyOf(account.read('tr_unknown'))).toBe('refused')
    expect(await certaintyOf(accountAt(mollie.url, { apiKey: 'test_other' }).create(order))).toBe('refused')
    expect(mollie.service.charges()).toEqual([])
  })

  const detail = JSON.stringify({ status: 0, title: 'No', detail: 'No.' })
  it.each([
    [429, detail, 'not_sent', 'not_sent'],
    [503, detail, 'not_sent', 'unknown'],
    [422, detail, 'refused', 'refused'],
    [403, '<html>', 'refused', 'refused'],
    [408, detail, 'unknown', 'unknown'],
    [409, detail, 'unknown', 'unknown'],
    [500, '<html>', 'unknown', 'unknown'],
    [502, '', 'unknown', 'unknown'],
    [302, '', 'unknown', 'unknown'],
    [201, '<html>', 'unknown', 'unknown'],
    [201, '{"id":"tr_abcdefgh"}', 'unknown', 'unknown'],
    [204, '', 'unknown', 'unknown'],
  ])('with %s %s', async (status, body, created, refunded) => {
    const account = accountAt(await startAnswering(status, body))
    expect(await certaintyOf(account.create(order))).toBe(created)
    const refund = { key: 'r1', reference: 'tr_abcdefgh', amount: 1n, currency: 'EUR', reason: null, again: false }
    expect(await certaintyOf(account.refund(refund))).toBe(refunded)
  })

  it('stays unknown when an answer has no address to hand over, or one that is none', async () => {
    const payment = { id: 'tr_abcdefgh', status: 'open', amount: { currency: 'EUR', value: '1.00' } }
    for (const _links of [{}, { checkout: { href: 'javascript:alert(1)' } }]) {
      const account = accountAt(await startAnswering(201, JSON.stringify({ ...payment, _links })))
      expect(await certaintyOf(account.create(order))).toBe('unknown')
    }
  })

  it('is forgotten by Mollie after an hour: what nobody was shown then expires', async () => {
    const { account, clock } = await connect()
    const first = await account.create(order)
    clock.advance(HOUR)
    const second = await account.create(order)
    expect(second.reference).not.toBe(first.reference)
    expect(await account.close(first.reference)).toEqual({ state: 'closed' })
  })
})

describe('credentials', () => {
  it.each(['', 'sk_test_1', 'test-1', 'live_'])('%j is no API key', (apiKey) => {
    expect(() => mollieCredentials.parse({ apiKey })).toThrow('must be a Mollie API key')
  })

  it('must be of the account’s mode', () => {
    const url = 'http://127.0.0.1:1'
    expect(() => accountAt(url, { apiKey: 'live_abc', mode: 'test' })).toThrow(ZodError)
    expect(() => accountAt(url, { apiKey: 'test_abc', mode: 'live' })).toThrow('must be a key of live mode')
    expect(accountAt(url, { apiKey: 'live_abc', mode: 'live' }).cannotTake('ideal', 1n, 'EUR')).toBeNull()
  })

  it('need no webhook to be registered', async () => {
    const { account, sent } = await connect()
    expect(await account.registerWebhook('http://host.example/webhooks')).toEqual({})
    expect(sent()).toEqual([])
  })
})
