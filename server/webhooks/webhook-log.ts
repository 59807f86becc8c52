import { z } from 'zod'
import { type PageOf, type PageRange, readPages } from '../billing/pages.ts'
import type { DeliveryAttemptRow } from '../store/schema.ts'
import type { Db } from '../store/store.ts'
import type { EndpointOwner } from './endpoints.ts'

/** An attempt to deliver a webhook, as PayLinkr answers it. */
export const webhookLogEntry = z.object({
  id: z.string(),
  event: z.string(),
  url: z.string().describe('Where it went'),
  statusCode: z.int().nullable().describe('null when no answer came'),
  attempt: z.int().describe('Counts from 1'),
  success: z.boolean(),
  error: z.string().nullable(),
  durationMs: z.int(),
  createdAt: z.string(),
})

export interface AttemptFilter {
  /** An event's type: `invoice.paid`. */
  event?: string | undefined
  /** What it is about, the first part of its type: `subscription`. */
  about?: 'subscription'
  success?: boolean | undefined
}

/** Attempts to deliver an owner's webhooks, the newest first. */
export const listAttempts = (
  db: Db,
  { dialect, ownerId, mode }: EndpointOwner,
  { event, about, success }: AttemptFilter,
  range: PageRange,
): Promise<PageOf<DeliveryAttemptRow>> =>
  readPages(
    db
      .selectFrom('delivery_attempts')
      .where('owner_id', '=', ownerId)
      .where('mode', '=', mode)
      .where('dialect', '=', dialect)
      .$if(event !== undefined, (query) => query.where('event_type', '=', event!))
      .$if(about !== undefined, (query) => query.where('event_type', 'like', `${about}.%`))
      .$if(success !== undefined, (query) => query.where('success', '=', success ? 1 : 0)),
    (query) => query.selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc'),
    range,
  )

export const presentAttempt = (row: DeliveryAttemptRow): z.input<typeof webhookLogEntry> => ({
  id: row.id,
  event: row.event_type,
  url: row.url,
  statusCode: row.status_code,
  attempt: row.attempt,
  success: row.success === 1,
  error: row.error,
  durationMs: row.duration_ms,
  createdAt: row.created_at,
})
