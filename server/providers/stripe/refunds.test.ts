import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { clientOf, forCards, PUBLISHABLE_KEY, SECRET_KEY, startStripe } from '../../../demo/networks/stripe/testing.ts'
import { ProviderFailure, type RefundOrder } from '../provider.ts'
import { stripeAccount } from './stripe.ts'

const accountAt = (apiUrl: string, secretKey = SECRET_KEY) =>
  stripeAccount(
    { secretKey, publishableKey: PUBLISHABLE_KEY, webhookSecret: '' },
    { stripe: { apiUrl, scriptUrl: null }, providerTimeout: 2_000 },
  )

/** An account at what answers everything like this. */
async function accountBehind(status: number, body: string) {
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return accountAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

async function paid({ amount = 2500, currency = 'eur' } = {}) {
  const standIn = await startStripe()
  const client = clientOf(standIn)
  const { id: reference } = await client.paymentIntents.create({
    amount,
    currency,
    automatic_payment_methods: forCards,
    payment_method: 'pm_card_visa',
    confirm: true,
  })
  const accountWith = (secretKey: string) => accountAt(standIn.url, secretKey)
  const order = (change: Partial<RefundOrder> = {}): RefundOrder => ({
    key: 'ref_1',
    reference,
    amount: 1000n,
    currency: currency.toUpperCase(),
    reason: null,
    again: false,
    ...change,
  })
  const refunds = async () => (await client.refunds.list({ payment_intent: reference })).data
  return { account: accountWith(SECRET_KEY), accountWith, order, refunds }
}

const certaintyOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: unknown) => (error instanceof ProviderFailure ? error.certainty : error),
  )

test('a refund is made once under its key, with or without being told that it was asked for before', async () => {
  const { account, order, refunds } = await paid()
  const made = await account.refund(order())
  expect(made).toMatchObject({ state: 'succeeded', message: null })
  expect(await account.refund(order())).toEqual(made)
  expect(await account.refund(order({ again: true }))).toEqual(made)
  expect((await refunds()).map(({ amount }) => amount)).toEqual([1000])
})

test('one that may have been made stays unknown while nobody can look whether it is there', async () => {
  const { account, accountWith, order, refunds } = await paid()
  await account.refund(order())
  const revoked = accountWith('sk_test_revoked0000000000000')
  expect(await certaintyOf(revoked.refund(order({ key: 'ref_2' })))).toBe('refused')
  expect(await certaintyOf(revoked.refund(order({ again: true })))).toBe('unknown')
  expect(await refunds()).toHaveLength(1)
})

test('one that Stripe cannot write is refused without being asked for', async () => {
  const { account, order, refunds } = await paid({ amount: 500, currency: 'mga' })
  expect(await certaintyOf(account.refund(order({ amount: 12_345n })))).toBe('refused')
  await account.refund(order({ amount: 12_300n }))
  expect((await refunds()).map(({ amount }) => amount)).toEqual([123])
})

test.each([
  [503, '{"message":"no backend"}', 'unknown'],
  [408, '{"error":{"type":"api_error","message":"too slow"}}', 'unknown'],
  [409, '{"error":{"type":"idempotency_error","message":"at work"}}', 'unknown'],
  [429, '{"error":{"type":"api_error","message":"slower"}}', 'not_sent'],
  [400, '{"error":{"type":"invalid_request_error","message":"no"}}', 'refused'],
  [200, '{"id":"re_1","object":"refund","status":"failed"}', 'refused'],
  [200, '{"id":"re_1","object":"refund","status":"pending"}', 'done'],
])('a return that is answered %s %s is %s', async (status, body, certainty) => {
  const account = await accountBehind(status, body)
  const capture = { reference: 'pi_1', key: 'att_1-return', amount: 2500n, currency: 'EUR' }
  expect(await certaintyOf(account.returnCapture(capture))).toBe(certainty)
})
