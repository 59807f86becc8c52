import { expect, test } from 'vitest'
import { clientOf, confirmInBrowser, errorOf, startStripe } from './testing.ts'

const intent = { amount: 1000, currency: 'eur' }

test('error: 500 in Stripe’s form, and nothing is done', async () => {
  const standIn = await startStripe()
  const stripe = clientOf(standIn)
  await standIn.setFault({ mode: 'error', times: 1 })
  expect(await errorOf(stripe.paymentIntents.create(intent))).toMatchObject({ type: 'StripeAPIError', statusCode: 500 })
  expect((await stripe.paymentIntents.list()).data).toEqual([])
})

test('timeout: it is done, and the same key tells so afterwards', async () => {
  const standIn = await startStripe()
  const stripe = clientOf(standIn)
  await standIn.setFault({ mode: 'timeout', times: 1 })
  const lost = stripe.paymentIntents.create(intent, { idempotencyKey: 'k1', timeout: 2_000 })
  expect(await errorOf(lost)).toMatchObject({ type: 'StripeConnectionError' })
  const found = await stripe.paymentIntents.create(intent, { idempotencyKey: 'k1' })
  expect(found.lastResponse.headers).toHaveProperty('idempotent-replayed', 'true')
  expect((await stripe.paymentIntents.list()).data).toHaveLength(1)
})

test('refuse: nothing listens, and nothing is lost', async () => {
  const standIn = await startStripe()
  const stripe = clientOf(standIn)
  const { id } = await stripe.paymentIntents.create(intent)
  await standIn.setFault({ mode: 'refuse' })
  expect(await errorOf(stripe.paymentIntents.retrieve(id))).toMatchObject({ type: 'StripeConnectionError' })
  await standIn.setFault({ mode: 'none' })
  expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ id })
})

test('decline: a card that pays is declined, as often as asked', async () => {
  const standIn = await startStripe()
  const created = await clientOf(standIn).paymentIntents.create(intent)
  await standIn.setFault({ mode: 'decline', times: 1 })
  const declined = await confirmInBrowser(standIn, created, '4242424242424242')
  expect(declined).toMatchObject({ status: 402, body: { error: { code: 'card_declined' } } })
  expect((await confirmInBrowser(standIn, created, '4242424242424242')).body.status).toBe('succeeded')
})

test('the browser’s pages are left alone', async () => {
  const standIn = await startStripe()
  await standIn.setFault({ mode: 'error' })
  for (const path of ['/stripe.js', '/elements/payment', '/elements/payment.js']) {
    expect((await fetch(standIn.url + path)).status).toBe(200)
  }
})
