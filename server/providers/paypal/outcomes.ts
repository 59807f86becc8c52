import type { Outcome, RefundOutcome } from '../provider.ts'
import type { GivenBack } from '../returning.ts'
import { fromMoney } from './amounts.ts'
import type { Capture, PaypalOrder, Refund } from './answers.ts'

/** One with money in it first: beside it, one that was declined says nothing. */
export function captureOf(order: PaypalOrder): Capture | null {
  const captures = order.purchase_units.flatMap(({ payments }) => payments?.captures ?? [])
  return captures.find(holdsMoney) ?? captures.find(({ status }) => status === 'PENDING') ?? captures[0] ?? null
}

const holdsMoney = ({ status }: Capture) =>
  status === 'COMPLETED' || status === 'REFUNDED' || status === 'PARTIALLY_REFUNDED'

/** A completed order can hold a declined payment: its capture tells. */
export function outcomeOfOrder(order: PaypalOrder): Outcome {
  const capture = captureOf(order)
  if (capture) return outcomeOfCapture(capture)
  switch (order.status) {
    case 'APPROVED':
      return { state: 'approved' }
    case 'VOIDED':
      return { state: 'closed' }
    case 'COMPLETED':
      // Its capture is yet to be told.
      return { state: 'processing' }
    default:
      return { state: 'open' }
  }
}

export function outcomeOfCapture(capture: Capture): Outcome {
  if (holdsMoney(capture)) return { state: 'succeeded', fee: feeOf(capture), capture: capture.id }
  if (capture.status === 'PENDING') return { state: 'processing' }
  const { reason } = capture.status_details ?? {}
  return {
    state: 'declined',
    reason: 'declined',
    message: reason ? `PayPal declined the payment: ${reason}` : 'PayPal declined the payment.',
  }
}

/** Null when it was taken in another currency. */
function feeOf({ amount, seller_receivable_breakdown: breakdown }: Capture): bigint | null {
  const fee = breakdown?.paypal_fee
  return fee?.currency_code === amount.currency_code ? fromMoney(fee) : null
}

export function outcomeOfRefund({ id, status, status_details }: Refund): RefundOutcome {
  if (status === 'COMPLETED') return { state: 'succeeded', reference: id, message: null }
  if (status === 'PENDING') return { state: 'pending', reference: id, message: null }
  const words = status === 'FAILED' ? 'PayPal could not give it back' : 'The refund was cancelled at PayPal'
  return { state: 'failed', reference: id, message: [words, status_details?.reason].filter(Boolean).join(': ') }
}

/** A refund among those of one capture, under the key of ours that it carries. */
export const givenBackOf = (refund: Refund): GivenBack => ({
  ...outcomeOfRefund(refund),
  amount: (refund.amount && fromMoney(refund.amount)) ?? 0n,
  key: refund.custom_id ?? null,
})
