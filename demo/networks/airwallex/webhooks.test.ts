import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Airwallex } from '@airwallex/node-sdk'
import { expect, onTestFinished, test } from 'vitest'
import { EVENT_NAMES } from './event-names.ts'
import {
  clientOf,
  DECLINED,
  GOOD,
  isSigned,
  movableClock,
  nameOf,
  payOnPage,
  refusalOf,
  startAirwallex,
  startReceiver,
} from './testing.ts'

let requests = 0
const request_id = () => `webhook_request_${++requests}`

interface Registered {
  id: string
  secret: string
}

const register = (client: Airwallex, url: string, events: readonly string[] = EVENT_NAMES): Promise<Registered> =>
  client.post('/api/v1/webhooks/create', { request_id: request_id(), url, events, version: '2025-06-30' })

const create = (client: Airwallex) =>
  client.paymentAcceptance.paymentIntents.createPaymentIntent({
    request_id: request_id(),
    amount: 25,
    currency: 'EUR',
    merchant_order_id: 'order_1',
  })

test('tells a payment and its refund, signed with the secret at the time of the clock', async () => {
  const clock = movableClock()
  clock.advance(90 * 24 * 60 * 60 * 1000)
  const standIn = await startAirwallex({ clock })
  const client = clientOf(standIn)
  const receiver = await startReceiver()
  const { secret } = await register(client, receiver.url)
  const intent = await create(client)
  await payOnPage(standIn, intent, DECLINED)
  await payOnPage(standIn, intent, GOOD)
  await client.paymentAcceptance.refunds.createRefund({ request_id: request_id(), payment_intent_id: intent.id! })
  const received = await receiver.until(6)
  expect(received.map(nameOf).sort()).toEqual([
    'payment_intent.created',
    'payment_intent.requires_payment_method',
    'payment_intent.succeeded',
    'refund.accepted',
    'refund.received',
    'refund.settled',
  ])
  for (const webhook of received) {
    expect(isSigned(webhook, secret)).toBe(true)
    expect(isSigned(webhook, 'other')).toBe(false)
    expect(webhook.headers.get('x-timestamp')).toBe(String(clock.now()))
  }
  const succeeded = JSON.parse(received.find((webhook) => nameOf(webhook) === 'payment_intent.succeeded')!.body)
  expect(succeeded).toMatchObject({
    id: expect.stringMatching(/^evt_/),
    account_id: 'acct_sandbox',
    version: '2025-06-30',
    data: { object: { id: intent.id, status: 'SUCCEEDED', captured_amount: 25 } },
  })
})

test('comes again until it is answered 200', async () => {
  const client = clientOf(await startAirwallex())
  const receiver = await startReceiver(500, 204)
  await register(client, receiver.url, ['payment_intent.created'])
  await create(client)
  const received = await receiver.until(3)
  expect(new Set(received.map(({ body }) => JSON.parse(body).id)).size).toBe(1)
})

test('goes to those who asked for it, while they are there', async () => {
  const client = clientOf(await startAirwallex())
  const [gone, other, all] = await Promise.all([startReceiver(), startReceiver(), startReceiver()])
  const { id } = await register(client, gone.url)
  await client.post(`/api/v1/webhooks/${id}/delete`, {})
  await register(client, other.url, ['refund.failed'])
  const kept = await register(client, all.url)
  await create(client)
  await all.until(1)
  expect([gone.received, other.received]).toEqual([[], []])
  const listed = await client.get('/api/v1/webhooks')
  expect(listed.items.map((one: Registered) => one.id)).toHaveLength(2)
  expect(listed.items[0]).toMatchObject({ id: kept.id, secret: kept.secret, url: all.url })
  expect(await client.get(`/api/v1/webhooks/${kept.id}`)).toEqual(listed.items[0])
  expect(await refusalOf(client.get(`/api/v1/webhooks/${id}`))).toMatchObject({ status: 404 })
})

test('is refused for events that are none and addresses that are none', async () => {
  const client = clientOf(await startAirwallex())
  expect(await refusalOf(register(client, 'http://127.0.0.1:1/', ['payment_intent.paid']))).toMatchObject({
    status: 400,
  })
  expect(await refusalOf(register(client, 'ftp://shop.example/'))).toMatchObject({ data: { source: 'url' } })
})

test('what was still due is sent when the stand-in is started again', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'airwallex-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const booksFile = join(directory, 'books.db')
  const first = await startAirwallex({ booksFile, webhookRetryDelays: [600_000] })
  const client = clientOf(first)
  const receiver = await startReceiver(500)
  await register(client, receiver.url, ['payment_intent.created'])
  await create(client)
  await receiver.until(1)
  await first.stop()
  await startAirwallex({ booksFile })
  const received = await receiver.until(2)
  expect(new Set(received.map(({ body }) => JSON.parse(body).id)).size).toBe(1)
})
