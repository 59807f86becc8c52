import type Stripe from 'stripe'
import type { Account } from './account.ts'
import { noSuch } from './errors.ts'
import { newId } from './ids.ts'

/** Stripe's price for a European card: 1.4 % and 25 of the smallest unit. */
const FEE_PER_MILLE = 14
const FEE_FIXED = 25

const PAID_OUT_AFTER_SECONDS = 2 * 24 * 60 * 60

/** The fee on a charge. Rounded here and nowhere else, half a unit upwards. */
export function feeOn(amount: number): number {
  const thousandths = amount * FEE_PER_MILLE + 500
  return (thousandths - (thousandths % 1000)) / 1000 + FEE_FIXED
}

/**
 * Books what a captured charge, or a refund, or one that came back, does to the balance. A refund costs nothing and
 * gives no fee back.
 */
export function bookOnBalance(
  account: Account,
  type: 'charge' | 'refund' | 'refund_failure',
  source: { id: string; currency: string; description: string | null },
  amount: number,
): string {
  const fee = type === 'charge' ? feeOn(amount) : 0
  const signed = type === 'refund' ? -amount : amount
  const transaction: Stripe.BalanceTransaction = {
    id: newId('txn'),
    object: 'balance_transaction',
    amount: signed,
    available_on: account.seconds() + PAID_OUT_AFTER_SECONDS,
    balance_type: 'payments',
    created: account.seconds(),
    currency: source.currency,
    description: source.description,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [
            {
              amount: fee,
              application: null,
              currency: source.currency,
              description: 'Processing fees',
              type: 'stripe_fee',
            },
          ],
    net: signed - fee,
    reporting_category: type,
    source: source.id,
    status: 'pending',
    type,
  }
  account.books.put('balance_transaction', transaction.id, transaction)
  return transaction.id
}

/** Pending until the day on which it can be paid out. */
export function getBalanceTransaction(account: Account, id: string): Stripe.BalanceTransaction {
  const transaction = account.books.get<Stripe.BalanceTransaction>('balance_transaction', id)
  if (!transaction) throw noSuch('balance transaction', id)
  return { ...transaction, status: account.seconds() < transaction.available_on ? 'pending' : 'available' }
}
