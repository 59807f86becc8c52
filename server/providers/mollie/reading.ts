import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { DeclineReason } from '../../checkout/views.ts'
import type { DisputeNotice, Outcome, ProviderNews, ProviderNotice, RefundOutcome } from '../provider.ts'
import type { GivenBack } from '../returning.ts'
import { mollieAmount } from './amounts.ts'

/** What Mollie's objects mean to us: https://docs.mollie.com/reference/get-payment, /get-refund, /get-chargeback */

const address = z.object({ href: z.url({ protocol: /^https?$/ }) })

/** Where our key stands in a refund's metadata: of a refund that was asked for, and of a capture given back unasked. */
export type KeyName = 'paylink_refund' | 'paylink_return'

export const refundAnswer = z.object({
  id: z.string().regex(/^re_\w+$/),
  status: z.enum(['queued', 'pending', 'processing', 'refunded', 'failed', 'canceled']),
  amount: mollieAmount,
  /** Anything, where it was made by somebody else. */
  metadata: z.unknown(),
})

export type MollieRefund = z.infer<typeof refundAnswer>

export const refundListAnswer = z.object({
  _embedded: z.object({ refunds: z.array(refundAnswer) }),
  _links: z.object({ next: address.nullish() }),
})

const chargebackAnswer = z.object({
  id: z.string().regex(/^chb_\w+$/),
  amount: mollieAmount,
  reason: z.object({ description: z.string() }).nullish(),
  reversedAt: z.string().nullish(),
})

export const paymentAnswer = z.object({
  id: z.string().regex(/^tr_\w+$/),
  status: z.enum(['open', 'pending', 'authorized', 'paid', 'canceled', 'expired', 'failed']),
  amount: mollieAmount,
  amountChargedBack: mollieAmount.nullish(),
  isCancelable: z.boolean().nullish(),
  statusReason: z.object({ message: z.string() }).nullish(),
  details: z.object({ failureReason: z.string().nullish(), failureMessage: z.string().nullish() }).nullish(),
  _links: z.object({ checkout: address.nullish() }),
  _embedded: z
    .object({ refunds: z.array(refundAnswer).optional(), chargebacks: z.array(chargebackAnswer).optional() })
    .optional(),
})

export type MolliePayment = z.infer<typeof paymentAnswer>

export function outcomeOf(payment: MolliePayment): Outcome {
  switch (payment.status) {
    case 'open':
      return { state: 'open' }
    case 'pending':
    case 'authorized':
      return { state: 'processing' }
    case 'paid':
      // What Mollie keeps is told with its balances, which an API key does not open.
      return { state: 'succeeded', fee: null }
    case 'failed':
      return { state: 'declined', ...declineOf(payment) }
    default:
      return { state: 'closed' }
  }
}

/** `failed` is the end of a Mollie payment: it takes no money any more. */
export const closedOutcomeOf = (payment: MolliePayment): Outcome =>
  payment.status === 'failed' ? { state: 'closed' } : outcomeOf(payment)

function declineOf({ details, statusReason }: MolliePayment): { reason: DeclineReason; message: string } {
  const message = details?.failureMessage ?? statusReason?.message ?? 'The payment failed.'
  return { reason: reasonOf(details?.failureReason ?? ''), message }
}

function reasonOf(failureReason: string): DeclineReason {
  switch (failureReason) {
    case 'insufficient_funds':
      return 'insufficient_funds'
    case 'card_expired':
      return 'expired_card'
    case 'invalid_cvv':
      return 'incorrect_cvc'
    case 'invalid_card_number':
      return 'incorrect_number'
    case 'authentication_abandoned':
    case 'authentication_failed':
    case 'authentication_required':
    case 'authentication_unavailable_acs':
      return 'authentication_failed'
    default:
      return 'declined'
  }
}

export function refundOutcomeOf({ id, status }: MollieRefund): RefundOutcome {
  switch (status) {
    case 'refunded':
      return { state: 'succeeded', reference: id, message: null }
    case 'failed':
      return { state: 'failed', reference: id, message: 'Mollie could not transfer the refund.' }
    case 'canceled':
      return { state: 'failed', reference: id, message: 'The refund was cancelled at Mollie.' }
    default:
      return { state: 'pending', reference: id, message: null }
  }
}

/** The key of ours that a refund was made under; null for one that is not ours, or not of this kind. */
export function keyOf({ metadata }: MollieRefund, name: KeyName): string | null {
  const key = z.record(z.string(), z.unknown()).safeParse(metadata).data?.[name]
  return typeof key === 'string' ? key : null
}

/** A refund among those of one payment, under its key if it is a capture given back. */
export const givenBackOf = (refund: MollieRefund): GivenBack => ({
  ...refundOutcomeOf(refund),
  amount: refund.amount.amount,
  key: keyOf(refund, 'paylink_return'),
})

/**
 * What a payment tells with all that became of it. Mollie's webhooks say no more than that something changed, so the
 * event is what is true now: the same state is the same event, however often it is told.
 */
export function noticeOf(payment: MolliePayment): ProviderNotice {
  const { refunds = [], chargebacks = [] } = payment._embedded ?? {}
  const ours = refunds.filter((refund) => keyOf(refund, 'paylink_refund') ?? keyOf(refund, 'paylink_return'))
  const disputes = chargebacks.map((chargeback): DisputeNotice => {
    const { id, amount, reason, reversedAt } = chargeback
    return {
      reference: id,
      paymentReference: payment.id,
      ...amount,
      reason: reason?.description ?? null,
      // Mollie tells of a dispute when the money is gone already.
      state: reversedAt ? 'won' : 'lost',
    }
  })
  const news: ProviderNews[] = [
    { about: 'attempt', reference: payment.id, outcome: outcomeOf(payment) },
    ...ours.map((refund): ProviderNews => ({ about: 'refund', outcome: refundOutcomeOf(refund) })),
    ...disputes.map((dispute): ProviderNews => ({ about: 'dispute', dispute })),
  ]
  const state = [
    payment.status,
    ...ours.map(({ id, status }) => `${id} ${status}`).sort(),
    ...disputes.map((dispute) => `${dispute.reference} ${dispute.state}`).sort(),
  ]
  const digest = createHash('sha256').update(state.join('\n')).digest('hex').slice(0, 32)
  return { eventId: `${payment.id}:${digest}`, type: `payment.${payment.status}`, news }
}
