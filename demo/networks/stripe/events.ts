import type Stripe from 'stripe'
import { z } from 'zod'
import type { Account } from './account.ts'
import { API_VERSION } from './api-version.ts'
import { invalidRequest, noSuch } from './errors.ts'
import { newId } from './ids.ts'
import { page } from './lists.ts'
import { created, flag, paging, text } from './parameters.ts'
import { listeningEndpoints } from './webhook-endpoints.ts'

const KEPT_SECONDS = 30 * 24 * 60 * 60

/** An event whose type is known only when the program runs. */
export type RecordedEvent = Omit<Stripe.EventBase, 'data' | 'type'> & {
  type: EventType
  data: { object: object; previous_attributes?: object }
}

/** The types of event that the stand-in makes. */
export type EventType =
  | 'payment_intent.created'
  | 'payment_intent.requires_action'
  | 'payment_intent.amount_capturable_updated'
  | 'payment_intent.succeeded'
  | 'payment_intent.payment_failed'
  | 'payment_intent.canceled'
  | 'charge.succeeded'
  | 'charge.failed'
  | 'charge.captured'
  | 'charge.refunded'
  | 'refund.created'
  | 'refund.updated'
  | 'refund.failed'
  | 'charge.dispute.created'
  | 'charge.dispute.updated'
  | 'charge.dispute.closed'

/** Records that `type` happened to `object` as it is now, and queues it for every endpoint that asked for it. */
export function recordEvent(account: Account, type: EventType, object: object, previous?: object) {
  const endpoints = listeningEndpoints(account.books, type)
  const event: RecordedEvent = {
    id: newId('evt'),
    object: 'event',
    api_version: API_VERSION,
    created: account.seconds(),
    data: previous ? { object, previous_attributes: previous } : { object },
    livemode: false,
    pending_webhooks: endpoints.length,
    request: account.request,
    type,
  }
  account.books.put('event', event.id, event)
  for (const endpoint of endpoints) account.queueDelivery(event.id, endpoint.id)
}

export const eventListParameters = z.strictObject({
  ...paging,
  created,
  delivery_success: flag.optional(),
  type: text.optional(),
  types: z.array(text).max(20).optional(),
})

/** Newest first, and no further back than thirty days, as Stripe keeps them. */
export function listEvents(account: Account, input: z.infer<typeof eventListParameters>) {
  if (input.type && input.types) {
    throw invalidRequest('Send only one of type and types.', { code: 'parameters_exclusive', param: 'types' })
  }
  const types = (input.types ?? (input.type ? [input.type] : [])).map(typeMatcher)
  const oldest = account.seconds() - KEPT_SECONDS
  return page<RecordedEvent>(account.books, 'event', '/v1/events', input, (event) => {
    if (event.created < oldest) return false
    if (types.length > 0 && !types.some((matches) => matches(event.type))) return false
    return input.delivery_success === undefined || input.delivery_success === (event.pending_webhooks === 0)
  })
}

/** `charge.*` asks for all of a kind. */
const typeMatcher = (wanted: string) => (type: string) =>
  wanted.endsWith('.*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted

export function getEvent(account: Account, id: string): RecordedEvent {
  const event = account.books.get<RecordedEvent>('event', id)
  if (!event) throw noSuch('event', id)
  return event
}
