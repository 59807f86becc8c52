import type { Books } from '../books.ts'
import { type Deliveries, openDeliveries } from '../deliveries.ts'

/** The id of the payment that changed, and where its webhooks go. */
interface Told {
  payment: string
  url: string
}

/** A form with the payment's id, and no signature. https://docs.mollie.com/reference/webhooks */
export function openPaymentDeliveries(books: Books, retryDelays?: readonly number[]): Deliveries<Told> {
  return openDeliveries({
    books,
    retryDelays,
    write: ({ payment, url }) => ({
      url,
      body: new URLSearchParams({ id: payment }),
      headers: { 'user-agent': 'Mollie HTTP client/1.0', accept: '*/*' },
    }),
    answerWithinMs: 15_000,
  })
}
