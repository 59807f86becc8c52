import { join } from 'node:path'
import type Stripe from 'stripe'
import { charges as airwallexCharges } from '../demo/networks/airwallex/charges.ts'
import { type Books, openBooks } from '../demo/networks/books.ts'
import { minorOf } from '../demo/networks/mollie/amounts.ts'
import type { KeptPayment } from '../demo/networks/mollie/payment.ts'
import { charges as paypalCharges } from '../demo/networks/paypal/charges.ts'
import { getAttempts } from './merchant.ts'
import type { Sandbox } from './sandbox.ts'

/** What one provider took, by its own books; the key is the attempt's id. */
interface Taken {
  key: string | null
  amount: number
}

const READERS: Record<string, (books: Books) => Taken[]> = {
  stripe: (books) =>
    books
      .list<Stripe.Charge>('charge')
      .map(({ document }) => ({ key: document.metadata.paylink_attempt ?? null, amount: document.amount_captured })),
  airwallex: (books) =>
    airwallexCharges(books).map(({ ourKey, captured }) => ({ key: ourKey, amount: Number(captured) })),
  mollie: (books) =>
    books
      .list<KeptPayment>('payment')
      .filter(({ document }) => document.status === 'paid')
      .map(({ document }) => ({ key: document.idempotencyKey, amount: Number(minorOf(document.amount)) })),
  paypal: (books) => paypalCharges(books).map(({ ourKey, captured }) => ({ key: ourKey, amount: Number(captured) })),
}

/** Everything that was taken from the payer of one payment, by the books of all providers: `[provider, cents]`. */
export async function capturesOf(sandbox: Sandbox, paymentId: string): Promise<[string, number][]> {
  const { data } = await getAttempts(sandbox, paymentId)
  const keys = new Set(data.map(({ id }) => id))
  return Object.entries(READERS).flatMap(([provider, read]) =>
    readBooks(sandbox, provider, read)
      .filter(({ key, amount }) => amount > 0 && key !== null && keys.has(key))
      .map(({ amount }): [string, number] => [provider, amount]),
  )
}

function readBooks<T>({ dataDir }: Sandbox, provider: string, read: (books: Books) => T): T {
  const books = openBooks(join(dataDir, 'networks', `${provider}.db`))
  try {
    return read(books)
  } finally {
    books.close()
  }
}
