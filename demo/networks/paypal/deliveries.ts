import { type Deliveries, openDeliveries } from '../deliveries.ts'
import type { Account } from './account.ts'
import type { RecordedEvent } from './events.ts'
import { openSigner } from './signing.ts'
import type { KeptWebhook } from './webhooks.ts'

/** The ids of an event and of the webhook that is told of it. */
interface Told {
  event: string
  webhook: string
}

/** Signed with a certificate of the stand-in's. */
export function openEventDeliveries(
  account: Pick<Account, 'books' | 'url' | 'now'>,
  retryDelays?: readonly number[],
): Deliveries<Told> {
  const { books } = account
  const signer = openSigner(account)
  return openDeliveries({
    books,
    retryDelays,
    async write({ event, webhook: webhookId }, transmissionId) {
      const { url, deleted } = books.get<KeptWebhook>('webhook', webhookId)!
      if (deleted) return null
      const body = JSON.stringify(books.get<RecordedEvent>('event', event))
      const signed = await signer.headers({ transmissionId, webhookId, body })
      return {
        url,
        body,
        headers: { 'content-type': 'application/json', 'user-agent': 'PayPal/AUHD-1.0-1', ...signed },
      }
    },
  })
}
