import type { DeclineReason } from '../../../../server/checkout/views.ts'

/** Stripe's codes for why a card was refused (docs.stripe.com/error-codes and /declines/codes), as ours. */
const reasons: Readonly<Record<string, DeclineReason>> = {
  insufficient_funds: 'insufficient_funds',
  expired_card: 'expired_card',
  incorrect_cvc: 'incorrect_cvc',
  invalid_cvc: 'incorrect_cvc',
  incorrect_number: 'incorrect_number',
  invalid_number: 'incorrect_number',
  payment_intent_authentication_failure: 'authentication_failed',
  authentication_required: 'authentication_failed',
  processing_error: 'processing_error',
  card_declined: 'declined',
}

/** The parts of a Stripe error that say why. */
export interface StripeRefusal {
  code?: string
  decline_code?: string
}

/** Null when the error is none of the card: then only the server can tell what became of the payment. */
export function declineReason(refusal: StripeRefusal): DeclineReason | null {
  return reasons[refusal.decline_code ?? ''] ?? reasons[refusal.code ?? ''] ?? null
}
