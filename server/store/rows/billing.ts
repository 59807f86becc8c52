import type { Instant } from '../../clock.ts'
import type { Asset, ReminderPreset } from './invoices.ts'
import type { Flag, Mode } from './values.ts'

export type BillingInterval = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'QUARTERLY' | 'YEARLY'
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
