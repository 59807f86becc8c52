import type { Account } from './account.ts'
import { type Amount, minorOf } from './amounts.ts'

export type RefundStatus = 'pending' | 'processing' | 'refunded' | 'canceled'

/** A refund as the books keep it. */
export interface KeptRefund {
  id: string
  paymentId: string
  amount: Amount
  description: string
  metadata: unknown
  createdAt: number
  status: RefundStatus
}

const HOUR = 60 * 60_000

/** How long a refund waits before it is sent, and can be cancelled; and until it has arrived. */
export const SENT_AFTER = 2 * HOUR
export const ARRIVES_AFTER = 24 * HOUR

export const isOnItsWay = ({ status }: KeptRefund): boolean => status === 'pending' || status === 'processing'

/** What a refund has become by now, if nobody cancelled it. */
export function statusBy(now: number, refund: KeptRefund): RefundStatus {
  if (!isOnItsWay(refund)) return refund.status
  const age = now - refund.createdAt
  if (age >= ARRIVES_AFTER) return 'refunded'
  return age >= SENT_AFTER ? 'processing' : 'pending'
}

/** Of one payment, oldest first. */
export const refundsOf = ({ books }: Account, paymentId: string): KeptRefund[] =>
  books.list<KeptRefund>(`refunds of ${paymentId}`).map(({ document }) => document)

export const saveRefund = ({ books }: Account, refund: KeptRefund) =>
  books.put(`refunds of ${refund.paymentId}`, refund.id, refund)

/** What was given back of a payment, arrived or not, in the smallest unit. */
export const refundedOf = (account: Account, paymentId: string): bigint =>
  refundsOf(account, paymentId)
    .filter(({ status }) => status !== 'canceled')
    .reduce((sum, { amount }) => sum + minorOf(amount), 0n)
