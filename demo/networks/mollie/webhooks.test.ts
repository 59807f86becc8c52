import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PaymentMethod } from '@mollie/api-client'
import { expect, onTestFinished, test } from 'vitest'
import { clientOf, HOUR, MINUTE, movableClock, order, payer, startMollie, startReceiver } from './testing.ts'

const { creditcard, ideal } = PaymentMethod

test('a status that is final is told as a form with the id alone, the ones before are not', async () => {
  const mollie = clientOf(await startMollie())
  const receiver = await startReceiver()
  const made = await mollie.payments.create({ ...order, method: ideal, webhookUrl: receiver.url })
  await payer.look(made.getCheckoutUrl()!)
  await payer.send(made.getCheckoutUrl()!, 'bank', { outcome: 'paid' })
  const [webhook] = await receiver.until(1)
  expect(webhook!.body).toBe(`id=${made.id}`)
  expect(webhook!.headers.get('user-agent')).toBe('Mollie HTTP client/1.0')
  expect(webhook!.headers.get('content-type')).toBe('application/x-www-form-urlencoded;charset=UTF-8')
  expect(receiver.received).toHaveLength(1)
})

test('expiry is told without anybody asking', async () => {
  const clock = movableClock()
  const standIn = await startMollie({ clock })
  const receiver = await startReceiver()
  const { id } = await clientOf(standIn).payments.create({ ...order, method: creditcard, webhookUrl: receiver.url })
  clock.advance(15 * MINUTE)
  expect((await receiver.until(1))[0]!.body).toBe(`id=${id}`)
  expect(standIn.requests()).toHaveLength(1)
})

test('refunds on their way and chargebacks are told', async () => {
  const clock = movableClock()
  const standIn = await startMollie({ clock })
  const mollie = clientOf(standIn)
  const receiver = await startReceiver()
  const made = await mollie.payments.create({ ...order, method: creditcard, webhookUrl: receiver.url })
  await payer.card(made.getCheckoutUrl()!, '4242424242424242')
  await receiver.until(1)
  await mollie.paymentRefunds.create({ paymentId: made.id, amount: { currency: 'EUR', value: '1.00' } })
  clock.advance(2 * HOUR)
  standIn.service.settle()
  await receiver.until(2)
  clock.advance(22 * HOUR)
  standIn.service.settle()
  await receiver.until(3)
  standIn.service.chargeBack(made.id)
  await receiver.until(4)
  expect(new Set(receiver.received.map(({ body }) => body))).toEqual(new Set([`id=${made.id}`]))
})

test('a webhook that is not taken comes again, and is given up after the last time', async () => {
  const mollie = clientOf(await startMollie())
  const stubborn = await startReceiver(500, 302, 503, 500)
  const made = await mollie.payments.create({ ...order, method: creditcard, webhookUrl: stubborn.url })
  await payer.send(made.getCheckoutUrl()!, 'cancel')
  await stubborn.until(4)
  const next = await mollie.payments.create({ ...order, method: creditcard, webhookUrl: stubborn.url })
  await payer.send(next.getCheckoutUrl()!, 'cancel')
  const received = await stubborn.until(5)
  expect(received.map(({ body }) => body)).toEqual([...Array(4).fill(`id=${made.id}`), `id=${next.id}`])
})

test('the books survive a restart: payments, keys, pages, and webhooks that are still due', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mollie-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const clock = movableClock()
  const booksFile = join(folder, 'mollie.db')
  const receiver = await startReceiver()
  const first = await startMollie({ clock, booksFile })
  const mollie = clientOf(first)
  const paid = await mollie.payments.create({
    ...order,
    method: creditcard,
    webhookUrl: 'http://127.0.0.1:1/nobody',
    idempotencyKey: 'k1',
  })
  await payer.card(paid.getCheckoutUrl()!, '4242424242424242')
  const open = await mollie.payments.create({ ...order, method: creditcard, webhookUrl: receiver.url })
  await first.stop()
  clock.advance(15 * MINUTE)

  const second = await startMollie({ clock, booksFile })
  await receiver.until(1)
  const after = clientOf(second)
  expect((await after.payments.get(paid.id)).status).toBe('paid')
  expect((await after.payments.get(open.id)).status).toBe('expired')
  const again = await after.payments.create({
    ...order,
    method: creditcard,
    webhookUrl: 'http://127.0.0.1:1/nobody',
    idempotencyKey: 'k1',
  })
  expect(again.id).toBe(paid.id)
  expect((await payer.look(paid.getCheckoutUrl()!.replace(first.url, second.url))).location).toBe(order.redirectUrl)
})

test('a webhook that waits for its next try goes out when the stand-in is started again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mollie-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const options = { booksFile: join(folder, 'mollie.db'), webhookRetryDelays: [HOUR] }
  const receiver = await startReceiver(500)
  const first = await startMollie(options)
  const made = await clientOf(first).payments.create({ ...order, method: creditcard, webhookUrl: receiver.url })
  await payer.send(made.getCheckoutUrl()!, 'cancel')
  await receiver.until(1)
  await first.stop()
  await startMollie(options)
  expect((await receiver.until(2)).map(({ body }) => body)).toEqual([`id=${made.id}`, `id=${made.id}`])
})
