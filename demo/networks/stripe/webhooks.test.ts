import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Stripe from 'stripe'
import { expect, onTestFinished, test } from 'vitest'
import { clientOf, errorOf, forCards, movableClock, startReceiver, startStripe } from './testing.ts'

const paid = {
  amount: 1000,
  currency: 'eur',
  automatic_payment_methods: forCards,
  confirm: true,
  payment_method: 'pm_card_visa',
} as const

test('an endpoint gets what it asked for, signed with its secret at the time of the clock', async () => {
  const clock = movableClock()
  clock.advance(90 * 24 * 60 * 60 * 1000)
  const stripe = clientOf(await startStripe({ clock }))
  const receiver = await startReceiver()
  const endpoint = await stripe.webhookEndpoints.create({
    url: receiver.url,
    enabled_events: ['payment_intent.succeeded'],
  })
  const intent = await stripe.paymentIntents.create({ ...paid, metadata: { order: 'o1' } })
  const [webhook] = await receiver.until(1)
  const verify = (secret: string) =>
    Stripe.webhooks.constructEvent(
      webhook!.body,
      webhook!.headers.get('stripe-signature')!,
      secret,
      300,
      undefined,
      clock.now(),
    )
  const event = verify(endpoint.secret!)
  expect(event).toMatchObject({
    type: 'payment_intent.succeeded',
    api_version: '2026-10-28.endive',
    created: clock.now() / 1000,
    data: { object: { id: intent.id, status: 'succeeded', metadata: { order: 'o1' } } },
    request: { id: intent.lastResponse.requestId },
  })
  expect(webhook!.headers.get('stripe-signature')).toContain(`t=${clock.now() / 1000},`)
  expect(() => verify('whsec_other')).toThrow()
  expect(receiver.received).toHaveLength(1)
  expect(await stripe.events.retrieve(event.id)).toMatchObject({ id: event.id })
})

test('a webhook that is not taken comes again', async () => {
  const stripe = clientOf(await startStripe())
  const receiver = await startReceiver(500, 302)
  await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['payment_intent.canceled'] })
  const { id } = await stripe.paymentIntents.create({ amount: 1000, currency: 'eur' })
  await stripe.paymentIntents.cancel(id)
  const received = await receiver.until(3)
  expect(new Set(received.map(({ body }) => JSON.parse(body).id)).size).toBe(1)
  await expect
    .poll(async () => (await stripe.events.list({ type: 'payment_intent.canceled' })).data[0]!.pending_webhooks)
    .toBe(0)
})

test('an endpoint that is disabled or deleted gets nothing more', async () => {
  const stripe = clientOf(await startStripe())
  const [gone, off, on] = await Promise.all([startReceiver(), startReceiver(), startReceiver()])
  const register = ({ url }: { url: string }) => stripe.webhookEndpoints.create({ url, enabled_events: ['*'] })
  await stripe.webhookEndpoints.del((await register(gone)).id)
  const disabled = await register(off)
  expect(await stripe.webhookEndpoints.update(disabled.id, { disabled: true })).toMatchObject({ status: 'disabled' })
  const live = await register(on)
  await stripe.paymentIntents.create({ amount: 1000, currency: 'eur' })
  await on.until(1)
  expect([gone.received, off.received]).toEqual([[], []])
  const listed = await stripe.webhookEndpoints.list()
  expect(listed.data.map(({ id }) => id)).toEqual([live.id, disabled.id])
  expect(listed.data[0]).not.toHaveProperty('secret')
  expect(await errorOf(stripe.webhookEndpoints.create({ url: 'nowhere', enabled_events: ['*'] }))).toMatchObject({
    param: 'url',
  })
})

test('events are listed by type and time, back to thirty days ago', async () => {
  const clock = movableClock()
  const stripe = clientOf(await startStripe({ clock }))
  const first = await stripe.paymentIntents.create(paid)
  clock.advance(60_000)
  const later = clock.now() / 1000
  await stripe.refunds.create({ payment_intent: first.id })
  const types = async (params: Stripe.EventListParams = {}) =>
    (await stripe.events.list(params)).data.map(({ type }) => type)
  expect(await types()).toEqual([
    'charge.refunded',
    'refund.created',
    'payment_intent.succeeded',
    'charge.succeeded',
    'payment_intent.created',
  ])
  expect(await types({ created: { gte: later } })).toEqual(['charge.refunded', 'refund.created'])
  expect(await types({ type: 'payment_intent.*' })).toEqual(['payment_intent.succeeded', 'payment_intent.created'])
  expect(await types({ types: ['refund.created', 'charge.succeeded'] })).toEqual(['refund.created', 'charge.succeeded'])
  const [newest] = (await stripe.events.list({ limit: 1 })).data
  expect(await types({ starting_after: newest!.id, limit: 1 })).toEqual(['refund.created'])
  clock.advance(31 * 24 * 60 * 60 * 1000)
  expect(await types()).toEqual([])
})

test('a restart keeps everything, and sends what was not delivered', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stripe-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const booksFile = join(folder, 'stripe.db')
  const receiver = await startReceiver(500, 500)

  const before = await startStripe({ booksFile })
  const stripe = clientOf(before)
  await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['payment_intent.succeeded'] })
  const intent = await stripe.paymentIntents.create(paid, { idempotencyKey: 'k1' })
  await receiver.until(1)
  await before.stop()

  const again = clientOf(await startStripe({ booksFile }))
  expect(await again.paymentIntents.retrieve(intent.id)).toMatchObject({ status: 'succeeded' })
  expect((await again.paymentIntents.create(paid, { idempotencyKey: 'k1' })).id).toBe(intent.id)
  expect((await again.events.list()).data).toHaveLength(3)
  const received = await receiver.until(3)
  expect(new Set(received.map(({ body }) => JSON.parse(body).data.object.id))).toEqual(new Set([intent.id]))
})
