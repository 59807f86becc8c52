import type { Instant } from '../../clock.ts'
import type { Flag, Json, Mode } from './values.ts'

export interface CustomerRow {
  id: string
  app_id: string
  mode: Mode
  email: string | null
  /** Lower case, unique for an app and mode: how customers are matched. */
  email_key: string | null
  name: string | null
  phone: string | null
  metadata: Json
  /** Deleted ones are kept for the payments that they made; they are found no more. */
  deleted_at: Instant | null
  created_at: Instant
  updated_at: Instant
}

export interface ProductRow {
  id: string
  app_id: string
  mode: Mode
  name: string
  description: string | null
  amount: bigint
  currency: string
  image_url: string | null
  active: Flag
  created_at: Instant
  updated_at: Instant
  deleted_at: Instant | null
}

export interface CouponRow {
  id: string
  app_id: string
  mode: Mode
  code: string
  /** Upper case, unique for an app and mode: how codes are found. Null once it is deleted: the code is free again. */
  code_key: string | null
  type: 'percentage' | 'fixed'
  /** 1 to 100. */
  percent_off: number | null
  amount_off: bigint | null
  /** Of `amount_off` and `min_amount`. */
  currency: string | null
  max_redemptions: number | null
  /** Payments that succeeded with it. */
  times_redeemed: number
  min_amount: bigint | null
  valid_from: Instant | null
  valid_until: Instant | null
  /** JSON list; empty: any. */
  product_ids: Json
  active: Flag
  created_at: Instant
  updated_at: Instant
  deleted_at: Instant | null
}

/** A place in a coupon's limit, held by one payment from its attempt on. */
export interface CouponReservationRow {
  payment_id: string
  coupon_id: string
  state: 'reserved' | 'taken'
  /** After it the place is free again, unless the payment is still being paid. */
  reserved_until: Instant
}

export interface PaymentLinkRow {
  id: string
  app_id: string
  mode: Mode
  title: string
  /** Null where products say what is sold. */
  amount: bigint | null
  currency: string | null
  /** JSON list. */
  product_ids: Json
  expires_at: Instant | null
  active: Flag
  success_url: string | null
  /** Pages shown to people. */
  visits: number
  /** The API key that it was made with; null where no key was, or none that was kept. */
  key_id: string | null
  created_at: Instant
  updated_at: Instant
  deleted_at: Instant | null
}

/** A visit to a link's page that went on to pay. */
export interface LinkVisitRow {
  id: string
  link_id: string
  payment_id: string
}
