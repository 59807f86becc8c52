import type { PaymentRow, PaymentStatus } from '../store/schema.ts'
import { type TransitionTable, transition } from '../transitions.ts'

/**
 * Where a payment may go. `pending` after `processing` means that the attempt is closed at its provider: it can take
 * no money any more. `pending` is `succeeded` without an attempt when the charge is zero. A capture that fits nowhere
 * here belongs to no payment; it is returned (see `outcomes.ts`).
 */
export const PAYMENT_TRANSITIONS: TransitionTable<PaymentStatus> = {
  pending: ['processing', 'cancelled', 'succeeded'],
  processing: ['requires_action', 'succeeded', 'failed', 'pending'],
  requires_action: ['processing', 'succeeded', 'failed', 'pending', 'cancelled'],
  failed: ['processing', 'succeeded', 'cancelled'],
  succeeded: ['partially_refunded', 'refunded'],
  partially_refunded: ['refunded', 'succeeded'],
  refunded: ['partially_refunded', 'succeeded'],
  cancelled: [],
}

export const movePayment = (from: PaymentStatus, to: PaymentStatus) =>
  transition('Payment', PAYMENT_TRANSITIONS, from, to)

/** A payer may try so many cards; after that the payment is `failed`, and says so to its merchant. */
export const MAX_DECLINES = 5

/** So many declined cards on one payment are no payer's: it takes no more tries. */
export const MAX_DECLINES_EVER = 20

/** What the payer is charged, in the currency's smallest unit. */
export const chargeOf = (payment: Pick<PaymentRow, 'amount' | 'discount_amount'>): bigint =>
  payment.amount - payment.discount_amount

/** Whether the payer may start to pay: nothing is under way, and it is not over. */
export const canBePaid = (status: PaymentStatus): boolean => status === 'pending' || status === 'failed'

/** An attempt is under way: money may be moving. */
export const isBeingPaid = (status: PaymentStatus): boolean => status === 'processing' || status === 'requires_action'

/** What a paid payment is when so much of its charge was given back. */
export function refundedStatus(
  payment: Pick<PaymentRow, 'amount' | 'discount_amount'>,
  refunded: bigint,
): 'succeeded' | 'partially_refunded' | 'refunded' {
  if (refunded === 0n) return 'succeeded'
  return refunded < chargeOf(payment) ? 'partially_refunded' : 'refunded'
}
