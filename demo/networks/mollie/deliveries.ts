import { randomUUID } from 'node:crypto'
import type { Books } from '../books.ts'

/**
 * Webhooks on their way: a form with the id of the payment that changed, and no signature. Each goes out on its own and
 * comes again while the receiver does not answer 2xx. What is still due is kept in the books, and goes out when the
 * stand-in is started again.
 */
export interface Deliveries {
  /** To be called in the transaction that changes the payment. */
  queue(paymentId: string, url: string): void
  /** To be called after it: sends what was queued. */
  send(): void
  stop(): Promise<void>
}

interface Delivery {
  payment: string
  url: string
  attempts: number
  state: 'pending' | 'delivered' | 'given up'
}

/** docs.mollie.com/reference/webhooks */
const ANSWER_WITHIN_MS = 15_000

/** @param retryDelays milliseconds to wait after each failed attempt; after the last of them it is given up. */
export function openDeliveries(books: Books, retryDelays: readonly number[]): Deliveries {
  let queued = books
    .list<Delivery>('delivery')
    .filter(({ document }) => document.state === 'pending')
    .map(({ id }) => id)
  const timers = new Map<string, NodeJS.Timeout>()
  const underway = new Set<Promise<void>>()
  const stopping = new AbortController()

  async function attempt(id: string) {
    const delivery = books.get<Delivery>('delivery', id)
    if (!delivery) return
    const arrived = await post(delivery)
    if (stopping.signal.aborted) return
    const delay = retryDelays[delivery.attempts]
    const state = arrived ? 'delivered' : delay === undefined ? 'given up' : 'pending'
    books.put('delivery', id, { ...delivery, attempts: delivery.attempts + 1, state } satisfies Delivery)
    if (state === 'pending') timers.set(id, setTimeout(start, delay, id))
  }

  async function post({ url, payment }: Delivery): Promise<boolean> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        body: new URLSearchParams({ id: payment }),
        headers: { 'user-agent': 'Mollie HTTP client/1.0', accept: '*/*' },
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

  function start(id: string) {
    timers.delete(id)
    const attempting = attempt(id).finally(() => underway.delete(attempting))
    underway.add(attempting)
  }

  return {
    queue(payment, url) {
      const id = randomUUID()
      books.put('delivery', id, { payment, url, attempts: 0, state: 'pending' } satisfies Delivery)
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
