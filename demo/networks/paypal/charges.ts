import type { Books } from '../books.ts'
import type { StandInCharge } from '../stand-in.ts'
import { givenBack, type KeptCapture } from './kept-payments.ts'
import { amountOf, isoAmount } from './money.ts'

/** Oldest first. What is still on its way is not among them. */
export const charges = (books: Books): StandInCharge[] =>
  books
    .list<KeptCapture>('capture')
    .map(({ document }) => document)
    .filter(({ status }) => status === 'COMPLETED')
    .map((capture) => {
      const { currency_code: currency } = capture.amount
      return {
        reference: capture.order,
        ourKey: capture.custom_id ?? null,
        currency,
        captured: isoAmount(amountOf(capture.amount), currency),
        refunded: isoAmount(givenBack(books, capture), currency),
      }
    })
