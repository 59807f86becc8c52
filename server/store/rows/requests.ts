import type { Instant } from '../../clock.ts'
import type { Dialect, Json, Mode } from './values.ts'

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
  /** As it is asked for: `pinned/0123456789abcdef/widget.js`, `widget/shell-BqT1x_9-.js`. */
  name: string
  content: string
  /** When a host of the build that made it was first started. */
  created_at: Instant
}
