import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import {
  clientOf,
  forCards,
  movableClock,
  PUBLISHABLE_KEY,
  SECRET_KEY,
  startStripe,
} from '../../../demo/networks/stripe/testing.ts'
import { ProviderFailure, type RefundOrder, type ReturnOrder } from '../provider.ts'
import { stripeAccount } from './stripe.ts'

const accountAt = (apiUrl: string, secretKey = SECRET_KEY) =>
  stripeAccount(
    { secretKey, publishableKey: PUBLISHABLE_KEY, webhookSecret: '' },
    { stripe: { apiUrl, scriptUrl: null }, providerTimeout: 2_000 },
  )

/** An account at what knows no refund, and answers to a new one like this. */
async function accountBehind(status: number, body: string) {
  const server = createServer((request, response) => {
    request.resume()
    const isLook = request.method === 'GET'
    response
      .writeHead(isLook ? 200 : status, { 'content-type': 'application/json' })
      .end(isLook ? '{"object":"list","data":[],"has_more":false,"url":"/v1/refunds"}' : body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return accountAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

async function paid({ amount = 2500, currency = 'eur', card = 'pm_card_visa' } = {}) {
  const clock = movableClock()
  const standIn = await startStripe({ clock })
  const client = clientOf(standIn)
  const { id: reference } = await client.paymentIntents.create({
    amount,
    currency,
    automatic_payment_methods: forCards,
    payment_method: card,
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
  const capture = (key = 'att_1-return'): ReturnOrder => ({
    key,
    reference,
    amount: BigInt(amount),
    currency: currency.toUpperCase(),
  })
  return { account: accountWith(SECRET_KEY), accountWith, order, capture, refunds, client, clock, standIn }
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

const HOUR = 60 * 60_000

test('a capture goes back whole and once, whatever of it is gone already', async () => {
  const { account, order, capture, refunds } = await paid()
  await account.refund(order())
  const made = await account.returnCapture(capture())
  expect(made).toEqual({ state: 'succeeded', reference: expect.stringMatching(/^re_/), message: null })
  expect(await account.returnCapture(capture())).toEqual(made)
  expect(await account.returnCapture(capture('att_1-return-2'))).toMatchObject({ state: 'succeeded' })
  expect((await refunds()).map(({ amount }) => amount)).toEqual([1500, 1000])
})

test('is pending for as long as its bank takes, without being asked for twice', async () => {
  const { account, capture, refunds, clock } = await paid({ card: 'pm_card_pendingRefund' })
  const made = await account.returnCapture(capture())
  expect(made).toMatchObject({ state: 'pending' })
  expect(await account.returnCapture(capture())).toEqual(made)
  expect(await account.returnCapture(capture('att_1-return-2'))).toEqual(made)
  clock.advance(HOUR)
  expect(await account.returnCapture(capture())).toEqual({ ...made, state: 'succeeded' })
  expect(await refunds()).toHaveLength(1)
})

test('that its bank sends back has failed under its key for good, and goes back under another', async () => {
  const { account, capture, refunds, clock } = await paid({ card: 'pm_card_refundFail' })
  const { reference } = await account.returnCapture(capture())
  clock.advance(HOUR)
  const failed = { state: 'failed', reference, message: 'expired_or_canceled_card' }
  expect(await account.returnCapture(capture())).toEqual(failed)
  clock.advance(30 * 24 * HOUR)
  expect(await account.returnCapture(capture())).toEqual(failed)
  expect(await account.returnCapture(capture('att_1-return-2'))).toMatchObject({ state: 'succeeded' })
  expect((await refunds()).map(({ status }) => status)).toEqual(['succeeded', 'failed'])
})

test('that the merchant gave back is done, or as far as that is', async () => {
  const { account, capture, client, clock } = await paid({ card: 'pm_card_pendingRefund' })
  const { id } = await client.refunds.create({ payment_intent: capture().reference })
  expect(await account.returnCapture(capture())).toEqual({ state: 'pending', reference: id, message: null })
  clock.advance(HOUR)
  expect(await account.returnCapture(capture())).toEqual({ state: 'succeeded', reference: id, message: null })
})

test('is made once where its answer was lost, and unknown while nobody can look', async () => {
  const { account, accountWith, capture, refunds, standIn } = await paid()
  await standIn.setFault({ mode: 'timeout', times: 2 })
  expect(await certaintyOf(account.returnCapture(capture()))).toBe('unknown')
  expect(await certaintyOf(account.returnCapture(capture()))).toBe('unknown')
  await account.returnCapture(capture())
  expect(await account.returnCapture(capture('att_1-return-2'))).toMatchObject({ state: 'succeeded' })
  expect(await refunds()).toHaveLength(1)
  const revoked = accountWith('sk_test_revoked0000000000000')
  expect(await certaintyOf(revoked.returnCapture(capture()))).toBe('unknown')
})

const stateOrCertainty = (call: Promise<{ state: string }>) =>
  call.then(
    ({ state }) => state,
    (error: unknown) => (error instanceof ProviderFailure ? error.certainty : error),
  )

test.each([
  [503, '{"message":"no backend"}', 'unknown'],
  [408, '{"error":{"type":"api_error","message":"too slow"}}', 'unknown'],
  [409, '{"error":{"type":"idempotency_error","message":"at work"}}', 'unknown'],
  [429, '{"error":{"type":"api_error","message":"slower"}}', 'not_sent'],
  [400, '{"error":{"type":"invalid_request_error","message":"no"}}', 'refused'],
  [200, '{"id":"re_1","object":"refund","amount":2500,"currency":"eur","status":"failed"}', 'failed'],
  [200, '{"id":"re_1","object":"refund","amount":2500,"currency":"eur","status":"pending"}', 'pending'],
  [200, '{"id":"re_1","object":"refund","amount":2500,"currency":"eur","status":"requires_action"}', 'pending'],
])('a return that is answered %s %s is %s', async (status, body, expected) => {
  const account = await accountBehind(status, body)
  const capture = { reference: 'pi_1', key: 'att_1-return', amount: 2500n, currency: 'EUR' }
  expect(await stateOrCertainty(account.returnCapture(capture))).toBe(expected)
})
