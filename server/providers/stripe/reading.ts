import type Stripe from 'stripe'
import type { DeclineReason } from '../../checkout/views.ts'
import type { DisputeNotice, Outcome, ProviderNews, ProviderNotice, RefundOutcome } from '../provider.ts'
import type { GivenBack } from '../returning.ts'
import { fromStripeAmount } from './amounts.ts'

/** What Stripe's objects mean to us. */

/** The events that tell the state of intents, refunds and disputes. Anything else is kept and changes nothing. */
export const EVENTS = [
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
] as const satisfies Stripe.WebhookEndpointCreateParams['enabled_events']

export const noticeOf = (event: Stripe.Event): ProviderNotice => ({
  eventId: event.id,
  type: event.type,
  news: (EVENTS as readonly string[]).includes(event.type) ? newsOf(event.data.object) : [],
})

function newsOf(object: Stripe.Event.Data.Object): ProviderNews[] {
  const { object: kind } = object as { object?: string }
  switch (kind) {
    case 'payment_intent': {
      const intent = object as Stripe.PaymentIntent
      return [{ about: 'attempt', reference: intent.id, outcome: outcomeOf(intent) }]
    }
    case 'refund':
      return [{ about: 'refund', outcome: refundOutcomeOf(object as Stripe.Refund) }]
    case 'dispute': {
      const dispute = disputeOf(object as Stripe.Dispute)
      return dispute ? [{ about: 'dispute', dispute }] : []
    }
    default:
      return []
  }
}

export function refundOutcomeOf({ id, status, failure_reason }: Stripe.Refund): RefundOutcome {
  const state =
    status === 'succeeded' ? 'succeeded' : status === 'failed' || status === 'canceled' ? 'failed' : 'pending'
  return { state, reference: id, message: failure_reason ?? null }
}

/** A refund among those of one payment, under the key of ours that it carries if it is a capture given back. */
export const givenBackOf = (refund: Stripe.Refund): GivenBack => ({
  ...refundOutcomeOf(refund),
  amount: fromStripeAmount(BigInt(refund.amount), refund.currency.toUpperCase()),
  key: refund.metadata?.paylink_return ?? null,
})

/** Warnings of a bank (`warning_…`) move no money and are no disputes. */
function disputeOf({ id, payment_intent, amount, currency, reason, status }: Stripe.Dispute): DisputeNotice | null {
  if (!payment_intent || status.startsWith('warning_')) return null
  return {
    reference: id,
    paymentReference: typeof payment_intent === 'string' ? payment_intent : payment_intent.id,
    amount: fromStripeAmount(BigInt(amount), currency.toUpperCase()),
    currency: currency.toUpperCase(),
    reason,
    state: status === 'won' ? 'won' : status === 'lost' ? 'lost' : 'open',
  }
}

export function outcomeOf(intent: Stripe.PaymentIntent): Outcome {
  switch (intent.status) {
    case 'succeeded':
      return { state: 'succeeded', fee: feeOf(intent) }
    case 'canceled':
      return { state: 'closed' }
    case 'requires_action':
      return { state: 'requires_action' }
    case 'requires_payment_method':
    case 'requires_confirmation': {
      const error = intent.last_payment_error
      if (!error) return { state: 'open' }
      return { state: 'declined', reason: reasonOf(error), message: error.message ?? 'The card was declined.' }
    }
    default:
      return { state: 'processing' }
  }
}

/** To be expanded where the fee is to be read. */
export const BALANCE_TRANSACTION = 'latest_charge.balance_transaction'

/** Told once the charge's balance transaction is expanded, and in the charge's currency only where nothing was converted. */
function feeOf({ latest_charge, currency }: Stripe.PaymentIntent): bigint | null {
  const transaction = typeof latest_charge === 'object' ? latest_charge?.balance_transaction : null
  if (!transaction || typeof transaction === 'string' || transaction.currency !== currency) return null
  return fromStripeAmount(BigInt(transaction.fee), currency.toUpperCase())
}

/** https://docs.stripe.com/declines/codes */
function reasonOf({ code, decline_code }: { code?: string; decline_code?: string }): DeclineReason {
  if (decline_code === 'insufficient_funds') return 'insufficient_funds'
  switch (code) {
    case 'expired_card':
      return 'expired_card'
    case 'incorrect_cvc':
    case 'invalid_cvc':
      return 'incorrect_cvc'
    case 'incorrect_number':
    case 'invalid_number':
      return 'incorrect_number'
    case 'payment_intent_authentication_failure':
    case 'authentication_required':
      return 'authentication_failed'
    case 'processing_error':
      return 'processing_error'
    default:
      return 'declined'
  }
}
