import type { Account } from './account.ts'
import type { EventType } from './event-types.ts'
import { randomText } from './ids.ts'
import { type Link, link } from './links.ts'
import { listeningWebhooks } from './webhooks.ts'

export interface RecordedEvent {
  id: string
  event_version: string
  create_time: string
  resource_type: string
  resource_version: string
  event_type: EventType
  summary: string
  resource: object
  links: Link[]
}

interface Happening {
  type: EventType
  resourceType: 'checkout-order' | 'capture' | 'refund' | 'dispute'
  summary: string
  /** As it is now. */
  resource: object
}

/** Records what happened, and queues it for every webhook that asked for it. */
export function recordEvent(account: Account, { type, resourceType, summary, resource }: Happening) {
  const id = `WH-${randomText(17)}-${randomText(17)}`
  const path = `/v1/notifications/webhooks-events/${id}`
  const event: RecordedEvent = {
    id,
    event_version: '1.0',
    create_time: new Date(account.now()).toISOString(),
    resource_type: resourceType,
    resource_version: '2.0',
    event_type: type,
    summary,
    resource,
    links: [link(account.url, path, 'self'), link(account.url, `${path}/resend`, 'resend', 'POST')],
  }
  account.books.put('event', id, event)
  for (const webhook of listeningWebhooks(account.books, type)) account.queueDelivery(id, webhook.id)
}
