import { expect, test } from 'vitest'
import {
  answerBank,
  CHALLENGED,
  clientOf,
  DECLINED,
  GOOD,
  pageOf,
  payOnPage,
  startAirwallex,
  type TestStandIn,
} from './testing.ts'

const links = { successUrl: 'http://shop.example/paid?payment=1', failUrl: 'http://shop.example/back?payment=1' }

async function openIntent(standIn: TestStandIn) {
  const { paymentIntents } = clientOf(standIn).paymentAcceptance
  const intent = await paymentIntents.createPaymentIntent({
    request_id: `page_${Math.random()}`,
    amount: 25,
    currency: 'EUR',
    merchant_order_id: 'order_1',
  })
  return { intent, status: async () => (await paymentIntents.retrievePaymentIntent(intent.id!)).status, paymentIntents }
}

test('is what it is called, cannot be framed or kept, and leads back', async () => {
  const standIn = await startAirwallex()
  const { intent } = await openIntent(standIn)
  const page = await fetch(pageOf(standIn, intent, links))
  expect(page.headers.get('x-frame-options')).toBe('DENY')
  expect(page.headers.get('cache-control')).toBe('no-store')
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  const html = await page.text()
  expect(html).toContain('<title>Airwallex test page</title>')
  expect(html).toContain('Pay EUR 25.00</button>')
  expect(html).toContain(`href="${links.failUrl}"`)
  for (const field of ['cc-number', 'cc-exp', 'cc-csc']) expect(html).toContain(`autocomplete="${field}"`)
  expect((await fetch(`${standIn.url}/checkout.css`)).headers.get('content-type')).toMatch(/^text\/css/)
})

test('a good card pays and goes on to the merchant; so does the page opened again', async () => {
  const standIn = await startAirwallex()
  const { intent, status } = await openIntent(standIn)
  expect(await payOnPage(standIn, intent, GOOD, links)).toMatchObject({ status: 303, location: links.successUrl })
  expect(await status()).toBe('SUCCEEDED')
  const again = await fetch(pageOf(standIn, intent, links), { redirect: 'manual' })
  expect(again.headers.get('location')).toBe(links.successUrl)
  await payOnPage(standIn, intent, GOOD, links)
  expect(standIn.charges().map(({ captured }) => captured)).toEqual([2500n])
})

test('a declined card is told there, and another one may pay', async () => {
  const standIn = await startAirwallex()
  const { intent, status } = await openIntent(standIn)
  const declined = await payOnPage(standIn, intent, DECLINED, links)
  expect(declined).toMatchObject({ status: 200, location: null })
  expect(declined.html).toContain('role="alert"')
  expect(declined.html).toContain(`href="${links.failUrl}"`)
  expect(await status()).toBe('REQUIRES_PAYMENT_METHOD')
  expect((await payOnPage(standIn, intent, GOOD, links)).location).toBe(links.successUrl)
})

test('a mistyped card tries nothing', async () => {
  const standIn = await startAirwallex()
  const { intent, paymentIntents } = await openIntent(standIn)
  const answer = await payOnPage(standIn, intent, '4242 4242 4242 4241', links)
  expect(answer.html).toContain('Check the card number')
  expect((await paymentIntents.retrievePaymentIntent(intent.id!)).latest_payment_attempt).toBeUndefined()
})

test.each([
  ['complete', links.successUrl, 'SUCCEEDED'],
  ['fail', null, 'REQUIRES_PAYMENT_METHOD'],
])('3-D Secure: %s', async (outcome, location, expected) => {
  const standIn = await startAirwallex()
  const { intent, status } = await openIntent(standIn)
  const asked = await payOnPage(standIn, intent, CHALLENGED, links)
  expect(asked).toMatchObject({ status: 303, location: expect.stringMatching(/^\/3ds\/int_/) })
  expect(await status()).toBe('REQUIRES_CUSTOMER_ACTION')
  const bank = await fetch(standIn.url + asked.location)
  expect(bank.headers.get('x-frame-options')).toBe('DENY')
  const html = await bank.text()
  expect(html).toContain('Complete authentication')
  expect(html).toContain('Fail authentication')
  expect((await answerBank(standIn, intent, outcome)).location).toBe(location)
  expect(await status()).toBe(expected)
  expect((await answerBank(standIn, intent, 'complete')).status).toBe(404)
  expect(await status()).toBe(expected)
})

test('only who knows the secret sees or pays it, and only web addresses are followed', async () => {
  const standIn = await startAirwallex()
  const { intent, status } = await openIntent(standIn)
  const stranger = { id: intent.id!, client_secret: 'other' }
  expect((await fetch(pageOf(standIn, stranger, links))).status).toBe(404)
  expect((await payOnPage(standIn, stranger, GOOD, links)).status).toBe(404)
  expect((await fetch(`${standIn.url}/checkout`)).status).toBe(404)
  expect(await status()).toBe('REQUIRES_PAYMENT_METHOD')
  const page = await fetch(pageOf(standIn, intent, { failUrl: 'javascript:alert(1)' }))
  expect(await page.text()).not.toContain('javascript:')
})

test('a cancelled intent can no longer be paid there', async () => {
  const standIn = await startAirwallex()
  const { intent, status, paymentIntents } = await openIntent(standIn)
  await paymentIntents.cancelPaymentIntent(intent.id!, { request_id: 'x' })
  const answer = await payOnPage(standIn, intent, GOOD, links)
  expect(answer.html).toContain('can no longer be paid')
  expect(answer.html).toContain(`href="${links.failUrl}"`)
  expect(await status()).toBe('CANCELLED')
})

test('faults leave the pages alone', async () => {
  const standIn = await startAirwallex()
  const { intent, status } = await openIntent(standIn)
  await standIn.setFault({ mode: 'error' })
  expect((await fetch(pageOf(standIn, intent, links))).status).toBe(200)
  expect((await payOnPage(standIn, intent, GOOD, links)).location).toBe(links.successUrl)
  await standIn.setFault({ mode: 'none' })
  expect(await status()).toBe('SUCCEEDED')
})
