import { createHmac } from 'node:crypto'
import type { Clock } from '../../../server/clock.ts'
import type { Books } from '../books.ts'
import { type Deliveries, openDeliveries } from '../deliveries.ts'
import type { RecordedEvent } from './events.ts'
import { isListening, type KeptEndpoint } from './webhook-endpoints.ts'

/** The ids of an event and of the endpoint that is told of it. */
interface Told {
  event: string
  endpoint: string
}

interface EventDeliveryOptions {
  books: Books
  clock: Clock
  retryDelays?: readonly number[]
}

export function openEventDeliveries({ books, clock, retryDelays }: EventDeliveryOptions): Deliveries<Told> {
  const findEvent = ({ event }: Told) => books.get<RecordedEvent>('event', event)!
  return openDeliveries({
    books,
    retryDelays,
    write(told) {
      const endpoint = books.get<KeptEndpoint>('webhook_endpoint', told.endpoint)!
      if (!isListening(endpoint)) return null
      const body = JSON.stringify(findEvent(told), null, 2)
      return {
        url: endpoint.url,
        body,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          'stripe-signature': signature(body, endpoint.secret, Math.floor(clock.now() / 1000)),
        },
      }
    },
    onEnd(told) {
      const event = findEvent(told)
      books.put('event', event.id, { ...event, pending_webhooks: event.pending_webhooks - 1 })
    },
  })
}

/** The `Stripe-Signature` header: HMAC-SHA256 over time and body, with the secret as it is written. */
const signature = (body: string, secret: string, seconds: number) =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
