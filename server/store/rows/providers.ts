import type { Instant } from '../../clock.ts'
import type { Flag, Json, Mode } from './values.ts'

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

/** What providers told us by webhook, as received (sealed). Unique by the provider's event id. */
export interface ProviderEventRow {
  account_id: string
  event_id: string
  type: string
  payload: string
  received_at: Instant
  applied_at: Instant | null
}
