import type { Instant } from '../../clock.ts'
import type { Flag, Json, Mode } from './values.ts'

export type PaymentStatus =
  | 'pending'
  | 'processing'
  | 'requires_action'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'refunded'
  | 'partially_refunded'

export interface PaymentRow {
  id: string
  app_id: string
  mode: Mode
  status: PaymentStatus
  amount: bigint
  discount_amount: bigint
  refunded_amount: bigint
  currency: string
  description: string | null
  external_ref: string | null
  customer_id: string | null
  customer_email: string | null
  coupon_code: string | null
  coupon_id: string | null
  /** JSON list. */
  product_ids: Json
  /** The payment link that it was made through. */
  link_id: string | null
  /** The payer's IP address, as seen when a payment link's page was loaded. */
  payer_address: string | null
  /** JSON list of choices: why no provider could be asked the last time one was looked for; null when one was. */
  unrouted: Json | null
  /** Of the attempt that is open or succeeded. */
  provider: string | null
  declines: number
  /** Why the last attempt was declined (`DeclineReason`). */
  decline: string | null
  success_url: string | null
  cancel_url: string | null
  metadata: Json
  /** The API key that it was made with; null where no key was, or none that was kept. */
  key_id: string | null
  expires_at: Instant
  created_at: Instant
  updated_at: Instant
  succeeded_at: Instant | null
}

export type AttemptStatus =
  | 'creating'
  | 'ready'
  | 'processing'
  | 'requires_action'
  | 'capturing'
  | 'closing'
  | 'succeeded'
  | 'declined'
  | 'voided'
  | 'failed'
  | 'abandoned'
  | 'stray'
  | 'returned'

export interface AttemptRow {
  id: string
  payment_id: string
  /** 1, 2, 3 … within the payment. */
  number: number
  status: AttemptStatus
  method: string
  provider: string
  account_id: string
  /** The provider's id of what the payer pays; null until it answered. */
  provider_ref: string | null
  /** Sealed; what the browser goes on with: a client secret, or the address of the provider's page. */
  client_secret: string | null
  /** The payer goes to a page of the provider's, and may take as long as people take there. */
  redirects: Flag
  amount: bigint
  currency: string
  /** JSON list: each provider that was considered, and why it was chosen or skipped. */
  choices: Json
  decline: string | null
  /** The provider's own words, for the merchant. */
  message: string | null
  /** What the provider kept of it, in the charge's currency, where it tells; null while it does not. */
  fee: bigint | null
  /** The provider's id of the money that it took, where refunds go by it; null where it tells none. */
  capture_ref: string | null
  /** Of a stray capture: the provider's id of what gives it back; null before there is one. */
  return_ref: string | null
  /** How often giving it back came to nothing: each time anew is under a key of its own. */
  returns: number
  /** When the reconciler looks at it next; null when there is nothing to find out. */
  check_at: Instant | null
  checks: number
  /** When the payer's browser was allowed to confirm. */
  started_at: Instant | null
  /** When the browser said that it is done confirming. */
  submitted_at: Instant | null
  created_at: Instant
  updated_at: Instant
}

export type RefundStatus = 'pending' | 'succeeded' | 'failed'

/** Money given back at the merchant's wish. What is returned by itself (`stray`) is no refund. */
export interface RefundRow {
  id: string
  payment_id: string
  attempt_id: string
  account_id: string
  app_id: string
  mode: Mode
  amount: bigint
  currency: string
  status: RefundStatus
  reason: string | null
  /** The provider's id of it; null until it answered. */
  provider_ref: string | null
  /** The provider's own words, for the merchant. */
  message: string | null
  check_at: Instant | null
  checks: number
  created_at: Instant
  updated_at: Instant
  succeeded_at: Instant | null
}

/** A payer's bank wants the money back. While it is open, and when it is lost, there is nothing to refund. */
export interface DisputeRow {
  id: string
  payment_id: string
  account_id: string
  app_id: string
  mode: Mode
  provider_ref: string
  amount: bigint
  currency: string
  status: 'open' | 'won' | 'lost'
  reason: string | null
  created_at: Instant
  updated_at: Instant
}

/** A closed week, [Monday, Monday) UTC, of one app. Never changes. */
export interface SettlementRow {
  id: string
  app_id: string
  mode: Mode
  period_start: Instant
  period_end: Instant
  /** JSON list of `SettlementLine`. */
  lines: Json
  created_at: Instant
}
