import { describe, expect, test } from 'vitest'
import { clientOf, movableClock, startAirwallex } from '../../../demo/networks/airwallex/testing.ts'
import { accountAt, certaintyOf, orderOf, requestsTo, startAnswering } from './testing.ts'

describe('a failed call', () => {
  test('that nobody listens to was not sent', async () => {
    const standIn = await startAirwallex()
    const account = accountAt(standIn.url)
    const { reference } = await account.create(orderOf())
    await standIn.setFault({ mode: 'refuse' })
    // The first may still find the connection that was kept, and see it break: that is not sure to be nothing.
    await expect.poll(() => certaintyOf(account.read(reference))).toBe('not_sent')
    expect(await certaintyOf(account.create(orderOf()))).toBe('not_sent')
    expect(await certaintyOf(account.close(reference))).toBe('not_sent')
    await standIn.setFault({ mode: 'none' })
    expect(await account.read(reference)).toEqual({ state: 'open' })
  })

  test('that was executed and never answered is unknown, and made once when it is repeated', async () => {
    const standIn = await startAirwallex()
    const account = accountAt(standIn.url, { timeout: 2_000 })
    await account.create(orderOf())
    const order = orderOf()
    await standIn.setFault({ mode: 'timeout', times: 1 })
    expect(await certaintyOf(account.create(order))).toBe('unknown')
    const made = await account.create(order)
    expect(await account.create(order)).toEqual(made)
    const { items } = await clientOf(standIn).paymentAcceptance.paymentIntents.listPaymentIntents({
      merchant_order_id: order.key,
    })
    expect(items!.map(({ id }) => id)).toEqual([made.reference])
  })

  test('whose login was not answered was not sent', async () => {
    const standIn = await startAirwallex()
    for (const mode of ['timeout', 'error'] as const) {
      await standIn.setFault({ mode, times: 1 })
      expect(await certaintyOf(accountAt(standIn.url, { timeout: 2_000 }).create(orderOf()))).toBe('not_sent')
    }
    expect(requestsTo(standIn, /create/)).toEqual([])
  })

  test('that was answered 500 is unknown', async () => {
    const standIn = await startAirwallex()
    const account = accountAt(standIn.url)
    const { reference } = await account.create(orderOf())
    await standIn.setFault({ mode: 'error', times: 2 })
    expect(await certaintyOf(account.create(orderOf()))).toBe('unknown')
    expect(await certaintyOf(account.close(reference))).toBe('unknown')
  })

  test('with wrong keys, or about what is not there, is refused', async () => {
    const standIn = await startAirwallex()
    expect(await certaintyOf(accountAt(standIn.url, { apiKey: 'other' }).create(orderOf()))).toBe('refused')
    const account = accountAt(standIn.url)
    expect(await certaintyOf(account.read('int_none'))).toBe('refused')
    expect(await certaintyOf(account.close('int_none'))).toBe('refused')
    expect(await certaintyOf(account.create(orderOf({ currency: 'XXX' })))).toBe('refused')
  })

  test.each([
    [400, '{"code":"validation_error","message":"no"}', 'refused'],
    [400, '{"code":"service_unavailable","message":"later"}', 'unknown'],
    [403, '<html>', 'refused'],
    [408, '', 'unknown'],
    [409, '{"code":"conflict","message":"working on it"}', 'unknown'],
    [429, '{"code":"too_many_requests","message":"slow down"}', 'not_sent'],
    [503, '', 'unknown'],
    [201, '{"id":"int_1"}', 'unknown'],
    [200, 'not json', 'unknown'],
  ] as const)('answered %s %s is %s', async (status, body, certainty) => {
    const account = accountAt(await startAnswering(status, body))
    expect(await certaintyOf(account.create(orderOf()))).toBe(certainty)
  })
})

describe('the login', () => {
  const logins = /authentication\/login/

  test('is shared by all who ask at the same time, and kept', async () => {
    const standIn = await startAirwallex()
    const account = accountAt(standIn.url)
    await Promise.all([1, 2, 3].map(() => account.create(orderOf())))
    await account.create(orderOf())
    expect(requestsTo(standIn, logins)).toHaveLength(1)
  })

  test('is repeated once when a token is not taken any more', async () => {
    const clock = movableClock()
    const standIn = await startAirwallex({ clock })
    const account = accountAt(standIn.url)
    const { reference } = await account.create(orderOf())
    clock.advance(31 * 60_000)
    expect(await Promise.all([account.read(reference), account.read(reference)])).toEqual([
      { state: 'open' },
      { state: 'open' },
    ])
    expect(requestsTo(standIn, logins)).toHaveLength(2)
  })
})
