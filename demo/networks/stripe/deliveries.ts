import { createHmac } from 'node:crypto'
import type { Clock } from '../../../server/clock.ts'
import type { Books } from '../books.ts'
import type { RecordedEvent } from './events.ts'
import { isListening, type KeptEndpoint } from './webhook-endpoints.ts'

/**
 * Webhooks on their way. Each goes out on its own, so they arrive in any order, and is sent again while the receiver
 * does not answer 2xx. What is still due is kept in the books, and goes out when the stand-in is started again.
 */
export interface Deliveries {
  /** To be called in the transaction that records the event. */
  queue(eventId: string, endpointId: string): void
  /** To be called after it: sends what was queued. */
  send(): void
  stop(): Promise<void>
}

interface Delivery {
  event: string
  endpoint: string
  attempts: number
  state: 'pending' | 'delivered' | 'given up'
}

interface DeliveryOptions {
  books: Books
  clock: Clock
  /** Milliseconds to wait after each failed attempt; after the last of them it is given up. */
  retryDelays: readonly number[]
}

const ANSWER_WITHIN_MS = 20_000

export function openDeliveries({ books, clock, retryDelays }: DeliveryOptions): Deliveries {
  let queued = books
    .list<Delivery>('delivery')
    .filter(({ document }) => document.state === 'pending')
    .map(({ id }) => id)
  const timers = new Map<string, NodeJS.Timeout>()
  const underway = new Set<Promise<void>>()
  const stopping = new AbortController()

  async function attempt(id: string) {
    const delivery = books.get<Delivery>('delivery', id)
    const event = delivery && books.get<RecordedEvent>('event', delivery.event)
    const endpoint = delivery && books.get<KeptEndpoint>('webhook_endpoint', delivery.endpoint)
    if (!delivery || !event || !endpoint) return
    if (!isListening(endpoint)) return settle(id, delivery, 'given up')
    const arrived = await post(endpoint, event)
    if (stopping.signal.aborted) return
    if (arrived) return settle(id, delivery, 'delivered')
    const delay = retryDelays[delivery.attempts]
    delivery.attempts += 1
    if (delay === undefined) return settle(id, delivery, 'given up')
    books.put('delivery', id, delivery)
    timers.set(id, setTimeout(start, delay, id))
  }

  async function post(endpoint: KeptEndpoint, event: RecordedEvent): Promise<boolean> {
    const body = JSON.stringify(event, null, 2)
    try {
      const response = await fetch(endpoint.url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          'stripe-signature': signature(body, endpoint.secret, Math.floor(clock.now() / 1000)),
        },
        redirect: 'manual',
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      })
      await response.body?.cancel()
      return response.ok
    } catch {
      // Refused, reset or too slow: not received, whatever the reason.
      return false
    }
  }

  function settle(id: string, delivery: Delivery, state: Delivery['state']) {
    books.together(() => {
      books.put('delivery', id, { ...delivery, state })
      const event = books.get<RecordedEvent>('event', delivery.event)!
      books.put('event', event.id, { ...event, pending_webhooks: event.pending_webhooks - 1 })
    })
  }

  function start(id: string) {
    timers.delete(id)
    const attempting = attempt(id).finally(() => underway.delete(attempting))
    underway.add(attempting)
  }

  return {
    queue(event, endpoint) {
      const id = `${event}:${endpoint}`
      books.put('delivery', id, { event, endpoint, attempts: 0, state: 'pending' } satisfies Delivery)
      queued.push(id)
    },
    send() {
      const due = queued
      queued = []
      for (const id of due) start(id)
    },
    async stop() {
      stopping.abort()
      for (const timer of timers.values()) clearTimeout(timer)
      await Promise.all(underway)
    },
  }
}

/** The `Stripe-Signature` header: HMAC-SHA256 over time and body, with the secret as it is written. */
const signature = (body: string, secret: string, seconds: number) =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
