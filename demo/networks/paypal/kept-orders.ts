import type { Account } from './account.ts'
import { notFound } from './errors.ts'
import type { Money } from './money.ts'

/** How the buyer pays: at once, by a source that will be declined, or by a bank that takes days. */
export type Funding = 'balance' | 'declined' | 'bank'

export interface KeptOrder {
  id: string
  status: 'CREATED' | 'PAYER_ACTION_REQUIRED' | 'APPROVED' | 'COMPLETED'
  createdAt: number
  updatedAt: number
  /** Null until the buyer approved it. */
  approvedAt: number | null
  funding: Funding | null
  /** False for an order that names no way of paying: it is approved all the same. */
  namesWallet: boolean
  unit: PurchaseUnit
  returnUrl: string | null
  cancelUrl: string | null
  brandName: string | null
  captures: string[]
  /** PayPal shows it no longer. */
  forgotten?: true
}

export interface PurchaseUnit {
  reference_id: string
  amount: Money
  description?: string
  custom_id?: string
  invoice_id?: string
  soft_descriptor?: string
}

const HOURS = 60 * 60 * 1000
const UNAPPROVED_MS = 6 * HOURS
const UNCAPTURED_MS = 3 * HOURS

/** After it, an order that nobody approved, or captured, is gone. */
function isLapsed({ status, createdAt, approvedAt }: KeptOrder, now: number): boolean {
  if (status === 'COMPLETED') return false
  return approvedAt === null ? now >= createdAt + UNAPPROVED_MS : now >= approvedAt + UNCAPTURED_MS
}

/** Undefined when there is none, or it has lapsed or been forgotten. */
export function findOrder({ books, now }: Account, id: string): KeptOrder | undefined {
  const order = books.get<KeptOrder>('order', id)
  return order && !order.forgotten && !isLapsed(order, now()) ? order : undefined
}

/** @throws ApiError 404 */
export function getOrder(account: Account, id: string): KeptOrder {
  const order = findOrder(account, id)
  if (!order) throw notFound('/order_id', id)
  return order
}

export function saveOrder({ books, now }: Account, order: KeptOrder): void {
  books.put('order', order.id, { ...order, updatedAt: now() })
}
