import type { Books } from '../books.ts'

/** The one PayPal account that the stand-in keeps: a merchant's, with one app on it. */
export interface Account {
  books: Books
  /** Where the stand-in listens; the API, the buyer's page and the certificates are all under it. */
  url: string
  /** Milliseconds, by the stand-in's clock. */
  now(): number
  /** True when the payment being captured is to be declined, however it is funded. */
  takeDecline(): boolean
  /** Told of each webhook that is now due, inside the transaction that makes it so. */
  queueDelivery(eventId: string, webhookId: string): void
}

/** A time as PayPal writes it in its resources: to the second, in UTC. */
export const timeText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
