import { createHmac } from 'node:crypto'
import type { Clock } from '../../../server/clock.ts'
import type { Books } from '../books.ts'
import { type Deliveries, openDeliveries } from '../deliveries.ts'
import type { RecordedEvent } from './events.ts'
import { findWebhook } from './webhooks.ts'

/** The ids of an event and of the webhook that is told of it. */
interface Told {
  event: string
  webhook: string
}

interface EventDeliveryOptions {
  books: Books
  clock: Clock
  retryDelays?: readonly number[]
}

/** Signed with HMAC-SHA256 over time and body. Nothing but 200 is an answer. */
export function openEventDeliveries({ books, clock, retryDelays }: EventDeliveryOptions): Deliveries<Told> {
  return openDeliveries({
    books,
    retryDelays,
    write({ event, webhook: id }) {
      const webhook = findWebhook(books, id)
      if (!webhook) return null
      const body = JSON.stringify(books.get<RecordedEvent>('event', event))
      const at = String(clock.now())
      return {
        url: webhook.url,
        body,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'x-timestamp': at,
          'x-signature': createHmac('sha256', webhook.secret)
            .update(at + body)
            .digest('hex'),
        },
      }
    },
    isTaken: ({ status }) => status === 200,
  })
}
