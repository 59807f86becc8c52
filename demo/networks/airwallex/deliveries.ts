import { createHmac } from 'node:crypto'
import type { Clock } from '../../../server/clock.ts'
import type { Books } from '../books.ts'
import type { RecordedEvent } from './events.ts'
import { findWebhook, type Webhook } from './webhooks.ts'

/**
 * Webhooks on their way. Each goes out on its own, so they arrive in any order, and is sent again while the receiver
 * does not answer 200. What is still due is kept in the books, and goes out when the stand-in is started again.
 */
export interface Deliveries {
  /** To be called in the transaction that records the event. */
  queue(eventId: string, webhookId: string): void
  /** To be called after it: sends what was queued. */
  send(): void
  stop(): Promise<void>
}

interface Delivery {
  event: string
  webhook: string
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
    if (!delivery || !event) return
    const keep = (change: Partial<Delivery>) => books.put('delivery', id, { ...delivery, ...change })
    const webhook = findWebhook(books, delivery.webhook)
    if (!webhook) return keep({ state: 'given up' })
    const arrived = await post(webhook, event)
    if (stopping.signal.aborted) return
    if (arrived) return keep({ state: 'delivered' })
    const delay = retryDelays[delivery.attempts]
    if (delay === undefined) return keep({ state: 'given up' })
    keep({ attempts: delivery.attempts + 1 })
    timers.set(id, setTimeout(start, delay, id))
  }

  async function post(webhook: Webhook, event: RecordedEvent): Promise<boolean> {
    const body = JSON.stringify(event)
    const at = String(clock.now())
    try {
      const response = await fetch(webhook.url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'x-timestamp': at,
          'x-signature': createHmac('sha256', webhook.secret)
            .update(at + body)
            .digest('hex'),
        },
        redirect: 'manual',
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      })
      await response.body?.cancel()
      return response.status === 200
    } catch {
      // Refused, reset or too slow: not received, whatever the reason.
      return false
    }
  }

  function start(id: string) {
    timers.delete(id)
    const attempting = attempt(id).finally(() => underway.delete(attempting))
    underway.add(attempting)
  }

  return {
    queue(event, webhook) {
      const id = `${event}:${webhook}`
      books.put('delivery', id, { event, webhook, attempts: 0, state: 'pending' } satisfies Delivery)
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
