import type { DeclineReason } from '../../checkout/views.ts'
import type { DisputeNotice, Outcome, RefundOutcome } from '../provider.ts'
import { fromAirwallexAmount } from './amounts.ts'
import { dispute, type PaymentIntent, type Refund } from './shapes.ts'

/** What Airwallex's objects mean to us. */

export function outcomeOf({ status, latest_payment_attempt: attempt }: PaymentIntent): Outcome {
  switch (status) {
    case 'SUCCEEDED':
      // The fee is told with the settlement, days later.
      return { state: 'succeeded', fee: null }
    case 'CANCELLED':
      return { state: 'closed' }
    case 'REQUIRES_CAPTURE':
      return { state: 'approved' }
    case 'REQUIRES_CUSTOMER_ACTION':
      return { state: 'requires_action' }
    case 'REQUIRES_PAYMENT_METHOD': {
      if (attempt?.status !== 'FAILED' && attempt?.status !== 'EXPIRED' && !attempt?.failure_code) {
        return { state: 'open' }
      }
      const code = attempt.failure_code ?? attempt.status?.toLowerCase() ?? 'failed'
      const response = attempt.provider_original_response_code
      const message = response ? `${code} (the bank answered ${response})` : code
      return { state: 'declined', reason: reasonOf(code, response ?? null), message }
    }
    default:
      // PENDING, PENDING_REVIEW, and whatever may come: held until it is one of those above.
      return { state: 'processing' }
  }
}

/** ISO 8583's answers of a bank (https://www.airwallex.com/docs/payments__response-codes__issuer-response-codes). */
const BY_RESPONSE: Record<string, DeclineReason> = {
  '14': 'incorrect_number',
  '15': 'incorrect_number',
  '51': 'insufficient_funds',
  '54': 'expired_card',
  '82': 'incorrect_cvc',
  N7: 'incorrect_cvc',
  '1A': 'authentication_failed',
  '65': 'authentication_failed',
  '91': 'processing_error',
  '96': 'processing_error',
}

/** https://www.airwallex.com/docs/payments__error-response-codes */
const BY_CODE: Record<string, DeclineReason> = {
  authentication_declined: 'authentication_failed',
  '3ds_not_supported': 'authentication_failed',
  expired: 'authentication_failed',
  provider_unavailable: 'processing_error',
  internal_error: 'processing_error',
}

const reasonOf = (code: string, response: string | null): DeclineReason =>
  BY_RESPONSE[response ?? ''] ?? BY_CODE[code] ?? 'declined'

export function refundOutcomeOf({ id, status }: Refund): RefundOutcome {
  switch (status) {
    case 'SETTLED':
    // By the name that older versions of the API give it.
    case 'SUCCEEDED':
      return { state: 'succeeded', reference: id, message: null }
    case 'FAILED':
      return { state: 'failed', reference: id, message: 'Airwallex could not give the money back.' }
    default:
      return { state: 'pending', reference: id, message: null }
  }
}

/** https://www.airwallex.com/docs/payments__disputes__dispute-flow */
const DISPUTE_STATES: Record<string, DisputeNotice['state']> = {
  WON: 'won',
  REVERSED: 'won',
  LOST: 'lost',
  ACCEPTED: 'lost',
  // Nobody answered the bank in time.
  EXPIRED: 'lost',
}

/** Null for what is no dispute over money yet: a bank's request for information. */
export function disputeOf(object: unknown): DisputeNotice | null {
  const read = dispute.safeParse(object)
  if (!read.success || read.data.stage === 'RFI') return null
  const { id, payment_intent_id, amount, currency, status, reason } = read.data
  const smallest = fromAirwallexAmount(amount, currency)
  if (smallest === null) return null
  return {
    reference: id,
    paymentReference: payment_intent_id,
    amount: smallest,
    currency,
    reason: reason?.description ?? reason?.type ?? null,
    state: DISPUTE_STATES[status] ?? 'open',
  }
}
