import { z } from 'zod'
import { type PageOf, type PageRange, readPages } from '../billing/pages.ts'
import type { InvoiceOwner } from '../invoices/invoices.ts'
import type { DeliveryAttemptRow } from '../store/schema.ts'
import type { Db } from '../store/store.ts'

export const webhookLogEntry = z.object({
  id: z.string(),
  event: z.string(),
  url: z.string(),
  statusCode: z.int().nullable().describe('null when no answer came'),
  attempt: z.int().describe('Counts from 1'),
  success: z.boolean(),
  error: z.string().nullable(),
  durationMs: z.int(),
  createdAt: z.string(),
})

/** What was sent, or tried to be sent, of events about subscriptions. Newest first. */
export const listSubscriptionAttempts = (
  db: Db,
  { merchantId, mode }: InvoiceOwner,
  range: PageRange,
): Promise<PageOf<DeliveryAttemptRow>> =>
  readPages(
    db
      .selectFrom('delivery_attempts')
      .where('dialect', '=', 'paylinkr')
      .where('owner_id', '=', merchantId)
      .where('mode', '=', mode)
      .where('event_type', 'like', 'subscription.%'),
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
