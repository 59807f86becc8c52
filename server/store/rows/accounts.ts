import type { Instant } from '../../clock.ts'
import type { Dialect, Flag, Json, Mode, Network } from './values.ts'

export interface MerchantRow {
  id: string
  name: string
  plan: 'pro' | 'free'
  /** JSON list of origin patterns; `["*"]` is the explicit "any origin". */
  allowed_origins: Json
  /** In hundredths of a percent of what is asked: an invoice that lacks no more than this is paid. */
  underpayment_tolerance: number
  /** JSON `Appearance` of the pages of its invoices and packages; null: ours. */
  appearance: Json | null
  /** Who is told what the merchant has to see to. */
  email: string | null
  created_at: Instant
}

export interface AppRow {
  id: string
  merchant_id: string
  name: string
  allowed_origins: Json
  /** JSON `Appearance` of the pages of its payments and payment links; null: ours. */
  appearance: Json | null
  /** Who is told what its developers have to see to; null: the merchant is. */
  email: string | null
  created_at: Instant
}

export interface ApiKeyRow {
  id: string
  dialect: Dialect
  /** What the key speaks for: an app (Paylinq) or a merchant (PayLinkr). */
  owner_id: string
  mode: Mode
  name: string
  /** Keyed hash of the whole key; the key itself is nowhere. */
  hash: string
  /** Its beginning and its last four characters, to tell keys apart. */
  preview: string
  /** JSON list; empty: all scopes. */
  scopes: Json
  /** JSON list of origin patterns; empty: those of its app or merchant may embed, and any may ask. */
  origins: Json
  created_at: Instant
  last_used_at: Instant | null
  revoked_at: Instant | null
}

export interface ReceivingAddressRow {
  id: string
  merchant_id: string
  mode: Mode
  network: Network
  address: string
  created_at: Instant
}

export interface WebhookEndpointRow {
  id: string
  dialect: Dialect
  owner_id: string
  mode: Mode
  url: string
  enabled: Flag
  /** Sealed. */
  secret: string
  /** Sealed; signs beside the new one until `previous_until`. */
  previous_secret: string | null
  previous_until: Instant | null
  failing_since: Instant | null
  /** Why and when it was switched off by itself; null when it was not. */
  disabled_reason: string | null
  disabled_at: Instant | null
  created_at: Instant
  updated_at: Instant
}
