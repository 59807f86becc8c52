import type { Books } from '../books.ts'
import type { KeptIntent } from './kept-intents.ts'

/** What was taken from a payer, in the smallest unit. */
export interface StandInCharge {
  reference: string
  /** The key under which it was asked for. */
  ourKey: string | null
  currency: string
  captured: bigint
  refunded: bigint
}

/** Every charge in the books, oldest first. */
export const charges = (books: Books): StandInCharge[] =>
  books
    .list<KeptIntent>('payment_intent')
    .filter(({ document }) => document.captured > 0)
    .map(({ document: { id, request_id, currency, captured, attempt } }) => ({
      reference: id,
      ourKey: request_id,
      currency,
      captured: BigInt(captured),
      refunded: BigInt(attempt?.refunded ?? 0),
    }))
