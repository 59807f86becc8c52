import { PaymentMethod } from '@mollie/api-client'
import { expect, test } from 'vitest'
import { clientOf, order, payer, startMollie } from './testing.ts'

const { creditcard, ideal, bancontact } = PaymentMethod

async function begin(method?: PaymentMethod, change: Partial<typeof order> = {}) {
  const standIn = await startMollie()
  const mollie = clientOf(standIn)
  const made = await mollie.payments.create({ ...order, ...change, ...(method && { method }) })
  const { id } = made
  return { standIn, mollie, id, address: made.getCheckoutUrl()!, read: () => mollie.payments.get(id) }
}

test('the page cannot be framed or kept, and has fields that a browser fills', async () => {
  const { address } = await begin(creditcard)
  const { status, html, headers } = await payer.look(address)
  expect(status).toBe(200)
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('cache-control')).toBe('no-store')
  for (const name of ['cc-number', 'cc-exp', 'cc-csc']) expect(html).toContain(`autocomplete="${name}"`)
  expect(html).toContain('Mollie test page')
  expect(html.match(/<button[^>]*>\s*Pay /g)).toHaveLength(1)
  expect(html).toContain('Pay €10.00')
  expect(html).not.toContain('<script')
})

test('what the merchant wrote is shown as text', async () => {
  const { address } = await begin(creditcard, { description: '<img src=x onerror=alert(1)>' })
  expect((await payer.look(address)).html).toContain('&lt;img src=x')
})

test.each([
  ['4000000000000002', 'card_declined'],
  ['4000 0000 0000 9995', 'insufficient_funds'],
  ['4000000000000069', 'card_expired'],
  ['4000000000000127', 'invalid_cvv'],
  ['4111111111111111', 'invalid_card_number'],
])('card %s fails with %s', async (number, failureReason) => {
  const { address, read } = await begin(creditcard)
  expect((await payer.card(address, number)).location).toBe(order.redirectUrl)
  const failed = await read()
  expect(failed).toMatchObject({ status: 'failed', failedAt: '2026-11-20T12:00:00+00:00', details: { failureReason } })
  expect((await payer.card(address, '4242424242424242')).location).toBe(address)
  expect((await read()).status).toBe('failed')
})

test.each([
  ['a number that is none', { number: '4242424242424241' }, 'Check the card number'],
  ['a month that is none', { expiry: '13/34' }, 'Write month and year'],
  ['a card of last month', { expiry: '10/26' }, 'The card has expired'],
  ['a code that is none', { code: '12' }, 'three or four digits'],
])('%s is told, and nothing is tried', async (_, change, told) => {
  const { address, read } = await begin(creditcard)
  const fields = { number: '4242424242424242', expiry: '11/26', code: '123', ...change }
  const answer = await payer.send(address, 'card', fields)
  expect(answer.status).toBe(422)
  expect(answer.html).toContain(told)
  expect(answer.html).not.toContain('value="123"')
  expect((await read()).status).toBe('open')
  expect(
    (await payer.send(address, 'card', { ...fields, number: '4242424242424242', expiry: '11/26', code: '123' }))
      .location,
  ).toBe(order.redirectUrl)
})

test.each([
  ['complete', 'paid', undefined],
  ['fail', 'failed', 'authentication_failed'],
])('3-D Secure: %s', async (outcome, status, failureReason) => {
  const { address, read } = await begin(creditcard)
  expect((await payer.card(address, '4000 0027 6000 3184')).location).toBe(address)
  expect(await read()).toMatchObject({ status: 'pending', isCancelable: false })
  const { html } = await payer.look(address)
  expect(html).toContain('Complete authentication')
  expect(html).toContain('Fail authentication')
  expect((await payer.send(address, 'authentication', { outcome })).location).toBe(order.redirectUrl)
  const after = await read()
  expect(after.status).toBe(status)
  expect((after.details as { failureReason?: string }).failureReason).toBe(failureReason)
  expect(after.details).toMatchObject({ cardSecurity: '3dsecure' })
})

test.each([
  [ideal, 'paid', order.redirectUrl],
  [ideal, 'failed', order.redirectUrl],
  [ideal, 'expired', order.redirectUrl],
  [ideal, 'canceled', order.cancelUrl],
  [bancontact, 'paid', order.redirectUrl],
  [bancontact, 'canceled', order.cancelUrl],
])('at the test bank of %s: %s', async (method, outcome, location) => {
  const { address, read } = await begin(method)
  expect((await payer.send(address, 'bank', { outcome })).location).toBe(address)
  expect((await read()).status).toBe('open')
  const { html } = await payer.look(address)
  expect(html.match(/<button[^>]*>\s*Pay /g)).toHaveLength(1)
  expect((await read()).status).toBe('pending')
  expect((await payer.send(address, 'bank', { outcome })).location).toBe(location)
  expect((await read()).status).toBe(outcome)
})

test('who cancels goes to the cancel address, or back where there is none', async () => {
  const { address, read } = await begin(creditcard)
  expect((await payer.send(address, 'cancel')).location).toBe(order.cancelUrl)
  expect((await read()).status).toBe('canceled')
  expect((await payer.look(address)).location).toBe(order.cancelUrl)
  const { mollie } = await begin()
  const { cancelUrl: _, ...without } = order
  const made = await mollie.payments.create({ ...without, method: creditcard })
  expect((await payer.send(made.getCheckoutUrl()!, 'cancel')).location).toBe(order.redirectUrl)
})

test('without a method the payer chooses, and can choose again when it failed', async () => {
  const { address, read } = await begin()
  const { html } = await payer.look(address)
  for (const id of ['creditcard', 'ideal', 'bancontact']) expect(html).toContain(`value="${id}"`)
  await payer.send(address, 'method', { method: 'creditcard' })
  expect(await read()).toMatchObject({ status: 'open', method: 'creditcard', isCancelable: false })
  expect((await payer.card(address, '4000000000000002')).location).toBe(address)
  expect(await read()).toMatchObject({ status: 'open', method: null, isCancelable: true })
  await payer.send(address, 'method', { method: 'bancontact' })
  await payer.look(address)
  await payer.send(address, 'bank', { outcome: 'failed' })
  expect(await read()).toMatchObject({ status: 'open', method: null })
  await payer.send(address, 'method', { method: 'ideal' })
  await payer.look(address)
  expect((await payer.send(address, 'bank', { outcome: 'paid' })).location).toBe(order.redirectUrl)
  expect(await read()).toMatchObject({ status: 'paid', method: 'ideal', details: { consumerBic: 'ABNANL2A' } })
})

test('a payment that is over or unknown takes nothing more', async () => {
  const { address, standIn } = await begin(creditcard)
  const unknown = `${standIn.url}/checkout/unknown`
  expect((await payer.look(unknown)).status).toBe(404)
  expect((await payer.card(unknown, '4242424242424242')).status).toBe(404)
  expect((await payer.send(address, 'authentication', { outcome: 'complete' })).location).toBe(address)
  expect((await payer.send(address, 'bank', { outcome: 'paid' })).location).toBe(address)
  expect((await payer.send(address, 'method', { method: 'ideal' })).location).toBe(address)
  expect(standIn.service.charges()[0]!.captured).toBe(0n)
})

test('a payment is paid once, however often it is sent', async () => {
  const { address, standIn } = await begin(creditcard)
  await Promise.all([1, 2, 3].map(() => payer.card(address, '4242424242424242')))
  expect(standIn.service.charges().map(({ captured }) => captured)).toEqual([1000n])
})

test('a decline that is asked for meets the payment that is confirmed, of any method', async () => {
  for (const method of [creditcard, ideal]) {
    const { address, read, standIn } = await begin(method)
    await standIn.setFault({ mode: 'decline', times: 1 })
    await payer.look(address)
    await (method === creditcard
      ? payer.card(address, '4242424242424242')
      : payer.send(address, 'bank', { outcome: 'paid' }))
    expect((await read()).status).toBe('failed')
  }
})

test('faults meet the API and leave the pages alone', async () => {
  const { address, standIn, mollie, id } = await begin(creditcard)
  await standIn.setFault({ mode: 'error' })
  await expect(mollie.payments.get(id)).rejects.toMatchObject({ statusCode: 500 })
  expect((await payer.card(address, '4242424242424242')).location).toBe(order.redirectUrl)
  await standIn.setFault({ mode: 'none' })
  expect((await mollie.payments.get(id)).status).toBe('paid')
})
