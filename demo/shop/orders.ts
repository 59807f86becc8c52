import { newId } from '../../server/ids.ts'
import type { Means, Product } from './products.ts'

export interface Order {
  id: string
  product: Product
  means: Means
  state: OrderState
  /** What the buyer pays it with; null until the checkout has answered. */
  checkout: Checkout | null
  /** Refunded so far, in cents, by the refund's id: the same webhook may arrive twice. */
  refunds: Map<string, number>
}

/** The payment's id, or the invoice's public id, and the hosted page where it is paid. */
export interface Checkout {
  id: string
  url: string
}

export type OrderState = 'open' | 'part_paid' | 'failed' | 'expired' | 'cancelled' | 'paid' | 'refunded'

/** What each webhook says about an order. Others say nothing new about it. */
const STATE_AFTER: Record<string, OrderState> = {
  'payment.succeeded': 'paid',
  'payment.failed': 'failed',
  'payment.cancelled': 'cancelled',
  'invoice.partially_paid': 'part_paid',
  'invoice.paid': 'paid',
  'invoice.overpaid': 'paid',
  'invoice.expired': 'expired',
  'invoice.underpaid': 'expired',
}

/** Webhooks arrive in any order: an order that is paid is not failed by one that comes late. */
const RANK: Record<OrderState, number> = {
  open: 0,
  part_paid: 1,
  failed: 1,
  expired: 1,
  cancelled: 1,
  paid: 2,
  refunded: 3,
}

/** What a webhook of either dialect says, as far as the shop is concerned. */
export interface Notice {
  event: string
  /** The payment or the invoice that it is about. */
  checkoutId: string
  refund?: { id: string; cents: number }
}

/** The shop's orders, for as long as it runs. */
export interface Orders {
  place(product: Product, means: Means): Order
  find(id: string): Order | undefined
  /** Newest first. */
  list(): Order[]
  /** Takes over what a webhook says; one about another shop's payment says nothing. */
  note(notice: Notice): void
}

export function openOrders(): Orders {
  const orders = new Map<string, Order>()
  return {
    place(product, means) {
      const order: Order = { id: newId('order_'), product, means, state: 'open', checkout: null, refunds: new Map() }
      orders.set(order.id, order)
      return order
    },
    find: (id) => orders.get(id),
    list: () => [...orders.values()].reverse(),
    note({ event, checkoutId, refund }) {
      const order = orders.values().find(({ checkout }) => checkout?.id === checkoutId)
      if (!order) return
      if (refund) order.refunds.set(refund.id, refund.cents)
      const next = event === 'payment.refunded' ? stateAfterRefund(order) : STATE_AFTER[event]
      if (next && RANK[next] >= RANK[order.state]) order.state = next
    },
  }
}

export const refundedCents = (order: Order): number => order.refunds.values().reduce((sum, cents) => sum + cents, 0)

const stateAfterRefund = (order: Order): OrderState =>
  refundedCents(order) >= order.product.price.eurCents ? 'refunded' : 'paid'
