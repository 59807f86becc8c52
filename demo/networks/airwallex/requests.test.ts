import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { card, clientOf, GOOD, KEYS, movableClock, refusalOf, startAirwallex, type TestStandIn } from './testing.ts'

const order = { request_id: 'r1', amount: 10, currency: 'EUR', merchant_order_id: 'order_1' }

const login = ({ url }: TestStandIn, keys = KEYS) =>
  fetch(`${url}/api/v1/authentication/login`, {
    method: 'POST',
    headers: { 'x-client-id': keys.clientId, 'x-api-key': keys.apiKey },
  })

const post = (standIn: TestStandIn, body: string, headers: Record<string, string>) =>
  fetch(`${standIn.url}/api/v1/pa/payment_intents/create`, { method: 'POST', body, headers })

describe('access', () => {
  test('a token is traded for both keys, and lasts half an hour', async () => {
    const clock = movableClock()
    const standIn = await startAirwallex({ clock })
    const answer = await login(standIn)
    expect(answer.status).toBe(201)
    const { token, expires_at } = (await answer.json()) as { token: string; expires_at: string }
    expect(expires_at).toBe('2026-11-20T12:30:00+0000')
    const list = () =>
      fetch(`${standIn.url}/api/v1/pa/payment_intents`, { headers: { authorization: `Bearer ${token}` } })
    clock.advance(30 * 60 * 1000 - 1)
    expect((await list()).status).toBe(200)
    clock.advance(1)
    const late = await list()
    expect([late.status, await late.json()]).toMatchObject([401, { code: 'unauthorized' }])
  })

  test('wrong keys and requests without a token are refused', async () => {
    const standIn = await startAirwallex()
    expect((await login(standIn, { ...KEYS, apiKey: 'other' })).status).toBe(401)
    const stranger = clientOf(standIn, { ...KEYS, clientId: 'other' })
    expect(await refusalOf(stranger.login())).toMatchObject({ status: 401, data: { code: 'credentials_invalid' } })
    const json = { 'content-type': 'application/json' }
    expect((await post(standIn, JSON.stringify(order), json)).status).toBe(401)
    expect((await post(standIn, JSON.stringify(order), { ...json, authorization: 'Bearer none' })).status).toBe(401)
  })
})

describe('requests', () => {
  test.each([
    ['a missing amount', { amount: undefined }, 'amount'],
    ['an amount as text', { amount: '10.00' }, 'amount'],
    ['a missing order', { merchant_order_id: undefined }, 'merchant_order_id'],
    ['a missing request id', { request_id: undefined }, 'request_id'],
    ['a parameter that is not known', { capture: 'later' }, 'capture'],
    ['an address that is none', { return_url: 'javascript:alert(1)' }, 'return_url'],
  ])('%s is refused by its name', async (_, wrong, source) => {
    const standIn = await startAirwallex()
    const { token } = (await (await login(standIn)).json()) as { token: string }
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const answer = await post(standIn, JSON.stringify({ ...order, ...wrong }), headers)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ code: 'validation_error', source })
    expect((await post(standIn, JSON.stringify(order), headers)).status).toBe(201)
  })

  test('what is no JSON is refused, and what is nowhere is not found', async () => {
    const standIn = await startAirwallex()
    const { token } = (await (await login(standIn)).json()) as { token: string }
    const authorization = `Bearer ${token}`
    expect((await post(standIn, '{', { 'content-type': 'application/json', authorization })).status).toBe(400)
    expect((await post(standIn, 'a=1', { 'content-type': 'text/plain', authorization })).status).toBe(400)
    const nowhere = await fetch(`${standIn.url}/api/v1/pa/nothing`, { headers: { authorization } })
    expect([nowhere.status, await nowhere.json()]).toMatchObject([404, { code: 'not_found' }])
    const { paymentIntents } = clientOf(standIn).paymentAcceptance
    expect(await refusalOf(paymentIntents.retrievePaymentIntent('int_none'))).toMatchObject({
      status: 404,
      data: { code: 'resource_not_found' },
    })
  })

  test('a request id does one thing once, also when the bank said no', async () => {
    const standIn = await startAirwallex()
    const { paymentIntents } = clientOf(standIn).paymentAcceptance
    const { id } = await paymentIntents.createPaymentIntent(order)
    for (const again of [order, { ...order, amount: 11 }]) {
      expect(await refusalOf(paymentIntents.createPaymentIntent(again))).toMatchObject({
        data: { code: 'duplicate_request', source: 'request_id' },
      })
    }
    expect((await paymentIntents.listPaymentIntents({})).items).toHaveLength(1)
    const confirm = (number: string) =>
      refusalOf(paymentIntents.confirmPaymentIntent(id!, { request_id: 'c1', payment_method: card(number) }))
    expect(await confirm('4000000000000002')).toMatchObject({ data: { code: 'issuer_declined' } })
    expect(await confirm(GOOD)).toMatchObject({ data: { code: 'duplicate_request' } })
    expect(standIn.charges()).toEqual([])
  })
})

describe('faults', () => {
  test('a decline takes the next payment, whatever the card, and no other', async () => {
    const standIn = await startAirwallex()
    const { paymentIntents } = clientOf(standIn).paymentAcceptance
    await standIn.setFault({ mode: 'decline', times: 1 })
    const { id } = await paymentIntents.createPaymentIntent(order)
    const confirm = (request_id: string) =>
      paymentIntents.confirmPaymentIntent(id!, { request_id, payment_method: card(GOOD) })
    expect(await refusalOf(confirm('c1'))).toMatchObject({ data: { code: 'issuer_declined' } })
    expect((await confirm('c2')).status).toBe('SUCCEEDED')
  })

  test('an error is answered as Airwallex writes it and does nothing', async () => {
    const standIn = await startAirwallex()
    const { paymentIntents } = clientOf(standIn).paymentAcceptance
    await paymentIntents.listPaymentIntents({})
    await standIn.setFault({ mode: 'error', times: 1 })
    expect(await refusalOf(paymentIntents.createPaymentIntent(order))).toMatchObject({
      status: 500,
      data: { code: 'internal_error' },
    })
    expect((await paymentIntents.createPaymentIntent(order)).status).toBe('REQUIRES_PAYMENT_METHOD')
  })
})

test('the books outlast the stand-in: intents, request ids and tokens', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'airwallex-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const booksFile = join(directory, 'books.db')
  const first = await startAirwallex({ booksFile })
  const { token } = (await (await login(first)).json()) as { token: string }
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const made = (await (await post(first, JSON.stringify(order), headers)).json()) as { id: string }
  await first.stop()
  const second = await startAirwallex({ booksFile })
  const again = await post(second, JSON.stringify(order), headers)
  expect(await again.json()).toMatchObject({ code: 'duplicate_request' })
  const found = await fetch(`${second.url}/api/v1/pa/payment_intents/${made.id}`, { headers })
  expect(await found.json()).toEqual(made)
})
