import { verify, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { CheckoutPaymentIntent } from '@paypal/paypal-server-sdk'
import { expect, onTestFinished, test } from 'vitest'
import { testClock } from '../../../server/test-core.ts'
import type { Funding } from './kept-orders.ts'
import {
  clientOf,
  type ReceivedWebhook,
  request,
  startPaypal,
  startReceiver,
  type TestPaypal,
  visit,
} from './testing.ts'

const WEBHOOKS = '/v1/notifications/webhooks'
const DAY = 24 * 60 * 60 * 1000

const register = (paypal: TestPaypal, url: string, ...names: string[]) =>
  request(paypal, 'POST', WEBHOOKS, { url, event_types: names.map((name) => ({ name })) })

async function pay(paypal: TestPaypal, funding: Funding = 'balance') {
  const { orders } = clientOf(paypal)
  const amount = { currencyCode: 'EUR', value: '10.00' }
  const body = { intent: CheckoutPaymentIntent.Capture, purchaseUnits: [{ amount, customId: 'att_1' }] }
  const { id, links } = (await orders.createOrder({ body })).result
  await visit(links!.find(({ rel }) => rel === 'approve')!.href, 'pay', funding)
  await orders.captureOrder({ id: id! })
  return id!
}

const typesOf = (received: ReceivedWebhook[]) => received.map(({ body }) => JSON.parse(body).event_type)

async function isSigned({ body, headers }: ReceivedWebhook, webhookId: string) {
  const certificate = new X509Certificate(await (await fetch(headers.get('paypal-cert-url')!)).text())
  const [id, time] = [headers.get('paypal-transmission-id'), headers.get('paypal-transmission-time')]
  const signature = Buffer.from(headers.get('paypal-transmission-sig')!, 'base64')
  return verify('sha256', Buffer.from(`${id}|${time}|${webhookId}|${crc32(body)}`), certificate.publicKey, signature)
}

test('a webhook gets what it asked for, signed under the certificate it names', async () => {
  const clock = testClock()
  const paypal = await startPaypal({ clock })
  const receiver = await startReceiver()
  const { status, body: webhook } = await register(paypal, receiver.url, 'PAYMENT.CAPTURE.COMPLETED')
  expect([status, webhook.url]).toEqual([201, receiver.url])
  const order = await pay(paypal)
  const [received] = await receiver.until(1)
  expect(JSON.parse(received!.body)).toMatchObject({
    id: expect.stringMatching(/^WH-/),
    event_type: 'PAYMENT.CAPTURE.COMPLETED',
    resource_type: 'capture',
    resource: { status: 'COMPLETED', custom_id: 'att_1', supplementary_data: { related_ids: { order_id: order } } },
  })
  expect(received!.headers.get('paypal-auth-algo')).toBe('SHA256withRSA')
  expect(Date.parse(received!.headers.get('paypal-transmission-time')!)).toBe(clock.now())
  expect(await isSigned(received!, webhook.id)).toBe(true)
  expect(await isSigned({ ...received!, body: received!.body.replace('10.00', '99.00') }, webhook.id)).toBe(false)
  expect(await isSigned(received!, 'ANOTHER')).toBe(false)
  expect(receiver.received).toHaveLength(1)
})

test('verification tells what was signed from what was not', async () => {
  const paypal = await startPaypal()
  const receiver = await startReceiver()
  const { body: webhook } = await register(paypal, receiver.url, '*')
  await pay(paypal)
  const [received] = await receiver.until(2)
  const { headers } = received!
  const check = async (event: object) => {
    const answer = await request(paypal, 'POST', '/v1/notifications/verify-webhook-signature', {
      auth_algo: headers.get('paypal-auth-algo'),
      cert_url: headers.get('paypal-cert-url'),
      transmission_id: headers.get('paypal-transmission-id'),
      transmission_sig: headers.get('paypal-transmission-sig'),
      transmission_time: headers.get('paypal-transmission-time'),
      webhook_id: webhook.id,
      webhook_event: event,
    })
    return answer.body.verification_status
  }
  const event = JSON.parse(received!.body)
  expect(await check(event)).toBe('SUCCESS')
  expect(await check({ ...event, id: 'WH-FORGED' })).toBe('FAILURE')
})

test('each thing that happens is told: approved, pending, denied, given back, disputed', async () => {
  const paypal = await startPaypal()
  const receiver = await startReceiver()
  await register(paypal, receiver.url, '*')
  const waiting = await pay(paypal, 'bank')
  await receiver.until(2)
  paypal.settlePayment(waiting, 'DECLINED')
  await receiver.until(3)
  const order = await pay(paypal)
  const { payments, orders } = clientOf(paypal)
  const { captures } = (await orders.getOrder({ id: order })).result.purchaseUnits![0]!.payments!
  await payments.refundCapturedPayment({ captureId: captures![0]!.id! })
  await receiver.until(6)
  const dispute = paypal.openDispute(order)
  await receiver.until(7)
  paypal.resolveDispute(dispute, 'RESOLVED_SELLER_FAVOUR')
  const received = await receiver.until(8)
  expect(typesOf(received).toSorted()).toEqual([
    'CHECKOUT.ORDER.APPROVED',
    'CHECKOUT.ORDER.APPROVED',
    'CUSTOMER.DISPUTE.CREATED',
    'CUSTOMER.DISPUTE.RESOLVED',
    'PAYMENT.CAPTURE.COMPLETED',
    'PAYMENT.CAPTURE.DENIED',
    'PAYMENT.CAPTURE.PENDING',
    'PAYMENT.CAPTURE.REFUNDED',
  ])
  expect(JSON.parse(received[7]!.body).resource).toMatchObject({
    dispute_id: dispute,
    status: 'RESOLVED',
    dispute_outcome: { outcome_code: 'RESOLVED_SELLER_FAVOUR' },
    disputed_transactions: [{ seller_transaction_id: captures![0]!.id, custom: 'att_1' }],
  })
})

test('a webhook that is not taken comes again, and what is still due outlives a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'paypal-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const booksFile = join(folder, 'paypal.db')
  const receiver = await startReceiver(500, 302)
  const before = await startPaypal({ booksFile })
  const { body: webhook } = await register(before, receiver.url, 'PAYMENT.CAPTURE.COMPLETED')
  const order = await pay(before)
  await receiver.until(1)
  await before.stop()

  const after = await startPaypal({ booksFile })
  const received = await receiver.until(3)
  expect(new Set(received.map(({ body }) => JSON.parse(body).id)).size).toBe(1)
  expect(await isSigned({ ...received[0]!, headers: movedTo(after.url, received[0]!.headers) }, webhook.id)).toBe(true)
  expect((await clientOf(after).orders.getOrder({ id: order })).result.status).toBe('COMPLETED')
  expect(after.charges()).toMatchObject([{ reference: order, captured: 1000n }])
})

/** The stand-in listens on another port by now. */
function movedTo(url: string, headers: Headers): Headers {
  const moved = new Headers(headers)
  moved.set('paypal-cert-url', url + new URL(headers.get('paypal-cert-url')!).pathname)
  return moved
}

test('a certificate is renewed before it ends, and the old one is still served', async () => {
  const clock = testClock()
  const paypal = await startPaypal({ clock })
  const receiver = await startReceiver()
  const { body: webhook } = await register(paypal, receiver.url, 'PAYMENT.CAPTURE.COMPLETED')
  await pay(paypal)
  await receiver.until(1)
  clock.advance(340 * DAY)
  await pay(paypal)
  const [first, second] = await receiver.until(2)
  expect(first!.headers.get('paypal-cert-url')).not.toBe(second!.headers.get('paypal-cert-url'))
  expect([await isSigned(first!, webhook.id), await isSigned(second!, webhook.id)]).toEqual([true, true])
})

test('webhooks are listed, changed and deleted, one for each address', async () => {
  const paypal = await startPaypal()
  const [gone, kept] = [await startReceiver(), await startReceiver()]
  const { body: first } = await register(paypal, gone.url, '*')
  expect((await register(paypal, gone.url, '*')).body.name).toBe('WEBHOOK_URL_ALREADY_EXISTS')
  const { body: second } = await register(paypal, kept.url, 'CUSTOMER.DISPUTE.CREATED')
  const change = [{ op: 'replace', path: '/event_types', value: [{ name: 'PAYMENT.CAPTURE.COMPLETED' }] }]
  expect((await request(paypal, 'PATCH', `${WEBHOOKS}/${second.id}`, change)).status).toBe(200)
  expect((await request(paypal, 'DELETE', `${WEBHOOKS}/${first.id}`)).status).toBe(204)
  expect((await request(paypal, 'GET', `${WEBHOOKS}/${first.id}`)).status).toBe(404)
  const { body: listed } = await request(paypal, 'GET', WEBHOOKS)
  expect(listed.webhooks.map(({ id }: { id: string }) => id)).toEqual([second.id])
  await pay(paypal)
  expect(typesOf(await kept.until(1))).toEqual(['PAYMENT.CAPTURE.COMPLETED'])
  expect(gone.received).toEqual([])

  expect((await register(paypal, 'http://shop.example/hook', '*')).status).toBe(400)
  expect((await register(paypal, 'https://shop.example/hook', 'PAYMENT.NONSENSE')).status).toBe(400)
  for (let count = 1; count < 10; count += 1) await register(paypal, `https://shop.example/${count}`, '*')
  expect((await register(paypal, 'https://shop.example/10', '*')).body.name).toBe('WEBHOOK_NUMBER_LIMIT_EXCEEDED')
})
