import type { Instant } from '../clock.ts'

/**
 * The tables, as rows come back. Money is `bigint` in the smallest unit (cents by ISO 4217, stroops, drops); instants
 * are ISO 8601 text; flags are 0 or 1; documents are JSON text. Secrets are sealed (see `secrets.ts`).
 */
export interface Schema {
  merchants: MerchantRow
  apps: AppRow
  api_keys: ApiKeyRow
  provider_accounts: ProviderAccountRow
  receiving_addresses: ReceivingAddressRow
  watch_positions: WatchPositionRow
  webhook_endpoints: WebhookEndpointRow
  customers: CustomerRow
  payments: PaymentRow
  attempts: AttemptRow
  provider_events: ProviderEventRow
  invoices: InvoiceRow
  transfers: TransferRow
  events: EventRow
  deliveries: DeliveryRow
  delivery_attempts: DeliveryAttemptRow
  idempotency_keys: IdempotencyKeyRow
  request_logs: RequestLogRow
}

export type Flag = 0 | 1
export type Mode = 'test' | 'live'
export type Dialect = 'paylinq' | 'paylinkr'
export type Json = string
export type Network = 'STELLAR' | 'XRPL'

export interface MerchantRow {
  id: string
  name: string
  plan: 'pro' | 'free'
  /** JSON list of origin patterns; `["*"]` is the explicit "any origin". */
  allowed_origins: Json
  created_at: Instant
}

export interface AppRow {
  id: string
  merchant_id: string
  name: string
  allowed_origins: Json
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
  /** JSON list of origins; empty: any origin. */
  origins: Json
  created_at: Instant
  last_used_at: Instant | null
  revoked_at: Instant | null
}

export interface ProviderAccountRow {
  id: string
  app_id: string
  mode: Mode
  provider: string
  enabled: Flag
  /** The lowest number is tried first. */
  priority: number
  /** Sealed JSON; its shape is the provider's own. */
  credentials: string
  created_at: Instant
  updated_at: Instant
}

export interface ReceivingAddressRow {
  id: string
  merchant_id: string
  mode: Mode
  network: Network
  address: string
  created_at: Instant
}

/** How far a ledger was read for one address. Moves in the transaction that keeps what was read. */
export interface WatchPositionRow {
  mode: Mode
  network: Network
  address: string
  /** The network's own paging token; what comes after it is unread. */
  cursor: string
  /** Close time of the last ledger known to be read whole; null before the first. Invoices expire by it. */
  read_until: Instant | null
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
  disabled_reason: string | null
  created_at: Instant
  updated_at: Instant
}

export interface CustomerRow {
  id: string
  app_id: string
  mode: Mode
  email: string | null
  /** Lower case, unique for an app and mode: how customers are matched. */
  email_key: string | null
  name: string | null
  created_at: Instant
  updated_at: Instant
}

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
  /** Of the attempt that is open or succeeded. */
  provider: string | null
  declines: number
  /** Why the last attempt was declined (`DeclineReason`). */
  decline: string | null
  success_url: string | null
  cancel_url: string | null
  metadata: Json
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
  /** Sealed; what the browser confirms with. */
  client_secret: string | null
  amount: bigint
  currency: string
  /** JSON list: each provider that was considered, and why it was chosen or skipped. */
  choices: Json
  decline: string | null
  /** The provider's own words, for the merchant. */
  message: string | null
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

/** What providers told us by webhook, as received (sealed). Unique by the provider's event id. */
export interface ProviderEventRow {
  account_id: string
  event_id: string
  type: string
  payload: string
  received_at: Instant
  applied_at: Instant | null
}

export type InvoiceStatus = 'unpaid' | 'pending' | 'partially_paid' | 'paid' | 'overpaid' | 'expired' | 'cancelled'
export type InvoiceStatusDetail = 'none' | 'paid_late' | 'accepted' | 'underpaid'
export type Asset = 'USDC' | 'XLM' | 'XRP'

export interface InvoiceRow {
  id: string
  public_id: string
  merchant_id: string
  mode: Mode
  title: string
  status: InvoiceStatus
  status_detail: InvoiceStatusDetail
  network: Network
  asset: Asset
  /** Null for a network's own asset. */
  asset_issuer: string | null
  /** Null when the payer chooses the amount. */
  expected_amount: bigint | null
  received_amount: bigint
  /** Decimal digits the merchant gave; amounts are written with at least these. */
  scale: number
  allow_custom_amount: Flag
  destination_address: string
  reference: string
  order_id: string | null
  client_email: string | null
  client_name: string | null
  expires_at: Instant | null
  created_at: Instant
  paid_at: Instant | null
  updated_at: Instant
}

/** Money that arrived at a receiving address, once each by (network, hash, operation, address). */
export interface TransferRow {
  id: string
  mode: Mode
  network: Network
  transaction_hash: string
  operation_index: number
  address: string
  sender: string | null
  asset_code: string
  asset_issuer: string | null
  /** In the asset's smallest unit. */
  amount: bigint
  /** Memo or tag as sent; null when there was none. */
  reference: string | null
  ledger: number
  closed_at: Instant
  /** The invoice it was credited to; null while it is unmatched. */
  invoice_id: string | null
  unmatched_reason: string | null
  created_at: Instant
}

/** Something happened that an owner is told. Written in the transaction that makes it happen. */
export interface EventRow {
  id: string
  dialect: Dialect
  owner_id: string
  mode: Mode
  type: string
  /** The payment, invoice … that it is about. */
  subject_id: string
  /** JSON, without what belongs to one delivery. */
  payload: Json
  created_at: Instant
}

export type DeliveryState = 'due' | 'succeeded' | 'failed'

/** One event on its way to one endpoint. */
export interface DeliveryRow {
  id: string
  event_id: string
  endpoint_id: string
  state: DeliveryState
  /** Attempts begun: counted when a node leases it. */
  attempts: number
  /** When it is sent next, if `due`; while leased, when the lease ends. */
  due_at: Instant
  last_status_code: number | null
  created_at: Instant
  updated_at: Instant
}

export interface DeliveryAttemptRow {
  id: string
  delivery_id: string
  dialect: Dialect
  owner_id: string
  mode: Mode
  event_type: string
  url: string
  attempt: number
  status_code: number | null
  success: Flag
  error: string | null
  duration_ms: number
  created_at: Instant
}

/** The answer that was given to a request with an Idempotency-Key, for 24 hours. */
export interface IdempotencyKeyRow {
  owner_id: string
  mode: Mode
  route: string
  key: string
  /** Of the parsed body. */
  body_hash: string
  status: number
  body: Json
  expires_at: Instant
}

export interface RequestLogRow {
  request_id: string
  dialect: Dialect
  owner_id: string
  mode: Mode
  method: string
  path: string
  status_code: number
  duration_ms: number
  idempotency_key: string | null
  api_key_id: string
  api_key_name: string
  created_at: Instant
}
