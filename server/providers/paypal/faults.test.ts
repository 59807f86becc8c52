import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { visit } from '../../../demo/networks/paypal/testing.ts'
import { accountAt, anOrder, certaintyOf, openScene, paidOrder } from './test-paypal.ts'

const HOUR = 60 * 60 * 1000

/** Answers what it is told to, and logs everybody in. */
async function scripted(...answers: [status: number, body: string][]) {
  const server = createServer((request, response) => {
    const isLogin = request.url === '/v1/oauth2/token'
    const [status, body] = isLogin ? [200, '{"access_token":"A","expires_in":32400}'] : (answers.shift() ?? [500, ''])
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return accountAt({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

describe('how sure a failed call is to have done nothing', () => {
  it('surely, when nothing listens', async () => {
    const { paypal, account } = await openScene()
    await paypal.setFault({ mode: 'refuse' })
    expect(await certaintyOf(account.create(anOrder()))).toBe('not_sent')
    await paypal.setFault({ mode: 'none' })
    const { reference } = await account.create(anOrder())
    await paypal.setFault({ mode: 'refuse' })
    // A connection that was kept open breaks first, and nobody knows what it still carried.
    await account.read(reference).catch(() => null)
    expect(await certaintyOf(account.read(reference))).toBe('not_sent')
    expect(await certaintyOf(account.close(reference))).toBe('not_sent')
  })

  it('surely, when the login failed: the order was never sent', async () => {
    const { paypal } = await openScene()
    const hasty = accountAt(paypal, { timeout: 2_000 })
    await paypal.setFault({ mode: 'error', times: 1 })
    expect(await certaintyOf(hasty.create(anOrder()))).toBe('not_sent')
    await paypal.setFault({ mode: 'timeout', times: 1 })
    expect(await certaintyOf(hasty.create(anOrder()))).toBe('not_sent')
    expect(paypal.requests().every(({ path }) => path === '/v1/oauth2/token')).toBe(true)
    const stranger = accountAt(paypal, { clientSecret: 'another' })
    await paypal.setFault({ mode: 'none' })
    expect(await certaintyOf(stranger.create(anOrder()))).toBe('refused')
  })

  it('unknown, when it was done and not answered; the same key then finds it', async () => {
    const { paypal } = await openScene()
    const hasty = accountAt(paypal, { timeout: 2_000 })
    await hasty.create(anOrder())
    const order = anOrder()
    await paypal.setFault({ mode: 'timeout', times: 1 })
    expect(await certaintyOf(hasty.create(order))).toBe('unknown')
    const { reference, handover } = await hasty.create(order)
    await visit(handover, 'pay')
    await paypal.setFault({ mode: 'timeout', times: 1 })
    expect(await certaintyOf(hasty.capture!(reference, 'c1'))).toBe('unknown')
    expect(await hasty.capture!(reference, 'c1')).toMatchObject({ state: 'succeeded' })
    const made = paypal.requests().filter(({ path, headers }) => headers['paypal-request-id'] === order.key && path)
    expect(new Set(made.map(({ response }) => JSON.parse(response).id))).toEqual(new Set([reference]))
    expect(paypal.charges()).toHaveLength(1)
  })

  it('unknown, when PayPal broke down', async () => {
    const { paypal, account } = await openScene()
    const { reference } = await account.create(anOrder())
    await paypal.setFault({ mode: 'error' })
    expect(await certaintyOf(account.create(anOrder()))).toBe('unknown')
    expect(await certaintyOf(account.read(reference))).toBe('unknown')
    expect(await certaintyOf(account.close(reference))).toBe('unknown')
    expect(await certaintyOf(account.readRefund('R', reference))).toBe('unknown')
  })

  it('unknown, when a refund may have been made and nobody can look whether it is there', async () => {
    const scene = await openScene()
    const reference = await paidOrder(scene)
    const stranger = accountAt(scene.paypal, { clientSecret: 'another' })
    const refund = { reference, key: 'ref_1', amount: 500n, currency: 'EUR', reason: null }
    expect(await certaintyOf(stranger.refund({ ...refund, again: false }))).toBe('refused')
    expect(await certaintyOf(stranger.refund({ ...refund, again: true }))).toBe('unknown')
  })

  it('a decline is no failure', async () => {
    const { paypal, account } = await openScene()
    const { reference, handover } = await account.create(anOrder())
    await visit(handover, 'pay')
    await paypal.setFault({ mode: 'decline', times: 1 })
    expect(await account.capture!(reference, 'c1')).toMatchObject({ state: 'declined' })
    expect(await account.capture!(reference, 'c1')).toMatchObject({ state: 'declined' })
  })

  const issue = (name: string) => JSON.stringify({ name: 'X', message: 'm', details: [{ issue: name }] })

  it.each<[number, string, string]>([
    [429, '{"name":"RATE_LIMIT_REACHED","message":"slower"}', 'not_sent'],
    [400, issue('INVALID_PARAMETER_VALUE'), 'refused'],
    [403, issue('PERMISSION_DENIED'), 'refused'],
    [422, issue('PAYEE_ACCOUNT_RESTRICTED'), 'refused'],
    [409, issue('PREVIOUS_REQUEST_IN_PROGRESS'), 'unknown'],
    [422, issue('ORDER_COMPLETION_IN_PROGRESS'), 'unknown'],
    [503, '{"name":"SERVICE_UNAVAILABLE"}', 'unknown'],
    [502, '<html>', 'unknown'],
    [200, '<html>', 'unknown'],
    [200, '{"id":"O","status":"NEW_STATUS"}', 'unknown'],
  ])('a capture that is answered %i %s is %s', async (status, body, certainty) => {
    const account = await scripted([status, body])
    expect(await certaintyOf(account.capture!('O', 'k'))).toBe(certainty)
  })

  it('an order without an address for the payer is unknown', async () => {
    const account = await scripted(
      [201, '{"id":"O","status":"CREATED","links":[]}'],
      [201, '{"id":"O","status":"CREATED","links":[{"rel":"approve","href":"javascript:alert(1)"}]}'],
    )
    expect(await certaintyOf(account.create(anOrder()))).toBe('unknown')
    expect(await certaintyOf(account.create(anOrder()))).toBe('unknown')
  })

  it('a fee in another currency is none that we know', async () => {
    const breakdown = { paypal_fee: { currency_code: 'USD', value: '1.00' } }
    const amount = { currency_code: 'EUR', value: '25.00' }
    const captures = [{ id: 'C', status: 'COMPLETED', amount, seller_receivable_breakdown: breakdown }]
    const order = { id: 'O', status: 'COMPLETED', purchase_units: [{ payments: { captures } }] }
    const account = await scripted([200, JSON.stringify(order)], [200, '{"id":"O","status":"VOIDED"}'])
    expect(await account.read('O')).toMatchObject({ state: 'succeeded', fee: null })
    expect(await account.read('O')).toEqual({ state: 'closed' })
  })
})

describe('the access token', () => {
  const logins = (paypal: { requests(): { path: string }[] }) =>
    paypal.requests().filter(({ path }) => path === '/v1/oauth2/token').length

  it('is fetched once for all who ask at the same time', async () => {
    const { paypal, account } = await openScene()
    await Promise.all([account.create(anOrder()), account.create(anOrder()), account.create(anOrder())])
    expect(logins(paypal)).toBe(1)
  })

  it('is fetched once more, for all, when PayPal does not take it any more', async () => {
    const scene = await openScene()
    const { clock, account, paypal } = scene
    const reference = await paidOrder(scene)
    clock.advance(9 * HOUR)
    const read = await Promise.all([account.read(reference), account.read(reference), account.read(reference)])
    expect(read.map(({ state }) => state)).toEqual(['succeeded', 'succeeded', 'succeeded'])
    expect(logins(paypal)).toBe(2)
  })

  it('that is never taken is refused, and not asked for without end', async () => {
    const account = await scripted([401, '{}'], [401, '{}'])
    expect(await certaintyOf(account.read('O'))).toBe('refused')
  })
})
