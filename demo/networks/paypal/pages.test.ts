import { CheckoutPaymentIntent } from '@paypal/paypal-server-sdk'
import { expect, test } from 'vitest'
import { clientOf, errorOf, startPaypal, visit } from './testing.ts'

async function openPage() {
  const paypal = await startPaypal()
  const { orders } = clientOf(paypal)
  const { result } = await orders.createOrder({
    body: {
      intent: CheckoutPaymentIntent.Capture,
      purchaseUnits: [{ amount: { currencyCode: 'JPY', value: '1200' }, description: '<b>Beans</b>' }],
      applicationContext: { returnUrl: 'http://shop.example/back', cancelUrl: 'http://shop.example/off' },
    },
  })
  return { paypal, orders, id: result.id!, page: result.links!.find(({ rel }) => rel === 'approve')!.href }
}

test('the page says what is paid, offers ways to pay and a way back, and lets nobody frame it', async () => {
  const { page } = await openPage()
  const response = await fetch(page)
  expect(response.headers.get('x-frame-options')).toBe('DENY')
  expect(response.headers.get('cache-control')).toBe('no-store')
  const text = await response.text()
  expect(text).toContain('<title>PayPal test page</title>')
  expect(text).toContain('¥1,200')
  expect(text).toContain('&lt;b&gt;Beans&lt;/b&gt;')
  expect([...text.matchAll(/<button[^>]*>([^<]*)/g)].map(([, label]) => label)).toEqual([
    'Pay now',
    'Cancel and return',
  ])
  expect([...text.matchAll(/type="radio"[^>]*value="(\w+)"[^>]*(checked)?/g)].map(([, value]) => value)).toEqual([
    'balance',
    'declined',
    'bank',
  ])
  expect(text.match(/ checked>/g)).toHaveLength(1)
})

test('nothing is approved by a form that says nothing, or for an order that is none', async () => {
  const { paypal, orders, id, page } = await openPage()
  expect((await fetch(page, { method: 'POST', body: new URLSearchParams({ action: 'pay' }) })).status).toBe(400)
  expect((await orders.getOrder({ id })).result.status).toBe('CREATED')
  expect((await fetch(`${paypal.url}/checkoutnow?token=NONE`)).status).toBe(404)
})

test('what was captured is not approved again', async () => {
  const { orders, id, page } = await openPage()
  expect(await visit(page, 'pay')).toBe(`http://shop.example/back?token=${id}&PayerID=BUYERSANDBXX2`)
  await orders.captureOrder({ id })
  expect(await visit(page, 'pay')).toBeNull()
  expect(await (await fetch(page)).text()).toContain('This is paid')
})

test('faults meet the API and leave the page alone', async () => {
  const { paypal, orders, id, page } = await openPage()
  await paypal.setFault({ mode: 'error' })
  expect((await fetch(page)).status).toBe(200)
  expect((await fetch(`${paypal.url}/checkout.css`)).status).toBe(200)
  expect(await visit(page, 'pay')).toContain('PayerID')
  expect(await errorOf(orders.getOrder({ id }))).toMatchObject({ status: 500, name: 'INTERNAL_SERVER_ERROR' })
  await paypal.setFault({ mode: 'decline', times: 1 })
  expect(await errorOf(orders.captureOrder({ id }))).toMatchObject({ issue: 'INSTRUMENT_DECLINED' })
  expect(paypal.charges()).toEqual([])
})
