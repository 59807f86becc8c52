import type { Books } from '../books.ts'

/** The one website profile that the stand-in keeps. */
export interface Account {
  books: Books
  /** Where the stand-in listens; the payer's pages are under it. */
  url: string
  mode: 'test' | 'live'
  /** Milliseconds since the epoch. */
  now(): number
  /** True when the payment being made is to be declined, whatever it is made with. */
  takeDecline(): boolean
  /** Has the payment's webhook called; to be asked for in the transaction that changes it. */
  queueWebhook(paymentId: string, url: string): void
  /** Told of each payment that time may still change. */
  watch(paymentId: string): void
}

/** Times as Mollie writes them: in seconds, with the offset as digits. */
export const timeText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}+00:00`
