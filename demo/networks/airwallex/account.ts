import type { Clock } from '../../../server/clock.ts'
import type { Books } from '../books.ts'

/** The one Airwallex account that the stand-in keeps. */
export interface Account {
  id: string
  books: Books
  clock: Clock
  /** Where the stand-in listens; pages that a payer looks at are under it. */
  url: string
  /** True when the payment being made is to be declined, whatever the card. */
  takeDecline(): boolean
  /** True when the bank of the refund being settled does not take it. */
  takeFailedRefund(): boolean
  /** Told of each webhook that is now due, inside the transaction that makes it so. */
  queueDelivery(eventId: string, webhookId: string): void
}

/** Now, as Airwallex writes times: `2026-11-20T12:00:00+0000`. */
export const timestamp = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, '+0000')
