import { CheckoutPaymentIntent, type OrderRequest, PaypalExperienceUserAction } from '@paypal/paypal-server-sdk'
import { expect, test } from 'vitest'
import { testClock } from '../../../server/test-core.ts'
import { clientOf, errorOf, request, startPaypal, visit } from './testing.ts'

const HOUR = 60 * 60 * 1000
const REPRESENTATION = 'return=representation'

const anOrder = (value = '25.00', currencyCode = 'EUR'): OrderRequest => ({
  intent: CheckoutPaymentIntent.Capture,
  purchaseUnits: [{ amount: { currencyCode, value }, customId: 'att_1' }],
  paymentSource: {
    paypal: {
      experienceContext: {
        returnUrl: 'http://shop.example/back?a=1',
        cancelUrl: 'http://shop.example/off',
        userAction: PaypalExperienceUserAction.PayNow,
      },
    },
  },
})

async function openOrder(standIn: Awaited<ReturnType<typeof startPaypal>>, body = anOrder()) {
  const { orders, payments } = clientOf(standIn)
  const { result } = await orders.createOrder({ body, paypalRequestId: crypto.randomUUID(), prefer: REPRESENTATION })
  const page = result.links!.find(({ rel }) => rel === 'payer-action')!.href
  return { orders, payments, id: result.id!, page, order: result }
}

test('an order is approved by its buyer, captured once, and tells its fee', async () => {
  const paypal = await startPaypal()
  const { orders, payments, id, page, order } = await openOrder(paypal)
  expect(order).toMatchObject({ status: 'PAYER_ACTION_REQUIRED', intent: 'CAPTURE' })
  expect(await errorOf(orders.captureOrder({ id }))).toMatchObject({ status: 422, issue: 'ORDER_NOT_APPROVED' })

  expect(await visit(page, 'pay')).toBe(`http://shop.example/back?a=1&token=${id}&PayerID=BUYERSANDBXX2`)
  expect((await orders.getOrder({ id })).result.status).toBe('APPROVED')
  expect(paypal.charges()).toEqual([])

  const captured = await orders.captureOrder({ id, paypalRequestId: 'c1' })
  expect(captured.statusCode).toBe(201)
  expect(captured.result.status).toBe('COMPLETED')
  const capture = captured.result.purchaseUnits![0]!.payments!.captures![0]!
  expect(capture).toMatchObject({
    status: 'COMPLETED',
    amount: { currencyCode: 'EUR', value: '25.00' },
    customId: 'att_1',
    sellerReceivableBreakdown: { paypalFee: { currencyCode: 'EUR', value: '0.97' }, netAmount: { value: '24.03' } },
  })
  expect((await payments.getCapturedPayment({ captureId: capture.id! })).result).toMatchObject({
    id: capture.id,
    supplementaryData: { relatedIds: { orderId: id } },
  })

  expect((await orders.captureOrder({ id, paypalRequestId: 'c1' })).statusCode).toBe(200)
  expect(await errorOf(orders.captureOrder({ id, paypalRequestId: 'c2' }))).toMatchObject({
    issue: 'ORDER_ALREADY_CAPTURED',
  })
  expect(paypal.charges()).toEqual([{ reference: id, ourKey: 'att_1', currency: 'EUR', captured: 2500n, refunded: 0n }])
})

test('an order that names no way of paying has an approve link', async () => {
  const { orders } = clientOf(await startPaypal())
  const { paymentSource: _, ...body } = anOrder()
  const { statusCode, result } = await orders.createOrder({ body })
  expect(statusCode).toBe(201)
  expect(result).toMatchObject({ status: 'CREATED' })
  expect(result.links!.map(({ rel }) => rel)).toEqual(['self', 'approve', 'capture'])
})

test('a buyer who turns back leaves the order open', async () => {
  const { orders, id, page } = await openOrder(await startPaypal())
  expect(await visit(page, 'cancel')).toBe(`http://shop.example/off?token=${id}`)
  expect((await orders.getOrder({ id })).result.status).toBe('PAYER_ACTION_REQUIRED')
})

test('a declined funding source is declined until the buyer chooses another', async () => {
  const paypal = await startPaypal()
  const { orders, id, page } = await openOrder(paypal)
  await visit(page, 'pay', 'declined')
  for (const paypalRequestId of ['c1', 'c1', 'c2']) {
    expect(await errorOf(orders.captureOrder({ id, paypalRequestId }))).toMatchObject({
      status: 422,
      issue: 'INSTRUMENT_DECLINED',
    })
  }
  expect((await orders.getOrder({ id })).result.status).toBe('APPROVED')
  await visit(page, 'pay')
  expect((await orders.captureOrder({ id, paypalRequestId: 'c1' })).result.status).toBe('COMPLETED')
})

test('money from a bank is pending, and arrives after three days or is denied', async () => {
  const clock = testClock()
  const paypal = await startPaypal({ clock })
  const [first, second] = [await openOrder(paypal), await openOrder(paypal)]
  for (const { orders, id, page } of [first, second]) {
    await visit(page, 'pay', 'bank')
    await orders.captureOrder({ id })
  }
  // The client counts on with the computer's time, so later it has to log in anew.
  const statusOf = async ({ id }: typeof first) =>
    (await clientOf(paypal).orders.getOrder({ id })).result.purchaseUnits![0]!.payments!.captures![0]!.status
  expect(await statusOf(first)).toBe('PENDING')
  expect(paypal.charges()).toEqual([])
  paypal.settlePayment(second.id, 'DECLINED')
  clock.advance(72 * HOUR)
  expect([await statusOf(first), await statusOf(second)]).toEqual(['COMPLETED', 'DECLINED'])
  expect(paypal.charges().map(({ reference }) => reference)).toEqual([first.id])
})

test('an order lapses: unapproved after six hours, uncaptured after three', async () => {
  const clock = testClock()
  const paypal = await startPaypal({ clock })
  const [left, approved] = [await openOrder(paypal), await openOrder(paypal)]
  clock.advance(2 * HOUR)
  await visit(approved.page, 'pay')
  clock.advance(3 * HOUR - 1)
  expect((await approved.orders.getOrder({ id: approved.id })).result.status).toBe('APPROVED')
  clock.advance(1)
  const { orders } = approved
  for (const call of [orders.getOrder({ id: approved.id }), orders.captureOrder({ id: approved.id })]) {
    expect(await errorOf(call)).toMatchObject({ status: 404, name: 'RESOURCE_NOT_FOUND' })
  }
  clock.advance(HOUR)
  expect(await errorOf(orders.getOrder({ id: left.id }))).toMatchObject({ status: 404 })
  expect((await fetch(left.page)).status).toBe(404)
})

test('the same request id tells how the order is doing, for six hours', async () => {
  const clock = testClock()
  const paypal = await startPaypal({ clock })
  const { orders } = clientOf(paypal)
  const create = (body = anOrder()) => orders.createOrder({ body, paypalRequestId: 'k1' })
  const { id, links } = (await create()).result
  await visit(links!.find(({ rel }) => rel === 'payer-action')!.href, 'pay')
  expect((await create()).result).toMatchObject({ id, status: 'APPROVED' })
  expect(await errorOf(create(anOrder('26.00')))).toMatchObject({ issue: 'DUPLICATE_REQUEST_ID' })
  expect(await errorOf(orders.captureOrder({ id: id!, paypalRequestId: 'k1' }))).toMatchObject({
    issue: 'DUPLICATE_REQUEST_ID',
  })
  clock.advance(6 * HOUR)
  expect((await create()).result.id).not.toBe(id)
})

test.each([
  ['EUR', '10.001', 'DECIMAL_PRECISION'],
  ['EUR', '0.00', 'CANNOT_BE_ZERO_OR_NEGATIVE'],
  ['EUR', '-1.00', 'CANNOT_BE_ZERO_OR_NEGATIVE'],
  ['JPY', '100.00', 'DECIMALS_NOT_SUPPORTED'],
  ['HUF', '100.5', 'DECIMALS_NOT_SUPPORTED'],
  ['KWD', '1.234', 'CURRENCY_NOT_SUPPORTED'],
])('an order of %s %s is refused: %s', async (currency, value, issue) => {
  const { orders } = clientOf(await startPaypal())
  expect(await errorOf(orders.createOrder({ body: anOrder(value, currency), paypalRequestId: 'k' }))).toMatchObject({
    status: 422,
    issue,
  })
})

test('what is missing, misspelt or malformed is refused by its field', async () => {
  const paypal = await startPaypal()
  const create = async (body: unknown) => {
    const answer = await request(paypal, 'POST', '/v2/checkout/orders', body)
    const { issue, field } = answer.body.details[0]
    return [answer.status, issue, field]
  }
  const unit = { amount: { currency_code: 'EUR', value: '1.00' } }
  expect(await create({ purchase_units: [unit] })).toEqual([400, 'MISSING_REQUIRED_PARAMETER', '/intent'])
  expect(await create({ intent: 'CAPTURE', purchase_units: [{ ...unit, custom: 'x' }] })).toEqual([
    400,
    'INVALID_PARAMETER_SYNTAX',
    '/purchase_units/0/custom',
  ])
  const wrong = { amount: { currency_code: 'EUR', value: '1,00' } }
  expect(await create({ intent: 'CAPTURE', purchase_units: [wrong] })).toEqual([
    400,
    'INVALID_PARAMETER_SYNTAX',
    '/purchase_units/0/amount/value',
  ])
  expect(await create({ intent: 'CAPTURE', purchase_units: [unit], payment_source: { paypal: {} } })).toEqual([
    400,
    'PAYPAL_REQUEST_ID_REQUIRED',
    undefined,
  ])
})

test('only the app that it knows gets a token, and a token ends after nine hours', async () => {
  const clock = testClock()
  const paypal = await startPaypal({ clock })
  const stranger = clientOf(paypal, { clientId: 'sandbox-client', clientSecret: 'another' })
  await expect(stranger.orders.getOrder({ id: 'X' })).rejects.toMatchObject({ statusCode: 401 })
  expect((await fetch(`${paypal.url}/v2/checkout/orders/X`)).status).toBe(401)
  const { orders, id } = await openOrder(paypal)
  clock.advance(9 * HOUR)
  expect(await errorOf(orders.getOrder({ id }))).toMatchObject({ status: 401, name: 'AUTHENTICATION_FAILURE' })
})
