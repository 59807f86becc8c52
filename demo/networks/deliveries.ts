import { randomUUID } from 'node:crypto'
import type { Books } from './books.ts'

/**
 * Webhooks on their way. Each goes out on its own, so they arrive in any order, and is sent again while the receiver
 * does not take it. What is still due is kept in the books, and goes out when the stand-in is started again.
 */
export interface Deliveries<Told extends object> {
  /** To be called in the transaction of what is told. */
  queue(told: Told): void
  /** To be called after it: sends what was queued. */
  send(): void
  stop(): Promise<void>
}

/** A request as it goes out now: signed, where the service signs. */
export interface WebhookRequest {
  url: string
  body: string | URLSearchParams
  headers: Record<string, string>
}

interface DeliveryOptions<Told extends object> {
  books: Books
  /** Milliseconds to wait after each failed attempt; after the last of them it is given up. */
  retryDelays?: readonly number[]
  /** @param id the delivery's, the same at each attempt. @returns null when nobody is to be told any more. */
  write(told: Told, id: string): WebhookRequest | null | Promise<WebhookRequest | null>
  /** Whether the receiver has it by this answer: any 2xx unless said otherwise. */
  isTaken?(answer: Response): boolean
  answerWithinMs?: number
  /** Called in the transaction in which a delivery ends, delivered or given up. */
  onEnd?(told: Told): void
}

type Delivery<Told extends object> = Told & { attempts: number; state: 'pending' | 'delivered' | 'given up' }

/** A receiver that is restarted is found again within seconds, one that is gone is left after some twenty minutes. */
const RETRY_DELAYS = [1, 2, 5, 10, 30, 60, 120, 300, 600].map((seconds) => seconds * 1000)

export function openDeliveries<Told extends object>({
  books,
  retryDelays = RETRY_DELAYS,
  write,
  isTaken = ({ ok }) => ok,
  answerWithinMs = 20_000,
  onEnd,
}: DeliveryOptions<Told>): Deliveries<Told> {
  let queued = books
    .list<Delivery<Told>>('delivery')
    .filter(({ document }) => document.state === 'pending')
    .map(({ id }) => id)
  const timers = new Map<string, NodeJS.Timeout>()
  const underway = new Set<Promise<void>>()
  const stopping = new AbortController()

  async function attempt(id: string): Promise<void> {
    const delivery = books.get<Delivery<Told>>('delivery', id)
    // What queued it was undone.
    if (!delivery) return
    const request = await write(delivery, id)
    const isDelivered = request !== null && (await post(request))
    if (stopping.signal.aborted) return
    const delay = request ? retryDelays[delivery.attempts] : undefined
    const state = isDelivered ? 'delivered' : delay === undefined ? 'given up' : 'pending'
    books.together(() => {
      books.put('delivery', id, { ...delivery, attempts: delivery.attempts + 1, state } satisfies Delivery<Told>)
      if (state !== 'pending') onEnd?.(delivery)
    })
    if (state === 'pending') timers.set(id, setTimeout(start, delay, id))
  }

  async function post({ url, body, headers }: WebhookRequest): Promise<boolean> {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(answerWithinMs)])
    try {
      const answer = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal })
      await answer.body?.cancel()
      return isTaken(answer)
    } catch {
      // Refused, reset or too slow: not received, whatever the reason.
      return false
    }
  }

  function start(id: string): void {
    timers.delete(id)
    const attempting = attempt(id).finally(() => underway.delete(attempting))
    underway.add(attempting)
  }

  return {
    queue(told) {
      const id = randomUUID()
      books.put('delivery', id, { ...told, attempts: 0, state: 'pending' } satisfies Delivery<Told>)
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
