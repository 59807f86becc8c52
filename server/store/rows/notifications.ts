import type { Instant } from '../../clock.ts'
import type { Dialect, Flag, Json, Mode } from './values.ts'

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
