import type { Instant } from '../../clock.ts'
import type { Flag, Json, Mode, Network } from './values.ts'

export type InvoiceStatus = 'unpaid' | 'pending' | 'partially_paid' | 'paid' | 'overpaid' | 'expired' | 'cancelled'
export type InvoiceStatusDetail = 'none' | 'paid_late' | 'accepted' | 'underpaid'
export type Asset = 'USDC' | 'XLM' | 'XRP'
export type ReminderPreset = 'GENTLE' | 'STANDARD' | 'AGGRESSIVE' | 'NONE'

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
