import { expect, test } from 'vitest'
import { type Order, openOrders, refundedCents } from './orders.ts'
import { products } from './products.ts'

const [product] = products

function placed(means: Order['means'] = 'card') {
  const orders = openOrders()
  const order = orders.place(product!, means)
  order.checkout = { id: 'checkout-1', url: 'http://localhost/pay/checkout-1' }
  const note = (...events: string[]) => {
    for (const event of events) orders.note({ event, checkoutId: 'checkout-1' })
    return order.state
  }
  const refund = (id: string, cents: number) => {
    orders.note({ event: 'payment.refunded', checkoutId: 'checkout-1', refund: { id, cents } })
    return order.state
  }
  return { orders, order, note, refund }
}

test('an order is open until a webhook says otherwise', () => {
  const { orders, order } = placed()
  orders.note({ event: 'payment.succeeded', checkoutId: 'of another shop' })
  expect(order.state).toBe('open')
})

test('a payment that fails may still succeed', () => {
  expect(placed().note('payment.failed', 'payment.succeeded')).toBe('paid')
})

test('an order that is paid is not undone by a webhook that comes late', () => {
  expect(placed().note('payment.succeeded', 'payment.failed')).toBe('paid')
  expect(placed('XLM').note('invoice.paid', 'invoice.partially_paid')).toBe('paid')
})

test('events that say nothing about an order change nothing', () => {
  expect(placed().note('payment.requires_action')).toBe('open')
  expect(placed('USDC').note('invoice.created')).toBe('open')
})

test('an invoice is paid in parts', () => {
  const { note } = placed('USDC')
  expect(note('invoice.partially_paid')).toBe('part_paid')
  expect(note('invoice.paid')).toBe('paid')
})

test('an order is refunded once all of it is, and each refund counts once', () => {
  const { order, note, refund } = placed()
  note('payment.succeeded')
  expect(refund('ref_1', 450)).toBe('paid')
  expect(refund('ref_1', 450)).toBe('paid')
  expect(refundedCents(order)).toBe(450)
  expect(refund('ref_2', product!.price.eurCents - 450)).toBe('refunded')
})
