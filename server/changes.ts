import { EventEmitter } from 'node:events'

/**
 * Tells what waits in this process that something changed: the delivery worker, the open pay pages. Only a wake-up:
 * whoever is woken reads the store, and looks from time to time anyway, since another node's changes are not heard.
 */
export interface Changes {
  announce(topic: Topic): void
  /** @returns ends the subscription. */
  subscribe(topic: Topic, wake: () => void): () => void
}

export type Topic = 'deliveries' | 'addresses' | 'keys' | `payment:${string}` | `invoice:${string}`

export function openChanges(): Changes {
  const emitter = new EventEmitter().setMaxListeners(0)
  return {
    announce: (topic) => void emitter.emit(topic),
    subscribe(topic, wake) {
      emitter.on(topic, wake)
      return () => void emitter.off(topic, wake)
    },
  }
}
