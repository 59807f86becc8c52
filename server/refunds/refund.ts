import { chargeOf } from '../payments/payment.ts'
import type { PaymentRow, RefundRow, RefundStatus } from '../store/schema.ts'
import { type TransitionTable, transition } from '../transitions.ts'

/** A payer's bank may send back what had arrived: also a refund that succeeded can fail. */
export const REFUND_TRANSITIONS: TransitionTable<RefundStatus> = {
  pending: ['succeeded', 'failed'],
  succeeded: ['failed'],
  failed: [],
}

export const moveRefund = (from: RefundStatus, to: RefundStatus) => transition('Refund', REFUND_TRANSITIONS, from, to)

/**
 * What may still be given back of a payment, in the currency's smallest unit: what was charged, less all that was or
 * may yet be given back.
 */
export function leftToRefund(
  payment: Pick<PaymentRow, 'amount' | 'discount_amount'>,
  refunds: Pick<RefundRow, 'amount' | 'status'>[],
): bigint {
  const held = refunds.filter(({ status }) => status !== 'failed')
  return held.reduce((left, { amount }) => left - amount, chargeOf(payment))
}

/** It failed before its provider heard of it: there is no answer of the provider's, and no word. */
export const wasNeverSent = ({ status, provider_ref, message }: RefundRow): boolean =>
  status === 'failed' && provider_ref === null && message === null
