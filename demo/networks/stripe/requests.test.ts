import { describe, expect, test } from 'vitest'
import { clientOf, errorOf, forCards, movableClock, PUBLISHABLE_KEY, post, SECRET_KEY, startStripe } from './testing.ts'

const INTENT = { amount: '1099', currency: 'eur' }

async function refusal(form: Record<string, string>, path = '/v1/payment_intents') {
  const response = await post(await startStripe(), path, form)
  const { error } = (await response.json()) as { error: Record<string, unknown> }
  return { code: undefined, ...error, status: response.status }
}

describe('parameters', () => {
  test.each([
    ['an unknown one', { ...INTENT, colour: 'red' }, 'parameter_unknown', 'colour'],
    [
      'one that the version no longer has',
      { ...INTENT, 'payment_method_types[]': 'card' },
      'parameter_unknown',
      'payment_method_types',
    ],
    [
      'an unknown one inside a hash',
      { ...INTENT, 'automatic_payment_methods[on]': 'true' },
      'parameter_unknown',
      'automatic_payment_methods[on]',
    ],
    ['a missing one', { amount: '1099' }, 'parameter_missing', 'currency'],
    [
      'a missing one inside a hash',
      { ...INTENT, 'payment_method_data[type]': 'card' },
      'parameter_missing',
      'payment_method_data[card]',
    ],
    ['text for an integer', { ...INTENT, amount: '10.99' }, 'parameter_invalid_integer', 'amount'],
    ['a negative amount', { ...INTENT, amount: '-1' }, 'parameter_invalid_integer', 'amount'],
    ['an empty one', { ...INTENT, currency: '' }, 'parameter_invalid_empty', 'currency'],
    ['a value outside its enumeration', { ...INTENT, capture_method: 'later' }, undefined, 'capture_method'],
    [
      'a value where a hash belongs',
      { ...INTENT, automatic_payment_methods: 'yes' },
      undefined,
      'automatic_payment_methods',
    ],
    ['a currency that is none', { ...INTENT, currency: 'zzz' }, undefined, 'currency'],
    ['an amount below the minimum', { ...INTENT, amount: '49' }, 'amount_too_small', 'amount'],
    ['an amount beyond eight digits', { ...INTENT, amount: '100000000' }, 'amount_too_large', 'amount'],
  ])('%s is refused', async (_, form, code, param) => {
    const error = await refusal(form)
    expect(error).toMatchObject({ status: 400, type: 'invalid_request_error', param })
    expect(error.code).toBe(code)
  })

  test('a body that is not a form is refused', async () => {
    const standIn = await startStripe()
    const response = await fetch(`${standIn.url}/v1/payment_intents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SECRET_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(INTENT),
    })
    expect(response.status).toBe(400)
  })

  test('what cannot be expanded is refused, and nothing is created', async () => {
    const stripe = clientOf(await startStripe())
    const request = stripe.paymentIntents.create({ amount: 1099, currency: 'eur', expand: ['amount'] })
    expect(await errorOf(request)).toMatchObject({ statusCode: 400, param: 'expand' })
    expect((await stripe.paymentIntents.list()).data).toEqual([])
  })
})

test('an id that nothing has is a 404, and so is an address', async () => {
  const standIn = await startStripe()
  const stripe = clientOf(standIn)
  for (const missing of [
    stripe.paymentIntents.retrieve('pi_none'),
    stripe.charges.retrieve('ch_none'),
    stripe.refunds.retrieve('re_none'),
    stripe.events.retrieve('evt_none'),
    stripe.webhookEndpoints.retrieve('we_none'),
  ]) {
    expect(await errorOf(missing)).toMatchObject({ statusCode: 404, code: 'resource_missing' })
  }
  expect(await errorOf(stripe.customers.list())).toMatchObject({ statusCode: 404 })
})

test('every answer tells its request id and version', async () => {
  const standIn = await startStripe()
  const intent = await clientOf(standIn).paymentIntents.create({ amount: 1099, currency: 'eur' })
  expect(intent.lastResponse).toMatchObject({ apiVersion: '2026-10-28.endive', statusCode: 200 })
  expect(intent.lastResponse.requestId).toMatch(/^req_/)
  const bad = await post(standIn, '/v1/payment_intents', INTENT, { 'stripe-version': 'newest' })
  expect(bad.status).toBe(400)
  expect(bad.headers.get('request-id')).toMatch(/^req_/)
})

describe('keys', () => {
  test('no key and a wrong key are 401', async () => {
    const standIn = await startStripe()
    expect((await fetch(`${standIn.url}/v1/events`)).status).toBe(401)
    const error = await errorOf(clientOf(standIn, 'sk_test_wrong0000000000').events.list())
    expect(error).toMatchObject({ type: 'StripeAuthenticationError', statusCode: 401 })
    expect(error.message).not.toContain('sk_test_wrong0000000000')
  })

  test('the publishable key reads an intent with its client secret, without what is the merchant’s', async () => {
    const standIn = await startStripe()
    const intent = await clientOf(standIn).paymentIntents.create({
      amount: 1099,
      currency: 'eur',
      metadata: { margin: '80%' },
    })
    const browser = clientOf(standIn, PUBLISHABLE_KEY)
    const seen = await browser.paymentIntents.retrieve(intent.id, { client_secret: intent.client_secret! })
    expect(seen).toMatchObject({ id: intent.id, amount: 1099 })
    expect(seen).not.toHaveProperty('metadata')
    expect(await errorOf(browser.paymentIntents.retrieve(intent.id))).toMatchObject({ param: 'client_secret' })
    expect(
      await errorOf(browser.paymentIntents.retrieve(intent.id, { client_secret: `${intent.id}_secret_guess` })),
    ).toMatchObject({ statusCode: 400, param: 'client_secret' })
  })

  test('the publishable key can do nothing else', async () => {
    const browser = clientOf(await startStripe(), PUBLISHABLE_KEY)
    for (const forbidden of [
      browser.paymentIntents.create({ amount: 1099, currency: 'eur' }),
      browser.refunds.create({ charge: 'ch_1' }),
      browser.events.list(),
      browser.charges.retrieve('ch_1'),
    ]) {
      expect(await errorOf(forbidden)).toMatchObject({ statusCode: 401, code: 'secret_key_required' })
    }
    const card = { number: '4242424242424242', exp_month: 1, exp_year: 2030 }
    expect(await browser.paymentMethods.create({ type: 'card', card })).toMatchObject({ card: { last4: '4242' } })
  })

  test('a page on another origin may call', async () => {
    const standIn = await startStripe()
    const response = await fetch(`${standIn.url}/v1/payment_methods`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    })
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  })
})

describe('idempotency', () => {
  const create = { amount: 1099, currency: 'eur' }

  test('the same key and parameters replay the first answer, for a day', async () => {
    const clock = movableClock()
    const stripe = clientOf(await startStripe({ clock }))
    const first = await stripe.paymentIntents.create(create, { idempotencyKey: 'k1' })
    const again = await stripe.paymentIntents.create(create, { idempotencyKey: 'k1' })
    expect(again.id).toBe(first.id)
    expect(first.lastResponse.headers).not.toHaveProperty('idempotent-replayed')
    expect(again.lastResponse.headers).toHaveProperty('idempotent-replayed', 'true')
    clock.advance(24 * 60 * 60 * 1000)
    expect((await stripe.paymentIntents.create(create, { idempotencyKey: 'k1' })).id).not.toBe(first.id)
  })

  test('the same key with other parameters, or elsewhere, is refused', async () => {
    const stripe = clientOf(await startStripe())
    const intent = await stripe.paymentIntents.create(create, { idempotencyKey: 'k1' })
    for (const other of [
      stripe.paymentIntents.create({ ...create, amount: 2000 }, { idempotencyKey: 'k1' }),
      stripe.paymentIntents.cancel(intent.id, {}, { idempotencyKey: 'k1' }),
    ]) {
      expect(await errorOf(other)).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 })
    }
  })

  test('of two at the same time one is told to try again', async () => {
    const standIn = await startStripe()
    const answers = await Promise.all(
      [1, 2].map(() => post(standIn, '/v1/payment_intents', INTENT, { 'idempotency-key': 'k1' })),
    )
    const { data } = await clientOf(standIn).paymentIntents.list()
    expect(data).toHaveLength(1)
    for (const answer of answers) expect([200, 409]).toContain(answer.status)
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0)
  })

  test('a decline is replayed, without a second attempt', async () => {
    const stripe = clientOf(await startStripe())
    const declined = {
      ...create,
      automatic_payment_methods: forCards,
      confirm: true,
      payment_method: 'pm_card_chargeDeclined',
    }
    const first = await errorOf(stripe.paymentIntents.create(declined, { idempotencyKey: 'k1' }))
    const again = await errorOf(stripe.paymentIntents.create(declined, { idempotencyKey: 'k1' }))
    expect(again.charge).toBe(first.charge)
    expect((await stripe.paymentIntents.list()).data).toHaveLength(1)
  })

  test('parameters that did not fit do not use the key up', async () => {
    const stripe = clientOf(await startStripe())
    await errorOf(stripe.paymentIntents.create({ ...create, amount: 1 }, { idempotencyKey: 'k1' }))
    expect(await stripe.paymentIntents.create(create, { idempotencyKey: 'k1' })).toMatchObject({ amount: 1099 })
  })
})
