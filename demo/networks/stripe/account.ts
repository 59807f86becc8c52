import type { Books } from '../books.ts'

/** The one Stripe account that the stand-in keeps, as seen by the request being served. */
export interface Account {
  books: Books
  /** Where the stand-in listens; pages that a payer looks at are under it. */
  url: string
  /** The clock, in the whole seconds since the epoch that Stripe writes. */
  seconds(): number
  /** What asked for a change; events tell it. Nulls when a person's click did. */
  request: { id: string | null; idempotency_key: string | null }
  /** True when the payment being made is to be declined, whatever the card. */
  takeDecline(): boolean
  /** Told of each webhook that is now due, inside the transaction that makes it so. */
  queueDelivery(eventId: string, endpointId: string): void
}
