import { Locale, PaymentMethod } from '@mollie/api-client'
import { expect, test } from 'vitest'
import { call, clientOf, errorOf, HOUR, MINUTE, movableClock, order, payer, startMollie } from './testing.ts'

const { creditcard, ideal, bancontact } = PaymentMethod

test('a payment is made, paid on its page by card, and read by the official client', async () => {
  const standIn = await startMollie()
  const mollie = clientOf(standIn)
  const made = await mollie.payments.create({ ...order, method: creditcard, metadata: { order: 'o1' } })
  expect(made).toMatchObject({
    resource: 'payment',
    status: 'open',
    mode: 'test',
    amount: order.amount,
    method: 'creditcard',
    metadata: { order: 'o1' },
    isCancelable: false,
    createdAt: '2026-11-20T12:00:00+00:00',
    expiresAt: '2026-11-20T12:15:00+00:00',
    sequenceType: 'oneoff',
  })
  expect(made.id).toMatch(/^tr_\w{22}$/)
  const address = made.getCheckoutUrl()!
  expect((await payer.card(address, '4242 4242 4242 4242')).location).toBe(order.redirectUrl)
  const paid = await mollie.payments.get(made.id)
  expect(paid).toMatchObject({
    status: 'paid',
    paidAt: '2026-11-20T12:00:00+00:00',
    amountRefunded: { currency: 'EUR', value: '0.00' },
    amountRemaining: { currency: 'EUR', value: '10.00' },
    details: { cardNumber: '4242', cardLabel: 'Visa' },
  })
  expect(paid.getCheckoutUrl()).toBeNull()
  expect(standIn.service.charges()).toMatchObject([
    { reference: made.id, currency: 'EUR', captured: 1000n, refunded: 0n },
  ])
  expect((await payer.card(address, '4242 4242 4242 4242')).location).toBe(address)
  expect((await payer.look(address)).location).toBe(order.redirectUrl)
})

test('an update changes what may still change, and cancelling is refused once the method is known', async () => {
  const mollie = clientOf(await startMollie())
  const { id } = await mollie.payments.create({ ...order, method: creditcard })
  const updated = await mollie.payments.update(id, { description: 'Order 2', metadata: 'm', locale: Locale.nl_NL })
  expect(updated).toMatchObject({
    id,
    description: 'Order 2',
    metadata: 'm',
    locale: 'nl_NL',
    redirectUrl: order.redirectUrl,
  })
  expect(await errorOf(mollie.payments.cancel(id))).toMatchObject({ statusCode: 422 })

  const free = await mollie.payments.create(order)
  expect(free).toMatchObject({ method: null, isCancelable: true })
  const cancelled = await mollie.payments.cancel(free.id)
  expect(cancelled).toMatchObject({ status: 'canceled', canceledAt: '2026-11-20T12:00:00+00:00' })
  expect(cancelled).not.toHaveProperty('isCancelable')
  expect(await errorOf(mollie.payments.cancel(free.id))).toMatchObject({ statusCode: 422 })
  expect(await errorOf(mollie.payments.update(free.id, { redirectUrl: 'https://x.example' }))).toMatchObject({
    statusCode: 422,
    field: 'redirectUrl',
  })
})

test('what nobody pays expires, each method in its time, at a bank as well', async () => {
  const clock = movableClock()
  const standIn = await startMollie({ clock })
  const mollie = clientOf(standIn)
  const card = await mollie.payments.create({ ...order, method: creditcard })
  const atBank = await mollie.payments.create({ ...order, method: ideal })
  const slow = await mollie.payments.create({ ...order, method: bancontact })
  await payer.look(atBank.getCheckoutUrl()!)
  clock.advance(15 * MINUTE - 1)
  expect((await mollie.payments.get(card.id)).status).toBe('open')
  expect((await mollie.payments.get(atBank.id)).status).toBe('pending')
  clock.advance(1)
  for (const { id } of [card, atBank]) {
    expect(await mollie.payments.get(id)).toMatchObject({ status: 'expired', expiredAt: '2026-11-20T12:15:00+00:00' })
  }
  expect((await payer.card(card.getCheckoutUrl()!, '4242424242424242')).location).toBe(card.getCheckoutUrl())
  expect((await mollie.payments.get(slow.id)).status).toBe('open')
  clock.advance(HOUR)
  expect((await mollie.payments.get(slow.id)).status).toBe('expired')
  expect(standIn.service.charges().map(({ captured }) => captured)).toEqual([0n, 0n, 0n])
})

test('payments are listed newest first, page by page', async () => {
  const mollie = clientOf(await startMollie())
  const ids: string[] = []
  for (let n = 0; n < 5; n += 1) ids.unshift((await mollie.payments.create({ ...order, description: `${n}` })).id)
  const first = await mollie.payments.page({ limit: 2 })
  expect(first.map(({ id }) => id)).toEqual(ids.slice(0, 2))
  const second = await first.nextPage!()
  expect(second.map(({ id }) => id)).toEqual(ids.slice(2, 4))
  expect((await second.nextPage!()).map(({ id }) => id)).toEqual(ids.slice(4))
  expect((await second.previousPage!()).map(({ id }) => id)).toEqual(ids.slice(0, 2))
  const all: string[] = []
  for await (const { id } of mollie.payments.iterate()) all.push(id)
  expect(all).toEqual(ids)
  expect(await errorOf(mollie.payments.page({ from: 'tr_unknown' }))).toMatchObject({ statusCode: 400 })
})

test('methods are told with their limits, and those that take an amount', async () => {
  const mollie = clientOf(await startMollie())
  expect((await mollie.methods.list()).map(({ id }) => id)).toEqual(['creditcard', 'ideal', 'bancontact'])
  const inYen = await mollie.methods.list({ amount: { currency: 'JPY', value: '500' } })
  expect(inYen.map(({ id }) => id)).toEqual(['creditcard'])
  const large = await mollie.methods.list({ amount: { currency: 'EUR', value: '10000.01' } })
  expect(large.map(({ id }) => id)).toEqual(['ideal', 'bancontact'])
  expect(await mollie.methods.get(ideal)).toMatchObject({ maximumAmount: { currency: 'EUR', value: '50000.00' } })
})

test.each([
  ['no description', { description: undefined }, 422, 'description'],
  ['no amount', { amount: undefined }, 422, 'amount'],
  ['no redirect', { redirectUrl: undefined }, 422, 'redirectUrl'],
  ['an address that is none', { redirectUrl: 'shop' }, 422, 'redirectUrl'],
  ['a webhook that is no address', { webhookUrl: 'ftp://x.example' }, 422, 'webhookUrl'],
  ['too few decimals', { amount: { currency: 'EUR', value: '10.0' } }, 422, 'amount.value'],
  ['too many decimals', { amount: { currency: 'EUR', value: '10.000' } }, 422, 'amount.value'],
  ['decimals that yen do not have', { amount: { currency: 'JPY', value: '10.00' } }, 422, 'amount.value'],
  ['a number', { amount: { currency: 'EUR', value: 10 } }, 422, 'amount.value'],
  ['nothing', { amount: { currency: 'EUR', value: '0.00' } }, 422, 'amount.value'],
  ['less than nothing', { amount: { currency: 'EUR', value: '-1.00' } }, 422, 'amount.value'],
  ['a currency that is not taken', { amount: { currency: 'KWD', value: '1.000' } }, 422, 'amount.currency'],
  ['dollars over iDEAL', { method: 'ideal', amount: { currency: 'USD', value: '1.00' } }, 422, 'amount'],
  ['too little for Bancontact', { method: 'bancontact', amount: { currency: 'EUR', value: '0.01' } }, 422, 'amount'],
  ['too much for iDEAL', { method: 'ideal', amount: { currency: 'EUR', value: '50000.01' } }, 422, 'amount'],
  ['too much for a card', { method: 'creditcard', amount: { currency: 'EUR', value: '10000.01' } }, 422, 'amount'],
  ['a method it does not have', { method: 'paysafecard' }, 422, 'method'],
  ['too long a description', { description: 'x'.repeat(256) }, 422, 'description'],
  ['too much metadata', { metadata: { text: 'x'.repeat(1024) } }, 422, 'metadata'],
  ['a parameter that there is not', { testmode: true }, 400, 'testmode'],
  ['a parameter inside another', { amount: { currency: 'EUR', value: '1.00', cents: 1 } }, 400, 'amount.cents'],
])('%s is refused', async (_, change, status, field) => {
  const standIn = await startMollie()
  expect(await call(standIn, 'POST', '/v2/payments', { ...order, ...change })).toMatchObject({
    status,
    body: { status, field, _links: { documentation: { type: 'text/html' } } },
  })
  expect(standIn.service.charges()).toEqual([])
})

test('currencies are written with their own decimals', async () => {
  const standIn = await startMollie()
  const mollie = clientOf(standIn)
  for (const amount of [
    { currency: 'JPY', value: '500' },
    { currency: 'ISK', value: '500' },
    { currency: 'HUF', value: '500.55' },
  ]) {
    expect((await mollie.payments.create({ ...order, amount })).amount).toEqual(amount)
  }
})

test('requests without the right key, or to nowhere, are refused', async () => {
  const standIn = await startMollie()
  const stranger = clientOf(standIn, 'test_somebodyelse0000000000000000000')
  expect(await errorOf(stranger.payments.create(order))).toMatchObject({ statusCode: 401 })
  expect((await fetch(`${standIn.url}/v2/payments`)).status).toBe(401)
  expect(await errorOf(clientOf(standIn).payments.get('tr_unknown'))).toMatchObject({ statusCode: 404 })
  expect(await call(standIn, 'GET', '/v2/orders')).toMatchObject({ status: 404, body: { status: 404 } })
  expect(await call(standIn, 'POST', '/v2/payments', order, { 'content-type': 'text/plain' })).toMatchObject({
    status: 415,
  })
})

test('a key makes one payment for an hour, however often it is asked for', async () => {
  const clock = movableClock()
  const standIn = await startMollie({ clock })
  const mollie = clientOf(standIn)
  const first = await mollie.payments.create({ ...order, idempotencyKey: 'k1' })
  clock.advance(HOUR - 1)
  const again = await mollie.payments.create({ ...order, idempotencyKey: 'k1' })
  expect([again.id, again.status]).toEqual([first.id, 'open'])
  const other = mollie.payments.create({ ...order, description: 'Another', idempotencyKey: 'k1' })
  expect(await errorOf(other)).toMatchObject({ statusCode: 400 })
  clock.advance(1)
  expect((await mollie.payments.create({ ...order, idempotencyKey: 'k1' })).id).not.toBe(first.id)
  expect(standIn.service.charges().map(({ ourKey }) => ourKey)).toEqual(['k1', 'k1'])
})

test('two requests with one key at once make one payment', async () => {
  const standIn = await startMollie()
  const send = () => call(standIn, 'POST', '/v2/payments', order, { 'idempotency-key': 'k2' })
  const statuses = (await Promise.all([send(), send(), send()])).map(({ status }) => status)
  expect(statuses.filter((status) => status !== 201 && status !== 409)).toEqual([])
  expect(standIn.service.charges()).toHaveLength(1)
})
