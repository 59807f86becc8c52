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
  circuits: CircuitRow
  turns: TurnRow
  refunds: RefundRow
  disputes: DisputeRow
  products: ProductRow
  coupons: CouponRow
  coupon_reservations: CouponReservationRow
  payment_links: PaymentLinkRow
  link_visits: LinkVisitRow
  settlements: SettlementRow
  invoices: InvoiceRow
  invoice_counts: InvoiceCountRow
  quotes: QuoteRow
  subscription_packages: SubscriptionPackageRow
  subscriptions: SubscriptionRow
  recurring_plans: RecurringPlanRow
  mails: MailRow
  reminder_refusals: ReminderRefusalRow
  transfers: TransferRow
  events: EventRow
  deliveries: DeliveryRow
  delivery_attempts: DeliveryAttemptRow
  idempotency_keys: IdempotencyKeyRow
  request_logs: RequestLogRow
  widget_scripts: WidgetScriptRow
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
  /** JSON `FeeSchedule`: what the provider keeps, for when it does not tell; null: nothing. */
  fee_schedule: Json | null
  created_at: Instant
  updated_at: Instant
}

/** What the router remembers of an account's outages, for all nodes and over restarts. No row: all is well. */
export interface CircuitRow {
  account_id: string
  state: 'closed' | 'open' | 'half_open'
  /** Outages in a row. */
  failures: number
  /** How often it opened in a row: each time it stays open for longer. */
  opened: number
  /** When one probe may go out; while it is out, when it counts as lost. */
  retry_at: Instant | null
  updated_at: Instant
}

/** When an account was last chosen for a method, as a running number: the lowest among equals is next. */
export interface TurnRow {
  account_id: string
  method: string
  turn: number
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
  /** Why and when it was switched off by itself; null when it was not. */
  disabled_reason: string | null
  disabled_at: Instant | null
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
  /** A fiat price (`pricing_amount`, in its smallest unit) is the debt; `expected_amount` is what it costs by the quote in force. */
  pricing_currency: string | null
  pricing_amount: bigint | null
  /** What of the price is paid, each transfer at its own quote. */
  pricing_received: bigint | null
  /** What made it, and for which period; null for invoices made by hand. */
  subscription_id: string | null
  recurring_plan_id: string | null
  period_start: Instant | null
  period_end: Instant | null
  /** Which reminders the client gets by themselves; null: none. */
  reminder_preset: ReminderPreset | null
  /** The API key that it was made with; null where no key was, or none that was kept. */
  key_id: string | null
  created_at: Instant
  paid_at: Instant | null
  updated_at: Instant
}

/** A change of how many invoices there are. Those of a kind add up to their number. */
export interface InvoiceCountRow {
  merchant_id: string
  mode: Mode
  status: InvoiceStatus
  asset: Asset
  change: number
}

/** What an invoice with a fiat price costs in its asset, for a while. The newest is in force. */
export interface QuoteRow {
  id: string
  invoice_id: string
  /** Price of one unit of the asset in the pricing currency, as a decimal. */
  rate: string
  /** JSON list: what each source said, and when. */
  sources: Json
  /** What remained to be paid when it was made, in the asset's smallest unit. */
  amount: bigint
  /** What has come at it, in the asset's smallest unit. */
  received: bigint
  valid_from: Instant
  valid_until: Instant
}

export type BillingInterval = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'QUARTERLY' | 'YEARLY'
export type ReminderPreset = 'GENTLE' | 'STANDARD' | 'AGGRESSIVE' | 'NONE'
export type ExpiresIn = 'never' | '30min' | '1h' | '24h' | '7d'

/** Something a merchant sells again and again. */
export interface SubscriptionPackageRow {
  id: string
  merchant_id: string
  mode: Mode
  name: string
  /** Unique for a merchant and mode. */
  slug: string | null
  description: string | null
  asset: Asset
  amount: bigint
  scale: number
  billing_interval: BillingInterval
  trial_days: number
  invoice_expires_in: ExpiresIn
  reminder_preset: ReminderPreset
  widget_button_label: string | null
  active: Flag
  /** The API key that it was made with; null where no key was, or none that was kept. */
  key_id: string | null
  created_at: Instant
  updated_at: Instant
}

export type SubscriptionStatus = 'incomplete' | 'trialing' | 'active' | 'past_due' | 'paused' | 'cancelled'

/** A customer of a package. */
export interface SubscriptionRow {
  id: string
  package_id: string
  merchant_id: string
  mode: Mode
  status: SubscriptionStatus
  customer_email: string
  customer_name: string | null
  external_customer_ref: string | null
  /** Start of period 0: every later one is counted from it, so that its day of month is kept. Null before the first. */
  anchor: Instant | null
  /** The period that is billed next, counted from the anchor. */
  next_period: number
  /** When that is; null when nothing is to be billed. */
  bill_at: Instant | null
  current_period_start: Instant | null
  current_period_end: Instant | null
  trial_ends_at: Instant | null
  past_due_since: Instant | null
  paused_at: Instant | null
  cancel_at_period_end: Flag
  cancelled_at: Instant | null
  /** What the page drew that it was asked for on; null where none was. */
  visit: string | null
  /** The API key that it was made with; null where no key was, or none that was kept. */
  key_id: string | null
  created_at: Instant
  updated_at: Instant
}

/** Invoices for one client by the calendar. */
export interface RecurringPlanRow {
  id: string
  merchant_id: string
  mode: Mode
  title: string
  asset: Asset
  amount: bigint
  scale: number
  billing_interval: BillingInterval
  invoice_expires_in: ExpiresIn
  client_email: string | null
  client_name: string | null
  /** Start of period 0. */
  anchor: Instant
  next_period: number
  bill_at: Instant | null
  /** Whether the client is reminded by itself. */
  reminders: Flag
  reminder_preset: ReminderPreset
  active: Flag
  /** The API key that it was made with; null where no key was, or none that was kept. */
  key_id: string | null
  created_at: Instant
  updated_at: Instant
}

export type MailKind =
  | 'payment_request'
  | 'reminder'
  | 'receipt'
  | 'trial_ending'
  | 'manual_reminder'
  | 'webhook_disabled'

/** Mail on its way. Written in the transaction of what it tells; at most one for each `once_key`. */
export interface MailRow {
  id: string
  merchant_id: string
  mode: Mode
  kind: MailKind
  once_key: string | null
  recipient: string
  /** The invoice, subscription or webhook endpoint that it is about. */
  subject_id: string
  payload: Json
  state: 'due' | 'sent' | 'failed' | 'dropped'
  attempts: number
  /** When it is sent next, if `due`; while a node sends it, when that lease ends. */
  due_at: Instant
  sent_at: Instant | null
  error: string | null
  created_at: Instant
}

/** Who wants no more reminders of a merchant. */
export interface ReminderRefusalRow {
  merchant_id: string
  mode: Mode
  email_key: string
  created_at: Instant
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
  /** Keyed hash of what was sent. */
  key: string
  /** Of the parsed body. */
  body_hash: string
  /** 0 while the first request is under way. */
  status: number
  body: Json
  /** What that request made in the store before it went on outside of it: a retry goes on with the same. */
  work_id: string | null
  /** One request is under way until then. */
  leased_until: Instant | null
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

/** A script that merchants' pages load, of this build or an earlier one. Never changed and never deleted. */
export interface WidgetScriptRow {
  /** As it is asked for: `widget.js?v=0123456789abcdef`, `widget/shell-BqT1x_9-.js`. */
  name: string
  content: string
  /** When a host of the build that made it was first started. */
  created_at: Instant
}
