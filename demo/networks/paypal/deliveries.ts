import { randomUUID } from 'node:crypto'
import type { Account } from './account.ts'
import type { RecordedEvent } from './events.ts'
import { openSigner } from './signing.ts'
import type { KeptWebhook } from './webhooks.ts'

/**
 * Webhooks on their way. Each goes out on its own, so they arrive in any order, and is sent again while the receiver
 * does not answer 2xx. What is still due is kept in the books, and goes out when the stand-in is started again.
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
  transmission: string
  attempts: number
  state: 'pending' | 'delivered' | 'given up'
}

const ANSWER_WITHIN_MS = 20_000

/** @param retryDelays milliseconds to wait after each failed attempt; after the last of them it is given up. */
export function openDeliveries(
  account: Pick<Account, 'books' | 'url' | 'now'>,
  retryDelays: readonly number[],
): Deliveries {
  const { books } = account
  const signer = openSigner(account)
  let queued = books
    .list<Delivery>('delivery')
    .filter(({ document }) => document.state === 'pending')
    .map(({ id }) => id)
  const timers = new Map<string, NodeJS.Timeout>()
  const underway = new Set<Promise<void>>()
  const stopping = new AbortController()

  async function attempt(id: string) {
    const delivery = books.get<Delivery>('delivery', id)
    // What queued it was undone.
    if (!delivery) return
    const webhook = books.get<KeptWebhook>('webhook', delivery.webhook)!
    if (webhook.deleted) return settle(id, delivery, 'given up')
    const arrived = await post(webhook, delivery)
    if (stopping.signal.aborted) return
    if (arrived) return settle(id, delivery, 'delivered')
    const delay = retryDelays[delivery.attempts]
    delivery.attempts += 1
    if (delay === undefined) return settle(id, delivery, 'given up')
    books.put('delivery', id, delivery)
    timers.set(id, setTimeout(start, delay, id))
  }

  async function post({ id: webhookId, url }: KeptWebhook, { event, transmission }: Delivery): Promise<boolean> {
    const body = JSON.stringify(books.get<RecordedEvent>('event', event))
    const signed = await signer.headers({ transmissionId: transmission, webhookId, body })
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', 'user-agent': 'PayPal/AUHD-1.0-1', ...signed },
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

  const settle = (id: string, delivery: Delivery, state: Delivery['state']) =>
    books.put('delivery', id, { ...delivery, state })

  function start(id: string) {
    timers.delete(id)
    const attempting = attempt(id).finally(() => underway.delete(attempting))
    underway.add(attempting)
  }

  return {
    queue(event, webhook) {
      const id = `${event}:${webhook}`
      const delivery: Delivery = { event, webhook, transmission: randomUUID(), attempts: 0, state: 'pending' }
      books.put('delivery', id, delivery)
      queued.push(id)
    },
    send() {
      const due = queued
      queued = []
      for (const id of due) if (!stopping.signal.aborted) start(id)
    },
    async stop() {
      stopping.abort()
      for (const timer of timers.values()) clearTimeout(timer)
      await Promise.all(underway)
    },
  }
}
