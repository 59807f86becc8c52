import { type Account, timestamp } from './account.ts'
import type { Decline } from './cards.ts'
import { notFound } from './errors.ts'
import { writeAmount } from './money.ts'

export type IntentStatus =
  | 'REQUIRES_PAYMENT_METHOD'
  | 'REQUIRES_CUSTOMER_ACTION'
  | 'REQUIRES_CAPTURE'
  | 'SUCCEEDED'
  | 'CANCELLED'

/** A PaymentIntent as the books keep it: amounts in the smallest unit. */
export interface KeptIntent {
  id: string
  request_id: string
  amount: number
  currency: string
  merchant_order_id: string
  descriptor: string | undefined
  metadata: Record<string, string>
  return_url: string | undefined
  status: IntentStatus
  captured: number
  client_secret: string
  autoCapture: boolean
  attempt: KeptAttempt | null
  nextAction: object | null
  cancelled_at?: string
  cancellation_reason?: string | undefined
  created_at: string
  updated_at: string
}

/** The last try to pay an intent. */
export interface KeptAttempt {
  id: string
  status: 'AUTHENTICATION_REDIRECTED' | 'AUTHORIZED' | 'CAPTURE_REQUESTED' | 'CANCELLED' | 'FAILED'
  captured: number
  refunded: number
  decline: Decline | null
  card: { brand: string; bin: string; last4: string; expiry_month: string; expiry_year: string; name?: string }
  created_at: string
  updated_at: string
}

export function saveIntent(account: Account, intent: KeptIntent) {
  intent.updated_at = timestamp(account.clock.now())
  if (intent.attempt) intent.attempt.updated_at = intent.updated_at
  account.books.put('payment_intent', intent.id, intent)
}

/** `status` 400 where a parameter named it, and not the URL. */
export function getIntent(account: Account, id: string, status: 400 | 404 = 404): KeptIntent {
  const intent = account.books.get<KeptIntent>('payment_intent', id)
  if (!intent) throw notFound(id, status)
  return intent
}

/** As the API answers it. */
export function presentIntent(intent: KeptIntent) {
  const { amount, captured, currency, autoCapture, attempt, nextAction, ...rest } = intent
  return {
    ...rest,
    amount: writeAmount(amount, currency),
    captured_amount: writeAmount(captured, currency),
    currency,
    payment_method_options: { card: { auto_capture: autoCapture } },
    ...(attempt && { latest_payment_attempt: presentAttempt(intent, attempt) }),
    ...(nextAction && { next_action: nextAction }),
  }
}

function presentAttempt({ id, amount, currency, merchant_order_id }: KeptIntent, attempt: KeptAttempt) {
  const { captured, refunded, decline, card, ...rest } = attempt
  return {
    ...rest,
    payment_intent_id: id,
    merchant_order_id,
    amount: writeAmount(amount, currency),
    captured_amount: writeAmount(captured, currency),
    refunded_amount: writeAmount(refunded, currency),
    currency,
    payment_method: { type: 'card', card },
    ...(decline && {
      failure_code: decline.code,
      ...(decline.response && { provider_original_response_code: decline.response }),
    }),
  }
}
