import { type Account, timestamp } from './account.ts'
import type { EventName } from './event-names.ts'
import { newId } from './ids.ts'
import { listeningWebhooks } from './webhooks.ts'

/** As it is kept and sent. */
export interface RecordedEvent {
  id: string
  name: string
  account_id: string
  data: { object: object }
  created_at: string
  version: string
}

export const API_VERSION = '2025-06-30'

/** Records that `name` happened to `object` as it is now, and queues it for every webhook that asked for it. */
export function recordEvent(account: Account, name: EventName, object: object) {
  const event: RecordedEvent = {
    id: newId('evt'),
    name,
    account_id: account.id,
    data: { object },
    created_at: timestamp(account.clock.now()),
    version: API_VERSION,
  }
  account.books.put('event', event.id, event)
  for (const webhook of listeningWebhooks(account.books, name)) account.queueDelivery(event.id, webhook.id)
}
