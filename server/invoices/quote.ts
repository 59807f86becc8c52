import { type Instant, toInstant, toMillis } from '../clock.ts'
import { currencyExponent } from '../money/currency.ts'
import { type Fiat, type Pair, parseRate, RATE_DIGITS } from '../rates/rate.ts'
import type { InvoiceRow, QuoteRow } from '../store/schema.ts'
import { ASSETS } from './asset.ts'
import type { PricedCredit } from './invoice.ts'

/**
 * What an invoice with a fiat price costs in its asset, and what money in the asset is worth of that price. Pure.
 *
 * There are two places where something is rounded. `costOf` rounds up to the asset's smallest unit, in the merchant's
 * favour. `worthOf` rounds down to the currency's, and is only ever asked for all that came at a quote together: however
 * the payer splits what a quote asks for, all of it pays all of the price.
 */

/** In milliseconds. */
export const QUOTE_LIVES = 15 * 60 * 1000

/** How long a quote is still taken after its end: a payer may have sent money just before. */
export const QUOTE_GRACE = 60 * 1000

/** The part of an invoice that quotes read. */
export type PricedInvoice = Pick<
  InvoiceRow,
  'asset' | 'received_amount' | 'expected_amount' | 'pricing_currency' | 'pricing_amount' | 'pricing_received'
>

/** The part of a quote that decides. */
export type QuoteTerms = Pick<QuoteRow, 'rate' | 'received' | 'valid_from' | 'valid_until'>

/** The market that an invoice's price is converted at. @throws for an invoice without a fiat price. */
export function pairOf({ asset, pricing_currency }: Pick<InvoiceRow, 'asset' | 'pricing_currency'>): Pair {
  if (pricing_currency === null) throw new Error('This invoice has no fiat price.')
  return { asset, currency: pricing_currency as Fiat }
}

const powerOf = (digits: number): bigint => 10n ** BigInt(digits)

/** What a price costs, in the asset's smallest unit, rounded up. @param price in the currency's smallest unit. */
export function costOf(price: bigint, rate: bigint, { asset, currency }: Pair): bigint {
  const units = price * powerOf(RATE_DIGITS + ASSETS[asset].digits)
  const divisor = rate * powerOf(currencyExponent(currency))
  return (units + divisor - 1n) / divisor
}

/** What an amount of the asset is worth, in the currency's smallest unit, rounded down. */
export function worthOf(amount: bigint, rate: bigint, { asset, currency }: Pair): bigint {
  return (amount * rate * powerOf(currencyExponent(currency))) / powerOf(RATE_DIGITS + ASSETS[asset].digits)
}

/** What of the price is still to be paid, in the currency's smallest unit. Never negative. */
export function owedOf({ pricing_amount, pricing_received }: PricedInvoice): bigint {
  const owed = (pricing_amount ?? 0n) - (pricing_received ?? 0n)
  return owed > 0n ? owed : 0n
}

/** The times of a quote that is made now. */
export const lifeFrom = (now: number): Pick<QuoteRow, 'valid_from' | 'valid_until'> => ({
  valid_from: toInstant(now),
  valid_until: toInstant(now + QUOTE_LIVES),
})

export const isInForce = ({ valid_until }: Pick<QuoteRow, 'valid_until'>, now: Instant): boolean => now < valid_until

/**
 * The quote for money whose ledger closed at `closedAt`; null when none was in force. For a minute after a quote ended
 * or was followed by another, both count, and the one that is better for the payer is taken: they may have been shown
 * either. The first one counts from ever: nobody could know the invoice before it.
 * @param quotes of one invoice, the oldest first.
 */
export function quoteAt<T extends QuoteTerms>(quotes: readonly T[], closedAt: Instant): T | null {
  let best: T | null = null
  for (const [n, quote] of quotes.entries()) {
    if (n > 0 && quote.valid_from > closedAt) break
    const next = quotes[n + 1]
    const end = next && next.valid_from < quote.valid_until ? next.valid_from : quote.valid_until
    if (closedAt >= toInstant(toMillis(end) + QUOTE_GRACE)) continue
    if (!best || parseRate(quote.rate) > parseRate(best.rate)) best = quote
  }
  return best
}

/**
 * What money makes of an invoice at a quote.
 * @param quote that the money counts at; `newest` is the one that says what remains to be paid.
 * @returns the invoice's sums, and what has come at the quote.
 */
export function creditAtQuote(
  invoice: PricedInvoice,
  quote: QuoteTerms,
  newest: QuoteTerms,
  amount: bigint,
): { priced: PricedCredit; received: bigint } {
  const pair = pairOf(invoice)
  const rate = parseRate(quote.rate)
  const received = quote.received + amount
  const worth = worthOf(received, rate, pair) - worthOf(quote.received, rate, pair)
  const pricing_received = (invoice.pricing_received ?? 0n) + worth
  const isCovered = pricing_received >= invoice.pricing_amount!
  // What the whole costs by one quote: what came at others, and what is left of the price at this one.
  const by =
    isCovered || quote === newest ? { rate, received } : { rate: parseRate(newest.rate), received: newest.received }
  const elsewhere = invoice.received_amount + amount - by.received
  const left = invoice.pricing_amount! - (pricing_received - worthOf(by.received, by.rate, pair))
  return { priced: { pricing_received, expected_amount: elsewhere + costOf(left, by.rate, pair) }, received }
}

/** What an invoice costs by a quote that is made now: what came, and what remains of the price at its rate. */
export function expectedAt(invoice: PricedInvoice, rate: bigint): { amount: bigint; expected_amount: bigint } {
  const amount = costOf(owedOf(invoice), rate, pairOf(invoice))
  return { amount, expected_amount: invoice.received_amount + amount }
}
